"""The carrier: the one process of this machine that brings its Sessions' Claims to others, and theirs here.

It lives while a Session works in a shared repository, and a minute beyond.  Twice a second it looks, by the times of a
few files, whether a Session did anything; if so it says what is new at once, else it asks each second whether others
have.  While the server is away it tries again with pauses: of two seconds at most in the first minute, when it is most
likely to come back, then of half a minute; and looks at nothing meanwhile.
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
_ASK = 1.0  # seconds between two questions while a Session is active
_ASK_IDLE = 5.0
_IDLE = 600.0
_BEYOND = 60.0  # seconds that it stays without a Session to serve
_UNSAID = 3600.0  # the same while an end is still to be told
_PAUSE, _SOON_PAUSE, _MOST_PAUSE = 0.5, 2.0, 30.0
_SOON = 60.0  # seconds after the server was last there
_SETTLED = 1.0  # seconds after which a hook that noted its Session as active has written down what it did
_LIFE = 24 * 3600.0  # then the next hook starts a fresh one


def folder(home: bytes) -> bytes:
    """Where the carrier keeps what is its own."""
    return home + b"/machines"


def main(home: bytes, lock: int) -> None:
    """Carry until nobody needs it.  Never raises.  `lock`: the descriptor that holds machines/lock."""
    try:
        settings = sharing.load(posix.environ, home)
        if settings is not None and not settings.problem:
            _carry(home, settings)
    except BaseException as error:
        events.record(home, time.time(), "error", what="csg machines: %s" % wording.name(repr(error), 300))
    finally:
        posix.close(lock)


def _carry(home: bytes, settings: sharing.Settings) -> None:
    """One run after the other, as long as the disk takes nothing: what came meanwhile is asked for anew."""
    born, since, logged = time.monotonic(), 0.0, ""
    while time.monotonic() - born < _LIFE and os.path.isdir(home):
        carrier: Optional[Carrier] = None
        began = time.monotonic()
        try:
            carrier = Carrier(home, settings)
            carrier.serve(born)
            return
        except OSError as error:
            if str(error) != logged:
                logged = str(error)
                events.record(home, time.time(), "error", what="csg machines: %s" % wording.name(repr(error), 300))
        finally:
            if carrier is not None:
                carrier.end()
        if not since or time.monotonic() - began > 5 * _SOON_PAUSE:  # it did work for a while
            since = time.monotonic()
        time.sleep(_SOON_PAUSE if time.monotonic() - since < _SOON else _MOST_PAUSE)


class Carrier:
    """One run."""

    def __init__(self, home: bytes, settings: sharing.Settings) -> None:
        self._home = home
        self._settings = settings
        self._window = config.load(posix.environ, home).window
        self._own = Own(home, settings, posix.environ)
        self._arrivals = Arrivals(home)
        self._server = Server(home, settings)
        self._seen: Optional[Tuple[object, ...]] = None  # None: whatever there is, it is to be looked at
        self._needed = time.monotonic()
        self._failure: Optional[str] = None
        self._lag: Optional[Dict[str, Any]] = None
        self._changed = 0.0

    def serve(self, born: float) -> None:
        """Until no Session needs it, or its life, which began with `born`, is over.  OSError."""
        asked, pause, there = 0.0, 0.0, time.monotonic()
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
                    pause, there = 0.0, time.monotonic()
                    self._say("")
                except Failed as failed:
                    most = _SOON_PAUSE if time.monotonic() - there < _SOON else _MOST_PAUSE
                    pause = min(2 * pause or _PAUSE, most)
                    self._say(failed.said)
                    self._seen = None  # what could not be said is said then
                    time.sleep(pause * random.uniform(0.5, 1.0))
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
        newest = 0.0
        for name in files.names(self._home + b"/state"):
            if b"." not in name:
                active = files.modified(roster.directory(self._home, name) + b"/session.json")
                newest = max(newest, active)
                seen += [name, active]
                seen.append(files.modified(roster.directory(self._home, name) + b"/intent.json"))
            elif files.names(self._home + b"/state/" + name + b"/notices"):
                seen.append(name)
        if tuple(seen) == self._seen:
            return False
        self._own.look(now, self._window)
        # a hook notes first that its Session is active, then what it does: that may have come after this look
        self._seen = tuple(seen) if now - newest > _SETTLED else None
        return True

    def _active(self, now: float) -> bool:
        return any(now - roster.last_active(self._home, name) < _IDLE for name in self._own.sessions.values())

    def _exchange(self, now: float) -> None:
        """Say what is new, hear what is new.  Failed; OSError."""
        said = self._own.news(now)
        left = notes.leaving(self._home, self._arrivals)
        rows = [row for _, row, _ in said] + [row for row, _ in left]
        heard, taken = self._server.converse(rows, sorted(self._own.clones), now, self._window, self._own.there)
        if heard is None:
            self._own.forget()
            self._seen = None
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
        lag = None if failure else self._server.lag.facts
        if failure == self._failure and lag == self._lag:
            return
        if failure and failure != self._failure:
            events.record(self._home, time.time(), "machines", what="csg machines: %s" % wording.name(failure, 300))
        if failure != self._failure:
            self._changed = time.time()
        self._failure, self._lag = failure, lag
        record: Dict[str, Any] = {"t": self._changed, "failure": failure, "pid": os.getpid(), "lag": lag}
        try:
            files.make_directory(folder(self._home))
            files.replace(folder(self._home) + b"/status", wire.encode(record).encode() + b"\n")
        except OSError:
            pass
