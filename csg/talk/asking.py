"""What Sessions ask of each other and say to each other: for the MCP server and the verbs alike.

An operation takes an `Asker` and gives a dict that is ready for JSON; `…_text` turns it into what
a model or a person reads.  Foreign text in the dict has passed `wording.name` already.  What
cannot be done is an errors.CsgError that says how to mend it; a full disk is an OSError.
"""

import posix

from csg.base import config, errors, files, paths, processes, wording
from csg.git import repository
from csg.state import claims, events, holdings, notices, roster, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

PATHS = 500  # asked about in one call
INTENT = 500  # characters
MESSAGE = 1000  # characters
EVERYBODY = "all"
FREE, HELD, ELSEWHERE, YOURS, CLAIMED = "free", "held", "elsewhere", "yours", "claimed"

_HOLDERS = 200  # named in one answer, the others are counted
_SESSIONS = 20
_FILES = 6  # of each Session
_PATH = 4096  # characters
_MESSAGES, _SPAN = 10, 600.0  # at most so many messages of one sender in so many seconds
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
            found = [sessions.load(self.home, name) for name in roster.names(self.home)]
            self._everyone = [session for session in found if session is not None]
        return self._everyone

    def everything(self) -> "list[holdings.Holding]":
        """All that anybody holds, newest first; read once."""
        if self._everything is None:
            self._everything = []
            for name in roster.names(self.home):
                if roster.last_active(self.home, name) >= self.now - self.window - _SLACK:
                    self._everything += holdings.held_by(self.home, name, self.now, self.window)
            self._everything.sort(key=lambda holding: -holding.newest)
        return self._everything

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

    def about(self, name: bytes) -> "dict[str, Any]":
        """What is said of a Session that holds something; gathered once."""
        if name not in self._about:
            session = sessions.load(self.home, name)
            self._about[name] = {
                "session": wording.name(session.id if session else paths.text(name)),
                "yours": bool(self.me and name == self.me.name),
                "branch": wording.name(session.branch_now()) if session else "",
                "process": session.process() if session else processes.UNKNOWN,
                "intent": wording.name(sessions.intent(self.home, name), INTENT),
            }
        return self._about[name]


def typed(
    home: bytes, environ: "Mapping[bytes, bytes]", cwd: bytes, now: float, me: "sessions.Session | None"
) -> Asker:
    """An Asker for a command line: the Session is known, or is nobody's business."""
    asker = Asker(home, environ, paths.canonical(cwd), now)
    asker.me = me
    return asker


def serving(environ: "Mapping[bytes, bytes]", now: float, writing: bool) -> Asker:
    """An Asker for an MCP server, which serves the Session of its parent process.

    The live Session whose client process is this server's parent (of several the latest active:
    the client took up another one); else what CLAUDE_CODE_SESSION_ID says, which is as old as the
    server and wrong after /clear; else none.  A Session the environment names that has no record yet
    is attached if the Asker means to write.  CsgError if there is no home."""
    try:
        home = paths.home(environ)
    except paths.NoHome as error:
        raise errors.CsgError(str(error)) from None
    try:
        here = posix.getcwdb()
    except OSError:
        here = b"/"
    asker = Asker(home, environ, paths.canonical(here), now)
    parent = posix.getppid()
    stated = paths.text(environ.get(b"CLAUDE_CODE_SESSION_ID", b""))
    asker.me = _of_process(asker, parent)
    if asker.me is None and stated:
        asker.me = sessions.load(home, paths.safe_name(stated))
        if asker.me is None and writing:
            client = b"%d" % (processes.client(environ) or parent)
            observed = sessions.observe(stated, here, {**environ, b"CLAUDE_PID": client}, now)
            asker.me = observed if sessions.attach(home, observed) else None
    if asker.me:
        asker.cwd = paths.canonical(asker.me.cwd)
    asker.why_not = (
        "csg cannot tell which session it serves: no live session is recorded for the client's process %d, and %s. "
        "Reading works. A session is recorded when csg's hooks run in its client: let it edit a file or start anew"
        % (parent, "session %s has ended" % wording.short(stated) if stated else "CLAUDE_CODE_SESSION_ID is not set")
    )
    return asker


