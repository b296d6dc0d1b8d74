"""The Outbox: Events that are not on Slack yet, one file each (as in Maildir); edits come in a line each.

    outbox/<to>/        what is for one channel: <to> is a checksum of the API's address and the channel, so that
                        clients with different channels never tell each other's
      tmp/<name>        being written         lock      flocked by the channel's Poster, never unlinked;
      new/<name>        waiting                         its mtime is the newest message's
      edits/<session>   a Session's edits     alive     locked (lockf) by the Poster too, as long as it serves
      dead/<name>       given up              and what the Poster keeps, see slack/box.py

<name> begins with the microsecond: sorted names are the order, strictly so within one process.
A file holds one JSON object: {"t": seconds, "event": kind, "name": the Session's directory,
"session": its id, "to": as above, "boot", "mono": the machine's start and seconds since then (the order within a
Session, also across a clock that is set back), "facts": its session.json where a header may need it, …}.
A line of edits/<session> is such an object too, with "at" and "by": the microsecond, and the hook's pid.

Nothing is lost between "the Poster found nothing" and "a hook saw a Poster":

    a hook      (1) puts its file into new/,      (2) tests alive, and then the lock; both free: starts a Poster
                    or its line into edits/
    the Poster  (a) finds both empty              (b) unlocks both  (c) looks into both again

If (2) finds one of them taken by a Poster, then that Poster's (b) comes after (2), so its (c) comes
after (1) and sees the Event.  A Poster that does not get the lock ends: the Poster that has it
has its own (c) still to come.  A test takes the lock for a moment, shared: a hook's test thus
never hides the lock's being free from another hook, and should it turn a Poster away,
the testing hook has seen the lock free and starts one (tests/race/test_outbox.py).

The test of alive takes no lock and imports nothing: it keeps the hook of an edit short.  A process that opens and
closes the file itself loses such a lock; then hooks test both.

Edits are neither lost nor doubled on their way from edits/ to new/.  The Poster locks the file (no writer adds to it
then), makes each line a file in new/ whose name follows from the line alone, and empties the file: `collect`.  It does
so before it looks into new/ or takes anything out of it, so if it is killed half-way the next one makes the same files
once more.  A hook that finds the file locked, removed or long puts a file into new/ itself.
"""

import posix
import time

from csg.base import files, locks, paths, wire
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

#: The kinds of Events that Slack is shown; others are not spooled.
KINDS = ("start", "continue", "attach", "edit", "conflict", "git", "intent", "release", "end", "swept")
_TELLING = ("start", "continue", "attach", "end", "swept")  # these carry the Session's facts
_LIMIT = 1 << 16
_MOST = 1 << 16  # bytes of edits/<session> to which more are added
_UNUSED = 3600.0  # seconds after which an empty one is removed
_ATTEMPTS = 50
_newest = [0]  # the microsecond in the newest name this process gave
_boot: "list[str]" = []


def box(home: bytes, channel: str, url: str) -> bytes:
    """The directory of what is for this channel (as stated) of the API at `url` (as stated; "" for Slack's own)."""
    return home + b"/outbox/" + paths.checksum((url + "\0" + channel).encode("utf-8", "surrogatepass")).encode()


def add(box: bytes, now: float, session: str, more: "dict[str, Any]") -> bool:
    """Put an edit of the Session with the id `session` into the Outbox; False if it must be `spool`ed.  OSError."""
    name = paths.safe_name(session)
    line: dict[str, Any] = dict(more, t=now, event="edit", session=session, at=_microsecond(), by=posix.getpid())
    try:
        return locks.append_alone(box + b"/edits/" + name, encoded(box, name, line), _MOST)
    except OSError:  # there is no directory yet; if it is worse, the other way will tell
        return False


def encoded(box: bytes, name: bytes, entry: "dict[str, Any]") -> bytes:
    """An entry as it lies in the Outbox; `entry`: without where it is for, and its place in the order."""
    entry.update(name=paths.text(name), to=box[box.rfind(b"/") + 1 :].decode(), boot=_booted(), mono=time.monotonic())
    return wire.encode(entry).encode()


def watched(box: bytes) -> bool:
    """Is a Poster certainly at work?  If not, `idle` knows more."""
    try:
        fd = posix.open(box + b"/alive", posix.O_RDONLY | posix.O_NONBLOCK | posix.O_NOCTTY)
    except OSError:
        return False
    try:
        posix.lockf(fd, posix.F_TEST, 0)
    except (BlockingIOError, PermissionError):
        return True
    except OSError:  # no locks here
        pass
    finally:
        posix.close(fd)
    return False


def _microsecond() -> int:
    """Now, later than any before in this process."""
    _newest[0] = max(int(time.time() * 1e6), _newest[0] + 1)
    return _newest[0]


def _booted() -> str:
    """Which start of the machine this is; "" where that is not told (macOS): there the wall clock must do."""
    if not _boot:
        try:
            _boot.append(files.read(b"/proc/sys/kernel/random/boot_id", 64).decode("ascii").strip())
        except (OSError, ValueError):
            _boot.append("")
    return _boot[0]


#: cold


