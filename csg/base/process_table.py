"""All processes of this machine, as far as they may be looked at; nothing is changed.

From /proc (proc(5)) where there is one, else by `ps` and `lsof`.
"""

import posix
import time

from csg.base import children, files, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SECONDS = 1.0  # for each program that is asked
_MOST = 8 << 20  # bytes of what it prints
_LONGEST = 1 << 16  # bytes of a command line, or of an environment
_LISTENING = b"0A"  # TCP_LISTEN in /proc/net/tcp


class Process:
    """One process.  name: as `pkill` sees it (15 bytes on Linux); started: see processes.start_time."""

    __slots__ = ("_arguments", "group", "name", "parent", "pid", "started", "user")

    def __init__(self, pid: int, parent: int, group: int, name: bytes, started: str, user: int) -> None:
        self.pid = pid
        self.parent = parent
        self.group = group
        self.name = name
        self.started = started
        self.user = user
        self._arguments: list[bytes] | None = None

    def arguments(self) -> "list[bytes]":
        """Its words; none if that cannot be seen."""
        if self._arguments is None:
            data = _contents(self.pid, b"cmdline")
            self._arguments = data.rstrip(b"\0").split(b"\0") if data else []
        return self._arguments

    def variable(self, name: bytes) -> bytes:
        """A variable of the environment that it was started with; b"" if there is none, or it cannot be seen."""
        return environment(self.pid).get(name, b"")

    def state_words(self, words: "list[bytes]") -> None:
        """Its words, where they are known already."""
        self._arguments = words


def read(
    environ: "Mapping[bytes, bytes]", outside: bytes, proc: bool = posix.access("/proc/self/stat", 0)
) -> "dict[int, Process]":
    """All processes by pid, but for zombies.  `outside`: see children.find; `proc`: read /proc, else ask ps."""
    return _from_proc() if proc else _from_ps(environ, outside)


def _from_proc() -> "dict[int, Process]":
    found = {}
    for name in posix.listdir(b"/proc"):
        if name.isdigit():
            pid = int(name)
            fields = processes.stat(pid)
            try:
                user = posix.stat(b"/proc/" + name).st_uid
            except OSError:
                continue
            if fields is not None and fields[1] not in (b"Z", b"X"):
                found[pid] = Process(pid, int(fields[2]), int(fields[3]), fields[0], fields[20].decode(), user)
    return found


def _from_ps(environ: "Mapping[bytes, bytes]", outside: bytes) -> "dict[int, Process]":
    program = children.find(b"ps", environ, outside)
    words = [program, b"-axww", b"-o", b"pid=", b"-o", b"ppid=", b"-o", b"pgid=", b"-o", b"uid=", b"-o", b"args="]
    surroundings = children.environment(environ)
    printed = children.output(words, surroundings, time.monotonic() + _SECONDS, _MOST) if program else None
    found = {}
    for line in (printed or b"").splitlines():
        fields = line.split(None, 4)
        if len(fields) == 5 and all(field.isdigit() for field in fields[:4]):
            pid, parent, group, user = [int(field) for field in fields[:4]]
            said = fields[4].split()
            found[pid] = Process(pid, parent, group, said[0][said[0].rfind(b"/") + 1 :], "", user)
            found[pid].state_words(said)
    return found


def environment(pid: int) -> "dict[bytes, bytes]":
    """The environment that a process was started with; an empty one where that cannot be seen."""
    found: dict[bytes, bytes] = {}
    for one in _contents(pid, b"environ").split(b"\0"):
        name, equals, value = one.partition(b"=")
        if equals:
            found.setdefault(name, value)
    return found


def descendants(table: "Mapping[int, Process]", top: int) -> "set[int]":
    """The process itself and all that come from it."""
    below: dict[int, list[int]] = {}
    for one in table.values():
        below.setdefault(one.parent, []).append(one.pid)
    found, todo = set(), [top]
    while todo:
        pid = todo.pop()
        if pid in table and pid not in found:
            found.add(pid)
            todo += below.get(pid, [])
    return found


def using(
    table: "Mapping[int, Process]",
    ports: "Iterable[tuple[int, bool]]",
    environ: "Mapping[bytes, bytes]",
    outside: bytes,
    proc: bool = posix.access("/proc/self/stat", 0),
) -> "dict[int, set[int]]":
    """pid -> which of these ports it uses.  A port comes with whether it is enough to be connected to it."""
    wanted = dict(ports)
    if not wanted:
        return {}
    if not proc:
        return _by_lsof(wanted, environ, outside)
    sockets: dict[bytes, int] = {}
    for kind in (b"tcp", b"tcp6", b"udp", b"udp6"):
        for fields in _sockets(kind):
            here, there = [int(field[field.rfind(b":") + 1 :], 16) for field in fields[1:3]]
            if here in wanted and (wanted[here] or fields[3] == _LISTENING or kind[:3] == b"udp"):
                sockets[b"socket:[%s]" % fields[9]] = here
            elif wanted.get(there):
                sockets[b"socket:[%s]" % fields[9]] = there
    found: dict[int, set[int]] = {}
    for pid in table if sockets else ():
        for port in [sockets[link] for link in _links(pid) if link in sockets]:
            found.setdefault(pid, set()).add(port)
    return found


def listening(pid: int) -> "list[int]":
    """The TCP ports that a process listens on; none where that cannot be seen."""
    links = set(_links(pid))
    found = set()
    for kind in (b"tcp", b"tcp6"):
        for fields in _sockets(kind):
            if fields[3] == _LISTENING and b"socket:[%s]" % fields[9] in links:
                found.add(int(fields[1][fields[1].rfind(b":") + 1 :], 16))
    return sorted(found)


def _links(pid: int) -> "list[bytes]":
    found = []
    try:
        for name in posix.listdir(b"/proc/%d/fd" % pid):
            try:
                found.append(posix.readlink(b"/proc/%d/fd/%s" % (pid, name)))
            except OSError:
                continue
    except OSError:  # another user's, or gone
        pass
    return found


def _by_lsof(wanted: "Mapping[int, bool]", environ: "Mapping[bytes, bytes]", outside: bytes) -> "dict[int, set[int]]":
    program = children.find(b"lsof", environ, outside)
    found: dict[int, set[int]] = {}
    for port, connected in list(wanted.items())[:20] if program else ():
        words = [program, b"-nP", b"-t", b"-iTCP:%d" % port, *([] if connected else [b"-sTCP:LISTEN"])]
        printed = children.output(words, children.environment(environ), time.monotonic() + _SECONDS, _MOST)
        for line in (printed or b"").split():
            if line.isdigit():
                found.setdefault(int(line), set()).add(port)
    return found


def _contents(pid: int, name: bytes) -> bytes:
    return _whole(b"/proc/%d/%s" % (pid, name), _LONGEST)


def _sockets(kind: bytes) -> "list[list[bytes]]":
    lines = _whole(b"/proc/net/" + kind, _MOST).splitlines()[1:]
    return [fields for fields in [line.split() for line in lines] if len(fields) > 9]


def _whole(path: bytes, most: int) -> bytes:
    """The contents of a file in /proc, which comes in pieces; b"" where it cannot be read."""
    found = b""
    try:
        fd = files.opened(path)
        try:
            while len(found) < most:
                piece = posix.read(fd, 1 << 16)
                if not piece:
                    break
                found += piece
        finally:
            posix.close(fd)
    except OSError:
        pass
    return found