def _of_process(asker: Asker, pid: int) -> "sessions.Session | None":
    here, started = processes.host(), processes.start_time(pid)
    fits = [s for s in asker.everyone() if s.pid == pid and s.host == here and s.pid_started in ("", started)]
    return max(fits, key=lambda s: (roster.last_active(asker.home, s.name), s.started)) if fits else None


# Who is here


def list_sessions(asker: Asker, everywhere: bool) -> "dict[str, Any]":
    """The live Sessions, the asker's own first, then the latest active; those of this repository, or all."""
    place, me = asker.place(), asker.me
    chosen = [s for s in asker.everyone() if everywhere or s.place() == place]
    active = {s.name: roster.last_active(asker.home, s.name) for s in chosen}
    chosen.sort(key=lambda s: (not me or s.name != me.name, -active[s.name], s.id))
    shown = [_listed(asker, session, active[session.name]) for session in chosen[:_SESSIONS]]
    return {
        "scope": "all" if everywhere else "repository",
        "place": wording.name(paths.text(place), _PATH),
        "self": wording.name(me.id) if me else "",
        "sessions": shown,
        "more_sessions": len(chosen) - len(shown),
        "other_places": len(asker.everyone()) - len(chosen),
    }


def _listed(asker: Asker, session: sessions.Session, active: float) -> "dict[str, Any]":
    held, more = _newest(asker, session.name, active)
    process = session.process()
    return {
        "id": wording.name(session.id),
        "self": bool(asker.me and session.name == asker.me.name),
        "repository": wording.name(paths.text(session.repository_name())),
        "branch": wording.name(session.branch_now()),
        "cwd": wording.name(paths.text(session.cwd), _PATH),
        "intent": wording.name(sessions.intent(asker.home, session.name), INTENT),
        "state": "gone" if process == processes.GONE else "editing" if held else "idle",
        "process": process,
        "age_seconds": _seconds(asker.now - session.started),
        "active_seconds": _seconds(asker.now - active),
        "edits": sum(file["edits"] for file in held),
        "files": held,
        "more_files": more,
    }


def _newest(asker: Asker, name: bytes, active: float) -> "tuple[list[dict[str, Any]], int]":
    """The files a Session holds, newest first, as many as are shown; how many more it touched of late.

    Only what is shown is opened: a machine may have a thousand Sessions."""
    if active < asker.now - asker.window - _SLACK:  # every Claim is preceded by a sign of life
        return [], 0
    held, more = holdings.newest(asker.home, name, asker.now, asker.window, _FILES)
    found: dict[bytes, dict[str, Any]] = {}
    for holding in sorted(held, key=lambda holding: -holding.newest):  # one for each agent
        age = _seconds(asker.now - holding.newest)
        file = {"path": wording.name(paths.text(holding.path), _PATH), "age_seconds": age, "edits": 0}
        found.setdefault(holding.path, file)["edits"] += holding.edits
    return list(found.values()), more


def list_text(value: "Mapping[str, Any]") -> str:
    """`list_sessions` for reading."""
    found = value["sessions"]
    where = "on this machine" if value["scope"] == "all" else "in `%s`" % value["place"].replace("/.git", "")
    lines = [
        "%s at work %s%s."
        % (
            wording.count(len(found) + value["more_sessions"], "live session"),
            where,
            "" if value["self"] or not found else "; csg cannot tell whether one of them is you",
        )
    ]
    for s in found:
        facts = ["repository `%s`" % s["repository"]] if s["repository"] else []
        facts += ["branch `%s`" % s["branch"]] if s["branch"] else []
        facts.append("cwd `%s`" % s["cwd"])
        state = "its process is gone" if s["state"] == "gone" else s["state"]
        lines.append(
            "- session `%s`%s (%s): %s, started %s, last active %s"
            % (
                wording.short(s["id"]),
                " (this is you)" if s["self"] else "",
                ", ".join(facts),
                state,
                wording.ago(s["age_seconds"]),
                wording.ago(s["active_seconds"]),
            )
        )
        if s["intent"]:
            lines.append("  intent: `%s`" % s["intent"])
        if s["files"]:
            held = ["`%s` (%s)" % (_short(f["path"], s["cwd"]), wording.ago(f["age_seconds"])) for f in s["files"]]
            held += ["%d more" % s["more_files"]] if s["more_files"] else []
            lines.append("  holds " + ", ".join(held))
    if value["more_sessions"]:
        lines.append("- and %d more, longer inactive" % value["more_sessions"])
    if value["other_places"]:
        lines.append("%s in other places." % wording.count(value["other_places"], "more live session"))
    return "\n".join(lines)


