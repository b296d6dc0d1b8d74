"""The Outbox: Events that are not on Slack yet, one file each (as in Maildir).

    outbox/<to>/        what is for one channel: <to> is a checksum of the API's address and the channel, so that
                        clients with different channels never tell each other's
      tmp/<name>        being written         lock      flocked by the channel's Poster, never unlinked;
      new/<name>        waiting                         its mtime is the newest message's
      dead/<name>       given up              and what the Poster keeps, see slack/box.py

<name> begins with the microsecond: sorted names are the order, strictly so within one process.
A file holds one JSON object: {"t": seconds, "event": kind, "name": the Session's directory,
"session": its id, "to": as above, "boot", "mono": the machine's start and seconds since then (the order within a
Session, also across a clock that is set back), "facts": its session.json where a header may need it, …}.

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
    from collections.abc import Iterable
    from typing import Any

#: The kinds of Events that Slack is shown; others are not spooled.
KINDS = ("start", "continue", "attach", "edit", "conflict", "git", "intent", "release", "end", "swept")
_TELLING = ("start", "continue", "attach", "end", "swept")  # these carry the Session's facts
_LIMIT = 1 << 16
_newest = [0]  # the microsecond in the newest name this process gave
_boot: "list[str]" = []


def box(home: bytes, channel: str, url: str) -> bytes:
    """The directory of what is for this channel (as stated) of the API at `url` (as stated; "" for Slack's own)."""
    return home + b"/outbox/" + paths.checksum((url + "\0" + channel).encode("utf-8", "surrogatepass")).encode()


def accept(home: bytes, box: bytes, now: float, kind: str, session: str, more: "dict[str, Any]") -> bool:
    """Put an Event into the Outbox if it is of a kind that is told; True if a Poster should see to it.  OSError."""
    if kind not in KINDS:
        return False
    spool(home, box, now, kind, session, more)
    return True


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
    fd = files.flocked(box + b"/lock", shared=True)
    if fd is None:
        return False
    posix.close(fd)
    return True


def record(path: bytes) -> "dict[str, Any]":
    """The JSON object in a file; {} if there is none."""
    try:
        found = wire.decode_bytes(files.read(path, _LIMIT))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _put(box: bytes, name: bytes, entry: "dict[str, Any]") -> None:
    _newest[0] = max(int(time.time() * 1e6), _newest[0] + 1)
    entry.update(name=paths.text(name), to=box[box.rfind(b"/") + 1 :].decode(), boot=_booted(), mono=time.monotonic())
    data = wire.encode(entry).encode() + b"\n"
    file = b"%016d%s" % (_newest[0], files.unique())
    aside = box + b"/tmp/" + file
    try:
        files.create(aside, data)
    except FileNotFoundError:
        files.make_directory(box + b"/tmp")
        files.make_directory(box + b"/new")
        files.create(aside, data)
    for _ in range(2):
        if files.move(aside, box + b"/new/" + file):
            return
        # another writer has made tmp, and not yet new
        files.make_directory(box + b"/new")
    raise OSError("an event cannot be put into the outbox")


def _booted() -> str:
    """Which start of the machine this is; "" where that is not told (macOS): there the wall clock must do."""
    if not _boot:
        try:
            _boot.append(files.read(b"/proc/sys/kernel/random/boot_id", 64).decode("ascii").strip())
        except (OSError, ValueError):
            _boot.append("")
    return _boot[0]


#: cold


def names(box: bytes) -> "list[bytes]":
    """What waits, in order."""
    return sorted(files.names(box + b"/new"))


def depth(box: bytes) -> int:
    """How many Events wait."""
    return len(files.names(box + b"/new"))


def lock(box: bytes) -> "int | None":
    """Become the Poster: the descriptor that holds the lock until it is closed; None if there is one already."""
    for _ in range(3):
        fd = files.flocked(box + b"/lock")
        if fd is not None:
            return fd
        time.sleep(0.02)  # it may be a hook that only tests it
    return None
