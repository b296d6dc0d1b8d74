"""Sessions on other machines, as this one knows them: directories in state/ that the carrier keeps (machines/arrivals).

    state/remote.<checksum>/session.json   {"session", "machine", "owner", "branch", "client", "pushed", "started"}

A Claim of theirs has a path that begins with two slashes: //MACHINE/HOST/REPOSITORY/PATH.
"""

from csg.base import files
from csg.state import fields, roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PREFIX = b"remote."


class Facts:
    """What is said of one.  Raw text.  pushed: whether its branch is at its remote, or None."""

    __slots__ = ("branch", "client", "id", "machine", "name", "owner", "pushed")

    def __init__(self, name: bytes, record: "dict[str, Any]") -> None:
        self.name = name
        self.id, self.machine, self.owner = [fields.text(record, field) for field in ("session", "machine", "owner")]
        self.branch, self.client = [fields.text(record, field) for field in ("branch", "client")]
        pushed = record.get("pushed")
        self.pushed = pushed if isinstance(pushed, bool) else None


def is_remote(path: bytes) -> bool:
    """Is this the path (or root) of a Claim that was made on another machine?"""
    return path[:2] == b"//"


def load(home: bytes, name: bytes) -> "Facts | None":
    """The facts of a Session elsewhere; None if it is gone, or is one of this machine's."""
    if not name.startswith(PREFIX):
        return None
    record = salvage.one(home, roster.directory(home, name) + b"/session.json")
    return None if record is None else Facts(name, record)


def everybody(home: bytes) -> "list[Facts]":
    """All that are known."""
    found = [load(home, name) for name in roster.everybody(home)]
    return [one for one in found if one is not None]


def held(home: bytes, name: bytes) -> "list[str]":
    """The files that a Session elsewhere holds, as HOST/REPOSITORY/PATH is cut to PATH; each once."""
    found = set()
    folder = roster.directory(home, name) + b"/claims"
    for key in files.names(folder):
        for line in salvage.lines(home, folder + b"/" + key, 1 << 14)[-1:]:
            path, root = fields.text(line, "path"), fields.text(line, "root")
            if root and path.startswith(root + "/"):
                found.add(path[len(root) + 1 :])
    return sorted(found)
