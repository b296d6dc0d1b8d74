"""What others left on disk, read and removed each on its own.

What is not there is nothing.  What cannot be read is nothing too, and is named once in the log: one bad record
must not silence what there is to say about the others.
"""

import time

from csg.base import files, paths, wire
from csg.state import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LIMIT = 1 << 16  # bytes of a file that holds one record
_BAD = 500  # lines of one file


def one(home: bytes, path: bytes, limit: int = LIMIT) -> "dict[str, Any] | None":
    """The JSON object in a file; None if there is none that can be read."""
    try:
        value = wire.decode_bytes(files.read(path, limit))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        skip(home, path, error)
        return None
    if isinstance(value, dict):
        return value
    skip(home, path, ValueError("not a JSON object"))
    return None


def names(home: bytes, path: bytes) -> "list[bytes]":
    """The names in a directory, but for hidden ones; none if it cannot be read."""
    try:
        return files.names(path)
    except OSError as error:
        skip(home, path, error)
        return []


#: cold


def remove(home: bytes, path: bytes) -> bool:
    """Remove a file or a directory with all in it; False if that cannot be done."""
    try:
        files.remove_tree(path)
    except OSError as error:
        skip(home, path, error)
        return False
    return True


def skip(home: bytes, path: bytes, error: Exception) -> None:
    """Name in the log what cannot be read or removed: once for each Session, and for each other thing in the home."""
    inside = path[len(home) + 1 :]
    about = b"/".join(inside.split(b"/")[:2])
    why = (isinstance(error, OSError) and error.strerror) or error
    events.record_once(home, time.time(), "skipped", about, what="%s: %s" % (paths.text(inside), why))


#: cold: lines


def lines(home: bytes, path: bytes, limit: int) -> "list[dict[str, Any]]":
    """The JSON objects in the lines of a file's last `limit` bytes, oldest first."""
    try:
        data = files.read(path, limit)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        skip(home, path, error)
        return []
    found: list[dict[str, Any]] = []
    whole = data.split(b"\n")
    last, bad = whole[-1], 0
    while whole and bad < _BAD:  # the newest first: many bad lines must not cost the good ones, nor much time
        line = whole.pop()
        try:
            value = wire.decode_bytes(line) if line else None
        except ValueError:
            value = None
        if isinstance(value, dict):
            found.append(value)
        elif line and line is not last:  # that has no end: it may be being written this moment
            bad += 1
    if bad:  # torn by a full disk, perhaps
        skip(home, path, ValueError("a line is not a JSON object"))
    found.reverse()
    return found
