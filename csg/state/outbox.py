"""The Outbox: Events that are not on Slack yet, one file each (as in Maildir).

    outbox/tmp/<name>   being written             outbox/lock     flocked by the Poster, never unlinked;
    outbox/new/<name>   waiting                                   its mtime is the newest message's
    outbox/dead/<name>  given up                  outbox/error    the last failure, gone after a success
                                                  outbox/stopped  a final answer: see `stop`

<name> begins with the microsecond: sorted names are the order, strictly so within one process.
A file holds one JSON object: {"t": seconds, "event": kind, "name": the Session's directory,
"session": its id, "facts": its session.json where a header may need it, …}.

Nothing is lost between "the Poster found nothing" and "a hook saw a Poster":

    a hook      (1) puts its file into new/       (2) tests the lock; free: starts a Poster
    the Poster  (a) finds new/ empty              (b) unlocks   (c) looks into new/ again

If (2) finds the lock taken by a Poster, then that Poster's (b) comes after (2), so its (c) comes
after (1) and sees the file.  A Poster that does not get the lock ends: the Poster that has it
has its own (c) still to come.  A test takes the lock for a moment, shared: a hook's test thus
never hides the lock's being free from another hook, and should it turn a Poster away,
the testing hook has seen the lock free and starts one (tests/race/test_outbox.py).
"""

import posix
import time

from csg.base import files, paths, wire
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from csg.base import slack_settings

#: The kinds of Events that Slack is shown; others are not spooled.
KINDS = ("start", "continue", "attach", "edit", "conflict", "git", "intent", "release", "end", "swept")
#: Seconds after which an Event is old news.
OLDEST = 24 * 3600.0
_TELLING = ("start", "continue", "attach", "end", "swept")  # these carry the Session's facts
_LIMIT = 1 << 16
_newest = [0]  # the microsecond in the newest name this process gave


class Stopped:
    """A final answer of Slack's, in force until the settings change.

    why, mend  Slack's error code, and what a person can do;  t  when (seconds)"""

    __slots__ = ("by_environment", "mend", "salt", "stamp", "sum", "t", "why")

    def __init__(self, record: "dict[str, Any]") -> None:
        """`record` as decoded from the file."""
        self.t = _number(record.get("t"))
        self.why, self.mend = str(record.get("why", "")), str(record.get("mend", ""))
        self.stamp, self.salt, self.sum = [str(record.get(field, "")) for field in ("stamp", "salt", "sum")]
        self.by_environment = record.get("by_environment") is True


def accept(home: bytes, now: float, kind: str, session: str, more: "dict[str, Any]") -> bool:
    """Put an Event into the Outbox if it is of a kind that is told; True if a Poster should see to it.  OSError."""
    if kind not in KINDS:
        return False
    since = _stopped_since(home) if was_stopped(home) else None
    if since is not None and abs(now - since) > OLDEST:
        return False  # what is not mended for a day must not fill the disk
    spool(home, now, kind, session, more)
    return since is None


def _stopped_since(home: bytes) -> "float | None":
    """Since when Slack takes nothing with the settings as they are."""
    from csg.base import slack_settings

    settings = slack_settings.load(posix.environ, home)
    found = stopped(home, settings) if settings else None
    return found.t if found else None


def spool(home: bytes, now: float, kind: str, session: str, more: "dict[str, Any]") -> None:
    """Put an Event of the Session with the id `session` into the Outbox.

    A Conflict ("conflict", "git") becomes an entry for each thread it is told in; those of the others
    are of the kind "met".  OSError."""
    name = paths.safe_name(session)
    entry: dict[str, Any] = dict(more, t=now, event=kind, session=session)
    if kind in _TELLING:
        entry["facts"] = facts(home, name)
    _put(home, name, entry)
    if kind in ("conflict", "git"):
        own = paths.text(name)
        for other in dict.fromkeys(more.get("others") or ()):
            if other != own:
                told = {"t": now, "event": "met", "by": session}
                told.update({field: more[field] for field in ("path", "command", "tool", "decision") if field in more})
                _put(home, paths.from_text(other), told)


def facts(home: bytes, name: bytes) -> "dict[str, Any]":
    """The session.json of a Session, live or ended; {} if there is none."""
    found = _record(roster.directory(home, name) + b"/session.json")
    if not found:
        found = _record(roster.ended_directory(home, name) + b"/session.json")
    return found


def names(home: bytes) -> "list[bytes]":
    """What waits, in order."""
    return sorted(files.names(home + b"/outbox/new"))


def depth(home: bytes) -> int:
    """How many Events wait."""
    return len(files.names(home + b"/outbox/new"))


def dead(home: bytes) -> int:
    """How many Events were given up (they are kept for a month)."""
    return len(files.names(home + b"/outbox/dead"))


def moment(name: bytes) -> float:
    """When an entry was put there (seconds), by its name; 0.0 for a name that is not ours."""
    digits = name[:16]
    return int(digits) / 1e6 if digits.isdigit() else 0.0


def get(home: bytes, name: bytes) -> "dict[str, Any]":
    """An entry's contents.  OSError; ValueError if it is none."""
    entry = wire.decode_bytes(files.read(home + b"/outbox/new/" + name, _LIMIT))
    if not isinstance(entry, dict):
        raise ValueError("not an entry")
    return entry


