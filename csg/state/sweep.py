"""Dropping what expired or died: Sessions without a sign of life, and the remains of ended ones."""

from csg.base import files, paths, processes
from csg.state import claims, events, holdings, roster, salvage, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    Swept = tuple[str, str]

SKEW = 60.0  # seconds that a time may lie in the future
IDLE = 24 * 3600.0  # seconds without a hook after which a Session is dropped, running or not
_SAID = 30 * 24 * 3600.0  # what was said once may be said again
_ASIDE = 3600.0  # a directory being built is a moment old, unless its builder was killed
_REMAINS_EVERY = 3600.0
_LARGEST = 1 << 25  # bytes of a record; thread.json grows with the files it has named


def sweep(
    home: bytes, now: float, window: float, remains: bool = False, stuck: "list[bytes] | None" = None
) -> "list[Swept]":
    """Drop what is due; the ids of what was dropped, and why: see `due`; of a guest "taken over".

    remains  look closely, and through what ended Sessions left, which else is done once an hour
    stuck    is given the names in state/ of what cannot be dropped (the log says why)"""
    swept = []
    everybody = roster.everybody(home)
    for name in everybody:
        if b"." in name:  # no Session's
            continue
        last = roster.last_active(home, name)
        why = due(home, name, last, now, window, closely=remains)
        if why:
            session = sessions.load(home, name)
            try:
                if drop(home, name, last):
                    swept.append((session.id if session else paths.text(name), why))
            except OSError as error:
                salvage.skip(home, roster.directory(home, name), error)
                if stuck is not None:
                    stuck.append(name)
    if b"." in b"".join(everybody):
        swept += _guests(home, now, window)
    if remains or _old(home + b"/swept", now, _REMAINS_EVERY):
        _remains(home, now)
    return swept


def due(home: bytes, name: bytes, last: float, now: float, window: float, closely: bool) -> str:
    """Why a directory in state/, last active then, should go: "idle", "process gone" or "damaged"; "" if it should not.

    A Session goes after IDLE, or once its process is provably gone and its Claims are out of the Window.  A sign of
    life that is ahead of the clock by as much is none.  What has no readable record goes when it has no Claims in
    the Window either; `closely`: look for such also among those that are active."""
    if last and abs(now - last) <= window and not closely:
        return ""
    session = sessions.load(home, name) if last else None
    if session is None:
        if not files.is_directory(roster.directory(home, name)):
            return ""  # a file of somebody's
        held = [claims.file(home, name, key) for key in holdings.keys(home, name)]
        return "damaged" if all(_old(path, now, window) for path in held) else ""
    if abs(now - last) > IDLE:
        return "idle"
    return "process gone" if abs(now - last) > window and session.process() == processes.GONE else ""


def _old(path: bytes, now: float, seconds: float) -> bool:
    return abs(now - files.modified(path)) > seconds


#: cold


def tidy(home: bytes) -> "list[bytes]":
    """Remove from Sessions what nobody can read; where that was, in the home.

    A Claims file is not looked into: one that has no line yet may be a hook's that writes its first this moment."""
    bad = []
    for name in roster.names(home):
        where = roster.directory(home, name)
        for record in (b"/intent.json", b"/prompt.json", b"/thread.json"):
            if files.exists(where + record) and salvage.one(home, where + record, _LARGEST) is None:
                bad.append(where + record)
        for folder in (b"/claims", b"/notices"):
            if files.exists(where + folder) and not files.is_directory(where + folder):
                bad.append(where + folder)
        found = [claims.file(home, name, key) for key in holdings.keys(home, name)]
        bad += [path for path in found if not files.is_readable(path)]
    return [path[len(home) + 1 :] for path in bad if salvage.remove(home, path)]


def settle(home: bytes, now: float) -> "list[bytes]":
    """Have what lies in the future, as after a clock that was wrong, be of this moment; the Sessions' names."""
    ahead = [name for name in roster.names(home) if roster.last_active(home, name) > now + SKEW]
    return [name for name in ahead if roster.touch(home, name)]


def _guests(home: bytes, now: float, window: float) -> "list[Swept]":
    from csg.state import predecessor

    stale = predecessor.stale(home, now, window)
    return [(left.id, left.why) for left in stale if files.remove(left.path) and left.id]


def _remains(home: bytes, now: float) -> None:
    try:
        files.replace(home + b"/swept", b"")
    except OSError as error:  # a full disk: then they are looked through at the next start again
        salvage.skip(home, home + b"/swept", error)
    events.expire(home, now)
    for name in salvage.names(home, home + b"/ended"):
        where = roster.ended_directory(home, name)
        if (
            _old(where, now, sessions.KEPT)
            and _old(where + b"/session.json", now, sessions.KEPT)
            and not _untold(home, where, now)
        ):
            salvage.remove(home, where)
    for name in salvage.names(home, home + b"/said"):
        if _old(home + b"/said/" + name, now, _SAID):
            salvage.remove(home, home + b"/said/" + name)
    for name in salvage.names(home, home + b"/heads"):
        if _old(home + b"/heads/" + name, now, sessions.KEPT):
            salvage.remove(home, home + b"/heads/" + name)
    for name in salvage.names(home, home + b"/pages"):
        if _old(home + b"/pages/" + name, now, sessions.KEPT):
            salvage.remove(home, home + b"/pages/" + name)
    for name in salvage.names(home, home + b"/residents"):
        from csg.state import residents

        if residents.is_over(name) and _old(home + b"/residents/" + name, now, sessions.KEPT):
            salvage.remove(home, home + b"/residents/" + name)
    if files.exists(home + b"/crowd"):
        from csg.state import crowd

        crowd.sweep(home, now)
    for name in files.hidden(home + b"/state"):
        builder = name[1:].partition(b"-")[0]
        dead = builder.isdigit() and not processes.runs(int(builder[:10]))
        if dead or _old(home + b"/state/" + name, now, _ASIDE):
            salvage.remove(home, home + b"/state/" + name)


def _untold(home: bytes, where: bytes, now: float) -> bool:
    """May Slack still have to be told that the Session ended?  For a month."""
    thread = salvage.one(home, where + b"/thread.json", _LARGEST)
    live = thread is not None and thread.get("state") == "live"
    return live and not _old(where + b"/thread.json", now, 10 * sessions.KEPT)


#: cold: dropping


def drop(home: bytes, name: bytes, last: float) -> bool:
    """Take away a Session that expired or died; False if it showed life after `last` (0.0: no record).  OSError."""
    where, gone = roster.directory(home, name), roster.ended_directory(home, name)
    if not last:  # there is nothing to come back from
        files.names(where)  # another user's could be moved, but not removed then
        return sessions.take_away(home, where, husk=True)
    files.make_directory(home + b"/ended")
    if not files.move(where, gone):
        if not files.modified(where):
            return False
        files.remove_tree(gone)
        if not files.move(where, gone):
            return False
    if files.modified(gone + b"/session.json") > last and files.move(gone, where):
        return False
    sessions.keep_remains(home, gone)
    return True
