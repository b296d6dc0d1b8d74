"""What the Poster keeps beside the entries of one channel's box (state/outbox.py), and how entries leave it.

dead/<name>   given up, with its text: for a month at most        error     the last failure, gone after a success
stopped       a refusal that stopped the mirror: see `stop`       refused   how many messages were refused in a row
limited       until when Slack asks to wait (seconds)             of        whose: {"channel", "by_environment"}
"""

import os
import time
from typing import Any, Dict, Iterator, List, Optional, Tuple

from csg.base import files, slack_settings, wire
from csg.state import fields, outbox

#: Seconds after which an Event is old news; starts and ends are told even then.
OLDEST = 24 * 3600.0
#: Entries that wait at most, and bytes of them: then the oldest edits are made one entry.
MOST, MOST_BYTES = 5000, 20 << 20
CROWD = MOST + MOST // 5  # at so many that is done
_ALWAYS = ("start", "attach", "continue", "end", "swept")
_OLDEST_OF_ALL = 30 * 24 * 3600.0
_DEAD = 30 * 24 * 3600.0
_TMP = 3600.0
_LIMIT = 1 << 20
#: Seconds until a refusal is tried again, the first time and at most; thrice as long each time.
_AGAIN, _AGAIN_AT_MOST = 600.0, 24 * 3600.0


class Stopped:
    """A refusal that stopped the mirror.

    why, mend   Slack's error code, and what a person can do      t      when (seconds)
    again       when it is tried again; 0.0: not before the settings change         tries  how often it has come"""

    __slots__ = ("again", "by_environment", "mend", "salt", "stamp", "sum", "t", "tries", "why")

    def __init__(self, record: Dict[str, Any]) -> None:
        """`record` as decoded from the file."""
        self.t, self.again, self.tries = [fields.number(record, field) for field in ("t", "again", "tries")]
        self.why, self.mend = str(record.get("why", "")), str(record.get("mend", ""))
        self.stamp, self.salt, self.sum = [str(record.get(field, "")) for field in ("stamp", "salt", "sum")]
        self.by_environment = record.get("by_environment") is True


def of(home: bytes, settings: slack_settings.Settings) -> bytes:
    """The box of these settings' channel."""
    return outbox.box(home, settings.channel, settings.url)


def others(home: bytes, box: bytes) -> Iterator[bytes]:
    """The boxes of other channels."""
    for name in files.names(home + b"/outbox"):
        path = home + b"/outbox/" + name
        if path != box and files.is_directory(path + b"/new"):
            yield path


def dead(box: bytes) -> int:
    """How many Events were given up (they are kept for a month)."""
    return len(files.names(box + b"/dead"))


def moment(name: bytes) -> float:
    """When an entry was put there (seconds), by its name; 0.0 for a name that is not ours."""
    digits = name[:16]
    return int(digits) / 1e6 if digits.isdigit() else 0.0


def get(box: bytes, name: bytes) -> Dict[str, Any]:
    """An entry's contents.  OSError; ValueError if it is none."""
    entry = wire.decode_bytes(files.read(box + b"/new/" + name, _LIMIT))
    if not isinstance(entry, dict):
        raise ValueError("not an entry")
    return entry


def remove(box: bytes, name: bytes) -> None:
    """Take out an entry that is on Slack now."""
    files.remove(box + b"/new/" + name)


def bury(box: bytes, name: bytes) -> None:
    """Give an entry up.  OSError."""
    files.make_inside(box + b"/dead")
    files.move(box + b"/new/" + name, box + b"/dead/" + name)


def expire(box: bytes, now: float) -> int:
    """Give up what has waited for a day but starts and ends, these after a month; how many entries.  OSError."""
    given_up = 0
    for name in files.names(box + b"/new"):
        age = abs(now - moment(name))
        if age > OLDEST and (age > _OLDEST_OF_ALL or _kind(box, name) not in _ALWAYS):
            bury(box, name)
            given_up += 1
    return given_up


def _kind(box: bytes, name: bytes) -> str:
    try:
        return str(get(box, name).get("event"))
    except (OSError, ValueError):
        return ""


def tidy(box: bytes, now: float) -> None:
    """Remove what a killed writer left, and what has been dead for a month, or is too much of it."""
    for name in files.names(box + b"/tmp"):
        if abs(now - moment(name)) > _TMP:
            files.remove_tree(box + b"/tmp/" + name)
    buried = sorted(files.names(box + b"/dead"))
    for place, name in enumerate(buried):
        if abs(now - moment(name)) > _DEAD or place < len(buried) - MOST:
            files.remove_tree(box + b"/dead/" + name)


def replace(box: bytes, kept: bytes, entry: Dict[str, Any], gone: List[bytes]) -> None:
    """Make one entry of several: the file `kept` says what those in `gone` said too.  OSError.

    Killed in between, it says twice what some of `gone` say: counts, never less."""
    files.replace(box + b"/new/" + kept, wire.encode(entry).encode() + b"\n")
    for name in gone:
        remove(box, name)


