"""What Sessions hold: Claims files read, and what they say now.  The lines are described in `claims`.

A Claim counts while it is inside the Window and was neither withdrawn nor released.  The file's
mtime is no older than its newest Claim; it spares opening what is surely out of the Window.
"""

from csg.base import files, paths, processes
from csg.state import claims, roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Holding:
    """What one Agent of one Session holds of one file.

    name, agent    whose: the Session's directory name, the subagent's id ("" for the main agent)
    path           which file
    root, common   the checkout it is in and that checkout's repository, both empty outside git
    edits          how many Claims within the Window
    newest, id     time (seconds) and id of the newest Claim
    pid            the client process that made it, where the Session has several; else 0
    places         the lines it changed, (first, last) each, in order; empty: the whole file; None: not known
    elsewhere      the same file of the same repository, but in another working tree
    """

    __slots__ = ("agent", "common", "edits", "elsewhere", "id", "name", "newest", "path", "pid", "places", "root")

    def __init__(self, name: bytes, agent: str, path: bytes, root: bytes, common: bytes) -> None:
        self.name = name
        self.agent = agent
        self.path = path
        self.root = root
        self.common = common
        self.elsewhere = False
        self.pid = 0
        self.edits = 0
        self.places: list[tuple[int, int]] | None = None
        self.newest = 0.0
        self.id = ""

    def inside(self) -> bytes:
        """Its path as seen from the top of its checkout."""
        return self.path[len(self.root.rstrip(b"/")) + 1 :]

    def news(self) -> "tuple[str, str, str]":
        """What a sibling is told of once, see `told`."""
        return (paths.text(self.name), self.agent, self.id)


def records(home: bytes, name: bytes, key: bytes, since: float) -> "list[dict[str, Any]]":
    """The lines of a Claims file, oldest first; none if it is missing or older than `since`; all of a guest's."""
    if roster.is_guest(name):
        from csg.state import predecessor

        return predecessor.lines(home, name, since)
    path = claims.file(home, name, key)
    if since and files.modified(path) < since:
        return []
    return salvage.lines(home, path, claims.TAIL)


def standing(lines: "list[dict[str, Any]]", released: bool = False) -> "list[dict[str, Any]]":
    """The Claims among the lines that were neither withdrawn nor released; one a call.

    Each has a time, an id, and a path that is one.  `released`: those that were released too."""
    claimed: dict[str, dict[str, Any]] = {}
    withdrawn = set()  # also what a second hook publishes of the same call, when the first has withdrawn it
    for line in lines:
        if (_path(line.get("path")) or b"")[:1] == b"/" and isinstance(line.get("t"), (int, float)):
            if "released" in line:
                agent, path = line["released"], line["path"]
                if not released:
                    left = claimed.items()
                    claimed = {i: c for i, c in left if c["path"] != path or agent not in (None, c.get("agent"))}
            elif isinstance(line.get("id"), str) and line["id"] not in withdrawn:
                claimed.setdefault(line["id"], line)
        elif isinstance(line.get("withdrawn"), str):
            withdrawn.add(line["withdrawn"])
            claimed.pop(line["withdrawn"], None)
        elif isinstance(line.get("asked"), str) and line["asked"] in claimed:
            asked = claimed[line["asked"]]
            # No hook tells what the person said: the file does.
            if files.modified(paths.from_text(asked["path"])) < asked["t"]:
                del claimed[line["asked"]]
    return list(claimed.values())


def _path(value: object) -> "bytes | None":
    """A path that a line states; None for what cannot be one."""
    try:
        return paths.from_text(value) if isinstance(value, str) else None
    except ValueError:
        return None


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
            path, root, common = [_path(line.get(part)) for part in ("path", "root", "common")]
            if path is None or root is None or common is None:
                continue
            holding = found[(agent, line["path"])] = Holding(name, agent, path, root, common)
        places = _places(line)
        holding.places = together(holding.places, places) if holding.edits else places
        many = line.get("n")  # on another machine: so many edits in one line
        holding.edits += many if many.__class__ is int else 1
        if t >= holding.newest:
            holding.newest, holding.id = t, line["id"]
    return list(found.values())


def _places(line: "dict[str, Any]") -> "list[tuple[int, int]] | None":
    """What a Claim says of its lines: a Write's are all, and of older ones and the shell's it may say nothing."""
    at = line.get("at")
    if isinstance(at, list) and at and len(at) % 2 == 0 and all(type(n) is int and 0 < n < 1 << 40 for n in at):
        return sorted(zip(at[::2], at[1::2]))
    return [] if line.get("tool") in ("Write", "Delete") else None


def together(
    one: "list[tuple[int, int]] | None", other: "list[tuple[int, int]] | None"
) -> "list[tuple[int, int]] | None":
    """The places of both (see Holding), those that overlap or touch made one."""
    if one is None or other is None:
        return None
    if not one or not other:
        return []
    found: list[tuple[int, int]] = []
    for first, last in sorted(one + other):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


#: cold


def held_in(name: bytes, claimed: "list[dict[str, Any]]", now: float, window: float) -> "list[Holding]":
    """What the Claims that stand in one file (see `standing`) say that the Session holds, newest first."""
    return sorted(_grouped(name, claimed, now, window), key=lambda holding: -holding.newest)


