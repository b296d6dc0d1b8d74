"""Who asks, from where, when: what every operation of this room begins with.

An operation takes an `Asker` and gives a dict that is ready for JSON; `reading` turns it into what
a model or a person reads.  Foreign text in the dict has passed `wording.name` already.  What
cannot be done is an errors.CsgError that says how to mend it; a full disk is an OSError.
"""

import posix

from csg.base import config, errors, files, paths, processes, wording
from csg.git import repository
from csg.state import elsewhere, holdings, names, roster, sessions
from csg.talk import terms, whose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_SLACK = 1.0  # seconds that a file's mtime may lag behind the clock that a Claim's time is from


class Asker:
    """Who asks, from where, when.

    me       the Session, or None: then reading works
    why_not  if there is none: what to tell the one who wants to write
    cwd      canonical; what relative paths start from
    window   seconds that a Claim counts
    """

    __slots__ = ("_about", "_everyone", "_everything", "cwd", "environ", "home", "me", "now", "why_not", "window")

    def __init__(self, home: bytes, environ: "Mapping[bytes, bytes]", cwd: bytes, now: float) -> None:
        self.home = home
        self.environ = environ
        self.cwd = cwd
        self.now = now
        self.me: sessions.Session | None = None
        self.why_not = "csg cannot tell which session this is: say which with --session ID (csg status lists them)"
        self.window = config.load(environ, home).window
        self._everyone: list[sessions.Session] | None = None
        self._everything: list[holdings.Holding] | None = None
        self._about: dict[bytes, dict[str, Any]] = {}

    def everyone(self) -> "list[sessions.Session]":
        """All Sessions with a readable record; read once."""
        if self._everyone is None:
            self._everyone = live(self.home)
        return self._everyone

    def everything(self) -> "list[holdings.Holding]":
        """All that anybody holds, newest first; read once."""
        if self._everything is None:
            self._everything = []
            own = [self.me.name] if self.me else []
            for name in own + roster.others(self.home, own[0] if own else b""):
                if self.may_hold(roster.last_active(self.home, name)):
                    self._everything += holdings.held_by(self.home, name, self.now, self.window)
            for one in self.elsewhere():
                self._everything += elsewhere.held(self.home, one, self.now, self.window)
            self._everything.sort(key=lambda holding: -holding.newest)
        return self._everything

    def elsewhere(self, common: bytes = b"") -> "list[elsewhere.Facts]":
        """Those on other machines: of one repository (its common directory), or all."""
        return elsewhere.everybody(self.home, common)

    def may_hold(self, active: float) -> bool:
        """Can a Session hold something that was last active then?  Every Claim is preceded by a sign of life."""
        return active >= self.now - self.window - _SLACK

    def age(self, t: float) -> int:
        """How long ago that was, in whole seconds."""
        return max(0, int(self.now - t))

    def place(self) -> bytes:
        """The repository (or directory) that "here" means."""
        if self.me:
            return self.me.place()
        found = repository.find(self.cwd)
        return found.common if found else self.cwd

    def writer(self) -> sessions.Session:
        """The Session that asks, marked as active.  CsgError if there is none, or it has ended."""
        if self.me is None:
            raise errors.CsgError(self.why_not)
        if not roster.touch(self.home, self.me.name):
            raise errors.CsgError("session %s has ended meanwhile" % wording.short(self.me.id))
        return self.me

    def about(self, name: bytes, common: bytes = b"") -> "dict[str, Any]":
        """What is said of a Session that holds something in the repository `common`; gathered once."""
        if name not in self._about and name.startswith(elsewhere.PREFIX):
            return self._beyond(name, common)
        if name not in self._about:
            session = sessions.load(self.home, name)
            self._about[name] = {
                "session": wording.name(session.id if session else paths.text(name)),
                "client": wording.client(session.client) if session else "",
                "machine": "",
                "owner": "",
                "yours": bool(self.me and name == self.me.name),
                "branch": wording.name(session.branch_now()) if session else "",
                "process": session.process() if session else processes.UNKNOWN,
                "intent": wording.name(names.intent(self.home, name), terms.INTENT),
                "prompt": wording.name(names.prompt(self.home, name)),
            }
        return self._about[name]

    def _beyond(self, name: bytes, common: bytes) -> "dict[str, Any]":
        """The same of one on another machine."""
        one = elsewhere.load(self.home, name)
        clone = one.clone(common) if one else None
        return {
            "session": wording.name(one.id if one else ""),
            "client": wording.client(one.client) if one else "",
            "machine": (wording.name(one.machine) if one else "") or "another one",
            "owner": wording.name(one.owner) if one else "",
            "yours": False,
            "branch": wording.name(clone.branch) if clone else "",
            "process": processes.UNKNOWN,
            "intent": wording.name(names.intent(self.home, name), terms.INTENT),
            "prompt": "",
        }


def typed(
    home: bytes, environ: "Mapping[bytes, bytes]", cwd: bytes, now: float, me: "sessions.Session | None"
) -> Asker:
    """An Asker for a command line: the Session is known, or is nobody's business."""
    asker = Asker(home, environ, paths.canonical(cwd), now)
    asker.me = me
    return asker


def serving(
    environ: "Mapping[bytes, bytes]", now: float, writing: bool, client: "str | None", meta: "Mapping[str, Any]"
) -> Asker:
    """An Asker for an MCP server, which serves a Session of its client's: see `whose.of_server`.

    A Session of Claude Code's that the environment names and that has no record yet is attached if the Asker means to
    write.  CsgError if there is no home."""
    try:
        home = paths.home(environ)
    except errors.NoHome as error:
        raise errors.CsgError(str(error)) from None
    if files.is_anothers(home):
        who = wording.name(paths.text(home), 400)
        raise errors.anothers(who)
    try:
        here = posix.getcwdb()
    except OSError:
        here = b"/"
    asker = Asker(home, environ, paths.canonical(here), now)
    parent = posix.getppid()
    found = whose.of_server(home, environ, asker.cwd, asker.everyone(), client, meta)
    asker.me = found.session
    if found.stated and not found.client and writing:
        pid = b"%d" % (processes.client(environ) or parent)
        observed = sessions.observe(found.stated, here, {**environ, b"CLAUDE_PID": pid}, now)
        asker.me = observed if sessions.attach(home, observed) else None
    if asker.me:
        asker.cwd = paths.canonical(asker.me.cwd)
    asker.why_not = (
        "csg cannot tell which session it serves: no live session is recorded for the client's process %d, and %s. "
        "Reading works. A session is recorded when csg's hooks run in its client: let it edit a file or start anew"
        % (parent, _not_told(found, client))
    )
    return asker


def _not_told(found: whose.Found, client: "str | None") -> str:
    if found.stated:
        return "session %s has ended" % wording.short(found.stated)
    if client:
        return "none of %s's works in this directory" % wording.client(client)
    return "CLAUDE_CODE_SESSION_ID is not set"


def live(home: bytes) -> "list[sessions.Session]":
    """All Sessions with a readable record."""
    found = [sessions.load(home, name) for name in roster.names(home)]
    return [session for session in found if session is not None]


def guests(home: bytes) -> "list[sessions.Session]":
    """What is readable of claude-session-guard's sessions that have not come over to csg."""
    found = [sessions.load(home, name) for name in roster.present(home) if roster.is_guest(name)]
    return [session for session in found if session is not None]
