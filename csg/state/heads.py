"""Where HEAD is: what each Session saw last, and who moved it.

    state/<name>/head-<checksum of the git directory>   repository.position, a NUL, and one JSON object:
                                        {"root", "branch", "commit"}, and "untold": [branch, commit] as they were
                                        when the Session was last told, if it has not been since
    state/<name>/moving-<its checksum>  a shell command of the Session's runs that may move it
    heads/<the same checksum>           {"t", "session", "branch", "commit", "was": [branch, commit]}: a Session moved
                                        it there; lines are only added, and the file goes after three days

`branch` is refs/heads/…, or "" when HEAD is detached.
"""

from csg.base import files, logs, paths, wire
from csg.git import refs
from csg.state import roster, salvage, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from csg.git.repository import Repository

    Place = tuple[str, str]  # branch and commit

_LONGEST = 1 << 16  # bytes
_RUNS = 1200.0  # seconds; the client ends a shell command after ten minutes at most


class Seen:
    """What a Session saw last.  place, untold: branch and commit; root: the checkout; since: when (seconds)."""

    __slots__ = ("place", "position", "root", "since", "untold")

    def __init__(self, position: bytes, facts: "dict[str, Any]", since: float) -> None:
        self.position = position
        self.root = _text(facts, "root")
        self.place: Place = (_text(facts, "branch"), _text(facts, "commit"))
        self.since = since
        untold = facts.get("untold")
        pair = isinstance(untold, list) and len(untold) == 2 and all(isinstance(one, str) for one in untold)
        self.untold: Place | None = (untold[0], untold[1]) if pair and isinstance(untold, list) else None


class Mover:
    """Who moved HEAD to where it is: a Session's id, and when (seconds)."""

    __slots__ = ("session", "t", "was")

    def __init__(self, session: str, t: float, was: "Place") -> None:
        self.session = session
        self.t = t
        self.was = was


def _text(facts: "dict[str, Any]", name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def place(repo: "Repository") -> "Place | None":
    """Where HEAD is now; None if that is not known."""
    branch, commit = refs.name(repo), refs.head(repo)
    if commit is None or not branch:
        return None
    return ("" if branch == b"HEAD" else paths.text(branch), paths.text(commit))


def seen(home: bytes, name: bytes, gitdir: bytes) -> "Seen | None":
    """What the Session saw last, if only at its start; None if it never looked."""
    return _seen(roster.head_file(home, name, gitdir)) or _at_start(home, name, gitdir)


def _at_start(home: bytes, name: bytes, gitdir: bytes) -> "Seen | None":
    session = sessions.load(home, name)
    if session is None or session.gitdir != gitdir or not session.head:
        return None
    stated = session.head[5:] if session.head[:5] == "ref: " else " " + session.head
    branch, _, commit = stated.partition(" ")
    facts = {"root": paths.text(session.root), "branch": branch, "commit": commit}
    return Seen(session.head.encode("utf-8", "surrogateescape"), facts, session.started)


def all_seen(home: bytes, name: bytes) -> "list[Seen]":
    """The same of every checkout that it ever looked at."""
    folder = roster.directory(home, name)
    found = [
        _seen(folder + b"/" + file) for file in files.names(folder) if file.startswith(b"head-") and b"." not in file
    ]
    first = sessions.load(home, name)
    if first is not None and not files.exists(roster.head_file(home, name, first.gitdir)):
        found.append(_at_start(home, name, first.gitdir))
    return [one for one in found if one is not None]


def _seen(path: bytes) -> "Seen | None":
    try:
        position, _, facts = files.read(path, _LONGEST).partition(b"\0")
        value = wire.decode_bytes(facts)
    except (OSError, ValueError):
        return None
    return Seen(position, value, files.modified(path)) if isinstance(value, dict) else None


def keep(
    home: bytes, name: bytes, repo: "Repository", position: bytes, at: "Place", untold: "Place | None" = None
) -> None:
    """The Session has seen it there.  OSError."""
    facts: dict[str, Any] = {"root": paths.text(repo.root), "branch": at[0], "commit": at[1]}
    if untold is not None:
        facts["untold"] = list(untold)
    try:
        files.replace(roster.head_file(home, name, repo.gitdir), position + b"\0" + wire.encode(facts).encode())
    except FileNotFoundError:  # the Session is not on record
        pass


def record(home: bytes, now: float, session: str, gitdir: bytes, at: "Place", was: "Place") -> None:
    """A Session has moved it.  OSError."""
    line = {"t": now, "session": session, "branch": at[0], "commit": at[1], "was": list(was)}
    path = _moves(home, gitdir)
    data = wire.encode(line).encode()
    try:
        logs.append(path, data, _LONGEST)
    except FileNotFoundError:
        files.make_directory(paths.parent(path))
        logs.append(path, data, _LONGEST)


def mover(home: bytes, gitdir: bytes, at: "Place", session: str) -> "Mover | None":
    """The other Session that moved it to where it is; None if that was no Session, or this one."""
    for line in reversed(salvage.lines(home, _moves(home, gitdir), _LONGEST)):
        if (line.get("branch"), line.get("commit")) == at and isinstance(line.get("t"), (int, float)):
            was = line.get("was")
            before = (str(was[0]), str(was[1])) if isinstance(was, list) and len(was) == 2 else ("", "")
            other = _text(line, "session")
            return Mover(other, line["t"], before) if other not in ("", session) else None
    return None


def _moves(home: bytes, gitdir: bytes) -> bytes:
    return home + b"/heads/" + paths.checksum(gitdir).encode()


def expects(home: bytes, name: bytes, now: float) -> bool:
    """Does a shell command of the Session's run that may move HEAD?"""
    folder = roster.directory(home, name)
    running = [file for file in files.names(folder) if file.startswith(b"moving-")]
    return any(abs(now - files.modified(folder + b"/" + file)) <= _RUNS for file in running)


def settle(home: bytes, name: bytes, call: str = "") -> None:
    """The shell command of this call has ended; all of them, if none is named.  OSError."""
    if call:
        files.remove(roster.moving_file(home, name, call))
        return
    folder = roster.directory(home, name)
    for file in files.names(folder):
        if file.startswith(b"moving-"):
            files.remove(folder + b"/" + file)
