"""The words that models and people read.  Pure: values in, text out.

Everything that comes from outside (file names, branches, intents, ids) passes through
`name` or `quoted`: it stays inside its backticks, on its line, and is cut.  Texts state
facts and what the person prefers; orders can trip a model's defences against injection.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

MOST = 9500  # characters; beyond 10,000 the client hands over a file and a preview instead
BRIEF = 1024  # bytes
_SESSIONS = 10  # named in one warning; the others are counted
_TITLE = "\u26a0\ufe0f CONCURRENCY WARNING:"
_REPLACED = {96: "'", 60: "\u2039", 62: "\u203a"}  # ` < > could end a quotation or look like markup


class Sibling:
    """What is said of one other Session (or another agent of the same one).  Text fields are raw.

    id          the Session's id, whole           edits    on the file, within the Window
    agent       the subagent's id, or ""          age      of the newest one, in seconds
    same        another agent of the reader's own Session
    pid         the process of the same Session that it runs in, if that is another one; else 0
    uncommitted whether the file has changes git does not have: True, False, or None if that is not known
    repository  its name, or ""                   process  "running", "gone" or "unknown"
    branch, cwd, intent                           worktree where it edits, if not here; else ""
    """

    __slots__ = (
        "age",
        "agent",
        "branch",
        "cwd",
        "edits",
        "id",
        "intent",
        "pid",
        "process",
        "repository",
        "same",
        "uncommitted",
        "worktree",
    )

    def __init__(self, id: str) -> None:
        self.id = id
        self.agent = self.repository = self.branch = self.cwd = self.intent = self.worktree = ""
        self.process = "unknown"
        self.same = False
        self.pid = 0
        self.uncommitted: bool | None = None
        self.edits = 0
        self.age = 0.0


def name(text: str, most: int = 160) -> str:
    """Foreign text for showing: printable, one line, no backtick or angle bracket, the middle cut out."""
    text = _cut(text, most).translate(_REPLACED)
    if text.isprintable():
        return text
    return _cut("".join([c if c.isprintable() else _escape(c) for c in text]), most)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = most // 3
    return text[:head] + "\u2026" + text[head + 1 - most :]


def quoted(text: str, most: int = 160) -> str:
    """`name` in backticks."""
    return "`" + name(text, most) + "`"


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, see paths.text
        return "\\x%02x" % (code - 0xDC00)
    return "\\x%02x" % code if code < 256 else "\\u%04x" % code if code < 65536 else "\\U%08x" % code


def short(identifier: str) -> str:
    """A Session's id as people and models see it: the first 8 characters of a UUID, 24 of others."""
    uuid = len(identifier) == 36 and identifier.count("-") == 4
    return name(identifier, 160)[: 8 if uuid else 24]


def count(number: int, noun: str) -> str:
    """`1 edit`, `3 edits`."""
    return "%d %s%s" % (number, noun, "" if number == 1 else "s")


def ago(seconds: float) -> str:
    """`12 seconds ago`, `3 minutes ago`."""
    return duration(seconds) + " ago"


