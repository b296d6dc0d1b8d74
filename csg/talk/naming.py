"""Which Sessions are meant by what somebody wrote: an id, its beginning, or the name people see."""

from csg.base import wording
from csg.state import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from csg.state import sessions

    T = TypeVar("T")


def called(home: bytes, session: "sessions.Session") -> str:
    """What people call a live Session, raw: its intent, its latest prompt or its branch; "" for none of them."""
    intent = names.intent(home, session.name)
    return names.called(session, intent, "" if intent else names.prompt(home, session.name))


def titled(home: bytes, session: "sessions.Session") -> str:
    """The same with the client before it, where that is another one than Claude Code."""
    return wording.titled(session.client, called(home, session))


def meant(home: bytes, some: "Sequence[sessions.Session]", wanted: str) -> "list[sessions.Session]":
    """Those of the Sessions that fit."""
    return fitting(some, wanted, lambda s: s.id, lambda s: names.intent(home, s.name) or names.prompt(home, s.name))


def fitting(
    some: "Sequence[T]", wanted: str, identifier: "Callable[[T], str]", title: "Callable[[T], str]"
) -> "list[T]":
    """Those that fit, by the first of these that any does: the id, its beginning, the name, a part of the name in any
    case.  A branch is no name here: too many share one."""
    if not wanted:
        return []
    found = [one for one in some if identifier(one) == wanted] or [
        one for one in some if identifier(one).startswith(wanted)
    ]
    if found:
        return found
    low = wanted.casefold()
    titles = [(title(one).casefold(), one) for one in some]
    return [one for text, one in titles if text == low] or [one for text, one in titles if low in text]
