"""What is known about a git command: who holds files that it reaches, and what this Session was told of such.

The latter is kept beside the Session's Claims, in a file for each checkout: a line for each Holding
that was named, {"t": …, "told": news, "to": agent, "by": the hook's pid, "call": the tool call's id}.
"""

import posix

from csg.base import paths
from csg.hooks import call as calls
from csg.state import claims, holdings, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.reach import Reach

    News = tuple[str, str, str]

_SLACK = 1.0  # seconds that a Session's sign of life may be older than its newest Claim


def held(call: calls.Call, reach: "Reach") -> "list[holdings.Holding]":
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


def news(call: calls.Call, kind: str, holding: holdings.Holding) -> "News":
    """What is told once: each agent has a context of its own, and of two kinds of command one may be as bad."""
    name, agent, identifier = holding.news()
    return (name, agent, "%s %s %s" % (identifier, kind, call.agent))


def told(call: calls.Call, root: bytes) -> "set[News]":
    """The news that this agent was told about the checkout."""
    return holdings.told(holdings.records(call.home, call.name, _key(root), 0.0), call.agent)


def note(call: calls.Call, root: bytes, named: "list[News]") -> None:
    """It is told these now."""
    line = {"t": call.now, "to": call.agent, "by": posix.getpid(), "call": call.tool_call()}
    try:
        if call.attached():
            claims.note(call.home, call.name, _key(root), [dict(line, told=list(one)) for one in named])
    except OSError as error:  # the worst of it: the same is told again
        call.log_error("not noted: %s" % error)


def told_by_another_hook(call: calls.Call, root: bytes, one: "News") -> bool:
    """Was this very call told of it by another hook first (one wired twice, as by settings and a plugin)?"""
    for line in holdings.records(call.home, call.name, _key(root), 0.0):
        if line.get("told") == list(one) and line.get("call") == call.tool_call():
            return line.get("by") != posix.getpid()
    return False


def _key(root: bytes) -> bytes:
    return b"g-" + paths.checksum(root).encode()
