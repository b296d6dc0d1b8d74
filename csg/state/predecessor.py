"""Sessions of claude-session-guard, whose default home is csg's too: a file each, which it alone writes.

    state/<session id>.json   {"session_id", "session_short", "channel"?, "thread_ts"?, "cwd", "repo", "branch", "host",
                               "started_at", "claims": [{"file", "abs"?, "at"}, …] or null, "edit_count", "lazy"?}
    state/<session id>.json.<pid>.tmp    the same, before it is renamed into place

`abs` is canonical where the file existed, `file` relative to cwd where it lies below it; times are RFC 3339 in
whole seconds; the newest 50 claims are kept.  No process is named, so a session is over when its file is gone, or
after a day without a claim: its own `gc` says so too (read in its main.go, commits b1cbd95 to 635993d).

Here these files become what csg keeps of its own Sessions: `facts` as in session.json, `lines` as in Claims files.
"""

from csg.base import files, paths, wire
from csg.git import repository
from csg.state import roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DAY = 24 * 3600.0  # seconds without activity after which its own gc drops a session
_WRITING = 3600.0  # seconds; it takes a moment, unless the writer was killed
_LIMIT = 1 << 18  # bytes; fifty claims are a tenth of that
_NO_BRANCH = "\u2014"


def facts(home: bytes, name: bytes) -> "dict[str, Any] | None":
    """A session's facts, named as in session.json; None if the file is no session of claude-session-guard's."""
    state = _read(home, name)
    if state is None:
        return None
    cwd = paths.canonical(paths.absolute(state["cwd"]))
    branch, host = state.get("branch"), state.get("host")
    found = repository.find(cwd)
    return {
        "session": state["session_id"],
        "cwd": paths.text(cwd),
        "root": paths.text(found.root) if found else "",
        "gitdir": paths.text(found.gitdir) if found else "",
        "common": paths.text(found.common) if found else "",
        "branch": branch if branch != _NO_BRANCH else "",
        "host": host,
        "started": _seconds(state.get("started_at")),
        "attached": state.get("lazy"),
    }


def lines(home: bytes, name: bytes, since: float) -> "list[dict[str, Any]]":
    """What a session claimed since then (seconds), oldest first, as lines of a Claims file."""
    if files.modified(roster.directory(home, name)) < since:
        return []
    state = _read(home, name)
    if state is None:
        return []
    places: dict[bytes, repository.Repository | None] = {}
    found = []
    for claim in _claims(state):
        stated, at = claim.get("abs") or claim.get("file"), _seconds(claim.get("at"))
        if not isinstance(stated, str) or not stated or not at or at < since:
            continue
        try:
            path = paths.canonical(paths.from_text(stated), paths.absolute(state["cwd"]))
        except ValueError:
            continue
        folder = paths.parent(path)
        if folder not in places:
            places[folder] = repository.find(folder)
        place = places[folder]
        found.append(
            {
                "t": at,
                "id": "%s %s" % (claim["at"], stated),
                "agent": "",
                "pid": 0,
                "tool": "Edit",
                "path": paths.text(path),
                "root": paths.text(place.root) if place else "",
                "common": paths.text(place.common) if place else "",
            }
        )
    return found


class Left:
    """A file that is of no more use: its path, the session's id ("" of one that never was whole), and why."""

    __slots__ = ("id", "path", "why")

    def __init__(self, path: bytes, id: str, why: str) -> None:
        self.path = path
        self.id = id
        self.why = why


def stale(home: bytes, now: float, window: float) -> "list[Left]":
    """What may be removed: sessions that were idle for a day, or that csg's hooks have taken over and that hold
    nothing any more, and what was left half-written.  A file that is not understood is never among it."""
    found = []
    for name in roster.everybody(home):
        path = roster.directory(home, name)
        idle = now - files.modified(path)
        if name.endswith(b".tmp"):
            base, _, pid = name[: -len(b".tmp")].rpartition(b".")
            if base.endswith(b".json") and pid.isdigit() and idle > _WRITING:
                found.append(Left(path, "", "unfinished"))
        elif roster.is_guest(name) and idle > window:
            state = _read(home, name)
            why = _over(home, state, now, idle) if state else ""
            if state and why:
                found.append(Left(path, state["session_id"], why))
    return found


def _over(home: bytes, state: "dict[str, Any]", now: float, idle: float) -> str:
    own = paths.safe_name(state["session_id"])
    if files.is_directory(roster.directory(home, own)) or files.is_directory(home + b"/ended/" + own):
        return "taken over"
    times = [_seconds(claim.get("at")) for claim in _claims(state)]
    return "idle" if min(idle, now - max([_seconds(state["started_at"]), *times])) > DAY else ""


def strangers(home: bytes) -> "list[bytes]":
    """The names under state/ that are neither csg's nor claude-session-guard's."""
    found = []
    for name in roster.everybody(home):
        if roster.is_guest(name):
            known = _read(home, name) is not None
        else:
            known = name.endswith(b".tmp") or files.is_directory(roster.directory(home, name))
        if not known:
            found.append(name)
    return sorted(found)


def _read(home: bytes, name: bytes) -> "dict[str, Any] | None":
    try:
        state = wire.decode_bytes(files.read(roster.directory(home, name), _LIMIT))
    except (OSError, ValueError):
        return None
    if not isinstance(state, dict) or not isinstance(state.get("claims", []), (list, type(None))):
        return None
    for field in ("session_id", "cwd", "started_at"):
        if not isinstance(state.get(field), str):
            return None
    return state if state["session_id"] and paths.absolute(state["cwd"]) else None


def _claims(state: "dict[str, Any]") -> "list[dict[str, Any]]":
    return [
        claim for claim in state.get("claims") or () if isinstance(claim, dict) and isinstance(claim.get("at"), str)
    ]


def _seconds(text: object) -> float:
    """RFC 3339 -> seconds since the epoch; 0.0 if it is something else.

    `datetime` would cost a hook more than all the rest."""
    if not isinstance(text, str) or len(text) < len("2006-01-02T15:04:05Z"):
        return 0.0
    zone = text[19:].lstrip(".0123456789")
    try:
        year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
        clock = int(text[11:13]) * 3600 + int(text[14:16]) * 60 + int(text[17:19])
        if zone not in ("Z", "z"):
            ahead = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
            clock -= {"+": ahead, "-": -ahead}[zone[0]]
    except (ValueError, LookupError):
        return 0.0
    # days since the epoch: the year begins in March, so that the leap day is its last
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day - 719469
    return float(days * 86400 + clock)
