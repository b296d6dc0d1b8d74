"""Which Session a process belongs to: one in a client's shell, or a client's MCP server.

A client may run in another one's shell, so what the environment says may be an outer client's: the innermost counts.
Going up from the process, that is the first ancestor which is a recorded Session's client, or which did not have itself
one of the variables (clients.signs) that its child has: who lacks it has set it.  Where ancestors cannot be looked
at (no /proc), and where none of them is a client any more, of several Sessions that are named the one that began last
is meant: it began in the other's shell.

A variable in a shell is new with each command, but an MCP server's is as old as the server, and wrong once its client
has taken up another Session (/clear): there the process comes first, and before it what the call itself says.
"""

import posix

from csg.base import paths, process_table, processes
from csg.clients import signs
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from csg.state.sessions import Session

_ANCESTORS = 24
#: Fields of `_meta` in Codex's `tools/call` (0.169): its session, and the thread of it that calls.
_TOLD = ("sessionId", "threadId")


class Found:
    """What is known of whose a process is.

    session  the live one, or None       stated  the id of one that has no record, or ""
    client   sessions.Session.client of whoever it belongs to; None if nothing tells"""

    __slots__ = ("client", "session", "stated")

    def __init__(self, session: "Session | None", stated: str = "", client: "str | None" = None) -> None:
        self.session = session
        self.stated = stated
        self.client = session.client if session else client


def of_shell(home: bytes, environ: "Mapping[bytes, bytes]", cwd: bytes, everyone: "Sequence[Session]") -> Found:
    """For this process, which runs in some shell.  cwd: canonical; everyone: the Sessions on record"""
    told = [name for name in (*signs.IDS, *signs.MARKS) if environ.get(name)]
    pid = posix.getppid()
    for _ in range(_ANCESTORS):
        fields = processes.stat(pid)
        if fields is None or pid <= 1:
            break
        had = process_table.environment(pid)
        new = [name for name in told if had and had.get(name) != environ[name]]
        there = of_process(everyone, pid)
        if there or new:
            clients = {session.client for session in there}
            own = [name for name in told if name in new or signs.IDS.get(name) in clients]
            return _told(home, environ, own, cwd, everyone, there)
        pid = int(fields[2])
    return _told(home, environ, told, cwd, everyone, [])


def of_server(
    home: bytes,
    environ: "Mapping[bytes, bytes]",
    cwd: bytes,
    everyone: "Sequence[Session]",
    client: "str | None",
    meta: "Mapping[str, Any]",
) -> Found:
    """For this process, which is an MCP server.

    client  whose, by what it said of itself; None: nothing that is known      meta  `_meta` of the call"""
    some = [session for session in everyone if client is None or session.client == client]
    told = [meta.get(name) for name in _TOLD]
    named = [session for session in some if session.id in told]
    if named:
        return Found(max(named, key=lambda s: told.index(s.id) == 0))
    there = of_process(some, posix.getppid())
    if there:
        return Found(_latest(home, there))
    own = [name for name, kind in signs.IDS.items() if environ.get(name) and client in (None, kind)]
    found = _told(home, environ, own, cwd, some, [])
    return (
        found
        if found.session or found.stated or not client
        else Found(_newest_here(home, some, client, cwd), "", client)
    )


def of_process(everyone: "Sequence[Session]", pid: int) -> "list[Session]":
    """Those whose client is this process."""
    some = [session for session in everyone if session.pid == pid]
    if not some:
        return []
    here, started = processes.host(), processes.start_time(pid)
    return [session for session in some if session.host == here and session.pid_started in ("", started)]


def _told(
    home: bytes,
    environ: "Mapping[bytes, bytes]",
    names: "Sequence[bytes]",
    cwd: bytes,
    everyone: "Sequence[Session]",
    there: "Sequence[Session]",
) -> Found:
    """By these variables, and the Sessions `there` of the process that has set them."""
    ids = {paths.text(environ[name]): signs.IDS[name] for name in names if name in signs.IDS}
    named = [session for session in everyone if session.name in [paths.safe_name(one) for one in ids]]
    if named:
        return Found(max([s for s in named if s in there] or named, key=lambda session: session.started))
    for stated, client in ids.items():
        return Found(None, stated, client)
    others = [session for session in there if session.client]
    if others:
        return Found(_latest(home, others))
    marks = [signs.MARKS[name] for name in names if name in signs.MARKS]
    if not there and marks:
        return Found(_newest_here(home, everyone, marks[0], cwd), "", marks[0])
    return Found(None, "", "" if there else None)


def _newest_here(home: bytes, everyone: "Sequence[Session]", client: str, cwd: bytes) -> "Session | None":
    """Of this client's Sessions that work in the directory, and whose process nobody knows, the latest active."""
    some = [s for s in everyone if s.client == client and paths.canonical(s.cwd) == cwd]
    return _latest(home, [session for session in some if session.process() == processes.UNKNOWN])


def _latest(home: bytes, some: "Sequence[Session]") -> "Session | None":
    return max(some, key=lambda s: (roster.last_active(home, s.name), s.started)) if some else None
