"""Which process a Session's client is, and whether it still runs.

A pid alone proves little: it is used again, and means something else in another pid
namespace.  So a process is gone for certain only when it was recorded on this host and
in this namespace, and its pid is free or belongs to one that started at another time.
"""

import posix
import time

from csg.base import files, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

RUNNING, GONE, UNKNOWN = "running", "gone", "unknown"
_ANCESTORS = 12
#: A word of Codex's daemon, which runs the hooks of all of its terminal interface's sessions (seen: 0.169.0).
_SERVER = b"app-server"
_SHELLS = (b"sh", b"bash", b"dash", b"zsh", b"ksh", b"fish", b"busybox")
_MOST = (1 << 31) - 1  # pid_t is a signed integer of 32 bits on Linux and macOS
_SLACK = 0.1  # seconds between a process's start and now, as two clocks may have them


_here = ""


def possible(pid: int) -> bool:
    """Can this be a process's pid?  Of others the system makes a group, or nothing at all."""
    return 0 < pid <= _MOST


#: cold: arriving


def client(environ: "Mapping[bytes, bytes]") -> int:
    """The pid of the coding client above this hook; 0 if it can't be told.

    CLAUDE_PID from Claude Code 2.1.250 on; before, the ancestor whose name is `claude`; of another client, the first
    that is no shell, unless that is a server of several sessions, which goes on when they end."""
    stated = environ.get(b"CLAUDE_PID", b"")
    if stated.isdigit():
        return int(stated) if len(stated) < 10 else 0
    other, pid = paths.CLIENT in environ, posix.getppid()
    for _ in range(_ANCESTORS):
        fields = stat(pid)
        if fields is None or pid <= 1:
            return 0
        if other and fields[0] not in _SHELLS:
            return 0 if _SERVER in _words(pid) else pid
        if fields[0] == b"claude":
            return pid
        pid = int(fields[2])
    return 0


def _words(pid: int) -> "list[bytes]":
    """A process's command line; nothing where it cannot be read."""
    try:
        return files.read(b"/proc/%d/cmdline" % pid, 4096).split(b"\0")
    except OSError:
        return []


def start_time(pid: int) -> str:
    """When the process started, comparable only with itself ("" if it can't be told).

    Field 22 of /proc/PID/stat, in clock ticks since boot (proc(5)); elsewhere unknown here:
    running ps would cost a hook more than all the rest."""
    fields = stat(pid)
    return fields[20].decode() if fields else ""


#: cold: living


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


def runs(pid: int) -> bool:
    """Is there a process with this pid now?"""
    if not possible(pid):
        return False
    try:
        posix.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # EPERM: somebody else's, so it is there
        pass
    return True


def state(pid: int, started: str, where: str) -> str:
    """RUNNING, GONE or UNKNOWN for a process recorded as (pid, start time, host)."""
    if pid <= 0 or where != host():
        return UNKNOWN
    if not runs(pid):
        return GONE
    fields = stat(pid)
    if fields is None or not started:
        return RUNNING
    if fields[20].decode() != started or fields[1] in (b"Z", b"X"):
        return GONE
    return RUNNING


def stat(pid: int) -> "list[bytes] | None":
    """What /proc says of a process, from field 2 of its `stat` on (proc(5)); None if it is not there."""
    # [name, state, ppid, ...]: the name is in parentheses and may hold anything; index 20 is field 22
    try:
        line = files.read(b"/proc/%d/stat" % pid, 4096)
        name, rest = line[line.index(b"(") + 1 :].rsplit(b") ", 1)
        fields = [name, *rest.split()]
        return fields if len(fields) > 20 else None
    except (OSError, ValueError):
        return None


#: cold: rarely


def ran(pid: int, ago: float) -> bool:
    """Is there a process with this pid that was there already so many seconds ago?

    Where its start cannot be told, one that is there will do."""
    if not runs(pid):
        return False
    fields = stat(pid)
    if fields is None or not hasattr(time, "CLOCK_BOOTTIME"):
        return True
    age = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[20]) / posix.sysconf("SC_CLK_TCK")
    return age + _SLACK >= ago and fields[1] not in (b"Z", b"X")