def remove(home: bytes, name: bytes) -> None:
    """Take out an entry that is on Slack now."""
    files.remove(home + b"/outbox/new/" + name)


def bury(home: bytes, name: bytes) -> None:
    """Give an entry up.  OSError."""
    files.make_directory(home + b"/outbox/dead")
    files.move(home + b"/outbox/new/" + name, home + b"/outbox/dead/" + name)


def expire(home: bytes, now: float) -> int:
    """Give up what has waited for a day; how many entries.  OSError."""
    old = [name for name in files.names(home + b"/outbox/new") if abs(now - moment(name)) > OLDEST]
    for name in old:
        bury(home, name)
    return len(old)


def tidy(home: bytes, now: float) -> None:
    """Remove what a killed writer left, and what has been dead for a month."""
    for folder, oldest in ((b"/outbox/tmp/", 3600.0), (b"/outbox/dead/", 30 * 24 * 3600.0)):
        for name in files.names(home + folder):
            if abs(now - moment(name)) > oldest:
                files.remove_tree(home + folder + name)


def lock(home: bytes) -> "int | None":
    """Become the Poster: the descriptor that holds the lock until it is closed; None if there is one already."""
    for _ in range(3):
        fd = _flocked(home, shared=False)
        if fd is not None:
            return fd
        time.sleep(0.02)  # it may be a hook that only tests it
    return None


def idle(home: bytes) -> bool:
    """Does no Poster hold the lock?  OSError."""
    fd = _flocked(home, shared=True)
    if fd is None:
        return False
    posix.close(fd)
    return True


def last_post(home: bytes) -> float:
    """When the newest message was posted (seconds since the epoch; 0.0: never)."""
    return files.modified(home + b"/outbox/lock")


def note_post(home: bytes) -> None:
    """Note that a message is posted now."""
    files.touch(home + b"/outbox/lock")


def last_error(home: bytes) -> "tuple[float, str] | None":
    """The failure that the Outbox waits for to pass: (seconds since the epoch, one line)."""
    record = _record(home + b"/outbox/error")
    return (_number(record.get("t")), str(record.get("what", ""))) if record else None


def set_error(home: bytes, now: float, what: str) -> None:
    """Keep the last failure; an empty one says that all is well again.  OSError."""
    if what:
        files.replace(home + b"/outbox/error", wire.encode({"t": now, "what": what}).encode() + b"\n")
    else:
        files.remove(home + b"/outbox/error")


def stop(home: bytes, now: float, settings: "slack_settings.Settings", why: str, mend: str) -> None:
    """Keep a final answer to these settings: no Poster runs until they change (or `resume`).  OSError.

    Which settings: the settings file's time and size, and a salted SHA-256 of what they say, cut to
    64 bits, so that the token cannot be had from it nor recognised by it."""
    salt = posix.urandom(16).hex()
    record: dict[str, Any] = {
        "t": now,
        "why": why,
        "mend": mend,
        "stamp": settings.stamp,
        "by_environment": settings.by_environment,
        "salt": salt,
        "sum": settings.fingerprint(salt),
    }
    files.make_directory(home + b"/outbox")
    files.replace(home + b"/outbox/stopped", wire.encode(record).encode() + b"\n")


def stopped(home: bytes, settings: "slack_settings.Settings") -> "Stopped | None":
    """The final answer to these very settings, if there was one."""
    record = _record(home + b"/outbox/stopped")
    if not record:
        return None
    was = Stopped(record)
    if was.stamp != settings.stamp:
        return None
    if was.by_environment or settings.by_environment:  # then the file's time says nothing
        return was if settings.fingerprint(was.salt) == was.sum else None
    return was


def was_stopped(home: bytes) -> bool:
    """Was there a final answer, to whatever settings?  One system call."""
    return bool(files.modified(home + b"/outbox/stopped"))


def resume(home: bytes) -> None:
    """Forget a final answer: what it was about has been mended."""
    files.remove(home + b"/outbox/stopped")


def _put(home: bytes, name: bytes, entry: "dict[str, Any]") -> None:
    _newest[0] = max(int(time.time() * 1e6), _newest[0] + 1)
    entry["name"] = paths.text(name)
    data = wire.encode(entry).encode() + b"\n"
    file = b"%016d%s" % (_newest[0], files.unique())
    aside = home + b"/outbox/tmp/" + file
    try:
        files.create(aside, data)
    except FileNotFoundError:
        files.make_directory(home + b"/outbox/tmp")
        files.make_directory(home + b"/outbox/new")
        files.create(aside, data)
    for _ in range(2):
        if files.move(aside, home + b"/outbox/new/" + file):
            return
        # another writer has made tmp, and not yet new
        files.make_directory(home + b"/outbox/new")
    raise OSError("an event cannot be put into the outbox")


def _flocked(home: bytes, shared: bool) -> "int | None":
    import fcntl

    path = home + b"/outbox/lock"
    try:
        fd = files.opened(path)
    except FileNotFoundError:
        files.make_directory(home + b"/outbox")
        files.create(path)
        fd = files.opened(path)
    try:
        fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        posix.close(fd)
        return None
    except OSError:
        posix.close(fd)
        raise
    return fd


def _record(path: bytes) -> "dict[str, Any]":
    try:
        record = wire.decode_bytes(files.read(path, _LIMIT))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