def edited(lines: "list[dict[str, Any]]") -> "list[tuple[float, str]]":
    """The edits that the lines of one file tell of: their times and the calls' ids.  What was claimed ahead is none,
    and one is no less an edit for having been released."""
    return [(line["t"], line["id"]) for line in standing(lines, released=True) if line.get("tool") != claims.AHEAD]


def warned(lines: "list[dict[str, Any]]", edits: "list[tuple[float, str]]") -> "list[tuple[float, bool]]":
    """The warnings that the lines of one file say were given: when, and did another edit of the file follow.

    edits  that the lines tell of, as `edited` has them"""
    given: dict[str, float] = {}
    for line in lines:
        call, t = line.get("for") if "told" in line and "about" not in line else "", line.get("t")
        if isinstance(call, str) and call and isinstance(t, (int, float)):
            given[call] = t
    return [(told, any(t >= told and i != call for t, i in edits)) for call, told in given.items()]


def release_agent(home: bytes, name: bytes, agent: str, now: float) -> None:
    """What this agent of the Session claimed is over: it has stopped.  OSError."""
    for key in keys(home, name):
        lines = standing(records(home, name, key, 0.0))
        over = {line["path"] for line in lines if line.get("agent") == agent}
        claims.note(home, name, key, [{"t": now, "released": agent, "path": path} for path in sorted(over)])


#: cold: meeting


def look(home: bytes, others: "list[bytes]", target: claims.Target, now: float, window: float) -> "list[Holding]":
    """What those Sessions hold of the target within `window` seconds, newest first."""
    found: list[Holding] = []
    for name in others:
        found += _matching(name, records(home, name, target.key, now - window), target, now, window)
    found.sort(key=lambda holding: -holding.newest)
    return found


def own(
    home: bytes, name: bytes, agent: str, pid: int, target: claims.Target, now: float, window: float
) -> "tuple[list[Holding], list[dict[str, Any]]]":
    """From this Session's own file: what its other agents and processes hold, and the lines that this was read from.

    What was claimed ahead, over MCP or by hand, is nobody's of them: no agent's id was known there."""
    lines = records(home, name, target.key, 0.0)
    held = []
    for line in standing(lines):
        if line.get("tool") != claims.AHEAD:
            process = another_process(line, pid, now)
            if process or line.get("agent") != agent:
                found = _matching(name, [line], target, now, window)
                for holding in found:
                    holding.pid = process
                held += found
    return _merged(held), lines


def another_process(line: "dict[str, Any]", pid: int, now: float) -> int:
    """The pid of another live client that has the same Session open, if the line is about it; else 0.

    A process that is younger than the line is another one: a client's pid may be given again."""
    other = line.get("pid")
    if not pid or not isinstance(other, int) or other in (0, pid):
        return 0
    t = line.get("t")
    return other if isinstance(t, (int, float)) and processes.ran(other, now - t) else 0


def _merged(held: "list[Holding]") -> "list[Holding]":
    """One Holding for each (agent, process), newest first."""
    merged: dict[tuple[str, int, bytes], Holding] = {}
    for holding in sorted(held, key=lambda holding: -holding.newest):
        first = merged.setdefault((holding.agent, holding.pid, holding.path), holding)
        if first is not holding:
            first.edits += holding.edits
            first.places = together(first.places, holding.places)
    return list(merged.values())


def _matching(
    name: bytes, lines: "list[dict[str, Any]]", target: claims.Target, now: float, window: float
) -> "list[Holding]":
    found = []
    for holding in _grouped(name, standing(lines), now, window):
        if not paths.same_file(holding.path, target.path):
            if not _same_in_repository(holding, target):
                continue  # another file with the same key
            holding.elsewhere = True
        found.append(holding)
    return found


def _same_in_repository(holding: Holding, target: claims.Target) -> bool:
    here = target.repository
    if here is None or holding.common != here.common or holding.root == here.root:
        return False
    return paths.folded(holding.inside()) == paths.folded(target.path[len(here.root.rstrip(b"/")) + 1 :])


#: cold: counting


def of(home: bytes, name: bytes, key: bytes, now: float, window: float) -> "list[Holding]":
    """What one Session holds of the file, or the files, with this key."""
    return _grouped(name, standing(records(home, name, key, now - window)), now, window)


def held_by(home: bytes, name: bytes, now: float, window: float) -> "list[Holding]":
    """All that one Session holds, newest first."""
    found: list[Holding] = []
    for key in keys(home, name):
        found += of(home, name, key, now, window)
    found.sort(key=lambda holding: -holding.newest)
    return found


def newest(home: bytes, name: bytes, now: float, window: float, most: int) -> "tuple[list[Holding], int]":
    """The `most` newest of what a Session holds, and about how many files more.

    Only their Claims are read: the others are counted by their files' times, so one that was released
    a moment ago may be among them."""
    if roster.is_guest(name):
        held = held_by(home, name, now, window)
        return held[:most], len(held[most:])
    touched = files.modified_in(claims.file(home, name, b""), keys(home, name))
    recent = sorted([one for one in touched if one[0] >= now - window], reverse=True)
    found: list[Holding] = []
    for done, (_, key) in enumerate(recent):
        if len(found) >= most:
            return found, len(recent) - done
        found += _grouped(name, standing(records(home, name, key, 0.0)), now, window)
    return found, 0


def keys(home: bytes, name: bytes) -> "list[bytes]":
    """The keys of all files this Session ever claimed; of a guest, one for all."""
    return [b""] if roster.is_guest(name) else salvage.names(home, roster.directory(home, name) + b"/claims")