def duration(seconds: float) -> str:
    """`12 seconds`, `3 minutes`, `5 hours`, `2 days`."""
    seconds = max(0.0, seconds)
    for size, noun in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return count(int(seconds // size), noun)
    return count(int(seconds), "second")


def warning(path: str, siblings: "Sequence[Sibling]", outcome: str) -> str:
    """The warning about one file: at most MOST characters for any number of siblings.

    path      relative to the reader's cwd
    siblings  newest first; two agents of one Session count as one session
    outcome   policy's decision: "warned", "held", "asked" or "denied"
    """
    who, many = _counted(siblings)
    here = [s for s in siblings if not s.worktree]
    claim = "%s at work on %s" % ("is" if many == 1 else "are", quoted(path, 400))
    if not here:
        claim += " in another worktree of this repository"
    lines = ["%s %s %s." % (_TITLE, who, claim)]
    lines += [_line(s) for s in siblings[:_SESSIONS]]
    if len(siblings) > _SESSIONS:
        lines.append("- and %d more." % (len(siblings) - _SESSIONS))
    lines.append(_OUTCOMES[outcome] if here else _MERGE)
    if here:
        lines.append(_PREFERENCE)
    text = "\n".join(lines)
    return text if len(text) <= MOST else text[: MOST - 1] + "\u2026"


def _counted(siblings: "Sequence[Sibling]") -> "tuple[str, int]":
    """Who, in words: sessions are counted, not their edits or agents; and how many that is."""
    others = len({s.id for s in siblings if not s.same})
    agents = sum(1 for s in siblings if s.same)
    who = [count(others, "other session")] if others else []
    if agents:
        who.append("another agent of this session" if agents == 1 else "%d other agents of this session" % agents)
    return " and ".join(who), others + agents


_OUTCOMES = {
    "warned": "This call was not held back. The file may contain that work half-done, and failures may come from it.",
    "held": "This call was held and nothing was written: it would replace the whole file, that work included. "
    "The same call goes through when it is repeated.",
    "asked": "Whether this call goes ahead is for the person to decide.",
    "denied": "This call was refused and nothing was written: the person's settings say so while that claim stands.",
}
_PREFERENCE = "The person running these sessions prefers that overlapping edits are raised with them first."
_MERGE = "Nothing on this working tree is at risk now; the two versions will meet at merge."


def _line(s: Sibling) -> str:
    if s.same:
        who = "agent %s of this session" % quoted(s.agent, 40) if s.agent else "the main agent of this session"
        if s.pid:
            who += ", open in another process (pid %d)" % s.pid
        facts = []
    else:
        who = "session %s" % quoted(short(s.id)) + (", agent %s" % quoted(s.agent, 40) if s.agent else "")
        facts = ["repository " + quoted(s.repository, 80)] if s.repository else []
        if s.branch:
            facts.append("branch " + quoted(s.branch, 120))
        facts.append("cwd " + quoted(s.cwd, 200))
    if s.worktree:
        facts.append("editing in worktree " + quoted(s.worktree, 200))
    who += " (%s)" % ", ".join(facts) if facts else ""
    text = "- %s: %s, the last %s" % (who, count(s.edits, "edit"), ago(s.age))
    text += {"running": "; its process is running", "gone": "; its process is gone"}.get(s.process, "")
    if s.uncommitted is not None:
        text += ", and the file has %s changes" % ("uncommitted" if s.uncommitted else "no uncommitted")
    return text + (". Intent: " + quoted(s.intent, 300) if s.intent else "") + "."


def checkout(path: str, root: str, cwd: str, branch: str) -> str:
    """What is said when an edit lands in another checkout of the repository the session works in."""
    return "csg: %s is in the checkout %s%s, not in the one of this session's cwd, %s." % (
        quoted(path, 400),
        quoted(root, 200),
        " (branch %s)" % quoted(branch, 120) if branch else "",
        quoted(cwd, 200),
    )


def git_warning(
    command: str, discards: bool, root: str, held: "Sequence[tuple[Sibling, Sequence[str]]]", outcome: str
) -> str:
    """The warning about a git command that concerns files siblings hold: at most MOST characters.

    command  its short name    root     the checkout    held  who, with the paths in the checkout
    """
    whose, _ = _counted([s for s, _ in held])
    does = "would throw away" if discards else "would take along"
    lines = ["%s `%s` in %s %s uncommitted work of %s." % (_TITLE, name(command, 80), quoted(root, 200), does, whose)]
    for sibling, files in held[:_SESSIONS]:
        shown = ", ".join([quoted(file, 120) for file in files[:8]])
        more = " and %d more" % (len(files) - 8) if len(files) > 8 else ""
        lines.append(_line(sibling).rstrip(".") + ": " + shown + more + ".")
    if len(held) > _SESSIONS:
        lines.append("- and %d more." % (len(held) - _SESSIONS))
    lines += [_GIT_OUTCOMES[outcome], _PREFERENCE]
    text = "\n".join(lines)
    return text if len(text) <= MOST else text[: MOST - 1] + "\u2026"


_GIT_OUTCOMES = {
    "warned": "This command was not held back.",
    "held": "This command was held and nothing was run. The same command goes through when it is repeated.",
    "asked": "Whether this command is run is for the person to decide.",
    "denied": "This command was refused and nothing was run: the person's settings say so while those claims stand.",
}


def notices(items: "Sequence[Mapping[str, Any]]", now: float) -> str:
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
    when = " (%s)" % ago(now - when) if isinstance(when, (int, float)) else ""
    who = "session %s" % quoted(short(field("from"))) if field("from") else "somebody outside any session"
    what, decision = field("kind"), _DECIDED.get(field("decision"), "")
    if what == "conflict" and decision:
        return "- %s meant to edit %s and %s%s." % (who, quoted(field("path"), 300), decision, when)
    if what == "overlap":
        place = quoted(field("root"), 200)
        return "- %s edits %s in the worktree %s; the versions will meet at merge%s." % (
            who,
            quoted(field("path"), 300),
            place,
            when,
        )
    if what == "git":
        verb = "ran" if field("decision") in ("warned", "silent") else "wanted to run"
        held = item.get("paths")
        paths = [quoted(path, 120) for path in held[:5] if isinstance(path, str)] if isinstance(held, list) else []
        return "- %s %s `%s` over files this session holds: %s%s." % (
            who,
            verb,
            name(field("command"), 80),
            ", ".join(paths),
            when,
        )
    if what == "shell":
        return "- a shell command of this session changed %s%s, which %s." % (
            quoted(field("path"), 300),
            when,
            name(field("others"), 400),
        )
    if what == "message":
        return "- message from %s%s: %s" % (who, when, quoted(field("text"), 1000))
    return ""


def brief(siblings: "Sequence[tuple[Sibling, Sequence[tuple[str, float]], int]]", place: str) -> str:
    """What a Session that starts is told of those at work in the same place: at most BRIEF bytes.

    siblings  with files each holds (relative path, age in seconds), and how many more; newest first
    place     the repository's name, or the directory's
    """
    lines = [
        "csg: %s %s at work in %s."
        % (count(len(siblings), "other session"), "is" if len(siblings) == 1 else "are", quoted(place, 80))
    ]
    size = len(lines[0].encode())
    for done, (sibling, held, more) in enumerate(siblings):
        line = _brief_line(sibling, held, more)
        rest = len(siblings) - done
        if size + len(line.encode()) + 60 > BRIEF:
            lines.append("- and %d more (`csg status` lists them)." % rest)
            break
        lines.append(line)
        size += len(line.encode()) + 1
    return "\n".join(lines)


def _brief_line(sibling: Sibling, held: "Sequence[tuple[str, float]]", more: int) -> str:
    text = "- %s" % quoted(short(sibling.id))
    if sibling.branch:
        text += " on %s" % quoted(sibling.branch, 60)
    if held:
        shown = ["%s (%s)" % (quoted(path, 60), ago(age)) for path, age in held]
        text += " holds " + ", ".join(shown)
        if more:
            text += " and %d more" % more
    else:
        text += " holds no file now"
    return text + ("; intent: " + quoted(sibling.intent, 120) if sibling.intent else "") + "."
