"""What there is to tell: the Outbox's entries, a queue a Session, in order."""

import bisect
import time
from typing import Any, Dict, List, Mapping, Sequence

from csg.base import paths
from csg.state import events, outbox


class Entry:
    """One thing to tell in one Session's thread.  `file` is its name in the Outbox, `fields` what it holds."""

    __slots__ = ("fields", "file", "kind", "name", "session", "t")

    def __init__(self, file: bytes, fields: Mapping[str, Any]) -> None:
        """ValueError if it can't be one."""
        self.file = file
        self.fields = fields
        self.kind, self.session = self.text("event"), self.text("session")
        self.name = paths.from_text(self.text("name"))
        if not self.name or b"/" in self.name or self.name[:1] == b".":
            raise ValueError("not a Session's name")
        t = fields.get("t")
        self.t = float(t) if isinstance(t, (int, float)) else outbox.moment(file)

    def text(self, field: str) -> str:
        """A field that holds text, else ""."""
        value = self.fields.get(field)
        return value if isinstance(value, str) else ""

    def texts(self, field: str) -> List[str]:
        """A field that holds a list of texts, else []."""
        value = self.fields.get(field)
        return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []

    def __lt__(self, other: "Entry") -> bool:
        return self.file < other.file


class Waiting:
    """All queues.  What is taken out here is taken out of the Outbox."""

    def __init__(self, home: bytes) -> None:
        self.home = home
        self._queues: Dict[bytes, List[Entry]] = {}
        self._known: Dict[bytes, Entry] = {}

    def listen(self) -> bool:
        """Take in what came since the last look; False if there is nothing to tell.  What is no entry is buried."""
        for file in outbox.names(self.home):
            if file in self._known:
                continue
            try:
                entry = Entry(file, outbox.get(self.home, file))
            except FileNotFoundError:
                continue
            except (OSError, ValueError):
                outbox.bury(self.home, file)
                what = "an entry of the outbox could not be read and was moved to outbox/dead"
                events.record(self.home, time.time(), "slack", what=what)
                continue
            self._known[file] = entry
            bisect.insort(self._queues.setdefault(entry.name, []), entry)
        return bool(self._queues)

    def oldest(self) -> List[Entry]:
        """The queue whose first entry has waited longest; not to be changed by whoever reads it."""
        return min(self._queues.values(), key=lambda queue: queue[0].file)

    def remove(self, batch: Sequence[Entry]) -> None:
        """Take out the first entries of one queue."""
        queue = self._queues[batch[0].name]
        del queue[: len(batch)]
        if not queue:
            del self._queues[batch[0].name]
        for entry in batch:
            outbox.remove(self.home, entry.file)
            del self._known[entry.file]

    def bury(self, batch: Sequence[Entry]) -> None:
        """Give up the first entries of one queue."""
        for entry in batch:
            outbox.bury(self.home, entry.file)
        self.remove(batch)