# Files


class _Wanted:
    """A path somebody asked about: a file, a directory (what is below it), or a pattern.

    `*` and `?` stay within a name, `**` crosses directories; where a file of just that name
    exists, that file is meant.  Square brackets are no pattern: frameworks name files `[id].tsx`."""

    __slots__ = ("asked", "kind", "parts", "path", "repository")

    def __init__(self, asker: Asker, asked: str) -> None:
        self.asked = asked
        self.parts: list[str] = []
        try:
            path = paths.from_text(asked)
        except ValueError:  # UnicodeEncodeError is one
            raise errors.CsgError("%s cannot be a path" % wording.quoted(asked)) from None
        if not path or len(path) > _PATH:
            raise errors.CsgError("%s cannot be a path: it has %d bytes" % (wording.quoted(asked, 60), len(path)))
        mode = _mode(path, asker.cwd)
        if mode is None and (b"*" in path or b"?" in path):
            self.kind = "pattern"
            parts = path.split(b"/")
            fixed = [b"*" in part or b"?" in part for part in parts].index(True)
            path = b"/".join(parts[:fixed]) or (b"/" if path[:1] == b"/" else b".")
            self.parts = [paths.text(part) for part in parts[fixed:] if part not in (b"", b".")]
        elif path.endswith(b"/") or (mode or 0) & 0o170000 == 0o040000:
            self.kind = "directory"
        else:
            self.kind = "file"
        self.path = paths.canonical(path, asker.cwd)
        self.repository = None if self.kind == "file" else repository.find(self.path)

    def matches(self, path: bytes) -> bool:
        """Is this canonical path meant?"""
        if self.kind == "file":  # or a directory that is yet to be made
            return paths.same_file(path, self.path) or paths.is_below(path, self.path)
        if not paths.is_below(path, self.path):
            return False
        rest = paths.text(path[len(self.path.rstrip(b"/")) + 1 :]).split("/")
        return self.kind == "directory" or _fits(self.parts, rest, "**", _name_fits)

    def held(self, asker: Asker) -> "list[holdings.Holding]":
        """What anybody holds of it, newest first; the asker's own too."""
        if self.kind == "file":
            own = [asker.me.name] if asker.me else []
            target = claims.Target(self.path)
            others = claims.holders(asker.home, own[0] if own else b"", target.key)
            return holdings.look(asker.home, others + own, target, asker.now, asker.window)
        found = []
        here = self.repository
        for holding in asker.everything():
            holding.elsewhere = False
            if self.matches(holding.path):
                found.append(holding)
            elif here and holding.common == here.common and holding.root != here.root:
                twin = here.root.rstrip(b"/") + holding.path[len(holding.root.rstrip(b"/")) :]
                if self.matches(twin):
                    holding.elsewhere = True
                    found.append(holding)
        return found


def _mode(path: bytes, cwd: bytes) -> "int | None":
    try:
        return posix.stat(path if path[:1] == b"/" else cwd.rstrip(b"/") + b"/" + path).st_mode
    except OSError:
        return None


def _fits(pattern: "Sequence[str]", items: "Sequence[str]", star: str, one: "Callable[[str, str], bool]") -> bool:
    """Do the items fit, where `star` stands for any number of them?  Takes len(pattern) * len(items) steps at
    most; a regular expression made of a pattern may take for ever."""
    p = i = back = 0
    mark = -1
    while i < len(items):
        if p < len(pattern) and pattern[p] == star:
            mark, back, p = p, i, p + 1
        elif p < len(pattern) and one(pattern[p], items[i]):
            p, i = p + 1, i + 1
        elif mark >= 0:
            back += 1
            p, i = mark + 1, back
        else:
            return False
    return all(part == star for part in pattern[p:])


