"""What there is to tell: the entries of one box, a queue a Session, in order."""

from typing import Any, Dict, Iterable, List, Mapping, Sequence

from csg.base import paths
from csg.slack import box as boxes
from csg.slack import saying
from csg.state import fields, outbox


class Entry:
    """One thing to tell in one Session's thread.  `file` is its name in the Outbox, `fields` what it holds."""

    __slots__ = ("boot", "fields", "file", "kind", "mono", "name", "session", "t", "to")

    def __init__(self, file: bytes, said: Mapping[str, Any]) -> None:
        """ValueError if it can't be one."""
        self.file = file
        self.fields = said
        self.kind, self.session, self.to, self.boot = [self.text(f) for f in ("event", "session", "to", "boot")]
        self.name = paths.from_text(self.text("name"))
        if not self.name or b"/" in self.name or self.name[:1] == b".":
            raise ValueError("not a Session's name")
        self.t = self.number("t") or boxes.moment(file)
        self.mono = self.number("mono")

    def text(self, field: str) -> str:
        """See `fields`; so `texts` and `number`."""
        return fields.text(self.fields, field)

    def texts(self, field: str) -> List[str]:
        """See `text`."""
        return fields.texts(self.fields, field)

    def number(self, field: str) -> float:
        """See `text`."""
        return fields.number(self.fields, field)

    def paths(self) -> List[str]:
        """The file, or those that several edits made one entry (`thinning`) were of."""
        return self.texts("paths") or [self.text("path")]


def in_order(entries: Iterable[Entry]) -> List[Entry]:
    """A Session's entries as they happened: by the machine's own clock within one of its runs, which nobody sets; its
    runs by the wall clock."""
    by_file = sorted(entries, key=lambda entry: entry.file)
    runs: Dict[str, int] = {}
    for entry in by_file:
        if entry.boot:
            runs.setdefault(entry.boot, len(runs))
    if not runs or any(not entry.boot for entry in by_file):
        return by_file
    return sorted(by_file, key=lambda entry: (runs[entry.boot], entry.mono))


class Waiting:
    """All queues of a box.  What is taken out here is taken out of the Outbox."""

    def __init__(self, home: bytes, box: bytes) -> None:
        self.home = home
        self.box = box
        self._queues: Dict[bytes, List[Entry]] = {}
        self._known: Dict[bytes, Entry] = {}

    def listen(self) -> bool:
        """Take in what came since the last look; False if there is nothing to tell.  What is no entry is buried."""
        new: Dict[bytes, List[Entry]] = {}
        outbox.collect(self.box)
        for file in outbox.names(self.box):
            if file in self._known:
                continue
            try:
                entry = Entry(file, boxes.get(self.box, file))
            except FileNotFoundError:
                continue
            except (OSError, ValueError):
                boxes.bury(self.box, file)
                what = "an entry of the outbox could not be read and was moved to outbox/dead"
                saying.log(self.home, "slack", what)
                continue
            self._known[file] = entry
            new.setdefault(entry.name, []).append(entry)
        for name, some in new.items():
            self._queues[name] = in_order(self._queues.get(name, []) + some)
        return bool(self._queues)

    def queues(self) -> List[List[Entry]]:
        """All of them, the one whose first entry has waited longest first; not to be changed by whoever reads them."""
        return sorted(self._queues.values(), key=lambda queue: queue[0].file)

    def remove(self, batch: Sequence[Entry]) -> None:
        """Take out the first entries of one queue."""
        queue = self._queues[batch[0].name]
        del queue[: len(batch)]
        if not queue:
            del self._queues[batch[0].name]
        for entry in batch:
            boxes.remove(self.box, entry.file)
            del self._known[entry.file]

    def bury(self, batch: Sequence[Entry]) -> None:
        """Give up the first entries of one queue."""
        for entry in batch:
            boxes.bury(self.box, entry.file)
        self.remove(batch)

    def count(self) -> int:
        """How many entries are known to wait."""
        return len(self._known)
