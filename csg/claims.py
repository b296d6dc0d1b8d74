"""Claims: which Agent meant to write which file, and when.

One file a (Session, key), `state/<name>/claims/<key>`, to which lines of JSON are only ever
added, so parallel hooks of one Session need no lock and lose nothing:

    {"t": seconds, "id": …, "agent": …, "pid": …, "tool": …, "path": …, "root": …, "common": …}   a Claim
    {"t": …, "withdrawn": id}                       that call was held or refused
    {"t": …, "released": agent or null, "path": …}  what that agent (null: any) claimed before is over
    {"t": …, "told": [name, agent, id]}             this Session knows of that sibling's Claim

Publish, then look: a hook adds its own Claim before it looks at the siblings', so of two
simultaneous editors at least one sees the other.  The file's mtime is no older than its
newest Claim; it spares opening what is surely out of the Window.
"""

import posix

from csg import files, paths, repository, sessions, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_TAIL = 1 << 18  # bytes read of a Claims file: hundreds of edits, more than a Window holds


class Target:
    """A file somebody means to write: its canonical path, its repository, the key of its Claims."""

    __slots__ = ("key", "path", "repository")

    def __init__(self, path: bytes) -> None:
        """`path` is canonical."""
        self.path = path
        self.repository = repository.find(paths.parent(path))
        found = self.repository
        if found:
            self.key = paths.key(found.common + b"\0" + path[len(found.root.rstrip(b"/")) + 1 :])
        else:
            self.key = paths.key(path)


class Holding:
    """What one Agent of one Session holds of one file.

    name, agent    whose: the Session's directory name, the subagent's id ("" for the main agent)
    path           which file
    root, common   the checkout it is in and that checkout's repository, both empty outside git
    edits          how many Claims within the Window
    newest, id     time (seconds) and id of the newest Claim
    elsewhere      the same file of the same repository, but in another working tree
    """

    __slots__ = ("agent", "common", "edits", "elsewhere", "id", "name", "newest", "path", "root")

    def __init__(self, name: bytes, agent: str, path: bytes, root: bytes, common: bytes) -> None:
        self.name = name
        self.agent = agent
        self.path = path
        self.root = root
        self.common = common
        self.elsewhere = False
        self.edits = 0
        self.newest = 0.0
        self.id = ""

    def news(self) -> "tuple[str, str, str]":
        """What a sibling is told of once."""
        return (paths.text(self.name), self.agent, self.id)


def publish(
    home: bytes, name: bytes, target: Target, now: float, identifier: str, agent: str, pid: int, tool: str
) -> bool:
    """Add a Claim.  True if it is the first line this Session ever wrote on the file.

    FileNotFoundError if the Session is not on record; OSError."""
    found = target.repository
    record: dict[str, Any] = {
        "t": now,
        "id": identifier,
        "agent": agent,
        "pid": pid,
        "tool": tool,
        "path": paths.text(target.path),
        "root": paths.text(found.root) if found else "",
        "common": paths.text(found.common) if found else "",
    }
    return files.append_line(_file(home, name, target.key), wire.encode(record).encode()) == 0


def note(home: bytes, name: bytes, key: bytes, records: "Iterable[dict[str, Any]]") -> None:
    """Add other lines (withdrawn, released, told) to this Session's file, in one write.  OSError."""
    line = "\n".join([wire.encode(record) for record in records])
    if line:
        files.append_line(_file(home, name, key), line.encode())


def holders(home: bytes, name: bytes, key: bytes) -> "list[bytes]":
    """The other Sessions that ever claimed this key; one system call each."""
    access, start = posix.access, home + b"/state/"
    rest = b"/claims/" + key
    return [other for other in sessions.names(home) if other != name and access(start + other + rest, 0)]


def look(home: bytes, others: "list[bytes]", target: Target, now: float, window: float) -> "list[Holding]":
    """What those Sessions hold of the target within `window` seconds, newest first."""
    found: list[Holding] = []
    for name in others:
        found += _matching(name, records(home, name, target.key, now - window), target, now, window)
    found.sort(key=lambda holding: -holding.newest)
    return found


