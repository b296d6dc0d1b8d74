"""thread.json: where a Session is on Slack, and what its thread has told so far.

It lies in the Session's directory, wherever that is this moment: state/<name>/ while the Session
lives, ended/<name>/ afterwards, back again when it is resumed.  Only the Poster, who
holds the Outbox's lock, reads and writes it.
"""

import hashlib
from typing import Any, Dict, Iterable, List, Optional, Set

from csg.base import files, wire
from csg.state import fields, roster

_LIMIT = 1 << 25
_TRIES = 5
_FILES = 20000  # distinct files counted in one Session


class Thread:
    """One Session's thread.

    ts, channel  the header's id (its time, says Slack) and its channel's; "" before there is one
    asked, to    the channel as it stood in the settings then, and its box
    state, mark  live, closed or swept; the reaction that stands for it on the header now, or ""
    face         the state that the header's text says, or ""
    started      when the Session was (seconds)          lost  how many headers were given up
    told         when a message last said what may wait a minute (seconds)
    sending      names of the entries that the message tells which is on its way: a Poster that finds them sends the
                 very same again, with the same client_msg_id
    done         names of the entries last told: a Poster that is killed before it removes them
                 from the Outbox must not tell or count them again
    """

    __slots__ = (
        *("asked", "channel", "conflicts", "done", "edits", "face", "files", "lost", "mark", "midway", "name"),
        *("sending", "started", "state", "to", "told", "ts"),
    )

    def __init__(self, name: bytes, record: Dict[str, Any]) -> None:
        """`record` as decoded from thread.json, or empty."""
        self.name = name
        texts = [fields.text(record, field) for field in ("asked", "to", "channel", "ts", "mark", "face")]
        self.asked, self.to, self.channel, self.ts, self.mark, self.face = texts
        self.lost = int(fields.number(record, "lost"))
        self.midway = record.get("midway") is True
        state = fields.text(record, "state")
        self.state = state if state in ("closed", "swept") else "live"
        self.started = fields.number(record, "started")
        self.edits, self.conflicts = int(fields.number(record, "edits")), int(fields.number(record, "conflicts"))
        self.files: Set[str] = set(fields.texts(record, "files"))
        self.told = fields.number(record, "told")
        self.done, self.sending = fields.texts(record, "done"), fields.texts(record, "sending")

    def count(self, paths: Iterable[str], edits: int) -> None:
        """Count edits of some files."""
        self.edits += edits
        for path in paths:
            if len(self.files) < _FILES:
                name = path.encode("utf-8", "surrogatepass")
                self.files.add(hashlib.blake2b(name, digest_size=8).hexdigest())

    def forget(self) -> None:
        """The header is gone, or in another channel than the settings name now: begin a new thread."""
        self.lost += 1
        self.ts = self.channel = self.mark = self.face = self.to = self.asked = ""

    def save(self, home: bytes) -> bool:
        """Keep it; False if the Session has no directory any more.  OSError."""
        record = {field: getattr(self, field) for field in self.__slots__ if field != "name"}
        record["files"] = sorted(self.files)
        data = wire.encode(record).encode() + b"\n"
        for _ in range(_TRIES):
            for where in _places(home, self.name):
                try:
                    files.replace(where + b"/thread.json", data)
                    return True
                except (FileNotFoundError, NotADirectoryError):  # not there, or moved this moment
                    continue
        return False


def load(home: bytes, name: bytes) -> Thread:
    """The Session's thread; an empty one if it has none."""
    record: Dict[str, Any] = {}
    for _ in range(_TRIES):
        found = _read(home, name)
        if found is not None:
            record = found
            break
    return Thread(name, record)


def _read(home: bytes, name: bytes) -> Optional[Dict[str, Any]]:
    for where in _places(home, name):
        try:
            record = wire.decode_bytes(files.read(where + b"/thread.json", _LIMIT))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            continue
        if isinstance(record, dict):
            return record
    return None


def _places(home: bytes, name: bytes) -> List[bytes]:
    return [roster.directory(home, name), roster.ended_directory(home, name)]