def _name_fits(pattern: str, name: str) -> bool:
    return _fits(pattern, name, "*", _character_fits)


def _character_fits(pattern: str, character: str) -> bool:
    return pattern in ("?", character)


def _wanted(asker: Asker, asked: "Iterable[str]") -> "list[_Wanted]":
    unique = list(dict.fromkeys(asked))
    if len(unique) > PATHS:
        raise errors.CsgError(
            "%d paths are too many: ask about %d at a time, or about their directory" % (len(unique), PATHS)
        )
    return [_Wanted(asker, text) for text in unique]


def check(asker: Asker, asked: "Iterable[str]") -> "dict[str, Any]":
    """Of each file, directory or pattern: is it free, or who holds it?"""
    return _check(asker, _wanted(asker, asked), True)


def _check(asker: Asker, wanted: "list[_Wanted]", own: bool) -> "dict[str, Any]":
    left, rows = _HOLDERS, []
    for one in wanted:
        found = [_holder(asker, holding) for holding in one.held(asker)]
        status = _status(found)
        if not own:
            found = [holder for holder in found if not holder["yours"]]
        rows.append(
            {
                "path": wording.name(one.asked, _PATH),
                "kind": one.kind,
                "status": status,
                "holders": found[:left],
                "more_holders": len(found[left:]),
            }
        )
        left -= len(found[:left])
    return {"files": rows, "held": sum(row["status"] == HELD for row in rows)}


def _holder(asker: Asker, holding: holdings.Holding) -> "dict[str, Any]":
    return dict(
        asker.about(holding.name),
        agent=wording.name(holding.agent),
        path=wording.name(paths.text(holding.path), _PATH),
        worktree=wording.name(paths.text(holding.root), _PATH) if holding.elsewhere else "",
        edits=holding.edits,
        age_seconds=_seconds(asker.now - holding.newest),
    )


def _status(holders: "list[dict[str, Any]]") -> str:
    others = [holder for holder in holders if not holder["yours"]]
    if others:
        return ELSEWHERE if all(holder["worktree"] for holder in others) else HELD
    return YOURS if holders else FREE


def check_text(value: "Mapping[str, Any]", cwd: bytes) -> str:
    """`check` or `claim` for reading; paths below `cwd` are shown as seen from there."""
    here, lines = wording.name(paths.text(cwd), _PATH), []
    quiet: dict[str, list[str]] = {FREE: [], CLAIMED: []}
    for row in value["files"]:
        if row["status"] in quiet:
            quiet[row["status"]].append("`%s`" % row["path"])
            continue
        lines.append("`%s`: %s" % (row["path"], _STATUSES[row["status"]]))
        lines += ["  - " + _holder_line(holder, here, row["kind"] != "file") for holder in row["holders"]]
        if row["more_holders"]:
            lines.append("  - and %d more" % row["more_holders"])
    for status, names in quiet.items():
        if names:
            more = " and %d more" % (len(names) - 50) if len(names) > 50 else ""
            lines.append("%s: %s%s" % (status, ", ".join(names[:50]), more))
    return "\n".join(lines)


_STATUSES = {
    HELD: "held by another session",
    ELSEWHERE: "free here, but held in another worktree of this repository: the two versions will meet at merge",
    YOURS: "held by this session",
}


def _holder_line(holder: "Mapping[str, Any]", cwd: str, named: bool) -> str:
    text = "`%s`: " % _short(holder["path"], cwd) if named else ""
    text += "this session" if holder["yours"] else "session `%s`" % wording.short(holder["session"])
    if holder["agent"]:
        text += ", agent `%s`" % holder["agent"]
    if holder["branch"] and not holder["yours"]:
        text += " on branch `%s`" % holder["branch"]
    if holder["worktree"]:
        text += " in worktree `%s`" % holder["worktree"]
    text += ", claimed " + wording.ago(holder["age_seconds"])
    if holder["edits"] > 1:
        text += " (%d times)" % holder["edits"]
    if not holder["yours"]:
        text += {"running": "; its process is running", "gone": "; its process is gone"}.get(holder["process"], "")
        text += "; intent: `%s`" % holder["intent"] if holder["intent"] else ""
    return text


