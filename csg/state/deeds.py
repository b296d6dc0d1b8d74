"""What a shell command may do to files that others hold: what they were like before it, kept until it has ended.

state/<name>/deed-<checksum of the call's id>    one JSON object; whoever takes it removes it
"""

from csg.base import files, paths, wire
from csg.state import roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST = 1 << 18  # bytes


def begin(home: bytes, name: bytes, call: str, facts: "dict[str, Any]") -> None:
    """Keep what is known before the command runs.  OSError."""
    try:
        files.replace(file(home, name, call), wire.encode(facts).encode())
    except FileNotFoundError:  # the Session is not on record
        pass


def end(home: bytes, name: bytes, call: str) -> "dict[str, Any] | None":
    """The same, when it has run; None if nothing was kept, or another hook has taken it."""
    return _taken(home, file(home, name, call))


def left(home: bytes, name: bytes) -> "list[dict[str, Any]]":
    """Of all commands whose end was never told: they were interrupted, or are held back."""
    folder = roster.directory(home, name)
    found = [_taken(home, folder + b"/" + file) for file in files.names(folder) if is_one(file)]
    return [facts for facts in found if facts is not None]


def is_one(file: bytes) -> bool:
    """Is it the name of such a file?"""
    return file.startswith(b"deed-") and b"." not in file


def _taken(home: bytes, path: bytes) -> "dict[str, Any] | None":
    aside = path + files.unique()
    if not files.move(path, aside):
        return None
    facts = salvage.one(home, aside, _LONGEST)
    salvage.remove(home, aside)
    return facts


def file(home: bytes, name: bytes, call: str) -> bytes:
    """Where it is kept for one call."""
    return roster.directory(home, name) + b"/deed-" + paths.checksum(call.encode("utf-8", "surrogatepass")).encode()
