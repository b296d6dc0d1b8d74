"""Who took part in what happened: Sessions that are live, that ended lately, or that only the log still names."""

from typing import Any, Dict, Iterable, List, Optional

from csg.base import paths, processes
from csg.git import repository
from csg.state import names, roster, worked
from csg.views import history


class Participant:
    """One Session, as far as it is still known.

    name     its directory's name                    id        what the client calls it
    called   what people call it, raw: its intent, latest prompt or branch; "" if nothing is known but the id
    branch   of its checkout now, or at its start    place     what "the same repository" means for it; b"" unknown
    root     its checkout's top; b"" outside git     cwd       where it was started
    started  seconds; 0.0 unknown                    active    its last sign of life, seconds; 0.0 unknown
    live     is it on record                         process   processes.RUNNING, GONE or UNKNOWN
    kept     are all its edits on record, not the first of each file only (`worked`)
    """

    def __init__(self, name: bytes, identifier: str) -> None:
        self.name = name
        self.id = identifier
        self.called = self.branch = self.repository = ""
        self.place = self.root = self.cwd = b""
        self.started = self.active = 0.0
        self.live = self.kept = False
        self.process = processes.UNKNOWN

    def facts(self) -> Dict[str, Any]:
        """For --json: text as it is, paths too."""
        return {
            "id": self.id,
            "name": self.called,
            "repository": self.repository,
            "branch": self.branch,
            "root": paths.text(self.root),
            "cwd": paths.text(self.cwd),
            "live": self.live,
            "process": self.process,
        }


def everyone(home: bytes, happened: Iterable[history.Event]) -> Dict[bytes, Participant]:
    """By their directory's names: whoever is on record, and whoever the events name besides."""
    found: Dict[bytes, Participant] = {}
    for name in worked.names(home):
        known = _recorded(home, name)
        if known is not None:
            found[name] = known
    checkouts: Dict[str, Optional[repository.Repository]] = {}
    for event in happened:
        if event.session:
            name = paths.safe_name(event.session)
            one = found.get(name)
            if one is None:
                one = found[name] = Participant(name, event.session)
            if not one.live and event.kind == "intent":  # nothing else keeps it after the end
                one.called = event.text("text") or one.called
            if not one.kept:
                _learn(one, event, checkouts)
    return found


def _recorded(home: bytes, name: bytes) -> Optional[Participant]:
    session = worked.session(home, name)
    if session is None:
        return None
    one = Participant(name, session.id)
    one.live = bool(roster.last_active(home, name))
    prompt = names.prompt(home, name) if one.live else names.of_ended(home, name)
    one.called = names.called(session, names.intent(home, name) if one.live else "", prompt)
    one.branch = session.branch_now() if one.live else session.branch
    one.place, one.root, one.cwd = session.place(), session.root, session.cwd
    one.repository = paths.text(session.repository_name())
    one.started = session.started
    one.active = roster.last_active(home, name)
    one.process = session.process() if one.live else processes.GONE
    one.kept = True
    return one


def _learn(one: Participant, event: history.Event, checkouts: Dict[str, Optional[repository.Repository]]) -> None:
    """What an event tells of a Session of which nothing else is left."""
    one.started = one.started or event.t
    cwd = event.text("cwd")
    if not cwd or one.cwd:
        return
    try:
        one.cwd = paths.from_text(cwd)
    except ValueError:
        return
    if cwd not in checkouts:
        checkouts[cwd] = repository.find(paths.canonical(one.cwd))
    found = checkouts[cwd]
    one.place = found.common if found else paths.canonical(one.cwd)
    if found is not None:
        one.root = found.root
        main = found.common[:-5] if found.common.endswith(b"/.git") else found.root
        one.repository = paths.text(main[main.rfind(b"/") + 1 :])


def here(cwd: bytes) -> "tuple[bytes, List[bytes]]":
    """What --here means in a directory: the place of Sessions that are here, and the directories of their files."""
    at = paths.canonical(cwd)
    found = repository.find(at)
    return (found.common, [found.root]) if found else (at, [at])