def claim(asker: Asker, asked: "Iterable[str]", intent: str) -> "dict[str, Any]":
    """Claim files for the asker, then say of each who else holds it.  Nothing is done if one cannot be claimed.

    The Claims have no agent: over MCP a subagent looks like its Session.  That a sibling was named here is
    not noted as told, for the same reason: it may not be this agent that edits."""
    wanted = _wanted(asker, asked)
    for one in wanted:
        if one.kind != "file":
            raise errors.CsgError("%s is a %s: name the files in it" % (wording.quoted(one.asked), one.kind))
    stated = set_intent(asker, intent)["intent"]
    me = asker.writer()
    call = "claim-%d-%s" % (int(asker.now * 1e6), posix.urandom(4).hex())
    for number, one in enumerate(wanted):
        identifier = "%s-%d" % (call, number)
        try:
            claims.publish(
                asker.home, me.name, claims.Target(one.path), asker.now, identifier, "", me.pid, claims.AHEAD
            )
        except FileNotFoundError:
            raise errors.CsgError("session %s has ended meanwhile" % wording.short(me.id)) from None
    if wanted:
        shown = paths.text(wanted[0].path)
        events.record(asker.home, asker.now, "claim", me.id, path=shown, files=len(wanted))
    value = _check(asker, wanted, False)
    for row in value["files"]:
        if row["status"] == YOURS:
            row["status"] = CLAIMED
    value["intent"] = stated
    return value


def release(asker: Asker, asked: "Iterable[str]") -> "dict[str, Any]":
    """Let go of files, and of all below directories or fitting patterns; nothing asked: of everything."""
    me, wanted = asker.writer(), _wanted(asker, asked)
    done: list[bytes] = []
    hit = set()
    for key in sorted(holdings.keys(asker.home, me.name)):
        let_go = []
        for stated in sorted(
            {line["path"] for line in holdings.standing(holdings.records(asker.home, me.name, key, 0.0))}
        ):
            try:
                path = paths.from_text(stated)
            except ValueError:
                continue
            fits = {one.asked for one in wanted if one.matches(path)}
            if fits or not wanted:
                hit |= fits
                let_go.append(path)
        claims.note(
            asker.home, me.name, key, [{"t": asker.now, "released": None, "path": paths.text(path)} for path in let_go]
        )
        done += let_go
    for path in done:
        events.record(asker.home, asker.now, "release", me.id, path=paths.text(path))
    return {
        "released": [wording.name(paths.text(path), _PATH) for path in done[:PATHS]],
        "more_released": len(done[PATHS:]),
        "not_held": [wording.name(one.asked, _PATH) for one in wanted if one.asked not in hit],
    }


def release_text(value: "Mapping[str, Any]", cwd: bytes) -> str:
    """`release` for reading."""
    here = wording.name(paths.text(cwd), _PATH)
    lines = ["released %s" % _short(path, here) for path in value["released"]]
    lines += ["released %d more" % value["more_released"]] if value["more_released"] else []
    lines += ["not held: %s" % path for path in value["not_held"]]
    return "\n".join(lines) or "nothing was held"


# Words


def set_intent(asker: Asker, text: str) -> "dict[str, Any]":
    """Keep what the asker is about to do; an empty text takes it back."""
    text = " ".join(text.split())
    if len(text) > INTENT:
        raise errors.CsgError("an intent is at most %d characters; this one has %d" % (INTENT, len(text)))
    me = asker.writer()
    sessions.set_intent(asker.home, me.name, text, asker.now)
    events.record(asker.home, asker.now, "intent", me.id, text=text)
    return {"session": wording.name(me.id), "intent": wording.name(text, INTENT)}


