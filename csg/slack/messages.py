"""What Slack shows: the words and blocks of messages.  Pure: values in, text out.

Foreign text is shown in backticks, through `wording.name` (one line, no backtick, cut in the
middle), with `&`, `<` and `>` escaped as Slack asks.  Inside backticks Slack makes no links, mentions or
formatting; `<!channel>` could only come from an unescaped `<`.
"""

import time
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from csg.base import paths, wording
from csg.state import sessions

#: Characters of one message's text.  Slack recommends at most 4,000, and a section block takes 3,000.
MOST = 3000
#: Reactions on a thread's header, by the thread's state.
MARKS = {"live": "large_green_circle", "closed": "white_check_mark", "swept": "headstone"}
#: Files or sessions named in one message; the others are counted.
NAMED = 5
_AGAIN = {"compact": "compacted", "clear": "cleared", "resume": "resumed"}


def escaped(text: str) -> str:
    """The three characters that control Slack's markup (docs.slack.dev, "Formatting message text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str, most: int = 80) -> str:
    """Foreign text in backticks, at most `most` characters of it."""
    return "`%s`" % (escaped(wording.name(text, most)).strip() or "?")


def header(session: sessions.Session, midway: bool) -> Tuple[str, List[Dict[str, Any]]]:
    """(the fallback text, the blocks) of a thread's first message.

    midway  the thread begins in the middle of the Session's life"""
    sign = "\U0001f7e1" if midway else "\U0001f7e2"
    place = paths.text(session.repository_name() or session.cwd)
    text = "%s %s: session %s" % (sign, code(place, 60), code(wording.short(session.id), 40))
    if session.branch:
        text += " on %s" % code(session.branch, 60)
    if midway:
        text += " (joined midway)"
    fields = []
    if session.common:
        fields.append(("Repository", code(place, 200)))
    if session.branch:
        fields.append(("Branch", code(session.branch, 200)))
    fields.append(("Directory", code(paths.text(session.cwd), 300)))
    fields.append(("Host", code(session.host.partition(" ")[0], 100)))
    if session.started:
        fields.append(("Started", _date(session.started)))
    fields.append(("Session", code(session.id, 200)))
    blocks: List[Dict[str, Any]] = [
        {"type": "section", "text": _markdown(text)},
        {"type": "section", "fields": [_markdown("*%s*\n%s" % field) for field in fields]},
    ]
    return text, blocks


def files(sign: str, verb: str, named: Sequence[str], base: bytes) -> str:
    """`✏️ editing a.py, b.py, +3`: paths (absolute), shown as seen from `base`, the first few by name."""
    shown = [code(seen(path, base)) for path in named[:NAMED]]
    if len(named) > NAMED:
        shown.append("+%d" % (len(named) - NAMED))
    return "%s %s %s" % (sign, verb, ", ".join(shown))


def editing(named: Sequence[str], base: bytes) -> str:
    """Files the Session begins to edit, or goes on with."""
    return files("\u270f\ufe0f", "editing", named, base)


def released(named: Sequence[str], base: bytes) -> str:
    """Files the Session let go of."""
    return files("\U0001f513", "released", named, base)


def conflict(path: str, decision: str, others: Sequence[str], base: bytes) -> str:
    """In the thread of the Session that met others: `others` are their ids, none another agent of its own."""
    return "\u26a0\ufe0f conflict over %s with %s%s" % (code(seen(path, base), 160), _who(others), _decided(decision))


def git(command: str, decision: str, others: Sequence[str]) -> str:
    """The same, over a git command that throws away what others did in its working tree."""
    return "\u26a0\ufe0f %s while files are held by %s%s" % (code(command, 160), _who(others), _decided(decision))


def met(path: str, command: str, shell: bool, decision: str, by: str, base: bytes) -> str:
    """In the thread of a Session that was there first.

    command  git's, or "": then it is about `path`, which is edited, or was by a command of the shell"""
    who = code(wording.short(by), 40)
    if command:
        text = "\u26a0\ufe0f session %s wants to run %s here" % (who, code(command, 160))
    else:
        does = "has changed" if shell else "wants to edit"
        text = "\u26a0\ufe0f conflict over %s: session %s %s it too" % (code(seen(path, base), 160), who, does)
    return text + _decided(decision)


def intent(text: str) -> str:
    """What the Session is about to do."""
    return "\U0001f4cc %s" % code(text, 600) if text else "\U0001f4cc intent taken back"


def again(source: str) -> str:
    """A Session that goes on after `source`: compact, clear, resume, or another."""
    return "\u21a9\ufe0f %s" % _AGAIN.get(source, "goes on")


def closing(kind: str, reason: str, seconds: float, edits: int, touched: int, conflicts: int) -> str:
    """A thread's last line.  kind: "end" or "swept";  seconds: how long the Session was, 0 if unknown."""
    what = "\U0001faa6 swept" if kind == "swept" else "\u2705 closed"
    facts = [wording.duration(seconds)] if seconds > 0 else []
    facts += [wording.count(edits, "edit"), wording.count(touched, "file"), wording.count(conflicts, "conflict")]
    return "%s%s: %s" % (what, " (%s)" % code(reason, 60) if reason else "", ", ".join(facts))


def plain(text: str) -> str:
    """A message that was refused, once more and simpler: no markup, short."""
    kept = "".join(c if c.isalnum() or c in " .,:+/-_()" else "" for c in text)
    return " ".join(kept.split())[:300] or "(no text)"


def seen(path: str, base: bytes) -> str:
    """A path as seen from the Session's directory."""
    try:
        return paths.text(paths.relative(paths.from_text(path), base))
    except ValueError:
        return path


def _who(others: Sequence[str]) -> str:
    if not others:
        return "another agent of its own"
    shown = [code(wording.short(other), 40) for other in others[:NAMED]]
    if len(others) > NAMED:
        shown.append("+%d" % (len(others) - NAMED))
    return "session%s %s" % ("" if len(others) == 1 else "s", ", ".join(shown))


def _decided(decision: str) -> str:
    known = {"warned": "warned", "held": "held once", "asked": "the person is asked", "denied": "refused"}
    known["told afterwards"] = "told afterwards"
    return " (%s)" % known[decision] if decision in known else ""


def _markdown(text: str) -> Dict[str, Any]:
    return {"type": "mrkdwn", "text": text[:2000], "verbatim": True}


def _date(seconds: float) -> str:
    # shown in the reader's own time zone; the part after | is for clients that cannot
    utc = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(seconds))
    return "<!date^%d^{date_short_pretty} {time}|%s>" % (int(seconds), utc)


def post(channel: str, text: str, **more: Any) -> Mapping[str, Any]:
    """The arguments of chat.postMessage: nothing in the text is turned into a link, mention or preview."""
    return dict(
        more,
        channel=channel,
        text=text if len(text) <= MOST else text[: MOST - 1] + "\u2026",
        parse="none",
        link_names=False,
        unfurl_links=False,
        unfurl_media=False,
    )