def spool(home: bytes, box: bytes, now: float, kind: str, session: str, more: "dict[str, Any]") -> None:
    """Put an Event of the Session with the id `session` into the Outbox.

    A Conflict ("conflict", "git") becomes an entry for each thread it is told in; those of the others
    are of the kind "met".  "called" in them are the intents of those they name, as they are now.  OSError."""
    name = paths.safe_name(session)
    entry: dict[str, Any] = dict(more, t=now, event=kind, session=session)
    if kind in _TELLING:
        entry["facts"] = facts(home, name)
    own, others = paths.text(name), dict.fromkeys(more.get("others") or ()) if kind in ("conflict", "git") else ()
    if others:
        entry["called"] = _intents(home, others)
    _put(box, name, entry)
    for other in others:
        if other != own and not other.endswith(".json"):  # a guest has no thread
            told = {"t": now, "event": "met", "by": session, "called": _intents(home, [own])}
            told.update({field: more[field] for field in ("path", "command", "tool", "decision") if field in more})
            _put(box, paths.from_text(other), told)


def _intents(home: bytes, some: "Iterable[str]") -> "dict[str, str]":
    """What those Sessions (by their directories' names) are about to do, of those that say it: when this is told, they
    may have ended."""
    found = {one: record(roster.directory(home, paths.from_text(one)) + b"/intent.json").get("text") for one in some}
    return {one: intent for one, intent in found.items() if isinstance(intent, str)}


def facts(home: bytes, name: bytes) -> "dict[str, Any]":
    """The session.json of a Session, live or ended; {} if there is none."""
    found = record(roster.directory(home, name) + b"/session.json")
    if not found:
        found = record(roster.ended_directory(home, name) + b"/session.json")
    return found


def idle(box: bytes) -> bool:
    """Does no Poster hold the lock?  OSError."""
    return locks.is_free(box + b"/lock")


def record(path: bytes) -> "dict[str, Any]":
    """The JSON object in a file; {} if there is none."""
    try:
        found = wire.decode_bytes(files.read(path, _LIMIT))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _put(box: bytes, name: bytes, entry: "dict[str, Any]") -> None:
    data = encoded(box, name, entry) + b"\n"
    file = b"%016d%s" % (_microsecond(), files.unique())
    aside = box + b"/tmp/" + file
    try:
        files.create(aside, data)
    except FileNotFoundError:
        files.make_directory(box + b"/tmp")
        files.make_directory(box + b"/new")
        files.make_directory(box + b"/edits")
        files.create(aside, data)
    for _ in range(2):
        if files.move(aside, box + b"/new/" + file):
            return
        # another writer has made tmp, and not yet new
        files.make_directory(box + b"/new")
    raise OSError("an event cannot be put into the outbox")


def names(box: bytes) -> "list[bytes]":
    """What waits, in order."""
    return sorted(files.names(box + b"/new"))


def depth(box: bytes) -> int:
    """How many Events wait."""
    return len(files.names(box + b"/new")) + sum(_lines(path) for path in _edited(box))


def _edited(box: bytes) -> "list[bytes]":
    return [box + b"/edits/" + name for name in files.names(box + b"/edits")]


def _lines(path: bytes) -> int:
    regular, size, _ = _looks(path)
    try:
        return 0 if regular and not size else files.read(path).count(b"\n")
    except OSError:  # it is none, and will be buried
        return 1


def collect(box: bytes) -> None:
    """Make files in new/ of what is in edits/; only for whoever holds the lock.  OSError, also if a hook stands still
    in the middle of a write."""
    for path in _edited(box):
        regular, size, age = _looks(path)
        if regular and not size and age < _UNUSED:
            continue
        if regular and posix.access(path, posix.R_OK | posix.W_OK):
            _collect(box, path, last=not size)
        else:
            files.move(path, box + b"/new/%016d%s" % (_microsecond(), files.unique()))  # to be buried


def _looks(path: bytes) -> "tuple[bool, int, float]":
    """Is it a regular file, of how many bytes, and for how many seconds has it been like that?"""
    try:
        status = posix.stat(path)
    except OSError:  # a link to nowhere
        return False, 0, 0.0
    return status.st_mode & 0o170000 == 0o100000, status.st_size, abs(time.time() - status.st_mtime)


def _collect(box: bytes, path: bytes, last: bool) -> None:
    def put(data: bytes) -> None:
        for number, line in enumerate(data.split(b"\n")):
            if line:
                # at once, not aside: whoever lists new/ to tell of it has collected before
                entry = box + b"/new/%016d.%d-%d" % (*_stamps(line), number)
                if not files.create(entry, line + b"\n"):  # perhaps half of it, by one who was killed
                    files.remove(entry)
                    files.create(entry, line + b"\n")

    files.make_directory(box + b"/new")
    for _ in range(_ATTEMPTS):
        if locks.drain(path, put, last):
            return
        time.sleep(0.02)  # a hook is at it, for microseconds
    raise BlockingIOError(11, "a writer stands still")


def _stamps(line: bytes) -> "tuple[int, int]":
    """When, in microseconds, and by which process it was written; zeroes for a line that is not whole."""
    try:
        entry = wire.decode_bytes(line)
        return int(entry["at"]), int(entry["by"])
    except (ValueError, LookupError, TypeError, OverflowError):
        return 0, 0


def watch(box: bytes) -> "int | None":
    """Say that a Poster is at work: the descriptor that says so until it is closed; None if that cannot be said."""
    try:
        files.create(box + b"/alive")
        fd = posix.open(box + b"/alive", posix.O_RDWR | posix.O_NONBLOCK | posix.O_NOCTTY)
    except OSError:
        return None
    try:
        posix.lockf(fd, posix.F_TLOCK, 0)
    except OSError:
        posix.close(fd)
        return None
    return fd


def lock(box: bytes) -> "int | None":
    """Become the Poster: the descriptor that holds the lock until it is closed; None if there is one already."""
    for _ in range(3):
        fd = locks.flocked(box + b"/lock")
        if fd is not None:
            return fd
        time.sleep(0.02)  # it may be a hook that only tests it
    return None
