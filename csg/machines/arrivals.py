"""What others' Sessions hold, where hooks look: each is a directory in state/ beside this machine's own.

    state/remote.<checksum>/session.json    its facts: {"session", "machine", "owner", "branch", "client", "pushed", …}
      intent.json, claims/<key>             as a Session's own; one line a file, in the place of the newest
      notices/                              what hooks leave for it; the carrier takes it there

The name has a dot, so no sweep and no list of Sessions takes it for one of this machine's; only `claims.holders`,
which looks whether a file of that key is there, finds it, at a sibling's price.  A Claim's path begins with two
slashes: it is in no working tree here.  What arrives is foreign text: shapes are checked, lengths capped, a path that
leaves its repository is dropped.
"""

from typing import Any, Dict, List, Mapping, Optional, Tuple

from csg.base import files, paths, wire
from csg.machines.exchange import Arrival
from csg.state import fields, roster
from csg.state.elsewhere import PREFIX

#: Seconds without a beat after which a Session counts as gone.
SILENT = 3600.0
_PATH = 2000
_TEXT = 300
_MOST = 2000  # files of one Session
_EVERYBODY = 5000  # Sessions

Who = Tuple[str, str, str]  # owner, machine, what the Session is called


class _Claim:
    __slots__ = ("at", "edits", "id", "inside", "repository", "t")

    def __init__(self, repository: str, inside: str, body: Mapping[str, Any], t: float) -> None:
        self.repository = repository
        self.inside = inside
        self.id = fields.text(body, "id")[:100]
        self.edits = max(1, min(int(fields.number(body, "n")), 9999))
        at = body.get("at")
        self.at = at[:40] if isinstance(at, list) and all(type(n) is int and 0 < n < 1 << 40 for n in at) else None
        self.t = t


class _Session:
    __slots__ = ("claims", "facts", "heard", "intent", "name")

    def __init__(self, who: Who) -> None:
        self.name = PREFIX + paths.checksum("\0".join(who).encode("utf-8", "surrogatepass")).encode()
        self.facts: Dict[str, Any] = {"session": who[2], "owner": who[0], "machine": who[1]}
        self.intent = ""
        self.claims: Dict[Tuple[str, str], _Claim] = {}
        self.heard = 0.0


class _Over:
    """What was said to be over.  What was said before that can come after it, where a lost connection held it up."""

    def __init__(self) -> None:
        #: Who, repository, path inside (both "" for the whole Session) -> the number with which it was over, and when.
        self._known: Dict[Tuple[Who, str, str], Tuple[int, float]] = {}

    def note(self, one: Arrival, who: Who, inside: str, now: float) -> None:
        """A row says that a Session's Claim is over; the whole Session if `inside` is empty."""
        self._known[who, one.repository if inside else "", inside] = (one.seq, now)

    def was(self, one: Arrival, who: Who, inside: str) -> bool:
        """Was what this row says over when it was said?"""
        ends = (self._known.get((who, "", "")), self._known.get((who, one.repository, inside)))
        return any(end is not None and end[0] > one.seq for end in ends)

    def forget(self, before: float) -> None:
        """Forget what was noted before that time."""
        self._known = {what: end for what, end in self._known.items() if end[1] >= before}


