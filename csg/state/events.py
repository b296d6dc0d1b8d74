"""What happened, for people: a line in events.log, and an entry in the Outbox where Slack is set up.

events.log holds JSON Lines, appended; it is moved to events.log.1, that to .2, and so on, by size and by age:

    {"t": seconds, "event": kind, "session": id, …}

All together have 16 MB at most, and nothing older than 30 days is shown; a file goes when its last line is as old.

Nothing here raises: a full disk must not turn a hook into an obstacle.  Without Slack in the
environment or the settings file nothing of the mirror is imported: that costs two look-ups
and one attempt to open the file.  With it, that is all that is known here; what exactly
the settings say is the Poster's business, which reads them with `config`.
"""

import posix

from csg.base import files, paths, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SETTINGS = (b"SLACK_BOT_TOKEN", b"SLACK_CHANNEL_ID", b"SLACK_API_URL")
_PROBLEMS = 4000  # characters about one settings file
_LONGEST = 1 << 22  # bytes of one log file
_MOVED = 8  # files at most, of which some were moved by age and are short
_ROOM = 3 * _LONGEST  # bytes of those that were moved

#: Seconds that what happened is kept.
KEPT = 30 * 24 * 3600.0

#: What talk.notifying is still to run the person's command for: home, kind, Session's id, and the Event's other fields.
notable: "list[tuple[bytes, str, str, dict[str, Any]]]" = []
#: What of the Outbox this process has added to, so that a Poster should see to it: the home, and the channel's box.
spooled: "list[tuple[bytes, bytes]]" = []


def mirror(home: bytes, now: float, kind: str, session: str = "", **more: "Any") -> None:
    """Hand an Event to the Slack mirror, if there is one, without a line in the log.

    For what the log need not repeat: each further edit of a file."""
    try:
        told = _mirrored(home) if session else None
        if told is not None:
            _hand_over(home, told, now, kind, session, more)
    except Exception:  # the mirror is a comfort
        pass


def _mirrored(home: bytes) -> "tuple[str, str] | None":
    """The channel and the API's address, if the environment and the settings file name a token and a channel."""
    said = [posix.environ.get(name) for name in _SETTINGS]
    if said[0] == b"" or said[1] == b"":
        return None
    if None in said:
        try:
            data = files.head(paths.config_file(posix.environ, home))
        except OSError:
            data = b""
        if b"SLACK_" in data:
            said = _read(data, said)
    token, channel, url = [paths.text(s.strip()) if s else "" for s in said]
    return (channel, url) if token and channel else None


#: cold


def log_file(home: bytes) -> bytes:
    """The log's path; what went before is in the same path with `.1`, what went before that with `.2`, …"""
    return home + b"/events.log"


def record(home: bytes, now: float, kind: str, session: str = "", **more: "Any") -> None:
    """Add one line, and mirror it.  `session` is the id of the Session it is about."""
    from csg.base import logs, policy

    line: dict[str, Any] = {"t": round(now, 3), "event": kind}
    if session:
        line["session"] = session
    line.update(more)
    try:
        data = wire.encode(line).encode()
        try:
            logs.append(log_file(home), data, _LONGEST, _MOVED, _ROOM)
        except FileNotFoundError:
            files.make_directory(home)
            logs.append(log_file(home), data, _LONGEST, _MOVED, _ROOM)
    except (OSError, TypeError):
        pass
    mirror(home, now, kind, session, **more)
    stops = more.get("decision") in (policy.HELD, policy.ASKED, policy.DENIED)
    if (stops or kind == "tell") and _notified(home):
        notable.append((home, kind, session, more))


def _notified(home: bytes) -> bool:
    """May the person have set CSG_NOTIFY?  What it says exactly is the business of `config`, later."""
    stated = posix.environ.get(b"CSG_NOTIFY")
    if stated is not None:
        return bool(stated)
    try:
        return b"CSG_NOTIFY" in files.head(paths.config_file(posix.environ, home))
    except OSError:
        return False


#: cold: rarely


def log_files(home: bytes) -> "list[bytes]":
    """All files that Events may be in, from the oldest; some or all may not be there.

    A file only ever moves to the one before it here: who opens them from the last on misses none."""
    path = log_file(home)
    return [path + b".%d" % number for number in range(_MOVED, 0, -1)] + [path]


def expire(home: bytes, now: float) -> None:
    """Remove what is older than KEPT, as far as it makes up whole files; a log that goes back long is moved on, so
    that it will."""
    from csg.base import logs

    try:
        logs.move(log_file(home), lambda fd: _began(fd, now) < now - KEPT / 3, _MOVED, _ROOM)
        for path in log_files(home)[:-1]:
            if 0 < files.modified(path) < now - KEPT:
                files.remove(path)
    except OSError:
        pass


def _began(fd: int, now: float) -> float:
    """The time of a log's first whole line; now if it has none."""
    for line in posix.pread(fd, 1 << 16, 0).split(b"\n")[:-1]:
        try:
            t = wire.decode_bytes(line)["t"]
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
        if isinstance(t, (int, float)):
            return t
    return now


def record_problems(home: bytes, now: float, problems: "list[str]", stamp: bytes) -> None:
    """Log what is wrong with a settings file, in one line, once for each state of it (`stamp`)."""
    if problems:
        what = "; ".join(problems)[:_PROBLEMS]
        record_once(home, now, "config", stamp + what.encode("utf-8", "surrogatepass"), what=what)


def record_once(home: bytes, now: float, kind: str, about: bytes, **more: "Any") -> None:
    """Add one line unless the same was said about the same before (`about` identifies it)."""
    said = home + b"/said"
    try:
        files.make_directory(said)
        if not files.create(said + b"/" + paths.checksum(about).encode()):
            return
    except OSError:
        return
    record(home, now, kind, **more)


#: cold: settings


def _hand_over(
    home: bytes, told: "tuple[str, str]", now: float, kind: str, session: str, more: "dict[str, Any]"
) -> None:
    from csg.state import outbox

    box = outbox.box(home, *told)
    if kind in outbox.KINDS:
        if kind != "edit" or not outbox.add(box, now, session, more):
            outbox.spool(home, box, now, kind, session, more)
        if not outbox.watched(box) and (home, box) not in spooled:
            spooled.append((home, box))


def _read(data: bytes, said: "list[bytes | None]") -> "list[bytes | None]":
    """What the settings file says of what the environment does not: of well-formed lines, as `config.parse`."""
    found = said[:]
    for line in data.split(b"\n"):
        name, equals, value = line.partition(b"=")
        if equals and b"SLACK_" in name:
            name = name.strip()
            if name[:7] == b"export ":
                name = name[7:].lstrip()
            if name in _SETTINGS and said[_SETTINGS.index(name)] is None:
                value = value.strip()
                if value[:1] in (b"'", b'"'):
                    value = value[1 : max(1, value.find(value[:1], 1))]
                else:
                    value = (b" " + value).split(b" #", 1)[0].strip()
                found[_SETTINGS.index(name)] = value
    return found
