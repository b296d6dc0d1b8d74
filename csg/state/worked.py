"""What a Session did: every Claim it made, also after its end.

    state/<name>/claims/           of a live one, see `claims`
    ended/<name>/worked.<unique>/  the same directory after an end (also in state/, once it came back); it holds nothing

Kept as long as what an ended Session leaves (`sweep`), so some days: for people who look back.
"""

from csg.base import files, paths
from csg.state import claims, holdings, roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Edit:
    """One Claim that stood.  path (bytes); t (seconds); tool; agent, "" for the main one."""

    __slots__ = ("agent", "path", "t", "tool")

    def __init__(self, path: bytes, t: float, tool: str, agent: str) -> None:
        self.path = path
        self.t = t
        self.tool = tool
        self.agent = agent


def names(home: bytes) -> "list[bytes]":
    """The directory names of all Sessions that are live, or ended some days ago at most."""
    ended = [name for name in salvage.names(home, home + b"/ended") if b"." not in name]
    return sorted({*roster.names(home), *ended})


def edits(home: bytes, name: bytes, since: float) -> "list[Edit]":
    """What the Session edited since then (seconds), oldest first; what was claimed ahead is no edit."""
    found = [edit for folder in _folders(home, name) for edit in _in(home, folder, since)]
    found.sort(key=lambda edit: edit.t)
    return found


def passes(home: bytes, name: bytes) -> "list[tuple[float, str]]":
    """The held calls of the Session that were repeated and went through: (seconds, what the call does, as `told` notes
    it), oldest first."""
    found = []
    for folder in _folders(home, name):
        for key in salvage.names(home, folder):
            for line in salvage.lines(home, folder + b"/" + key, claims.TAIL):
                t, does = line.get("t"), line.get("held")
                if "passed" in line and isinstance(t, (int, float)) and isinstance(does, str):
                    found.append((float(t), does))
    found.sort()
    return found


def _folders(home: bytes, name: bytes) -> "Iterator[bytes]":
    for where in (roster.directory(home, name), roster.ended_directory(home, name)):
        for inside in salvage.names(home, where):
            if inside == b"claims" or inside[:7] == b"worked.":
                yield where + b"/" + inside


def _in(home: bytes, folder: bytes, since: float) -> "Iterator[Edit]":
    for key in salvage.names(home, folder):
        path = folder + b"/" + key
        lines = salvage.lines(home, path, claims.TAIL) if files.modified(path) >= since else []
        for line in holdings.standing(lines, released=True):
            if line["t"] >= since and line.get("tool") != claims.AHEAD:
                tool, agent = line.get("tool"), line.get("agent")
                yield Edit(
                    paths.from_text(line["path"]),
                    float(line["t"]),
                    tool if isinstance(tool, str) else "",
                    agent if isinstance(agent, str) else "",
                )