def own(
    home: bytes, name: bytes, agent: str, target: Target, now: float, window: float
) -> "tuple[list[Holding], set[tuple[str, str, str]]]":
    """From this Session's own file: what its other agents hold, and what it was told already."""
    lines = records(home, name, target.key, 0.0)
    told = {tuple(line["told"]) for line in lines if isinstance(line.get("told"), list) and len(line["told"]) == 3}
    held = [h for h in _matching(name, lines, target, now, window) if h.agent != agent]
    return held, told


def shared(home: bytes, name: bytes, agent: str, key: bytes) -> bool:
    """Did another agent of this same Session ever claim the key?"""
    return any(line.get("agent", agent) != agent for line in records(home, name, key, 0.0))


def records(home: bytes, name: bytes, key: bytes, since: float) -> "list[dict[str, Any]]":
    """The lines of a Claims file, oldest first; none if it is missing or older than `since`."""
    path = _file(home, name, key)
    if since and files.modified(path) < since:
        return []
    try:
        data = files.read(path, _TAIL)
    except OSError:
        return []
    lines = []
    for line in data.split(b"\n"):
        if line:
            try:
                value = wire.decode_bytes(line)
            except ValueError:
                continue  # torn by a full disk
            if isinstance(value, dict):
                lines.append(value)
    return lines


def standing(lines: "list[dict[str, Any]]") -> "list[dict[str, Any]]":
    """The Claims among the lines that were neither withdrawn nor released; one a call."""
    claimed: dict[str, dict[str, Any]] = {}
    for line in lines:
        if isinstance(line.get("path"), str) and isinstance(line.get("t"), (int, float)):
            if "released" in line:
                agent, path = line["released"], line["path"]
                claimed = {i: c for i, c in claimed.items() if c["path"] != path or agent not in (None, c.get("agent"))}
            elif isinstance(line.get("id"), str):
                claimed.setdefault(line["id"], line)
        elif isinstance(line.get("withdrawn"), str):
            claimed.pop(line["withdrawn"], None)
    return list(claimed.values())


def held_by(home: bytes, name: bytes, now: float, window: float) -> "list[Holding]":
    """All that one Session holds, newest first."""
    found: list[Holding] = []
    for key in keys(home, name):
        found += _grouped(name, standing(records(home, name, key, now - window)), now, window)
    found.sort(key=lambda holding: -holding.newest)
    return found


def keys(home: bytes, name: bytes) -> "list[bytes]":
    """The keys of all files this Session ever claimed."""
    return files.names(sessions.directory(home, name) + b"/claims")


def _matching(name: bytes, lines: "list[dict[str, Any]]", target: Target, now: float, window: float) -> "list[Holding]":
    found = []
    for holding in _grouped(name, standing(lines), now, window):
        if not paths.same_file(holding.path, target.path):
            if not _same_in_repository(holding, target):
                continue  # another file with the same key
            holding.elsewhere = True
        found.append(holding)
    return found


def _same_in_repository(holding: Holding, target: Target) -> bool:
    here = target.repository
    if here is None or holding.common != here.common or holding.root == here.root:
        return False
    there = holding.path[len(holding.root.rstrip(b"/")) + 1 :]
    return paths.folded(there) == paths.folded(target.path[len(here.root.rstrip(b"/")) + 1 :])


def _grouped(name: bytes, lines: "list[dict[str, Any]]", now: float, window: float) -> "list[Holding]":
    found: dict[tuple[str, str], Holding] = {}
    for line in lines:
        t = float(line["t"])
        if not now - window <= t <= now + window:  # a clock set back must not make a Claim last for ever
            continue
        agent = line.get("agent")
        agent = agent if isinstance(agent, str) else ""
        holding = found.get((agent, line["path"]))
        if holding is None:
            try:
                path, root, common = [paths.from_text(line[part]) for part in ("path", "root", "common")]
            except (KeyError, TypeError, ValueError):
                continue
            holding = found[(agent, line["path"])] = Holding(name, agent, path, root, common)
        holding.edits += 1
        if t >= holding.newest:
            holding.newest, holding.id = t, line["id"]
    return list(found.values())


def _file(home: bytes, name: bytes, key: bytes) -> bytes:
    return home + b"/state/" + name + b"/claims/" + key
