"""What others' Sessions hold, where hooks look: each is a directory in state/ beside this machine's own.

    state/remote.<checksum>/session.json    its facts: see state.elsewhere
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
from csg.machines.order import Order, Who
from csg.state import fields, roster
from csg.state.elsewhere import PREFIX

#: Seconds without a beat after which a Session counts as gone.
SILENT = 3600.0
_PATH = 2000
_TEXT = 300
_MOST = 2000  # files of one Session
_EVERYBODY = 5000  # Sessions


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
    __slots__ = ("claims", "facts", "heard", "intent", "name", "repositories", "written")

    def __init__(self, who: Who) -> None:
        self.name = PREFIX + paths.checksum("\0".join(who).encode("utf-8", "surrogatepass")).encode()
        self.facts: Dict[str, Any] = {"session": who[2], "owner": who[0], "machine": who[1]}
        self.intent = ""
        self.repositories: Dict[str, Tuple[str, Optional[bool]]] = {}  # where it works: branch, whether that is pushed
        self.written: object = None  # what its record says of `clones`
        self.claims: Dict[Tuple[str, str], _Claim] = {}
        self.heard = 0.0

    def take(self, repository: str, body: Mapping[str, Any], t: float) -> None:
        """What it says of itself and of its work in that repository."""
        pushed = body.get("u")
        branch = fields.text(body, "b")[:_TEXT]
        self.repositories[repository] = (branch, pushed if isinstance(pushed, bool) else None)
        self.facts.update(client=fields.text(body, "c")[:40], active=t)
        self.intent = fields.text(body, "i")[:_TEXT]

    def places(self, clones: Mapping[str, List[bytes]]) -> List[List[Any]]:
        """The clones here of where it works, as its record has them."""
        return [
            [paths.text(common), repository, branch, pushed]
            for repository, (branch, pushed) in sorted(self.repositories.items())
            for common in clones.get(repository, ())
        ]


class Arrivals:
    """The others, as far as they were heard.

    clones  shared repository -> the common directories of its clones here, for which Claims are written down"""

    def __init__(self, home: bytes) -> None:
        self._home = home
        self._known: Dict[Who, _Session] = {}
        self._order = Order()
        self._clones: Dict[str, List[bytes]] = {}
        self.clear()

    def clear(self) -> None:
        """Take everything away: nobody keeps it up to date.  OSError."""
        for name in files.names(self._home + b"/state"):
            if name.startswith(PREFIX):
                files.remove_tree(self._home + b"/state/" + name)
        self._known.clear()

    def find(self, name: bytes) -> "Optional[Tuple[Who, List[str]]]":
        """Whose directory in state/ this is, and in which repositories it works."""
        for who, session in self._known.items():
            if session.name == name:
                return who, sorted(session.repositories)
        return None

    def take(self, one: Arrival, now: float) -> "Optional[Dict[str, Any]]":
        """Write one row down; its body if it is a notice for somebody, which is the caller's.  OSError."""
        if not self._order.is_new(one, now):
            return None
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
            self._order.note_end(one, who, inside, now)
        elif self._order.is_over(one, who, inside):
            return None
        if kind == "end":
            self._leave(who, one.repository)
            return None
        session = self._known.get(who)
        if session is None:
            if len(self._known) >= _EVERYBODY or now - t > SILENT or kind not in ("session", "claim"):
                return None
            session = self._known[who] = _Session(who)
        session.heard = max(session.heard, now - one.age)
        session.repositories.setdefault(one.repository, ("", None))
        if kind == "session":
            session.take(one.repository, body, t)
            self._write(session)
        elif kind == "claim":
            self._claim(session, one.repository, body, t)
        elif kind == "released":
            self._release(session, one.repository, inside)
        return None

    def _write(self, session: _Session) -> None:
        where = roster.directory(self._home, session.name)
        files.make_directory(where)
        clones = session.places(self._clones)
        files.replace(where + b"/session.json", wire.encode({**session.facts, "clones": clones}).encode() + b"\n")
        session.written = clones
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
            "n": claim.edits,
            "path": "%s/%s" % (root, claim.inside),
            "root": root,
            "common": paths.text(common),
            **({"at": claim.at} if claim.at else {}),
        }
        folder = where + b"/claims"
        files.make_directory(folder)
        files.replace(folder + b"/" + _key(common, claim), wire.encode(record).encode() + b"\n", folder)

    def _release(self, session: _Session, repository: str, inside: str) -> None:
        claim = session.claims.pop((repository, inside), None)
        if claim is not None:
            for common in self._clones.get(repository, ()):
                files.remove(roster.directory(self._home, session.name) + b"/claims/" + _key(common, claim))

    def _leave(self, who: Who, repository: str) -> None:
        """It works no more in that repository; where that was the last one, it has ended."""
        session = self._known.get(who)
        if session is None:
            return
        for where, inside in [key for key in session.claims if key[0] == repository]:
            self._release(session, where, inside)
        session.repositories.pop(repository, None)
        if session.repositories:
            self._write(session)
        else:
            self._drop(who)

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
            if session.written != session.places(self._clones):
                self._write(session)
        self._order.forget(now - 2 * SILENT)


def inside_is_safe(inside: str) -> bool:
    """Can it be a path inside a repository: relative, without `..`, of a length that there is?"""
    try:
        paths.from_text(inside)
    except ValueError:
        return False
    return 0 < len(inside) <= _PATH and not {"", ".", ".."} & set(inside.split("/"))


def _key(common: bytes, claim: _Claim) -> bytes:
    return paths.key(common + b"\0" + paths.from_text(claim.inside))
