"""events.log: what happened, for people.  JSON Lines, appended, moved to events.log.1 by size.

    {"t": seconds, "event": kind, "session": id, …}

Nothing here raises: a full disk must not turn a hook into an obstacle.
"""

from csg import files, paths, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST = 1 << 20  # bytes of one log file


def log_file(home: bytes) -> bytes:
    """The log's path; what went before is in the same path with `.1`."""
    return home + b"/events.log"


def record(home: bytes, now: float, kind: str, session: str = "", **more: "Any") -> None:
    """Add one line."""
    line: dict[str, Any] = {"t": round(now, 3), "event": kind}
    if session:
        line["session"] = session
    line.update(more)
    data = wire.encode(line).encode()
    try:
        try:
            files.append_log(log_file(home), data, _LONGEST)
        except FileNotFoundError:
            files.make_directory(home)
            files.append_log(log_file(home), data, _LONGEST)
    except OSError:
        pass


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
