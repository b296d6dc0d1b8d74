"""Sessions on disk: one directory each under state/, gone when the Session ends.

    state/<name>/session.json   facts written at start; its mtime is the Session's last hook
    state/<name>/…              see claims.py, names.py, notices.py, heads.py
    ended/<name>/               what an ended or swept Session left: its facts, after a proper end the marker `closed`,
                                and what it did, which holds nothing: see `worked`

A directory is built aside and appears by one rename, and disappears by one, so a reader never sees half a Session.
`end` and `attach` follow the same rule as Claims do: publish, then look.  `end` makes ended/<name> before it takes the
directory away; `attach` looks for it after it has put that there.  So a hook that still runs cannot bring it back
(tests/race/test_end.py).  Nobody makes a directory for what he writes into a Session's.  One without a session.json is
none: `start` and `attach` make it one again, a sweep takes it away.
"""

from csg.base import files, paths, processes, wire
from csg.git import repository
from csg.state import roster, salvage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_TRIES = 20
_REMAINS = (b"session.json", b"prompt.json", b"thread.json", b"closed")  # what stays at the end, beside `worked`
KEPT = 3 * 24 * 3600.0  # seconds that what an ended Session leaves stays, for a resumed one and for looking back
_MOMENT = 60.0  # seconds; an `end` that has not come further by then was killed


class Session:
    """The facts of one Session.  Paths are bytes, times are seconds since the epoch.

    name        its directory's name          id       what the client calls it
    cwd         where it was started          started  when its first hook ran
    root        its checkout's top, or None   pid      its client's process, 0 if unknown
    gitdir      its git directory             pid_started, host   see processes.state
    common      the repository's identity     attached seen first in the middle of its life
    branch, head   at the start; for `heads`, with the commit if at hand     client   if not Claude Code
    """

    __slots__ = (
        *("attached", "branch", "client", "common", "cwd", "gitdir", "head", "host", "id", "name", "pid"),
        *("pid_started", "root", "started"),
    )

    def __init__(self, name: bytes, facts: "Mapping[str, Any]") -> None:
        """`facts` as decoded from session.json; what is missing or of another type is empty."""
        self.name = name
        self.id = _string(facts, "session") or paths.text(name)
        self.cwd = _path(facts, "cwd") or b"/"
        self.root = _path(facts, "root")
        self.gitdir = _path(facts, "gitdir")
        self.common = _path(facts, "common")
        self.branch = _string(facts, "branch")
        self.head = _string(facts, "head")
        self.host = _string(facts, "host")
        pid = int(_number(facts, "pid"))
        self.pid = pid if processes.possible(pid) else 0
        self.pid_started = _string(facts, "pid_started")
        self.started = _number(facts, "started")
        self.attached = facts.get("attached") is True
        self.client = _string(facts, "client")

    def encode(self) -> bytes:
        """The contents of session.json."""
        facts: dict[str, Any] = {
            "session": self.id,
            "cwd": paths.text(self.cwd),
            "root": paths.text(self.root),
            "gitdir": paths.text(self.gitdir),
            "common": paths.text(self.common),
            "branch": self.branch,
            "head": self.head,
            "host": self.host,
            "pid": self.pid,
            "pid_started": self.pid_started,
            "started": self.started,
            "attached": self.attached,
        }
        if self.client:
            facts["client"] = self.client
        return (wire.encode(facts) + "\n").encode()

    def process(self) -> str:
        """processes.RUNNING, GONE or UNKNOWN."""
        return processes.state(self.pid, self.pid_started, self.host)

    def branch_now(self) -> str:
        """The branch its checkout is on now, else the one it started on."""
        return (repository.branch(self.gitdir) if self.gitdir else "") or self.branch

    def place(self) -> bytes:
        """What "the same repository" means for it: the repository, or its cwd outside git."""
        return self.common or self.cwd

    def repository_name(self) -> bytes:
        """What people call the repository: the name of its main checkout's directory; b"" outside git."""
        place = self.common
        if place.endswith(b"/.git"):
            place = place[:-5]
        elif self.root and b"/worktrees/" not in self.gitdir:
            place = self.root  # a submodule, or a git directory kept elsewhere
        return place[place.rfind(b"/") + 1 :]


