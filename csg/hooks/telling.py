"""Notices, from both ends: telling whoever holds a file, and what this Session is told itself."""

from csg.base import paths, wording
from csg.state import claims, holdings, notices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from csg.hooks import call as calls


def holders(call: "calls.Call", named: "list[holdings.Holding]", identifier: str, decision: str) -> None:
    """Tell each Session that holds the file what was decided about this one's call."""
    for holding in named:
        if holding.name == call.name:
            continue  # another agent of the same Session learns it from its own next edit
        notice: dict[str, Any] = {
            "kind": "overlap" if holding.elsewhere else "conflict",
            "from": call.id,
            "agent": holding.agent,
            "path": paths.text(holding.path),
            "root": paths.text(_root(call, holding, identifier)),
            "decision": decision,
            "news": [paths.text(call.name), call.agent, identifier],
        }
        leave(call, holding.name, notice)


def _root(call: "calls.Call", holding: "holdings.Holding", identifier: str) -> bytes:
    """The checkout that this Session's own Claim is in: the holder's, or another worktree."""
    if holding.elsewhere:
        key = claims.Target(holding.path).key  # worktrees share it
        for line in reversed(holdings.records(call.home, call.name, key, 0.0)):
            if line.get("id") == identifier:
                return paths.from_text(line["root"])
    return holding.root


def leave(call: "calls.Call", name: bytes, notice: "dict[str, Any]") -> None:
    """Leave a Notice; a disk that takes none is only logged."""
    try:
        notices.leave(call.home, name, call.now, notice)
    except OSError as error:
        call.log_error("notice not left: %s" % error)


def waiting(call: "calls.Call", editing: bytes = b"") -> str:
    """Take what waits for this agent and word it; "" if there is nothing.

    editing  the path that this call is about to write: an edit of it that went ahead is told by this
             call's own warning
    What is told here is not told again at the next edit of that file."""
    if not notices.waiting(call.home, call.name):
        return ""
    taken = notices.take(call.home, call.name, call.now, call.settings().window, call.agent)
    cwd = paths.canonical(call.cwd) if taken else b""
    shown = []
    for notice in taken:
        path = notice.get("path")
        if isinstance(path, str):
            try:
                raw = paths.from_text(path)
            except ValueError:
                continue
            if raw == editing and notice.get("kind") == "conflict" and notice.get("decision") == "warned":
                continue
            _remember(call, raw, notice)
            notice = dict(notice, path=paths.text(paths.relative(raw, cwd)))
        shown.append(notice)
    return words(shown, call.now)


def _remember(call: "calls.Call", path: bytes, notice: "dict[str, Any]") -> None:
    news = notice.get("news")
    if not isinstance(news, list) or notice.get("decision") != "warned":
        return
    try:
        claims.note(call.home, call.name, claims.Target(path).key, [{"t": call.now, "told": news, "to": call.agent}])
    except OSError as error:
        call.log_error("notice not noted: %s" % error)


def words(items: "Sequence[Mapping[str, Any]]", now: float) -> str:
    """What waited for this Session, in one text of at most _NOTICES characters; "" for nothing readable."""
    lines = []
    for item in items:
        line = _notice(item, now)
        if line and line not in lines:
            lines.append(line)
    if not lines:
        return ""
    shown: list[str] = []
    size = 0
    for line in lines:
        if size + len(line) > _NOTICES:
            shown.append("- and %d more (`csg log`)." % (len(lines) - len(shown)))
            break
        shown.append(line)
        size += len(line)
    return "csg: since this session's last step:\n" + "\n".join(shown)


_NOTICES = 3000
_DECIDED = {
    "warned": "was told that this session is at work on it, and went ahead",
    "held": "was held from replacing the whole file, since this session is at work on it",
    "asked": "had the person asked, since this session is at work on it",
    "denied": "was refused, since this session is at work on it",
}


def _notice(item: "Mapping[str, Any]", now: float) -> str:
    def field(key: str) -> str:
        value = item.get(key)
        return value if isinstance(value, str) else ""

    when = item.get("t")
    when = " (%s)" % wording.ago(now - when) if isinstance(when, (int, float)) else ""
    who = (
        "session %s" % wording.quoted(wording.short(field("from"))) if field("from") else "somebody outside any session"
    )
    what, decision = field("kind"), _DECIDED.get(field("decision"), "")
    if what == "conflict" and decision:
        return "- %s meant to edit %s and %s%s." % (who, wording.quoted(field("path"), 300), decision, when)
    if what == "overlap":
        place = wording.quoted(field("root"), 200)
        return "- %s edits %s in the worktree %s; the versions will meet at merge%s." % (
            who,
            wording.quoted(field("path"), 300),
            place,
            when,
        )
    if what == "git":
        verb = "ran" if field("decision") in ("warned", "silent") else "wanted to run"
        held = item.get("paths")
        named = held[:5] if isinstance(held, list) else []
        shown = [wording.quoted(path, 120) for path in named if isinstance(path, str)]
        return "- %s %s `%s` over files this session holds: %s%s." % (
            who,
            verb,
            wording.name(field("command"), 80),
            ", ".join(shown),
            when,
        )
    if what == "shell":
        return "- a shell command of this session changed %s%s, which %s." % (
            wording.quoted(field("path"), 300),
            when,
            wording.name(field("others"), 400),
        )
    if what == "message":
        return "- message from %s%s: %s" % (who, when, wording.quoted(field("text"), 1000))
    return ""