class Arrivals:
    """The others, as far as they were heard.

    clones  shared repository -> the common directories of its clones here, for which Claims are written down"""

    def __init__(self, home: bytes) -> None:
        self._home = home
        self._known: Dict[Who, _Session] = {}
        self._seen: Dict[Tuple[str, str, int], float] = {}
        self._over = _Over()
        self._clones: Dict[str, List[bytes]] = {}
        self.clear()

    def clear(self) -> None:
        """Take everything away: nobody keeps it up to date.  OSError."""
        for name in files.names(self._home + b"/state"):
            if name.startswith(PREFIX):
                files.remove_tree(self._home + b"/state/" + name)
        self._known.clear()

    def find(self, name: bytes) -> "Optional[Tuple[Who, List[str]]]":
        """Whose directory in state/ this is, and in which repositories it holds something."""
        for who, session in self._known.items():
            if session.name == name:
                return who, sorted({claim.repository for claim in session.claims.values()})
        return None

    def take(self, one: Arrival, now: float) -> "Optional[Dict[str, Any]]":
        """Write one row down; its body if it is a notice for somebody, which is the caller's.  OSError."""
        number = (one.owner, one.machine, one.seq)
        if number in self._seen:
            return None
        self._seen[number] = now
        body, kind = one.body, fields.text(one.body, "k")
        if kind == "notice":
            return body
        called = fields.text(body, "s")
        if not called or len(called) > 100 or not called.isprintable():
            return None
        who = (one.owner[:64], one.machine[:64], called)
        t = now - one.age - max(0.0, fields.number(body, "a"))
        inside = fields.text(body, "f")
        if kind in ("end", "released"):
            self._over.note(one, who, inside, now)
        elif self._over.was(one, who, inside):
            return None
        if kind == "end":
            self._drop(who)
            return None
        session = self._known.get(who)
        if session is None:
            if len(self._known) >= _EVERYBODY or now - t > SILENT:
                return None
            session = self._known[who] = _Session(who)
        session.heard = max(session.heard, now - one.age)
        if kind == "session":
            self._facts(session, body, t)
        elif kind == "claim":
            self._claim(session, one.repository, body, t)
        elif kind == "released":
            self._release(session, one.repository, inside)
        return None

    def _facts(self, session: _Session, body: Mapping[str, Any], t: float) -> None:
        pushed = body.get("u")
        session.facts.update(
            branch=fields.text(body, "b")[:_TEXT],
            client=fields.text(body, "c")[:40],
            pushed=pushed if isinstance(pushed, bool) else None,
            started=t,
        )
        session.intent = fields.text(body, "i")[:_TEXT]
        self._write(session)

    def _write(self, session: _Session) -> None:
        where = roster.directory(self._home, session.name)
        files.make_directory(where)
        files.replace(where + b"/session.json", wire.encode(session.facts).encode() + b"\n")
        if session.intent:
            files.replace(where + b"/intent.json", wire.encode({"text": session.intent}).encode() + b"\n")
        else:
            files.remove(where + b"/intent.json")

    def _claim(self, session: _Session, repository: str, body: Mapping[str, Any], t: float) -> None:
        inside = fields.text(body, "f")
        if not inside_is_safe(inside) or len(session.claims) >= _MOST:
            return
        before = session.claims.get((repository, inside))
        claim = _Claim(repository, inside, body, t)
        if before is not None and before.id == claim.id:
            return
        session.claims[repository, inside] = claim
        for common in self._clones.get(repository, ()):
            self._note(session, claim, common)

    def _note(self, session: _Session, claim: _Claim, common: bytes) -> None:
        where = roster.directory(self._home, session.name)
        if not files.exists(where + b"/session.json"):
            self._write(session)
        root = "//%s/%s" % (session.facts["machine"], claim.repository)
        record: Dict[str, Any] = {
            "t": claim.t,
            "id": claim.id,
            "by": 0,
            "agent": "",
            "pid": 0,
            "tool": "Edit",
            "path": "%s/%s" % (root, claim.inside),
            "root": root,
            "common": paths.text(common),
        }
        if claim.at:
            record["at"] = claim.at
        files.make_directory(where + b"/claims")
        files.replace(where + b"/claims/" + _key(common, claim), wire.encode(record).encode() + b"\n")

    def _release(self, session: _Session, repository: str, inside: str) -> None:
        claim = session.claims.pop((repository, inside), None)
        if claim is not None:
            for common in self._clones.get(repository, ()):
                files.remove(roster.directory(self._home, session.name) + b"/claims/" + _key(common, claim))

    def _drop(self, who: Who) -> None:
        session = self._known.pop(who, None)
        if session is not None:
            files.remove_tree(roster.directory(self._home, session.name))

    def settle(self, clones: Mapping[str, List[bytes]], now: float, window: float) -> None:
        """Bring what is written down up to date: clones that are new, Claims and Sessions that are over.  OSError."""
        for repository, commons in clones.items():
            new = [common for common in commons if common not in self._clones.get(repository, ())]
            for session in self._known.values():
                for claim in session.claims.values():
                    if claim.repository == repository:
                        for common in new:
                            self._note(session, claim, common)
        self._clones = {repository: list(commons) for repository, commons in clones.items()}
        for who, session in list(self._known.items()):
            if now - session.heard > SILENT:
                self._drop(who)
                continue
            for repository, inside in [key for key, claim in session.claims.items() if now - claim.t > window]:
                self._release(session, repository, inside)
        for number, since in list(self._seen.items()):
            if now - since > 2 * SILENT:
                del self._seen[number]
        self._over.forget(now - 2 * SILENT)


def inside_is_safe(inside: str) -> bool:
    """Can it be a path inside a repository: relative, without `..`, of a length that there is?"""
    try:
        paths.from_text(inside)
    except ValueError:
        return False
    return 0 < len(inside) <= _PATH and not {"", ".", ".."} & set(inside.split("/"))


def _key(common: bytes, claim: _Claim) -> bytes:
    return paths.key(common + b"\0" + paths.from_text(claim.inside))
