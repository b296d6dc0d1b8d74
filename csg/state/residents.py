"""Residents: MCP servers that answer the hooks of a client without a process for each (mcp/resident).

    residents/<client's pid>-<its own pid>    a line for each call of a tool that it answered: the call's id
    residents/<client's pid>-net              the same of those that the net below has seen to (hooks/net)

The file is there as soon as a client has its server, and stays after it: its time says until when one was at work.
"""

import posix

from csg.base import files, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_TAIL = 1 << 16  # bytes: some 2,000 calls, more than run at a time
_SLACK = 1.0  # seconds that a file's time may lag behind the clock


def begin(home: bytes, client: int) -> bytes:
    """Note that this process serves the client with that pid; the file to `note` in.  OSError, also where there is no
    home yet: then nothing is wired."""
    files.make_inside(home + b"/residents")
    path = b"%s/residents/%d-%d" % (home, client, posix.getpid())
    files.replace(path, b"")  # not that of a process long gone
    return path


def net(home: bytes, client: int) -> bytes:
    """The net's file for this client, to `note` in.  OSError."""
    files.make_inside(home + b"/residents")
    return b"%s/residents/%d-net" % (home, client)


def note(path: bytes, identifier: str) -> None:
    """There is an answer to this call.  OSError."""
    files.append_line(path, identifier.encode("utf-8", "surrogatepass"))


def answered(home: bytes, identifier: str) -> bool:
    """Has a Resident answered this call, or the net seen to it?"""
    line = identifier.encode("utf-8", "surrogatepass") + b"\n"
    for name in files.names(home + b"/residents"):
        try:
            tail = files.read(home + b"/residents/" + name, _TAIL)
        except OSError:
            continue
        if tail.startswith(line) or b"\n" + line in tail:
            return True
    return False


def newest(home: bytes, client: int) -> bytes:
    """The name of the latest of this client's; b"" if it has had none."""
    return max(_of(home, client), default=(0.0, b""))[1]


def lived(home: bytes, client: int, since: float) -> bool:
    """Has one of this client's been at work since then (seconds)?  One that runs is."""
    for seen, name in _of(home, client):
        if seen + _SLACK >= since or processes.runs(int(name.partition(b"-")[2])):
            return True
    return False


def steady(home: bytes, client: int, seconds: float) -> bool:
    """Has one of this client's been at work all these seconds?"""
    return any(processes.ran(int(name.partition(b"-")[2]), seconds) for _, name in _of(home, client))


def _of(home: bytes, client: int) -> "Iterator[tuple[float, bytes]]":
    for name in files.names(home + b"/residents"):
        of, _, own = name.partition(b"-")
        if of == b"%d" % client and own.isdigit() and len(own) < 10:
            yield files.modified(home + b"/residents/" + name), name


def is_over(name: bytes) -> bool:
    """Is the process that this file is about gone?"""
    own = name.partition(b"-")[2]
    return not (own.isdigit() and len(own) < 10 and processes.runs(int(own)))
