"""Which Sessions are meant by what somebody wrote: an id, its beginning, or the name people see."""

from csg.state import names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.state import sessions


def called(home: bytes, session: "sessions.Session") -> str:
    """What people call a live Session, raw: its intent, its latest prompt or its branch; "" for none of them."""
    intent = names.intent(home, session.name)
    return names.called(session, intent, "" if intent else names.prompt(home, session.name))


def meant(home: bytes, some: "Sequence[sessions.Session]", wanted: str) -> "list[sessions.Session]":
    """Those of the Sessions that fit, by the first of these that any does: the id, its beginning, the name, a part of
    the name in any case.  A branch is no name here: too many share one."""
    if not wanted:
        return []
    low, titles = wanted.casefold(), {}
    found = [s for s in some if s.id == wanted] or [s for s in some if s.id.startswith(wanted)]
    if not found:
        titles = {s.name: (names.intent(home, s.name) or names.prompt(home, s.name)).casefold() for s in some}
    found = found or [s for s in some if titles[s.name] == low]
    return found or [s for s in some if low in titles[s.name]]
