"""Which process a Session's client is, and whether it still runs.

A pid alone proves little: it is used again, and means something else in another pid
namespace.  So a process is gone for certain only when it was recorded on this host and
in this namespace, and its pid is free or belongs to one that started at another time.
"""

import posix

from csg.base import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

RUNNING, GONE, UNKNOWN = "running", "gone", "unknown"
_ANCESTORS = 12


_here = ""


def host() -> str:
    """This machine and pid namespace; a pid recorded elsewhere says nothing here."""
    global _here  # noqa: PLW0603  asked for once for each sibling
    _here = _here or _host()
    return _here


def _host() -> str:
    name = posix.uname().nodename
    try:
        return name + " " + posix.readlink("/proc/self/ns/pid")
    except OSError:  # no /proc: macOS
        return name


def client(environ: "Mapping[bytes, bytes]") -> int:
    """The pid of the coding client above this hook; 0 if it can't be told.

    CLAUDE_PID from Claude Code 2.1.250 on; before, the ancestor whose name is `claude`."""
    stated = environ.get(b"CLAUDE_PID", b"")
    if stated.isdigit():
        return int(stated)
    pid = posix.getppid()
    for _ in range(_ANCESTORS):
        fields = _stat(pid)
        if fields is None or pid <= 1:
            return 0
        if fields[0] == b"claude":
            return pid
        pid = int(fields[2])
    return 0


def runs(pid: int) -> bool:
    """Is there a process with this pid now?"""
    try:
        posix.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # EPERM: somebody else's, so it is there
        pass
    return True


def start_time(pid: int) -> str:
    """When the process started, comparable only with itself ("" if it can't be told).

    Field 22 of /proc/PID/stat, in clock ticks since boot (proc(5)); elsewhere unknown here:
    running ps would cost a hook more than all the rest."""
    fields = _stat(pid)
    return fields[20].decode() if fields else ""


def state(pid: int, started: str, where: str) -> str:
    """RUNNING, GONE or UNKNOWN for a process recorded as (pid, start time, host)."""
    if pid <= 0 or where != host():
        return UNKNOWN
    if not runs(pid):
        return GONE
    fields = _stat(pid)
    if fields is None or not started:
        return RUNNING
    if fields[20].decode() != started or fields[1] in (b"Z", b"X"):
        return GONE
    return RUNNING


def _stat(pid: int) -> "list[bytes] | None":
    # [name, state, ppid, ...]: the name is in parentheses and may hold anything; index 20 is field 22
    try:
        line = files.read(b"/proc/%d/stat" % pid, 4096)
        name, rest = line[line.index(b"(") + 1 :].rsplit(b") ", 1)
        fields = [name, *rest.split()]
        return fields if len(fields) > 20 else None
    except (OSError, ValueError):
        return None
