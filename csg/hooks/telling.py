"""Notices, from both ends: telling whoever holds a file, and what this Session is told itself."""

from csg.base import paths, wording
from csg.hooks import call as calls
from csg.state import claims, holdings, notices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


def holders(
    call: calls.Call,
    named: "list[holdings.Holding]",
    identifier: str,
    decision: str,
    lines: str = "",
    removes: bool = False,
) -> None:
    """Tell each Session that holds the file what was decided about this one's call, which changes these lines, or
    leaves no such file."""
    for holding in named:
        if holding.name == call.name or (holding.name, holding.path) in call.deeds:
            continue  # another agent of the same Session learns it from its own next edit; or what was done is told
        notice: dict[str, Any] = {
            "kind": "overlap" if holding.elsewhere else "conflict",
            "from": call.id,
            "agent": holding.agent,
            "path": paths.text(holding.path),
            "root": paths.text(_root(call, holding, identifier)),
            "decision": decision,
            "lines": lines,
            "news": [paths.text(call.name), call.agent, identifier],
        }
        if removes:
            notice["removes"] = True
        leave(call, holding.name, notice)


def _root(call: calls.Call, holding: "holdings.Holding", identifier: str) -> bytes:
    """The checkout that this Session's own Claim is in: the holder's, or another worktree."""
    if holding.elsewhere:
        key = claims.Target(holding.path).key  # worktrees share it
        for line in reversed(holdings.records(call.home, call.name, key, 0.0)):
            if line.get("id") == identifier:
                return paths.from_text(line["root"])
    return holding.root


def leave(call: calls.Call, name: bytes, notice: "dict[str, Any]") -> bool:
    """Leave a Notice; False if the Session takes none.  A disk that takes none is only logged."""
    if call.client is not None:
        notice = dict(notice, client=call.client.NAME)
    try:
        return notices.leave(call.home, name, call.now, notice, calls.window(call))
    except OSError as error:
        call.log_error("notice not left: %s" % error)
        return False


_SINCE = "csg: since this session's last step:\n"
_MORE = "- and %d more wait for this session's next step."
_NOTICES = 3000
_DECIDED = {
    "warned": "was told that this session is at work on it, and went ahead",
    "held": "was held from replacing the whole file, since this session is at work on it",
    "asked": "had the person asked, since this session is at work on it",
    "denied": "was refused, since this session is at work on it",
}
_ENDS = ("Stop", "SubagentStop")
_NOT_REMOVED = "was held, since this session is at work on it"


#: What was done to a file's work: session, files, where they are, command.
_DEEDS = {
    "stashed": "%s put this session's changes to %s into %s with %s",
    "discarded": "%s discarded this session's changes to %s: as in commit %s now; that was %s",
    "committed": "%s committed this session's changes to %s, in %s, with %s",
    "removed": "%s removed %s%.0s, which this session is at work on, with %s",
    "moved": "%s moved %s to %s with %s",
}


#: cold


def waiting(call: calls.Call, editing: bytes = b"") -> None:
    """Put what waits for this agent into the answer, the oldest first; what does not fit stays for the next hook.

    At the end of a turn, where it makes the model go on, that is only what the net below a Resident has left.
    editing  the path that this call is about to write: what this call's own warning says already is not repeated
    What is told here is not told again at the next edit of that file."""
    if not notices.waiting(call.home, call.name) or not calls.hears(call, call.kind):
        return
    cwd, answer = paths.canonical(call.cwd), call.answer
    lines: list[str] = []
    taken: list[notices.Notice] = []
    left, room = 0, answer.room() - len(_SINCE) - len(_MORE) - 20
    for notice in notices.unread(call.home, call.name, call.now, calls.window(call), call.agent):
        if call.kind in _ENDS and not notice.fields.get("net"):
            continue
        line = "" if _is_said(call, notice.fields, editing) else _worded(notice.fields, cwd, call.now)
        if line is None:
            continue  # nobody knows its kind: it goes when it has expired
        fits = len(line) + 1 <= room and (not lines or sum(map(len, lines)) + len(line) <= _NOTICES)
        if line and (left or not fits):
            left += 1  # in order: what comes after it waits too
        elif notice.take(call.now):
            taken.append(notice)
            if line and line not in lines:
                lines.append(line)
                room -= len(line) + 1
    if left and lines:
        lines.append(_MORE % left)
    if lines:
        answer.add(_SINCE + "\n".join(lines))
    for notice in taken:
        answer.afterwards += [_remembering(call, notice.fields), notice.remove]


