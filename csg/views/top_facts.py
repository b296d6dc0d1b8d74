"""What the live view shows, read again each second: only what changed on disk since, and what changes by itself.

By itself: whether a client's process runs, which branch a checkout is on, what a Window's end takes away.
"""

import collections
import os
from typing import Any, Deque, Dict, List, Optional, Sequence, Tuple

from csg.base import config, paths, policy, processes, wording
from csg.base.here import Here
from csg.git import repository
from csg.state import claims, heads, holdings, notices, roster, sessions
from csg.views import chosen, history, known, status

#: Events kept.
EVENTS = 500
_FINE, _COARSE = 0.05, 2.0  # seconds; what changed so lately may change again under the same time, as a disk keeps it
_SOON, _LATE = 10.0, 60.0  # seconds after which a Session is read again: at least, even if a Claim expires; at most
_STOPPED = (policy.HELD, policy.DENIED, policy.ASKED)


class Facts:
    """What there is to show.

    now        seconds since the epoch
    sessions   as `status.facts` has them, each with `place` (its repository), `checkout` (its top, or cwd), `believes`
               (the branch that it saw last, "" where that is not known) and `stopped` (its latest git or kill
               command of this Window that was held, or None)
    contested  the files that several of them hold, as in `status.facts`
    holders    path of a contested file -> (Session's id, the file's facts in it) for each, the latest first
    events     the last Events, oldest first
    names      what Sessions are called, raw, by their ids and their directories' names
    bases      the directory from which a Session's paths are shown, by its id
    home       the person's home directory, or b""
    elsewhere  Sessions on other machines, see `elsewhere.shown`
    only_here  are these only those of one repository?"""

    __slots__ = (
        "bases",
        "contested",
        "elsewhere",
        "events",
        "holders",
        "home",
        "names",
        "now",
        "only_here",
        "sessions",
    )

    def __init__(self, now: float, sessions: List[Dict[str, Any]], events: Sequence[history.Event]) -> None:
        self.now = now
        self.contested = status.contested_files(sessions)
        self.sessions = _in_order(sessions, self.contested)
        self.holders: Dict[str, List[Tuple[str, Dict[str, Any]]]] = {}
        for s in self.sessions:
            for file in s["files"]:
                if file["contested"]:
                    self.holders.setdefault(file["path"], []).append((s["id"], file))
        for holders in self.holders.values():
            holders.sort(key=lambda holder: -float(holder[1]["last"]))
        self.events = events
        self.names: Dict[str, str] = {}
        self.bases: Dict[str, bytes] = {}
        self.home = b""
        self.elsewhere: List[Dict[str, Any]] = []
        self.only_here = False


#: The key of a Claims file -> its size and time, and its lines, as they were read last.
_Lines = Dict[bytes, Tuple[Tuple[int, int], List[Dict[str, Any]]]]


class _Session:
    """What was read of one Session: when, from which state of its files, until when that holds, and the lines."""

    __slots__ = ("facts", "lines", "read", "session", "state", "until")

    def __init__(
        self,
        session: sessions.Session,
        facts: Dict[str, Any],
        state: Tuple[int, ...],
        read: float,
        until: float,
        lines: _Lines,
    ) -> None:
        self.session = session
        self.facts = facts
        self.state = state
        self.read = read
        self.until = until
        self.lines = lines


