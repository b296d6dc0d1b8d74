"""Sessions on other machines, as this one knows them: directories in state/ that the carrier keeps (machines/arrivals).

    state/remote.<checksum>/session.json   {"session", "machine", "owner", "client", "active",
                                           "clones": [[common directory here, repository, branch, pushed], …]}

One works in several repositories at times, each with a branch of its own.
A Claim of theirs has a path that begins with two slashes: //MACHINE/HOST/REPOSITORY/PATH.
"""

from csg.base import locks, paths
from csg.state import fields, holdings, names, roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PREFIX = b"remote."


class Clone:
    """A clone here of a repository that one works in elsewhere.  pushed: is its branch at its remote, or None."""

    __slots__ = ("branch", "common", "pushed", "repository")

    def __init__(self, common: bytes, repository: str, branch: str, pushed: "bool | None") -> None:
        self.common = common
        self.repository = repository
        self.branch = branch
        self.pushed = pushed


class Facts:
    """What is said of one.  Raw text.  active: its last sign of life that was told of (seconds)."""

    __slots__ = ("active", "client", "clones", "id", "machine", "name", "owner")

    def __init__(self, name: bytes, record: "dict[str, Any]") -> None:
        self.name = name
        self.id, self.machine, self.owner = [fields.text(record, field) for field in ("session", "machine", "owner")]
        self.client = fields.text(record, "client")
        self.active = fields.number(record, "active")
        self.clones: list[Clone] = []
        for row in record.get("clones") or ():
            common, repository, branch, pushed = row
            self.clones.append(Clone(paths.from_text(common), repository, branch, pushed))

    def clone(self, common: bytes) -> "Clone | None":
        """What it says of that repository; of the first one where none is named."""
        fits = [one for one in self.clones if not common or one.common == common]
        return fits[0] if fits else None


def is_remote(path: bytes) -> bool:
    """Is this the path (or root) of a Claim that was made on another machine?"""
    return path[:2] == b"//"


def load(home: bytes, name: bytes) -> "Facts | None":
    """The facts of a Session elsewhere; None if it is gone, or is one of this machine's."""
    if not name.startswith(PREFIX):
        return None
    record = salvage.one(home, roster.directory(home, name) + b"/session.json")
    try:
        return None if record is None else Facts(name, record)
    except (TypeError, ValueError, AttributeError):  # not as the carrier writes it
        return None


def everybody(home: bytes, common: bytes = b"") -> "list[Facts]":
    """All that are known, the latest active first; those of one repository (its common directory), or all.

    Nobody while no carrier is at work: nobody keeps them up to date then."""
    some = [name for name in roster.everybody(home) if name.startswith(PREFIX)]
    if not some or not _kept(home):
        return []
    found = [one for one in [load(home, name) for name in some] if one is not None and one.clone(common) is not None]
    found.sort(key=lambda one: (-one.active, one.machine, one.id))
    return found


def _kept(home: bytes) -> bool:
    try:
        return not locks.is_free(home + b"/machines/lock")
    except OSError:
        return True


def held(home: bytes, one: Facts, now: float, window: float, common: bytes = b"") -> "list[holdings.Holding]":
    """What it holds, newest first; in one repository, or all: then once for each clone."""
    found = holdings.held_by(home, one.name, now, window)
    return [holding for holding in found if not common or holding.common == common]


def shown(home: bytes, one: Facts, now: float, window: float, common: bytes = b"") -> "dict[str, Any]":
    """What --json shows of it.  Raw text; files: paths in its repository, the newest first."""
    clone = one.clone(common)
    held_now = held(home, one, now, window, common)
    return {
        "machine": one.machine,
        "owner": one.owner,
        "session": one.id,
        "client": one.client,
        "repository": clone.repository if clone else "",
        "branch": clone.branch if clone else "",
        "pushed": clone.pushed if clone else None,
        "intent": names.intent(home, one.name),
        "last_active": max([one.active] + [holding.newest for holding in held_now]),
        "files": list(dict.fromkeys([paths.text(holding.inside()) for holding in held_now])),
    }
