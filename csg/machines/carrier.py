"""The carrier: the one process of this machine that brings its Sessions' Claims to others, and theirs here.

It lives while a Session works in a shared repository, and a minute beyond.  Twice a second it looks, by the times of a
few files, whether a Session did anything; if so it says what is new at once, else it asks each second whether others
have.  While the server is away it tries again with growing pauses, at most half a minute, and looks at nothing then.
"""

import os
import posix
import random
import time
from typing import Any, Dict, List, Optional, Tuple

from csg.base import config, files, wire, wording
from csg.machines import notes, sharing
from csg.machines.arrivals import Arrivals
from csg.machines.own import Own
from csg.machines.psql import Failed
from csg.machines.server import Server
from csg.state import events, roster

_LOOK = 0.5  # seconds between two looks at this machine's Sessions
_AFTER = 2.0  # seconds that a hook may take from its sign of life, which comes first, to its Claim
_ASK = 1.0  # seconds between two questions while a Session is active
_ASK_IDLE = 5.0
_IDLE = 600.0
_BEYOND, _UNSAID = (
    60.0,
    3600.0,
)  # seconds that it stays without a Session to serve, and while an end is still to be told
_PAUSE, _MOST_PAUSE = 1.0, 30.0
_LIFE = 24 * 3600.0  # then the next hook starts a fresh one


def folder(home: bytes) -> bytes:
    """Where the carrier keeps what is its own."""
    return home + b"/machines"


def main(home: bytes, lock: int) -> None:
    """Carry until nobody needs it.  Never raises.  `lock`: the descriptor that holds machines/lock."""
    carrier: Optional[Carrier] = None
    try:
        settings = sharing.load(posix.environ, home)
        if settings is not None and not settings.problem:
            carrier = Carrier(home, settings)
            carrier.serve()
    except BaseException as error:
        events.record(home, time.time(), "error", what="csg machines: %s" % wording.name(repr(error), 300))
    finally:
        if carrier is not None:
            carrier.end()
        posix.close(lock)


class Carrier:
    """One run."""

    def __init__(self, home: bytes, settings: sharing.Settings) -> None:
        self._home = home
        self._settings = settings
        self._window = config.load(posix.environ, home).window
        self._own = Own(home, settings, posix.environ)
        self._arrivals = Arrivals(home)
        self._server = Server(home, settings)
        self._seen: Tuple[object, ...] = ()
        self._needed = time.monotonic()
        self._failure: Optional[str] = None
        self._changed = 0.0

    def serve(self) -> None:
        """Until no Session needs it.  OSError."""
        born, asked, pause = time.monotonic(), 0.0, 0.0
        while time.monotonic() - born < _LIFE and os.path.isdir(self._home):
            now = time.time()
            fresh = self._look(now)
            if self._own.clones:
                self._needed = time.monotonic()
            elif time.monotonic() - self._needed > (_UNSAID if self._failure else _BEYOND):
                return
            if not self._own.clones and not fresh:
                time.sleep(_LOOK)
                continue
            if fresh or time.monotonic() - asked >= (_ASK if self._active(now) else _ASK_IDLE):
                asked = time.monotonic()
                try:
                    self._exchange(now)
                    pause = 0.0
                    self._say("")
                except Failed as failed:
                    pause = min(2 * pause or _PAUSE, _MOST_PAUSE)
                    self._say(failed.said)
                    self._seen = ()  # what could not be said is said then
                    time.sleep(pause * random.uniform(0.7, 1.0))
                    continue
            time.sleep(_LOOK)

    def end(self) -> None:
        """Leave nothing that would grow old."""
        self._server.close()
        try:
            self._arrivals.clear()
        except OSError:  # a home that is gone, a disk that takes nothing
            pass

    def _look(self, now: float) -> bool:
        """Has a Session of this machine done anything since the last look?"""
        seen: List[object] = []
        for name in files.names(self._home + b"/state"):
            if b"." not in name:
                seen += [name, files.modified(roster.directory(self._home, name) + b"/session.json")]
                seen.append(files.modified(roster.directory(self._home, name) + b"/intent.json"))
            elif files.names(self._home + b"/state/" + name + b"/notices"):
                seen.append(name)
        if tuple(seen) != self._seen:
            self._seen, self._changed = tuple(seen), time.monotonic()
            self._own.look(now, self._window)
            return True
        if time.monotonic() - self._changed < _AFTER:
            self._own.look(now, self._window)
            return bool(self._own.news(now))
        return False

    def _active(self, now: float) -> bool:
        return any(now - roster.last_active(self._home, name) < _IDLE for name in self._own.sessions.values())

    def _exchange(self, now: float) -> None:
        """Say what is new, hear what is new.  Failed; OSError."""
        said = self._own.news(now)
        left = notes.leaving(self._home, self._arrivals, self._own)
        rows = [row for _, row, _ in said] + [row for row, _ in left]
        heard, taken = self._server.converse(rows, sorted(self._own.clones), now, self._window)
        if heard is None:
            self._own.forget()
            self._seen = ()
            return
        self._own.heard([one for one in said if one[1].seq in taken])
        for _, path in left:
            files.remove(path)
        for arrival in heard:
            notice = self._arrivals.take(arrival, now)
            if notice is not None:
                notes.arrived(self._home, self._settings.machine, self._own, arrival, notice, now, self._window)
        self._arrivals.settle(self._own.clones, now, self._window)

    def _say(self, failure: str) -> None:
        """Keep what is wrong, for `csg machines status`; it is logged once."""
        if failure == self._failure:
            return
        if failure and failure != self._failure:
            events.record(self._home, time.time(), "machines", what="csg machines: %s" % wording.name(failure, 300))
        self._failure = failure
        record: Dict[str, Any] = {"t": time.time(), "failure": failure, "pid": os.getpid()}
        try:
            files.make_directory(folder(self._home))
            files.replace(folder(self._home) + b"/status", wire.encode(record).encode() + b"\n")
        except OSError:
            pass
