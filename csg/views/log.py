"""What happened: the lines of events.log, as they come, and each as text."""

import os
import time
from typing import BinaryIO, Dict, Iterator, List, Optional

from csg.base import files, wire, wording
from csg.state import events


class Follower:
    """Reads a home's log, and what is added to it, also across its being moved away."""

    def __init__(self, home: bytes) -> None:
        self._path = events.log_file(home)
        self._file: Optional[BinaryIO] = None
        self._rest = b""

    def past(self) -> List[bytes]:
        """All lines so far, those of the log before this one too."""
        return _lines(self._path + b".1") + list(self.new())

    def new(self) -> Iterator[bytes]:
        """The lines since the last time."""
        while True:
            if self._file is None:
                try:
                    self._file = open(files.opened(self._path), "rb")
                except FileNotFoundError:
                    return
            data = self._rest + self._file.read()
            *whole, self._rest = data.split(b"\n")
            yield from whole
            try:
                if os.fstat(self._file.fileno()).st_ino == os.stat(self._path).st_ino:
                    return
            except FileNotFoundError:
                return
            if self._file.read(1):
                self._file.seek(-1, 1)
                continue
            self._file.close()
            self._file = None


def _lines(path: bytes) -> List[bytes]:
    try:
        with open(files.opened(path), "rb") as file:
            return file.read().split(b"\n")[:-1]
    except OSError:  # mostly because there is none
        return []


def text(line: bytes) -> Optional[str]:
    """A line for people; None if it is torn (by a full disk), or says what no event says."""
    try:
        event = wire.decode_bytes(line)
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(event.pop("t")))
        kind, session = str(event.pop("event")), str(event.pop("session", ""))
        shown = _details(event)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        return None  # the system's times end somewhere
    return "%s  %-8s  %-8s  %s" % (moment, wording.short(session), wording.name(kind, 20), shown)


def _details(event: Dict[str, object]) -> str:
    shown = []
    for name, value in event.items():
        if isinstance(value, list):
            value = ", ".join(wording.short(str(part)) for part in value)
        shown.append("%s=%s" % (wording.name(name, 20), wording.name(str(value), 200)))
    return "  ".join(shown)
