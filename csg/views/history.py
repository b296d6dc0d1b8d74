"""What happened, for views that look back: the lines of events.log as Events."""

from typing import Any, Dict, Iterator, List

from csg.base import files, wire
from csg.state import events


class Event:
    """One line of the log.

    t        seconds since the epoch      session  the id of the Session it is about, or ""
    kind     as `events` was given it     fields   what else it says, as it was written: foreign text, not checked"""

    __slots__ = ("fields", "kind", "session", "t")

    def __init__(self, t: float, kind: str, session: str, fields: Dict[str, Any]) -> None:
        self.t = t
        self.kind = kind
        self.session = session
        self.fields = fields

    def text(self, name: str) -> str:
        """A field, or "" where it is missing or no text."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> List[str]:
        """A field that lists texts; of what is none nothing."""
        value = self.fields.get(name)
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def parse(line: bytes) -> "Event | None":
    """A line's Event; None if it is torn (by a full disk), or says what no event says."""
    try:
        fields = wire.decode_bytes(line)
        t, kind, session = fields.pop("t"), fields.pop("event"), fields.pop("session", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    good = isinstance(t, (int, float)) and 0 <= t < 1e11 and isinstance(kind, str) and isinstance(session, str)
    return Event(float(t), kind, session, fields) if good else None


def read(home: bytes, since: float = 0.0) -> Iterator[Event]:
    """All Events since then (seconds), as they were written: nearly in the order of time."""
    for path in events.log_files(home):
        if files.modified(path) < since:
            continue
        try:
            with open(files.opened(path), "rb") as file:
                for line in file:
                    event = parse(line)
                    if event is not None and event.t >= since:
                        yield event
        except OSError:  # moved away this moment, or not to be read
            continue
