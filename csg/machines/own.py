"""What this machine has to say to others: how its Sessions differ from what was said last.

Nothing is spooled: the Claims on disk are what is to be said, and what was said is kept in machines/told.json once the
server has it.  So an edit costs its hook nothing, and whatever is killed, full or unreachable meanwhile, the next look
finds the difference again.  Said twice, a Claim has the same id both times, and is one to whoever hears it.

    told.json  {"sequence": the newest number used, "there": the newest that the server has,
                "said": {KEY: [FINGERPRINT, when what it is about expires]}}

Only paths inside, branch, the Session's short id, its client's name, its stated intent and counts are said: no prompt,
no contents, no absolute path.
"""

import json
import time
from typing import Any, Dict, List, Mapping, Optional, Tuple

from csg.base import files, paths, wire, wording
from csg.git import refs, repository
from csg.machines import remotes
from csg.machines.exchange import Row
from csg.machines.sharing import Settings
from csg.state import holdings, names, roster, sessions

BEAT = 20 * 60.0  # seconds: so often an active Session says that it is there
_PLACES = 20  # (first, last) told of one file
_INTENT = 300  # characters
_PATH = 2000
_ENCODED = 4000  # bytes of a path in JSON, where one that is not UTF-8 takes six; the table takes 8 KB in all

Key = Tuple[str, ...]


class Fact:
    """One thing to say.  fingerprint: it is news when that is another; until: when it is over by itself (seconds)."""

    __slots__ = ("body", "fingerprint", "repository", "t", "until")

    def __init__(self, repository: str, fingerprint: str, body: Dict[str, Any], t: float, until: float) -> None:
        self.repository = repository
        self.fingerprint = fingerprint
        self.body = body
        self.t = t
        self.until = until


def identifier(session: str) -> str:
    """What a Session is called elsewhere: its short id, and enough of a checksum to tell it from others."""
    whole = session.encode("utf-8", "surrogatepass")
    return "%s-%s" % (wording.short(session), paths.checksum(whole)[-8:])