def _string(facts: "Mapping[str, Any]", name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _number(facts: "Mapping[str, Any]", name: str) -> float:
    value = facts.get(name)
    return float(value) if isinstance(value, (int, float)) and 0 <= value < 1e12 else 0.0


def _path(facts: "Mapping[str, Any]", name: str) -> bytes:
    try:
        return paths.from_text(_string(facts, name))
    except ValueError:
        return b""


def load(home: bytes, name: bytes) -> "Session | None":
    """The facts of a live Session, or of a guest; None if there is none or its record is damaged."""
    if roster.is_guest(name):
        from csg.state import predecessor

        facts = predecessor.facts(home, name)
        return Session(name, facts) if facts else None
    return _read(home, roster.directory(home, name), name)


def _read(home: bytes, where: bytes, name: bytes) -> "Session | None":
    facts = salvage.one(home, where + b"/session.json")
    return None if facts is None else Session(name, facts)


#: cold: arriving


def observe(identifier: str, cwd: bytes, environ: "Mapping[bytes, bytes]", now: float) -> Session:
    """The facts of a Session as they are at this moment, for `start` or `attach`."""
    found = repository.find(paths.canonical(cwd))
    pid = processes.client(environ)
    session = Session(
        paths.safe_name(identifier),
        {
            "session": identifier,
            "host": processes.host(),
            "pid": pid,
            "pid_started": processes.start_time(pid) if pid else "",
            "started": now,
            "branch": repository.branch(found.gitdir) if found else "",
            "head": paths.text(repository.position(found).strip().replace(b"\n", b" ")) if found else "",
            "client": paths.text(environ.get(paths.CLIENT, b"")),
        },
    )
    session.cwd = cwd
    if found:
        session.root, session.gitdir, session.common = found.root, found.gitdir, found.common
    return session


def start(home: bytes, session: Session) -> bool:
    """Record a Session whose client says that it starts (or resumes, clears, compacts).

    One that is there keeps its Claims and start time; one that ended lives again.  True if it was not live. OSError."""
    where = roster.directory(home, session.name)
    for _ in range(_TRIES):
        known = _restore(home, session.name) or _on_record(where)
        before = load(home, session.name) if known else None
        if before is not None and before.started:
            session.started = before.started
        if (not known and _appear(home, session)) or _rewrite(where, session):
            take_away(home, roster.ended_directory(home, session.name))
            return not known
    raise OSError("session %s neither starts nor is there" % paths.text(session.name))


def _on_record(where: bytes) -> bool:
    return bool(files.modified(where + b"/session.json"))


def _appear(home: bytes, session: Session) -> bool:
    aside = home + b"/state/" + files.unique()
    files.make_directory(aside)
    files.create(aside + b"/session.json", session.encode())
    if _move_in(home, session.name, aside):
        return True
    files.remove_tree(aside)
    return False


def _move_in(home: bytes, name: bytes, source: bytes) -> bool:
    """Make a directory that of a live Session, by one rename; False if `source` is not there, or that is."""
    crowded = len(roster.everybody(home)) > roster.CROWD
    if crowded or files.exists(home + b"/crowd"):
        from csg.state import crowd

        return crowd.appear(home, name, source, crowded)
    return files.move(source, roster.directory(home, name))


def _rewrite(where: bytes, session: Session) -> bool:
    """Put the record into a directory that is there, and take the mark of an end away."""
    try:
        files.remove(where + b"/closed")
    except NotADirectoryError:  # a file in its place
        files.remove(where)
        return False
    return _write(where, session) and _on_record(where)  # a sweep may have moved the directory under the rename


def _write(where: bytes, session: Session) -> bool:
    try:
        files.replace(where + b"/session.json", session.encode())
    except FileNotFoundError:  # ended meanwhile, or brought back
        return False
    except IsADirectoryError:
        files.remove_tree(where + b"/session.json")
        return False
    return True


def _restore(home: bytes, name: bytes) -> bool:
    """Bring back what a sweep or an earlier end left, if there is anything."""
    gone = roster.ended_directory(home, name)
    if not _on_record(gone) or files.modified(roster.directory(home, name)):
        return False
    return _move_in(home, name, gone)


def take_away(home: bytes, path: bytes, husk: bool = False) -> bool:
    """Remove a directory that others may look into, as a whole.  `husk`: False if it has a record by then."""
    aside = home + b"/state/" + files.unique()
    try:
        if not files.move(path, aside):
            return False
    except OSError as error:
        salvage.skip(home, path, error)
        return False
    if husk and _on_record(aside) and files.move(aside, path):
        return False
    salvage.remove(home, aside)
    return True


#: cold: attaching


def attach(home: bytes, session: Session) -> bool:
    """Record a Session that is seen for the first time by a hook other than SessionStart.

    False when the same client process has ended this Session: this hook is a straggler.  OSError."""
    session.attached = True
    where, gone = roster.directory(home, session.name), roster.ended_directory(home, session.name)
    for _ in range(_TRIES):
        if _was_closed(home, gone, session):
            return False
        if _restore(home, session.name):
            if _was_closed(home, where, session):  # `end` came between the look and the rename
                files.move(where, gone)
                return False
            there = _rewrite(where, session)
        else:
            there = _appear(home, session) or _on_record(where) or _rewrite(where, session)
        if there:
            if _was_closed(home, gone, session):
                take_away(home, where)
                return False
            return True
    raise OSError("session %s cannot be put on record" % paths.text(session.name))


def _was_closed(home: bytes, remains: bytes, session: Session) -> bool:
    """Are these the remains of a Session that the same client process ended?"""
    made = files.modified(remains)
    if not made:
        return False
    if not _on_record(remains) and abs(session.started - made) < _MOMENT:
        return bool(files.modified(remains))  # `end` is at work this moment; else `start` has just brought it back
    before = _read(home, remains, session.name)
    same = before is None or not before.pid
    if before is not None and before.pid == session.pid:
        same = before.pid_started in ("", session.pid_started)
    return same and bool(files.modified(remains + b"/closed"))


#: cold: ending


def end(home: bytes, identifier: str, environ: "Mapping[bytes, bytes]") -> bool:
    """Take the Session away.  False when another live client process goes on with the same id.  OSError."""
    name, pid = paths.safe_name(identifier), processes.client(environ)
    session = load(home, name)
    if session and pid and session.pid not in (0, pid) and session.process() == processes.RUNNING:
        return False
    facts = session or Session(name, {"session": identifier, "pid": pid, "host": processes.host()})
    where, gone = roster.directory(home, name), roster.ended_directory(home, name)
    for _ in range(_TRIES):
        files.make_directory(gone)
        if not files.is_directory(where):  # it never was on record: the mark alone says that it ended
            files.create(gone + b"/closed")  # before the record: with it, these are remains to come back from
            files.replace(gone + b"/session.json", facts.encode())
            return True
        marked = _mark_closed(where)
        if not files.move(where, gone):
            files.remove_tree(gone)
        # A hook may have attached the Session between the mark and the move, or bring it back here.
        elif marked or _mark_closed(gone):
            break
    keep_remains(home, gone)
    if session is None and _read(home, gone, name) is None:
        _write(gone, facts)
    return True


def _mark_closed(where: bytes) -> bool:
    """Say that a Session has ended; False if its directory is not there."""
    try:
        files.create(where + b"/closed")
    except FileNotFoundError:
        return False
    return True


def keep_remains(home: bytes, gone: bytes) -> None:
    """Of an ended Session's directory, leave what is to stay."""
    for name in salvage.names(home, gone):
        if name == b"claims":
            files.move(gone + b"/claims", gone + b"/worked" + files.unique())
        elif name not in _REMAINS and not _worked_lately(gone, name):
            salvage.remove(home, gone + b"/" + name)


def _worked_lately(gone: bytes, name: bytes) -> bool:
    """Is it what the Session did before an earlier end, as `worked` reads it?"""
    return name[:6] == b"worked" and files.modified(gone + b"/" + name) > files.modified(gone) - KEPT
