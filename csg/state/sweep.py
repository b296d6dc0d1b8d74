"""Dropping what expired or died: Sessions without a sign of life, and the remains of ended ones."""

from csg.base import files, paths, processes
from csg.state import roster, sessions

SKEW = 60.0  # seconds that a time may lie in the future
IDLE = 24 * 3600.0  # seconds without a hook after which a Session is dropped, running or not
_REMAINS = 3 * 24 * 3600.0  # an ended Session's facts are kept this long, for one that is resumed
_ASIDE = 3600.0  # a directory being built is a moment old, unless its builder was killed
_REMAINS_EVERY = 3600.0


class Swept:
    """A Session that was dropped, and why: "idle" or "process gone"."""

    __slots__ = ("id", "why")

    def __init__(self, id: str, why: str) -> None:
        self.id = id
        self.why = why


def sweep(home: bytes, now: float, window: float, remains: bool = False) -> "list[Swept]":
    """Drop what is due; what was dropped.

    A Session goes after IDLE, or once its process is provably gone and its Claims are out of
    the Window.  Remains are looked through at most once an hour, or if `remains` says so."""
    swept = []
    for name in roster.names(home):
        last = roster.last_active(home, name)
        if now - last <= window:
            continue
        session = sessions.load(home, name)
        if session is None:
            if now - files.modified(roster.directory(home, name)) <= _ASIDE:
                continue
            why = "damaged"
        elif now - last > IDLE:
            why = "idle"
        elif session.process() == processes.GONE:
            why = "process gone"
        else:
            continue
        if sessions.sweep_away(home, name, last):
            swept.append(Swept(session.id if session else paths.text(name), why))
    if remains or now - files.modified(home + b"/swept") > _REMAINS_EVERY:
        _remains(home, now)
    return swept


def settle(home: bytes, now: float) -> "list[bytes]":
    """Have what lies in the future, as after a clock that was wrong, be of this moment; the Sessions' names."""
    ahead = [name for name in roster.names(home) if roster.last_active(home, name) > now + SKEW]
    return [name for name in ahead if roster.touch(home, name)]


def _remains(home: bytes, now: float) -> None:
    files.replace(home + b"/swept", b"")
    for name in files.names(home + b"/ended"):
        where = sessions.ended_directory(home, name)
        if now - max(files.modified(where), files.modified(where + b"/session.json")) > _REMAINS:
            files.remove_tree(where)
    for name in files.names(home + b"/said"):
        if now - files.modified(home + b"/said/" + name) > 30 * 24 * 3600.0:
            files.remove(home + b"/said/" + name)
    for name in files.hidden(home + b"/state"):
        if now - files.modified(home + b"/state/" + name) > _ASIDE:
            files.remove_tree(home + b"/state/" + name)
