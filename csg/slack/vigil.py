"""How a Poster waits: without work, and awake when there is a reason."""

import os
import posix
import time

from csg.base import files, paths
from csg.slack import box as boxes
from csg.state import outbox

_LIFE = 24 * 3600.0  # seconds
_SLICE = 15.0  # seconds between two looks at the settings
_JUMP = 5.0  # seconds that the clock gains on a monotonic one: the machine was asleep, or the clock was set


class Changed(Exception):
    """The settings, or what stopped the mirror, are other than before, or too much waits: begin anew."""


class Over(Exception):
    """This Poster has lived long enough, or its home is gone."""


class Vigil:
    """The waiting of one process.

    hurry     how many times faster than ordained this process lives (api.Client)
    attempts  that failed, one after the other"""

    def __init__(self, home: bytes, box: bytes) -> None:
        """`box`: the channel's; a stop that is taken back, and too many entries, end a rest."""
        self._home = home
        self._box = box
        self._born = time.monotonic()
        self.hurry = 1.0
        self.attempts = 0
        self._seen = self._look()

    def begin(self) -> None:
        """What is there now is known."""
        self._seen = self._look()

    def rest(self, seconds: float) -> None:
        """Wait so long (ordained seconds), or until the machine wakes from sleep.  Changed; Over."""
        now = time.monotonic()
        until, ahead = now + seconds / self.hurry, time.time() - now
        while True:
            self.look()
            now = time.monotonic()
            if now >= until or time.time() - now > ahead + _JUMP:
                return
            time.sleep(max(0.0, min(until - now, _SLICE / self.hurry, self._born + _LIFE - now)))

    def look(self) -> None:
        """Is there a reason to stop doing what this Poster does?  Changed; Over; OSError."""
        if time.monotonic() - self._born >= _LIFE or not os.path.isdir(self._home):
            raise Over
        outbox.collect(self._box)  # lest a hook find it full
        if self._look() != self._seen or outbox.depth(self._box) > boxes.CROWD:
            raise Changed

    def _look(self) -> "tuple[object, ...]":
        return (_stamp(paths.config_file(posix.environ, self._home)), files.exists(self._box + b"/stopped"))


def _stamp(path: bytes) -> "tuple[int, int, int] | None":
    try:
        status = posix.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