class Own:
    """This machine's side of the conversation."""

    def __init__(self, home: bytes, settings: Settings, environ: Mapping[bytes, bytes]) -> None:
        self._home = home
        self._settings = settings
        self._environ = environ
        self._path = home + b"/machines/told.json"
        self._called: Dict[bytes, str] = {}  # a repository's common directory -> what it is called elsewhere
        self._facts: Dict[Key, Fact] = {}
        #: The newest number that the server is known to have; 0: none.
        self.there = 0
        self._said, self._sequence = self._load()
        #: Shared repository -> the common directories of its clones where Sessions are at work here.
        self.clones: Dict[str, List[bytes]] = {}
        #: What Sessions are called elsewhere -> their directories' names here.
        self.sessions: Dict[str, bytes] = {}

    def look(self, now: float, window: float) -> None:
        """See what Sessions hold now."""
        facts: Dict[Key, Fact] = {}
        clones: Dict[str, List[bytes]] = {}
        known: Dict[str, bytes] = {}
        for name in roster.names(self._home):
            session = sessions.load(self._home, name)
            if session is None:
                continue
            called = identifier(session.id)
            places = [(session.root, session.common)] if session.common else []
            for holding in holdings.held_by(self._home, name, now, window):
                where = self._repository(holding.root, holding.common)
                if where:
                    self._add(facts, called, where, holding, window)
                    places.append((holding.root, holding.common))
            for root, common in places:
                where = self._repository(root, common)
                if where:
                    known[called] = name
                    if common not in clones.setdefault(where, []):
                        clones[where].append(common)
                    if ("session", called, where) not in facts:
                        facts[("session", called, where)] = self._session(session, name, root, where, now)
        self._facts, self.clones, self.sessions = facts, clones, known

    def _repository(self, root: bytes, common: bytes) -> str:
        """What it is called elsewhere if it is shared, else ""."""
        if not common or not root:
            return ""
        if common not in self._called:
            found = repository.find(root)
            url = remotes.of(found, self._environ) if found is not None else ""
            self._called[common] = url if self._settings.shares(url) else ""
        return self._called[common]

    def _add(self, facts: Dict[Key, Fact], called: str, where: str, holding: holdings.Holding, window: float) -> None:
        inside = paths.text(holding.inside())
        if not inside or len(inside) > _PATH or len(json.dumps(inside)) > _ENCODED:
            return
        key = ("claim", called, where, inside)
        before = facts.get(key)
        if before is not None:  # another agent's, or in another worktree: newer, since the newest come first
            before.body["n"] += holding.edits
            told = before.body.pop("at", None)
            places = holdings.together(None if told is None else list(zip(told[::2], told[1::2])), holding.places)
            if places is not None:
                before.body["at"] = _flat(places)
            return
        body: Dict[str, Any] = {"k": "claim", "s": called, "f": inside, "id": holding.id, "n": holding.edits}
        if holding.places is not None:
            body["at"] = _flat(holding.places)
        facts[key] = Fact(where, holding.id, body, holding.newest, holding.newest + window)

    def _session(self, session: sessions.Session, name: bytes, root: bytes, where: str, now: float) -> Fact:
        found = repository.find(root)
        branch = repository.branch(found.gitdir) if found is not None else ""
        body: Dict[str, Any] = {"k": "session", "s": identifier(session.id), "b": branch[:200]}
        body["i"] = names.intent(self._home, name)[:_INTENT]
        body["c"] = session.client
        body["u"] = pushed(found, branch) if found is not None else None
        active = roster.last_active(self._home, name)
        beat = int(active / BEAT)
        return Fact(where, json.dumps([body, beat]), body, active, now + 10 * BEAT)

    def news(self, now: float) -> "List[Tuple[Key, Row, Optional[Fact]]]":
        """What is to be said: rows with numbers of their own, and what they say (None: that something is over)."""
        found: List[Tuple[Key, Row, Optional[Fact]]] = []
        for key, fact in self._facts.items():
            said = self._said.get(key)
            if said is None or said[0] != fact.fingerprint:
                found.append(
                    (key, self.row(fact.repository, {**fact.body, "a": round(max(0.0, now - fact.t), 1)}), fact)
                )
        for key, (_, until) in list(self._said.items()):
            if key in self._facts:
                continue
            if now > until:  # it is over for everybody by now
                del self._said[key]
            elif key[0] == "claim":
                found.append((key, self.row(key[2], {"k": "released", "s": key[1], "f": key[3]}), None))
            elif key[0] == "session":
                found.append((key, self.row(key[2], {"k": "end", "s": key[1]}), None))
        return found

    def row(self, where: str, body: Dict[str, Any]) -> Row:
        """A row with a number of its own."""
        self._sequence = max(self._sequence + 1, int(time.time() * 1e6))
        return Row(self._sequence, where, json.dumps(body))

    def heard(self, said: "List[Tuple[Key, Row, Optional[Fact]]]") -> None:
        """The server has these rows.  OSError."""
        for key, row, fact in said:
            self.there = max(self.there, row.seq)
            if fact is None:
                self._said.pop(key, None)
            else:
                self._said[key] = (fact.fingerprint, fact.until)
        if said:
            self._save()

    def forget(self) -> None:
        """The server does not have what was said: it was emptied or set back.  All is news again.  OSError."""
        self.there = 0
        self._said = {key: ("", until) for key, (_, until) in self._said.items()}
        self._save()

    def _load(self) -> "Tuple[Dict[Key, Tuple[str, float]], int]":
        try:
            value = wire.decode_bytes(files.read(self._path, 1 << 24))
        except (OSError, ValueError):
            return {}, 0
        said: Dict[Key, Tuple[str, float]] = {}
        if not isinstance(value, dict):
            return said, 0
        for row in value.get("said") or ():
            if (
                isinstance(row, list)
                and len(row) == 3
                and isinstance(row[0], list)
                and isinstance(row[2], (int, float))
            ):
                said[tuple(map(str, row[0]))] = (str(row[1]), float(row[2]))
        self.there = _sequence(value.get("there"))
        return said, _sequence(value.get("sequence"))

    def _save(self) -> None:
        said = [[list(key), fingerprint, until] for key, (fingerprint, until) in self._said.items()]
        record = {"sequence": self._sequence, "there": self.there, "said": said}
        files.make_directory(self._home + b"/machines")
        files.replace(self._path, wire.encode(record).encode() + b"\n")


def _sequence(value: object) -> int:
    """A row's number: microseconds, which are more than fields.number takes for a time."""
    return value if type(value) is int and 0 < value < 1 << 63 else 0


def _flat(places: "List[Tuple[int, int]]") -> List[int]:
    return [number for place in places[:_PLACES] for number in place]


def pushed(repo: repository.Repository, branch: str) -> Optional[bool]:
    """Is what the branch has committed at its remote, as far as git knows here?  None if that is not known."""
    try:
        name = paths.from_text(branch)
    except ValueError:
        return None
    here, there = refs.commit(repo, b"refs/heads/" + name), refs.commit(repo, b"refs/remotes/origin/" + name)
    return here == there if here and there is not None else None
