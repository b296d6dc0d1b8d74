"""What happened, for views that look back: the lines of the log's files as Events."""

import os
import time
from typing import Any, BinaryIO, Dict, Iterator, List, Tuple

from csg.base import files, paths, wire
from csg.state import events, fields


class Event:
    """One line of the log.

    t        seconds since the epoch      session  the id of the Session it is about, or ""
    kind     as `events` was given it     fields   what else it says, as it was written: foreign text, not checked"""

    __slots__ = ("fields", "kind", "session", "t")

    def __init__(self, t: float, kind: str, session: str, said: Dict[str, Any]) -> None:
        self.t = t
        self.kind = kind
        self.session = session
        self.fields = said

    def text(self, name: str) -> str:
        """See `fields`."""
        return fields.text(self.fields, name)

    def texts(self, name: str) -> List[str]:
        """See `fields`."""
        return fields.texts(self.fields, name)

    def places(self) -> Iterator[bytes]:
        """What it says of where it was, the nearest first: a file, or something in a directory.  Absolute paths."""
        for name in ("path", "root", "cwd"):
            path = paths.absolute(self.text(name))
            if path:
                yield path if name == "path" else path.rstrip(b"/") + b"/."


def parse(line: bytes) -> "Event | None":
    """A line's Event; None if it is torn (by a full disk), or says what no event says."""
    try:
        said = wire.decode_bytes(line)
        t, kind, session = said.pop("t"), said.pop("event"), said.pop("session", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    good = isinstance(t, (int, float)) and 0 <= t < 1e11 and isinstance(kind, str) and isinstance(session, str)
    return Event(float(t), kind, session, said) if good else None


def read(home: bytes, since: float = 0.0) -> Iterator[Event]:
    """All Events since then (seconds), as they were written: nearly in the order of time.

    What is older than is kept (events.KEPT) is none, though a file may still have it."""
    since = oldest(since)
    reading = [file for _, file in _opened(home, [])]
    try:
        for file in reversed(reading):
            if os.fstat(file.fileno()).st_mtime >= since:
                for line in file:
                    event = parse(line)
                    if event is not None and event.t >= since:
                        yield event
    finally:
        for file in reading:
            file.close()


def oldest(since: float = 0.0) -> float:
    """Since when Events are shown (seconds) to somebody who asks for those since then."""
    return max(since, time.time() - events.KEPT)


Identity = Tuple[int, int]


def _opened(home: bytes, known: List[Identity]) -> Iterator[Tuple[Identity, BinaryIO]]:
    """The log's files but for the known ones, the newest first: in the order that none is missed in while they move."""
    seen = set(known)
    for path in reversed(events.log_files(home)):
        try:
            status = os.stat(path)
            if (status.st_dev, status.st_ino) in seen:
                continue
            file = open(files.opened(path), "rb")
        except OSError:  # mostly because there is none
            continue
        status = os.fstat(file.fileno())
        identity = (status.st_dev, status.st_ino)
        if identity in seen:  # it has moved here from where it was found
            file.close()
            continue
        seen.add(identity)
        yield identity, file


class Follower:
    """Reads a home's log, and what is added to it, however often it is moved on meanwhile.

    All of its files stay open, since a writer may still add a line to one that has been moved."""

    def __init__(self, home: bytes) -> None:
        self._home = home
        self._open: List[_Reading] = []  # the oldest first

    def new(self) -> Iterator[bytes]:
        """The whole lines since the last time, at first all."""
        found = list(_opened(self._home, [one.identity for one in self._open]))
        self._open += [_Reading(identity, file) for identity, file in reversed(found)]
        for one in self._open:
            yield from one.lines()
        self._forget()

    def past(self) -> List[bytes]:
        """All lines so far."""
        return list(self.new())

    def close(self) -> None:
        """Let go of the files."""
        for one in self._open:
            one.file.close()
        self._open = []

    def _forget(self) -> None:
        """Let go of files that were removed: nobody adds to them."""
        gone = [one for one in self._open if os.fstat(one.file.fileno()).st_nlink == 0]
        for one in gone:
            one.file.close()
            self._open.remove(one)


class _Reading:
    def __init__(self, identity: Identity, file: BinaryIO) -> None:
        self.identity = identity
        self.file = file
        self._rest = b""

    def lines(self) -> List[bytes]:
        *whole, self._rest = (self._rest + self.file.read()).split(b"\n")
        return whole