def adopt(home: bytes, box: bytes, settings: slack_settings.Settings) -> int:
    """Take over what is left for channels that the settings file named before, and of older versions; how many entries.

    Not what belongs to a client that has its channel in its environment, nor where a Poster is at work."""
    for folder in (b"/outbox/new", b"/outbox/dead"):  # before there were boxes
        _move_all(home + folder, box + folder[7:])
    moved = 0
    if settings.by_environment:
        return 0
    for other in others(home, box):
        if outbox.record(other + b"/of").get("by_environment") is not False or not outbox.depth(other):
            continue
        held = outbox.lock(other)
        if held is not None:
            try:
                outbox.collect(other)
                moved += _move_all(other + b"/new", box + b"/new")
            finally:
                os.close(held)
    return moved


def claim(box: bytes, settings: slack_settings.Settings) -> None:
    """Say whose box it is."""
    facts = {"channel": settings.channel, "by_environment": settings.by_environment}
    if outbox.record(box + b"/of") != facts:
        files.replace(box + b"/of", wire.encode(facts).encode() + b"\n")


def _move_all(source: bytes, target: bytes) -> int:
    moved = 0
    for name in files.names(source):
        files.make_directory(target)
        moved += files.move(source + b"/" + name, target + b"/" + name)
    return moved


def last_post(box: bytes) -> float:
    """When the newest message was posted (seconds since the epoch; 0.0: never)."""
    return files.modified(box + b"/lock")


def note_post(box: bytes) -> None:
    """Note that a message is posted now."""
    files.touch(box + b"/lock")


def last_error(box: bytes) -> Optional[Tuple[float, str]]:
    """The failure that the Outbox waits for to pass: (seconds since the epoch, one line)."""
    record = outbox.record(box + b"/error")
    return (fields.number(record, "t"), str(record.get("what", ""))) if record else None


def set_error(box: bytes, now: float, what: str) -> None:
    """Keep the last failure; an empty one says that all is well again.  OSError."""
    if what:
        files.replace(box + b"/error", wire.encode({"t": now, "what": what}).encode() + b"\n")
    else:
        files.remove(box + b"/error")


def limited(box: bytes) -> float:
    """Until when Slack asks to wait (seconds since the epoch); 0.0: not at all."""
    return fields.number(outbox.record(box + b"/limited"), "until")


def limit(box: bytes, until: float) -> None:
    """Keep until when Slack asks to wait; 0.0: it is over.  OSError."""
    if until:
        files.replace(box + b"/limited", wire.encode({"until": until}).encode() + b"\n")
    else:
        files.remove(box + b"/limited")


def refused(box: bytes) -> int:
    """How many messages were refused in a row."""
    return int(fields.number(outbox.record(box + b"/refused"), "in_a_row"))


def set_refused(box: bytes, number: int) -> None:
    """Keep that number.  OSError."""
    if number:
        files.replace(box + b"/refused", wire.encode({"in_a_row": number}).encode() + b"\n")
    else:
        files.remove(box + b"/refused")


def stop(box: bytes, settings: slack_settings.Settings, why: str, mend: str, helps_again: bool) -> bool:
    """Keep that these settings are refused: nothing is sent until they change, or `resume`, or it is time to try again.

    True if that is news.  OSError.
    Which settings: the settings file's time and size, and a salted SHA-256 of what they say, cut to
    64 bits, so that the token cannot be had from it nor recognised by it."""
    now, before = time.time(), stopped(box, settings)
    same = before is not None and before.why == why
    tries = before.tries + 1 if before is not None and same else 0
    salt = os.urandom(16).hex()
    record: Dict[str, Any] = {
        "t": before.t if before is not None and same else now,
        "again": now + min(_AGAIN * 3.0 ** min(tries, 9), _AGAIN_AT_MOST) if helps_again else 0.0,
        "tries": tries,
        "why": why,
        "mend": mend,
        "stamp": settings.stamp,
        "by_environment": settings.by_environment,
        "salt": salt,
        "sum": settings.fingerprint(salt),
    }
    files.replace(box + b"/stopped", wire.encode(record).encode() + b"\n")
    return not same


def stopped(box: bytes, settings: slack_settings.Settings) -> Optional[Stopped]:
    """The refusal of these very settings, if there was one."""
    record = outbox.record(box + b"/stopped")
    if not record:
        return None
    was = Stopped(record)
    if was.stamp != settings.stamp:
        return None
    if was.by_environment or settings.by_environment:  # then the file's time says nothing
        return was if settings.fingerprint(was.salt) == was.sum else None
    return was


def resume(box: bytes) -> None:
    """Forget a refusal: what it was about has been mended."""
    files.remove(box + b"/stopped")