def tell(asker: Asker, to: str, text: str, outside: bool = False) -> "dict[str, Any]":
    """Leave a message for the Session `to` (an id or its beginning), or for all others of this repository.

    Who gets it reads it at its next hook, with the sender's id.  `outside`: an asker that is no Session may
    speak too; the message is then from somebody outside any Session.  CsgError when nobody can get it, or when
    the sender has said too much of late."""
    text = " ".join(text.split())
    if not 0 < len(text) <= MESSAGE:
        raise errors.CsgError("a message has 1 to %d characters; this one has %d" % (MESSAGE, len(text)))
    sender = None if outside and asker.me is None else asker.writer()
    receivers = _receivers(asker, to, sender)
    _pace(roster.directory(asker.home, sender.name) if sender else asker.home, asker.now)
    notice = {"kind": "message", "from": sender.id if sender else "", "text": text, "all": to == EVERYBODY}
    told: list[sessions.Session] = []
    missed: list[dict[str, str]] = []
    for receiver in receivers:
        if notices.leave(asker.home, receiver.name, asker.now, notice):
            told.append(receiver)
        else:
            live = roster.last_active(asker.home, receiver.name)
            why = "it has too many unread notices" if live else "it has ended"
            missed.append({"session": wording.name(receiver.id), "why": why})
    if not told:
        raise errors.CsgError("not told: session %s: %s" % (wording.short(missed[0]["session"]), missed[0]["why"]))
    told_ids = [receiver.id for receiver in told]
    events.record(asker.home, asker.now, "tell", sender.id if sender else "", to=told_ids, text=text)
    return {"told": [wording.name(identifier) for identifier in told_ids], "missed": missed}


def _receivers(asker: Asker, to: str, sender: "sessions.Session | None") -> "list[sessions.Session]":
    others = [s for s in asker.everyone() if sender is None or s.name != sender.name]
    if to == EVERYBODY:
        place = asker.place()
        found = [s for s in others if s.place() == place and s.process() != processes.GONE]
        if not found:
            raise errors.CsgError("no other live session works in this repository")
        return found
    fits = [s for s in others if s.id == to] or [s for s in others if to and s.id.startswith(to)]
    if len(fits) == 1:
        if fits[0].process() == processes.GONE:
            raise errors.CsgError("session %s cannot be told: its process is gone" % wording.short(fits[0].id))
        return fits
    if fits:
        raise errors.CsgError(
            "several sessions' ids begin with %s: %s"
            % (wording.quoted(to), ", ".join(sorted([wording.name(s.id) for s in fits[:10]])))
        )
    if sender and to and sender.id.startswith(to):
        raise errors.CsgError("session %s is this one" % wording.short(sender.id))
    raise errors.CsgError(
        "no live session's id begins with %s (csg status or list_sessions shows them; %r is all of this repository)"
        % (wording.quoted(to), EVERYBODY)
    )


def _pace(where: bytes, now: float) -> None:
    """Count one more message of a sender; CsgError if that is one too many.

    One empty file each, named by its time.  It is made before the others are counted, so that two at the
    same moment cannot both be the last that is allowed."""
    sent = where + b"/sent"
    files.make_directory(sent)
    mine = b"%016d%s" % (int(now * 1e6), files.unique())
    files.create(sent + b"/" + mine)
    recent = []
    for name in files.names(sent):
        t = int(name[:16]) / 1e6 if name[:16].isdigit() else 0.0
        if now - _SPAN < t < now + _SPAN:
            recent.append(t)
        else:
            files.remove(sent + b"/" + name)
    if len(recent) > _MESSAGES:
        files.remove(sent + b"/" + mine)
        raise errors.CsgError(
            "%d messages in %s are the limit: the next can be sent in %s; say more in one message"
            % (_MESSAGES, wording.duration(_SPAN), wording.duration(max(1.0, min(recent) + _SPAN - now)))
        )


def tell_text(value: "Mapping[str, Any]") -> str:
    """`tell` for reading."""
    names = ", ".join(["`%s`" % wording.short(identifier) for identifier in value["told"][:_SESSIONS]])
    more = " and %d more" % (len(value["told"]) - _SESSIONS) if len(value["told"]) > _SESSIONS else ""
    lines = [
        "left for %s %s%s: read at the next hook" % ("session" if len(value["told"]) == 1 else "sessions", names, more)
    ]
    lines += ["not told: session `%s`: %s" % (wording.short(m["session"]), m["why"]) for m in value["missed"]]
    return "\n".join(lines)


def _short(path: str, cwd: str) -> str:
    """A path as it is seen from `cwd`; both have passed wording.name."""
    start = cwd.rstrip("/") + "/"
    return path[len(start) :] if path.startswith(start) else path


def _seconds(value: float) -> int:
    return max(0, int(value))