def _is_said(call: calls.Call, notice: "Mapping[str, Any]", editing: bytes) -> bool:
    """Does this call's own warning say it: that somebody edited the same file, and went ahead?  Or has it come already:
    what `net` said of an earlier call of this turn?"""
    if notice.get("net"):
        return call.kind != "UserPromptSubmit" and call.kind not in _ENDS
    news, path = notice.get("news"), notice.get("path")
    if notice.get("kind") != "conflict" or notice.get("decision") != "warned" or not isinstance(news, list):
        return False
    return path == paths.text(editing) and any(news[:2] == list(one) for one in call.answer.named)


def _worded(notice: "Mapping[str, Any]", cwd: bytes, now: float) -> "str | None":
    path = notice.get("path")
    if isinstance(path, str):
        try:
            notice = dict(notice, path=paths.text(paths.relative(paths.from_text(path), cwd)))
        except ValueError:
            return None
    return _notice(notice, now) or None


def _remembering(call: calls.Call, notice: "Mapping[str, Any]") -> "Callable[[], None]":
    """Note that this agent knows of the Claim that the Notice was about."""

    def remember() -> None:
        path, news = notice.get("path"), notice.get("news")
        if isinstance(path, str) and isinstance(news, list) and notice.get("decision") == "warned":
            key = claims.Target(paths.from_text(path)).key
            line = {"t": call.now, "told": news, "to": call.agent, "pid": call.pid}
            claims.note(call.home, call.name, key, [line])

    return remember


def _deed(item: "Mapping[str, Any]", who: str, when: str) -> str:
    held, more, where, command = [item.get(key) for key in ("paths", "more", "where", "command")]
    named = [wording.quoted(path, 120) for path in held or () if isinstance(path, str)][:5]
    shown = ", ".join(named) + (" and %d more" % more if isinstance(more, int) and more > 0 else "")
    words = "`%s`" % wording.name(str(command), 120)
    return _DEEDS[str(item.get("done"))] % (who, shown, wording.quoted(str(where), 160), words) + when


def _notice(item: "Mapping[str, Any]", now: float) -> str:
    def field(key: str) -> str:
        value = item.get(key)
        return value if isinstance(value, str) else ""

    t = item.get("t")
    when = " (%s)" % wording.ago(now - t) if isinstance(t, (int, float)) and 0 <= t < 1e12 else ""
    who = "somebody outside any session"
    if field("from"):
        who = "session %s%s" % (wording.quoted(wording.short(field("from"))), wording.beside(field("client")))
    if field("place"):
        who += " (%s)" % wording.name(field("place"), 160)
    what, decision = field("kind"), _DECIDED.get(field("decision"), "")
    if what == "conflict" and decision:
        lines = " (%s)" % wording.name(field("lines"), 80) if field("lines") else ""
        meant = "edit"
        if item.get("removes") is True:
            meant, lines, decision = "remove", "", _NOT_REMOVED if field("decision") == "held" else decision
        path = wording.quoted(field("path"), 300)
        return "- %s meant to %s %s%s and %s%s." % (who, meant, path, lines, decision, when)
    if what == "overlap":
        place = wording.quoted(field("root"), 200)
        return "- %s edits %s in the worktree %s; the versions will meet at merge%s." % (
            who,
            wording.quoted(field("path"), 300),
            place,
            when,
        )
    if what == "remote":
        lines = " (%s)" % wording.name(field("lines"), 80) if field("lines") else ""
        return "- %s edits %s%s there; the versions will meet at merge%s." % (
            who,
            wording.quoted(field("path"), 300),
            lines,
            when,
        )
    if what == "git":
        held = item.get("paths")
        named = held[:5] if isinstance(held, list) else []
        shown = [wording.quoted(path, 120) for path in named if isinstance(path, str)]
        return "- %s wanted to run `%s` over files this session holds: %s%s." % (
            who,
            wording.name(field("command"), 80),
            ", ".join(shown),
            when,
        )
    if what == "deed" and field("done") in _DEEDS:
        return "- %s." % _deed(item, who, when)
    if what == "kill":
        ended = item.get("processes")
        named = ended[:5] if isinstance(ended, list) else []
        return "- %s ran %s, which ends processes of this session: %s%s." % (
            who,
            wording.quoted(field("command"), 80),
            ", ".join([wording.quoted(one, 160) for one in named if isinstance(one, str)]),
            when,
        )
    if what == "shell":
        return "- a shell command of this session changed %s%s, which %s." % (
            wording.quoted(field("path"), 300),
            when,
            wording.name(field("others"), 400),
        )
    if what == "unheard":
        text = "\n".join([line if line.isprintable() else wording.name(line) for line in field("text").split("\n")])
        about = "as this session began" if field("at") == "SessionStart" else "about this session's own call"
        return "- %s%s: %s" % (about, when, text)
    if what == "message":
        return "- message from %s%s: %s" % (who, when, wording.quoted(field("text"), 1000))
    return ""
