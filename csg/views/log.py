"""What happened: sessions that came and went, edits, conflicts, problems."""

import argparse
import json
import os
import sys
import time
from typing import BinaryIO, Dict, Iterator, List, Optional

from csg.base import errors, wording
from csg.base.here import Here
from csg.state import events

_POLL = 0.3  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, whether to go on, in which form."""
    parser.add_argument("-n", type=int, default=20, metavar="N", help="the last N events (default 20)")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what happens next, until interrupted")
    parser.add_argument("--json", action="store_true", help="the lines as they are kept: JSON, one event a line")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print events; 1 if there are none."""
    if options.n < 0:
        raise errors.UsageError("-n wants a number of events, 0 or more")
    path = os.fsdecode(events.log_file(here.home))
    follower = _Follower(path)
    lines = _lines(path + ".1") + list(follower.new())
    for line in lines[-options.n :] if options.n else []:
        _show(line, options.json)
    if not lines and not options.follow:
        print("nothing has happened yet", file=sys.stderr)
        return 1
    while options.follow:
        sys.stdout.flush()
        time.sleep(_POLL)
        for line in follower.new():
            _show(line, options.json)
    return 0


class _Follower:
    """Reads what is added to a log, also across its being moved away."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: Optional[BinaryIO] = None
        self._rest = b""

    def new(self) -> Iterator[bytes]:
        while True:
            if self._file is None:
                try:
                    self._file = open(self._path, "rb")
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


def _lines(path: str) -> List[bytes]:
    try:
        with open(path, "rb") as file:
            return file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return []


def _show(line: bytes, raw: bool) -> None:
    if raw:
        print(line.decode("ascii", "backslashreplace"))
        return
    try:
        event = json.loads(line)
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(event.pop("t")))
        kind, session = str(event.pop("event")), str(event.pop("session", ""))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return  # torn by a full disk
    print("%s  %-8s  %-8s  %s" % (moment, wording.short(session), wording.name(kind, 20), _details(event)))


def _details(event: Dict[str, object]) -> str:
    shown = []
    for name, value in event.items():
        if isinstance(value, list):
            value = ", ".join(wording.short(str(part)) for part in value)
        shown.append("%s=%s" % (wording.name(name, 20), wording.name(str(value), 200)))
    return "  ".join(shown)
