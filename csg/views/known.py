"""What views know of Sessions, also of those that ended: what people call them, and where they worked."""

from typing import Dict, List, Optional

from csg.base import paths, wording
from csg.git import repository
from csg.state import names, roster, salvage, sessions, worked
from csg.talk import naming
from csg.views import history


class Known:
    """names  ids and directory names -> what people call them, raw, with another client than Claude Code before it; see
    `learn`"""

    def __init__(self, home: bytes) -> None:
        self.names: Dict[str, str] = {}
        self._called: Dict[str, str] = {}  # the same without the client
        self._home = home
        self._sessions: Dict[str, sessions.Session] = {}  # by id and by directory name
        self._live: Dict[str, bool] = {}
        for name in sorted({*roster.present(home), *worked.names(home)}):
            self._load(name)

    def learn(self, event: history.Event) -> None:
        """Take up what an Event says of a Session's name.  What a live one says on the disk goes before that."""
        if event.session and event.session not in self._sessions:
            self._load(paths.safe_name(event.session))
        if event.session not in self.names:
            self._name(event.session, "")
        if event.kind == "intent" and not self._live.get(event.session):
            text = event.text("text")
            self._name(event.session, text or self._otherwise(event.session))

    def refresh(self, identifier: str) -> None:
        """Look at a Session again: it may be called otherwise by now."""
        if identifier:
            self._load(paths.safe_name(identifier))

    def meant(self, wanted: str) -> List[str]:
        """The ids that fit what somebody wrote; see `naming`."""
        ids = [i for i in self.names if i and (i not in self._sessions or self._sessions[i].id == i)]
        return naming.fitting(ids, wanted, lambda i: i, self._title)

    def session(self, identifier: str) -> Optional[sessions.Session]:
        """The facts of a Session, by its id or its directory's name; None if no record is left."""
        return self._sessions.get(identifier)

    def called(self, identifier: str) -> str:
        """What people call a Session, raw, without its client; "" if nothing is known but its id."""
        return self._called.get(identifier, "")

    def root(self, identifier: str) -> bytes:
        """The checkout a Session worked in, b"" outside git and where no record is left."""
        session = self._sessions.get(identifier)
        return session.root if session else b""

    def _title(self, identifier: str) -> str:
        session, called = self._sessions.get(identifier), self._called[identifier]
        return "" if session and called in (session.branch, session.branch_now()) else called

    def _load(self, name: bytes) -> None:
        session, live = sessions.load(self._home, name) if roster.last_active(self._home, name) else None, True
        if session is None:
            facts = salvage.one(self._home, roster.ended_directory(self._home, name) + b"/session.json")
            session, live = sessions.Session(name, facts) if facts else None, False
        if session is not None:
            for key in (session.id, paths.text(name)):
                self._sessions[key], self._live[key] = session, live
            if live or not self._called.get(session.id):
                self._name(session.id, naming.called(self._home, session) if live else self._otherwise(session.id))

    def _otherwise(self, identifier: str) -> str:
        """What one that is not live is called that says no intent."""
        session = self._sessions.get(identifier)
        return (names.of_ended(self._home, session.name) or session.branch) if session else ""

    def _name(self, identifier: str, called: str) -> None:
        session = self._sessions.get(identifier)
        for key in (identifier, paths.text(session.name) if session else identifier):
            self._called[key] = called
            self.names[key] = wording.titled(session.client, called) if session else called


class Places:
    """Where files are, as somebody in `cwd` would say it.

    What is in the checkout of `cwd` goes without saying where that is; another checkout's files begin with its name."""

    def __init__(self, cwd: bytes) -> None:
        cwd = paths.canonical(cwd)
        self._found: Dict[bytes, Optional[repository.Repository]] = {}
        here = repository.find(cwd)
        self.here = here.root if here else cwd
        self.common = here.common if here else b""

    def find(self, directory: bytes) -> Optional[repository.Repository]:
        """The repository that a directory (canonical; need not exist) is in; looked for once."""
        if directory not in self._found:
            self._found[directory] = repository.find(directory)
        return self._found[directory]

    def base(self, path: bytes, root: bytes = b"") -> bytes:
        """What a path is to be seen from.  root: the checkout of the Session that it is told of, if there is one."""
        if paths.is_below(path, self.here) and not self._nested(path):
            return self.here
        found = self.find(paths.parent(path))
        top = found.root if found else root if root and paths.is_below(path, root) else b""
        return paths.parent(top) if top else b"/"

    def shown(self, path: bytes) -> bytes:
        """The path as seen from its `base`; absolute where that is the root."""
        base = self.base(path)
        return path if base == b"/" else paths.relative(path, base)

    def is_here(self, path: bytes) -> Optional[bool]:
        """Is it in the repository of `cwd` (any of its checkouts), or below `cwd` outside git?  None: it is in no
        repository now, and not below."""
        found = self.find(path if path == self.here else paths.parent(path))
        if found and self.common:
            return found.common == self.common
        return True if paths.is_below(path, self.here) else False if found else None

    def _nested(self, path: bytes) -> bool:
        """Is it in a checkout inside this one?"""
        found = self.find(paths.parent(path)) if self.common else None
        return found is not None and found.root != self.here and paths.is_below(found.root, self.here)