class Reader:
    """Reads a home again and again."""

    def __init__(self, here: Here, only_here: bool = False) -> None:
        """only_here: see `status.facts`"""
        self._here = here
        self._places = known.Places(here.cwd) if only_here else None
        self._sessions: Dict[bytes, _Session] = {}
        self._follower: Optional[history.Follower] = None
        self._events: Deque[history.Event] = collections.deque(maxlen=EVENTS)
        self._who: Optional[known.Known] = None

    def close(self) -> None:
        """Let go of the log."""
        if self._follower is not None:
            self._follower.close()
            self._follower = None

    def read(self, now: float) -> Facts:
        """The facts as they are now.  Never fails: what cannot be read is not there."""
        window = config.load(self._here.environ, self._here.home).window
        self._hear()
        stopped = {e.session: e for e in self._events if _was_stopped(e) and abs(now - e.t) <= window}
        there: Dict[bytes, _Session] = {}
        for name in self._present():
            one = self._session(name, now, window)
            if one is not None:
                there[name] = one
        self._sessions = there
        branches: Dict[bytes, str] = {}
        found = [self._now(name, one, branches, stopped) for name, one in there.items() if self._is_shown(one)]
        facts = Facts(now, found, list(self._events))
        facts.only_here = self._places is not None
        facts.elsewhere = status.elsewhere(self._here, now, window, self._places)
        if self._who is not None:
            facts.names = self._who.names
            for event in facts.events:
                session = self._who.session(event.session)
                facts.bases[event.session] = (session.root or session.cwd) if session is not None else b""
        for s in [one.facts for one in there.values()]:
            facts.names[s["id"]] = facts.names[paths.text(paths.safe_name(s["id"]))] = wording.titled(
                s["client"], s["name"]
            )
        facts.home = self._here.environ.get(b"HOME", b"").rstrip(b"/")
        return facts

    def _is_shown(self, one: _Session) -> bool:
        return self._places is None or status.is_local(one.session, one.facts, self._places)

    def _present(self) -> List[bytes]:
        try:
            return roster.present(self._here.home)
        except OSError:
            return []

    def _hear(self) -> None:
        try:
            if self._who is None:
                self._who = known.Known(self._here.home)
            first = self._follower is None
            if self._follower is None:
                self._follower = history.Follower(self._here.home)
            for line in self._follower.past()[-EVENTS:] if first else self._follower.new():
                event = history.parse(line)
                if event is not None:
                    self._who.learn(event)
                    if self._places is None or chosen.Chosen(self._who, places=self._places).wants(event):
                        self._events.append(event)
        except OSError:  # not to be read: the rest is still worth showing
            pass

    def _session(self, name: bytes, now: float, window: float) -> Optional[_Session]:
        home = self._here.home
        try:
            state, newest = _state(roster.directory(home, name))
            before = self._sessions.get(name)
            settled = newest + (_FINE if newest % 1.0 else _COARSE)
            if before is not None and before.state == state and settled < before.read and now < before.until:
                return before
            session = sessions.load(home, name)
            if session is None:
                return None
            lines = before.lines if before is not None else {}
            facts = status.session_facts(home, session, now, window, lambda key: _records(home, name, key, lines))
            facts["place"] = paths.text(session.place())
            facts["checkout"] = facts["root"] or facts["cwd"]
            facts["believes"] = _believes(home, session)
            held = [file["since"] for file in facts["files"] if file["held"]]
            until = max(now + _SOON, min(now + _LATE, min(held, default=now) + window))
            return _Session(session, facts, state, now, until, lines)
        except (OSError, ValueError):  # ended this moment, or damaged
            return None

    def _now(
        self, name: bytes, one: _Session, branches: Dict[bytes, str], stopped: Dict[str, history.Event]
    ) -> Dict[str, Any]:
        """What was read, with what changes by itself as it is now."""
        facts, gitdir = dict(one.facts), one.session.gitdir
        facts["process"] = one.session.process()
        if facts["process"] == processes.GONE:
            facts["state"] = "gone"
        facts["files"] = [dict(file) for file in facts["files"]]
        facts["last_active"] = roster.last_active(self._here.home, name)
        if gitdir:
            if gitdir not in branches:
                branches[gitdir] = repository.branch(gitdir)
            facts["branch"] = branches[gitdir] or facts["branch"]
        facts["waiting"] = notices.count(self._here.home, name)
        facts["stopped"] = stopped.get(facts["id"])
        return facts


def _in_order(found: List[Dict[str, Any]], contested: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """By repository and checkout, those with contested files first; a Session keeps its place while it lives."""
    some = {identifier for file in contested for identifier in file["sessions"]}
    hot = {place for s in found if s["id"] in some for place in (s["place"], (s["place"], s["checkout"]))}

    def order(s: Dict[str, Any]) -> Tuple[Any, ...]:
        checkout = ((s["place"], s["checkout"]) not in hot, s["checkout"])
        return (
            s["place"] not in hot,
            s["repository"],
            s["place"],
            *checkout,
            s["state"] == "gone",
            s["started"],
            s["id"],
        )

    return sorted(found, key=order)


def _was_stopped(event: history.Event) -> bool:
    return event.kind in ("git", "kill") and event.text("decision") in _STOPPED


def _state(folder: bytes) -> Tuple[Tuple[int, ...], float]:
    """What tells whether anything in a Session's directory has changed, and when it last did (seconds)."""
    found, newest = [], 0
    for path in (folder, folder + b"/session.json", folder + b"/claims"):
        try:
            seen = os.stat(path)
        except OSError:
            found.append(0)
            continue
        newest = max(newest, seen.st_mtime_ns)
        found += [seen.st_mtime_ns, seen.st_size]
    try:
        with os.scandir(folder + b"/claims") as entries:
            for entry in entries:
                seen = entry.stat()
                newest = max(newest, seen.st_mtime_ns)
                found.append(hash((entry.name, seen.st_mtime_ns, seen.st_size)))
    except OSError:
        pass
    return tuple(found), newest / 1e9


def _records(home: bytes, name: bytes, key: bytes, lines: _Lines) -> List[Dict[str, Any]]:
    """`holdings.records`, read again only if there is more."""
    try:
        seen = os.stat(claims.file(home, name, key))
        now = (seen.st_size, seen.st_mtime_ns)
    except OSError:
        return holdings.records(home, name, key, 0.0)
    before = lines.get(key)
    if before is None or before[0] != now:
        before = lines[key] = (now, holdings.records(home, name, key, 0.0))
    return before[1]


def _believes(home: bytes, session: sessions.Session) -> str:
    """The branch that the Session saw last, as `repository.branch` names one; "" where that is not known."""
    seen = heads.seen(home, session.name, session.gitdir) if session.gitdir else None
    if seen is None:
        return ""
    branch, commit = seen.place
    if branch:
        return branch[len("refs/heads/") :] if branch.startswith("refs/heads/") else branch
    return "detached at " + commit[:7] if commit else ""
