"""What is known about a git command: who holds files that it reaches, and what this Session was told of such.

The latter is kept beside the Session's Claims, in a file for each checkout (`state.told`).
"""

import posix

from csg.base import paths
from csg.hooks import call as calls
from csg.state import claims, holdings, roster, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

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
    window = call.settings().window
    found = _held_here(call, window)
    for name in roster.others(call.home, call.name):
        if roster.last_active(call.home, name) >= call.now - window - _SLACK:
            found += holdings.held_by(call.home, name, call.now, window)
    found = [holding for holding in found if reach.covers(holding.path, holding.root)]
    found.sort(key=lambda holding: -holding.newest)
    return found


def is_own(call: calls.Call, path: bytes) -> bool:
    """Does this Session hold the file, whichever of its agents?"""
    key, window = claims.Target(path).key, call.settings().window
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


def lines(call: calls.Call, root: bytes) -> "list[dict[str, Any]]":
    """What this Session was told about the checkout."""
    return holdings.records(call.home, call.name, key(root), 0.0)


def is_ours(call: calls.Call, root: bytes) -> bool:
    """Say that this hook answers for the call; False if another one does (see told.answered).  OSError."""
    if not call.attached():
        return True
    claims.note(call.home, call.name, key(root), [{"t": call.now, "id": call.tool_call(), "by": posix.getpid()}])
    return not told.answered(call.home, call.name, key(root), call.tool_call())


def key(root: bytes) -> bytes:
    """Where it is kept, among the keys of Claims."""
    return b"g-" + paths.checksum(root).encode()
