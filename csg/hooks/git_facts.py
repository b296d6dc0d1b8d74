"""What is known about a git command: who holds files that it reaches, and what this Session was told of such.

The latter is kept beside the Session's Claims, in a file for each checkout (`state.told`).
"""

import posix

from csg.base import files, paths
from csg.hooks import call as calls
from csg.state import claims, holdings, roster, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Protocol, TypeVar

    class News(Protocol):
        """What an agent is told of once."""

        def news(self) -> "told.News":
            """What makes it the same."""

    New = TypeVar("New", bound=News)

    class Deed(Protocol):
        """What a command does.  `shown`: what to call it, fixed text."""

        shown: str

    class Files(Protocol):
        """The files that it does it to, as git.reach.Reach has them."""

        root: bytes

        def covers(self, path: bytes, root: bytes) -> bool:
            """Is it one of them?"""

        def inside(self, path: bytes) -> bytes:
            """Its path in the checkout."""


_SLACK = 1.0  # seconds that a Session's sign of life may be older than its newest Claim


def held(call: calls.Call, reach: "Files") -> "list[holdings.Holding]":
    """What others hold of the files that are reached, newest first.

    Also other agents and processes of this Session, but not what this agent itself did."""
    found = _held_here(call, calls.settings(call).window) + held_elsewhere(call)
    found = [holding for holding in found if reach.covers(holding.path, holding.root)]
    found.sort(key=lambda holding: -holding.newest)
    return found


def held_elsewhere(call: calls.Call) -> "list[holdings.Holding]":
    """All that other Sessions hold, in no order."""
    window, found = calls.settings(call).window, []
    for name in roster.others(call.home, call.name):
        if roster.last_active(call.home, name) >= call.now - window - _SLACK:
            found += holdings.held_by(call.home, name, call.now, window)
    return found


def may_be_there(path: bytes) -> bool:
    """Not if it is certain that there is nothing: what commands that name a path go by."""
    return not files.missing(path)


def is_own(call: calls.Call, path: bytes) -> bool:
    """Does this Session hold the file, whichever of its agents?"""
    key, window = claims.Target(path).key, calls.settings(call).window
    lines = holdings.standing(holdings.records(call.home, call.name, key, call.now - window))
    return any(line["path"] == paths.text(path) and line["t"] >= call.now - window for line in lines)


def _held_here(call: calls.Call, window: float) -> "list[holdings.Holding]":
    found = []
    for key in holdings.keys(call.home, call.name):
        lines = holdings.standing(holdings.records(call.home, call.name, key, call.now - window))
        for path in {line["path"] for line in lines}:
            try:
                target = claims.Target(paths.from_text(path))
            except ValueError:
                continue
            agents, _ = holdings.own(call.home, call.name, call.agent, call.pid, target, call.now, window)
            found += [holding for holding in agents if not holding.elsewhere]
    return found


def untold(
    call: calls.Call, where: bytes, kind: str, does: str, concerned: "Sequence[New]"
) -> "tuple[list[New], list[New]]":
    """What of that which a command concerns this agent was not told yet, and what it was not held for yet.

    where  the key that it is kept under      kind  policy's      does  what makes another command the same"""
    lines, who = holdings.records(call.home, call.name, where, 0.0), (call.agent, call.pid)
    known = told.news(lines, who, call.now, kind)
    stopped_for = told.held(lines, who, does, call.now, calls.window(call))
    news = [one for one in concerned if one.news() not in known]
    return news, [one for one in concerned if one.news() not in stopped_for]


def is_ours(call: calls.Call, where: bytes) -> bool:
    """Say that this hook answers for the call; False if another one does (see told.answered).  OSError.

    where  the key that this is kept under"""
    if not calls.attached(call):
        return True
    claims.note(call.home, call.name, where, [{"t": call.now, "id": call.tool_call(), "by": posix.getpid()}])
    return not told.answered(call.home, call.name, where, call.tool_call())


def key(root: bytes) -> bytes:
    """Where what concerns a checkout is kept, among the keys of Claims."""
    return b"g-" + paths.checksum(root).encode()
