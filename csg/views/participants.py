"""Who took part in what happened: Sessions that are live, that ended lately, or that only the log still names."""

from typing import Any, Dict, Iterable, Iterator, Optional

from csg.base import paths, processes
from csg.git import repository
from csg.state import roster, sessions, worked
from csg.views import history, known


class Participant:
    """One Session, as far as it is still known.

    name     its directory's name                    id        what the client calls it
    called   what people call it, raw: its intent, latest prompt or branch; "" if nothing is known but the id
    client   another one than Claude Code, or ""
    branch   of its checkout now, or at its start    place     what "the same repository" means for it; b"" unknown
    root     its checkout's top; b"" outside git     cwd       where it was started
    started  seconds; 0.0 unknown                    active    its last sign of life, seconds; 0.0 unknown
    live     is it on record                         process   processes.RUNNING, GONE or UNKNOWN
    kept     are all its edits on record, not the first of each file only (`worked`)
    """

    def __init__(self, name: bytes, identifier: str) -> None:
        self.name = name
        self.id = identifier
        self.called = self.client = self.branch = self.repository = ""
        self.place = self.root = self.cwd = b""
        self.started = self.active = 0.0
        self.live = self.kept = False
        self.process = processes.UNKNOWN

    def facts(self) -> Dict[str, Any]:
        """For --json: text as it is, paths too."""
        return {
            "id": self.id,
            "name": self.called,
            "client": self.client,
            "repository": self.repository,
            "branch": self.branch,
            "root": paths.text(self.root),
            "cwd": paths.text(self.cwd),
            "live": self.live,
            "process": self.process,
        }


def happened(home: bytes, since: float) -> Iterator[history.Event]:
    """The Events since then (seconds), and of those before it what says who a Session is: its start, its intents."""
    follower, oldest = history.Follower(home), history.oldest()
    try:
        for line in follower.past():
            if _time(line) >= since or any(kind in line for kind in _INTRODUCING):
                event = history.parse(line)
                if event is not None and event.t >= oldest:
                    yield event
    finally:
        follower.close()


#: Kinds of Events, as their lines have them.  To look for these spares reading most of a month's lines.
_INTRODUCING = [('"event": "%s"' % kind).encode() for kind in ("start", "attach", "continue", "intent")]


def _time(line: bytes) -> float:
    """The time that a line begins with; an endless one if it begins otherwise."""
    try:
        return float(line[6 : line.index(b",")]) if line[:6] == b'{"t": ' else float("inf")
    except ValueError:
        return float("inf")


def everyone(home: bytes, happened: Iterable[history.Event]) -> Dict[bytes, Participant]:
    """By their directory's names: whoever is on record, and whoever the events name besides."""
    who = known.Known(home)
    found: Dict[bytes, Participant] = {}
    directories: Dict[str, bytes] = {}
    checkouts: Dict[str, Optional[repository.Repository]] = {}
    for event in happened:
        if not event.session:
            continue
        name = directories.get(event.session)
        if name is None:
            name = directories[event.session] = paths.safe_name(event.session)
        if name not in found or event.kind == "intent":
            who.learn(event)
        one = found.get(name)
        if one is None:
            one = found[name] = Participant(name, event.session)
            one.started = event.t
        _place(one, event, checkouts)
    for name in worked.names(home):
        session = who.session(paths.text(name))
        if session is not None:
            found[name] = _recorded(home, session)
    for one in found.values():
        one.called = who.called(one.id)
    return found


def _recorded(home: bytes, session: sessions.Session) -> Participant:
    one = Participant(session.name, session.id)
    one.active = roster.last_active(home, session.name)
    one.live, one.kept = bool(one.active), True
    one.client = session.client
    one.branch = session.branch_now() if one.live else session.branch
    one.cwd = session.cwd
    _work(one, session)
    one.started = session.started
    one.process = session.process() if one.live else processes.GONE
    return one


def _place(one: Participant, event: history.Event, checkouts: Dict[str, Optional[repository.Repository]]) -> None:
    """What an event tells of where a Session works, should nothing else be left of it."""
    cwd = event.text("cwd")
    if not cwd or one.cwd:
        return
    try:
        one.cwd = paths.from_text(cwd)
    except ValueError:
        return
    if cwd not in checkouts:
        checkouts[cwd] = repository.find(paths.canonical(one.cwd))
    session, found = sessions.Session(one.name, {}), checkouts[cwd]
    session.cwd = paths.canonical(one.cwd)
    if found is not None:
        session.root, session.gitdir, session.common = found.root, found.gitdir, found.common
    _work(one, session)


def _work(one: Participant, session: sessions.Session) -> None:
    """Where that is."""
    one.place, one.root = session.place(), session.root
    one.repository = paths.text(session.repository_name())
