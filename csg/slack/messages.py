"""What Slack shows: the words and blocks of messages.  Pure: values in, text out.

Foreign text is shown in backticks, through `wording.name` (one line, no backtick, cut in the
middle), with `&`, `<` and `>` escaped as Slack asks.  Inside backticks Slack makes no links, mentions or
formatting; `<!channel>` could only come from an unescaped `<`.
"""

import hashlib
import time
import uuid
from typing import Any, Dict, List, Mapping, Sequence, Tuple

from csg.base import paths, wording
from csg.state import sessions

#: Characters of one message's text.  Slack recommends at most 4,000, and a section block takes 3,000.
MOST = 3000
#: Reactions on a thread's header, by the thread's state.
MARKS = {"live": "large_green_circle", "closed": "white_check_mark", "swept": "headstone"}
#: Files or sessions named in one message; the others are counted.
NAMED = 5
#: A Session as people know it: its intent, or "", and its id.
Name = Tuple[str, str]
#: Why the client ended a Session (its SessionEnd event), in words.
_REASONS = {
    "prompt_input_exit": "/exit",
    "clear": "/clear",
    "logout": "logged out",
    "resume": "another session resumed",
    "bypass_permissions_disabled": "bypass of permissions switched off",
    "other": "",
}
_AGAIN = {"compact": "compacted", "clear": "cleared", "resume": "resumed"}


def escaped(text: str) -> str:
    """The three characters that control Slack's markup (docs.slack.dev, "Formatting message text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str, most: int = 80) -> str:
    """Foreign text in backticks, at most `most` characters of it."""
    return "`%s`" % (escaped(wording.name(text, most)).strip() or "?")


def header(
    session: sessions.Session, midway: bool, state: str = "live", ended: str = ""
) -> Tuple[str, List[Dict[str, Any]]]:
    """(the fallback text, the blocks) of a thread's first message.

    midway  the thread begins in the middle of the Session's life
    state   the thread's;  ended: `summary`, where it is over"""
    sign = {"closed": "\u2705", "swept": "\U0001faa6"}.get(state) or ("\U0001f7e1" if midway else "\U0001f7e2")
    place = paths.text(session.repository_name() or session.cwd)
    text = "%s %s: session %s" % (sign, code(place, 60), code(wording.short(session.id), 40))
    if session.client:
        text += " (%s)" % escaped(wording.client(session.client))
    if session.branch:
        text += " on %s" % code(session.branch, 60)
    if midway:
        text += " (joined midway)"
    if ended:
        text += ": " + ended
    fields = [("Client", escaped(wording.client(session.client)))] if session.client else []
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


def editing(named: Sequence[str], edits: int, base: bytes) -> str:
    """Files the Session edits, and how many edits that were."""
    if edits == 1 and len(named) == 1:
        return files("\u270f\ufe0f", "editing", named, base)
    verb = "%s in %s:" % (wording.count(edits, "edit"), wording.count(len(named), "file"))
    return files("\u270f\ufe0f", verb, named, base)


def released(named: Sequence[str], base: bytes) -> str:
    """Files the Session let go of."""
    return files("\U0001f513", "released", named, base)


def conflict(path: str, decision: str, others: Sequence[Name], base: bytes, times: int = 1) -> str:
    """In the thread of the Session that met others: `others` are none where it was another agent of its own."""
    where, who = code(seen(path, base), 160), _who(others) + _decided(decision)
    if times > 1:
        return "\u26a0\ufe0f %d times over %s with %s" % (times, where, who)
    return "\u26a0\ufe0f conflict over %s with %s" % (where, who)


def git(command: str, decision: str, others: Sequence[Name], times: int = 1) -> str:
    """The same, over a git command that throws away what others did in its working tree."""
    what = "\u26a0\ufe0f %s while files are held by %s%s" % (code(command, 160), _who(others), _decided(decision))
    return what + _times(times)


def met(path: str, command: str, shell: bool, decision: str, by: Name, base: bytes, times: int = 1) -> str:
    """In the thread of a Session that was there first.

    command  git's, or "": then it is about `path`, which is edited, or was by a command of the shell"""
    who = "session " + _named(by)
    if command:
        text = "\u26a0\ufe0f %s wants to run %s here" % (who, code(command, 160))
    else:
        does = "has changed" if shell else "wants to edit"
        text = "\u26a0\ufe0f conflict over %s: %s %s it too" % (code(seen(path, base), 160), who, does)
    return text + _decided(decision) + _times(times)


def moved() -> str:
    """A thread's last line where its Session goes on in another channel."""
    return "\u27a1\ufe0f goes on in another channel"


def whole(lines: Sequence[str]) -> str:
    """Lines as one message; those that are too many are counted."""
    kept: List[str] = []
    size = 0
    for done, line in enumerate(lines):
        size += len(line) + 1
        if size > MOST - 40:
            return "\n".join([*kept, "and %d lines more" % (len(lines) - done)])
        kept.append(line)
    return "\n".join(kept)


def intent(text: str) -> str:
    """What the Session is about to do."""
    return "\U0001f4cc %s" % code(text, 600) if text else "\U0001f4cc intent taken back"


def again(source: str) -> str:
    """A Session that goes on after `source`: compact, clear, resume, or another."""
    return "\u21a9\ufe0f %s" % _AGAIN.get(source, "goes on")


def closing(kind: str, reason: str, seconds: float, edits: int, touched: int, conflicts: int) -> str:
    """A thread's last line.  kind: "end" or "swept";  seconds: how long the Session was, 0 if unknown."""
    if kind == "swept":
        what = "\U0001faa6 swept" + (" (%s)" % code(reason, 60) if reason else "")
    else:
        why = _REASONS.get(reason, reason)
        what = "\u2705 closed" + (
            " by %s" % code(why, 60) if why[:1] == "/" else " (%s)" % code(why, 60) if why else ""
        )
    return "%s: %s" % (what, summary(seconds, edits, touched, conflicts))


def summary(seconds: float, edits: int, touched: int, conflicts: int) -> str:
    """`2 hours, 14 edits in 6 files, 1 conflict`; seconds: 0 if unknown."""
    facts = [wording.duration(seconds)] if seconds > 0 else []
    facts.append("%s in %s" % (wording.count(edits, "edit"), wording.count(touched, "file")))
    return ", ".join([*facts, wording.count(conflicts, "conflict")])


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


def _named(who: Name) -> str:
    intent, identifier = who
    shown = code(wording.short(identifier), 40)
    return "%s (%s)" % (code(intent, 60), shown) if intent else shown


def _times(times: int) -> str:
    return ", %d times" % times if times > 1 else ""


def _who(others: Sequence[Name]) -> str:
    if not others:
        return "another agent of its own"
    shown = [_named(other) for other in others[:NAMED]]
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


def identifier(*parts: bytes) -> str:
    """A message's `client_msg_id`: a UUID, the same whenever the same things are said."""
    digest = hashlib.blake2b(b"\0".join(parts), digest_size=16).digest()
    return str(uuid.UUID(bytes=digest, version=4))


def update(channel: str, ts: str, text: str, blocks: List[Dict[str, Any]]) -> Dict[str, Any]:
    """The arguments of chat.update, whose `parse` is another unless it is said."""
    return {"channel": channel, "ts": ts, "text": text, "blocks": blocks, "parse": "none", "link_names": False}


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
