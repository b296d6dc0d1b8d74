"""An Event in plain words, and the sign and colour of its kind.  Nothing is read from the disk here.

Its words are foreign text: paths, messages, commands, names pass `wording.name`."""

from typing import Callable, Dict, List, Mapping, Tuple

from csg.base import paths, policy, wording
from csg.views import history, terminal

_PATH, _COMMAND, _TEXT = 400, 300, 2000  # characters shown
_NAME = 60
_CALLED = 36  # columns of what a Session is called, in a sentence
_OTHERS = 5  # named
_LEAST = 6  # columns of a name, below which its id says more

#: kind -> sign, sign in ASCII, SGR parameters of its colour ("": the terminal's own).  Each takes one column.
_SIGNS: Dict[str, Tuple[str, str, str]] = {
    "start": ("\u25b8", ">", "32"),
    "continue": ("\u25b8", ">", "2"),
    "attach": ("\u25b8", ">", "32"),
    "edit": ("\u270e", "*", ""),
    "conflict": ("\u2717", "X", "31"),
    "git": ("\u2298", "G", "33"),
    "kill": ("\u2298", "K", "33"),
    "committed": ("\u2713", "v", "32"),
    "restored": ("\u21ba", "~", "2"),
    "claim": ("\u271a", "+", "36"),
    "release": ("\u25cc", "-", "2"),
    "intent": ("\u275d", '"', "36"),
    "tell": ("\u2709", "@", "35"),
    "end": ("\u25c2", "<", "2"),
    "swept": ("\u25c2", "<", "2"),
    "error": ("!", "!", "31"),
    "config": ("!", "!", "33"),
    "skipped": ("!", "!", "33"),
    "notice": ("!", "!", "33"),
    "slack": ("!", "!", "33"),
    "machines": ("!", "!", "33"),
}
_OTHER = ("\u00b7", ".", "")

#: The kinds that are known, in the order that help lists them.
KINDS = tuple(_SIGNS)

_MET = {
    policy.TOLD: "warned",
    policy.HELD: "held",
    policy.ASKED: "its person was asked",
    policy.DENIED: "refused",
}
_COMMANDS = {
    policy.SILENT: "goes ahead",
    policy.TOLD: "goes ahead with a warning",
    policy.HELD: "is held",
    policy.ASKED: "is put to its person",
    policy.DENIED: "is refused",
}
_SOURCES = {"resume": "resumed", "clear": "cleared", "compact": "compacted"}
_WHYS = {"idle": "no sign of life for a day", "process gone": "its process is gone", "damaged": "its record is damaged"}


def sign(kind: str) -> Tuple[str, str]:
    """A kind's sign, one column wide and such as stdout can say, and its colour: SGR parameters, or ""."""
    shown, plain, colour = _SIGNS.get(kind, _OTHER)
    return (shown if terminal.can_say(shown) else plain), colour


def who(identifier: str, names: Mapping[str, str]) -> str:
    """A Session as people see it: what it is called, its short id behind.

    names  ids and directory names -> what people call them"""
    called, short = wording.name(names.get(identifier, ""), 500), wording.short(identifier)
    return "%s (%s)" % (terminal.cut(called, _CALLED), short) if called else "session %s" % short


def cell(identifier: str, names: Mapping[str, str], width: int) -> str:
    """The same in exactly `width` columns: of a name that is too long the beginning is kept, and the id."""
    called, short = wording.name(names.get(identifier, ""), 500), wording.short(identifier)
    behind = " (%s)" % short
    room = width - terminal.columns(behind)
    if called and (terminal.columns(called) <= room or room >= _LEAST):
        return terminal.fit(terminal.cut(called, room) + behind, width)
    return terminal.fit(short, width, beginning=True)


def said(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    """What happened, on one line, without when and by whom.

    names  see `who`
    base   the directory (canonical) that paths are seen from: mostly the repository's"""
    say = _SAID.get(event.kind)
    return say(event, names, base) if say else _fields(event)


def shown_path(path: str, base: bytes) -> str:
    """A path as seen from `base`, for showing; absolute where that is the root."""
    try:
        if path[:1] == "/" and base != b"/":
            path = paths.text(paths.relative(paths.from_text(path), base))
    except ValueError:  # it can be none
        pass
    return wording.name(path, _PATH)


def listed(parts: List[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if parts[1:] else "".join(parts)


def _start(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    how = {"start": "starts", "continue": "goes on", "attach": "is first seen, already at work"}[event.kind]
    where = shown_path(event.text("cwd"), base)
    source = _SOURCES.get(event.text("source"), "")
    return how + (" in %s" % where if where not in ("", ".") else "") + (" (%s)" % source if source else "")


def _edit(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    tool = event.text("tool")
    how = " with a shell command" if tool == "Bash" else ""
    return "%s %s%s" % ("writes" if tool == "Write" else "edits", shown_path(event.text("path"), base), how)


def _conflict(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    others = _others(event, names, "others")
    decision = event.text("decision")
    text = "conflict over %s with %s" % (shown_path(event.text("path"), base), others or "somebody")
    return "%s: %s" % (text, _MET.get(decision) or wording.name(decision, _NAME) or "told")


def _command(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    decision = event.text("decision")
    done = _COMMANDS.get(decision) or wording.name(decision, _NAME)
    where = shown_path(event.text("root"), base)
    done = "in %s %s" % (where, done) if where not in ("", ".") else done
    text = "%s %s" % (wording.name(event.text("command"), _COMMAND) or "a command", done)
    others, several = _others(event, names, "others"), len(event.texts("others")) > 1
    if not others:
        return text
    if event.kind == "kill":
        return "%s: it would hit %s" % (text, others)
    return "%s: %s %s at work there" % (text, others, "are" if several else "is")


def _others(event: history.Event, names: Mapping[str, str], field: str) -> str:
    own = paths.text(paths.safe_name(event.session)) if event.session else ""
    some = event.texts(field)
    found = ["another agent of its own" if other == own else who(other, names) for other in some[:_OTHERS]]
    return listed(found + (["%d more" % len(some[_OTHERS:])] if some[_OTHERS:] else []))


def _path(verb: str) -> Callable[[history.Event, Mapping[str, str], bytes], str]:
    return lambda event, names, base: "%s %s" % (verb, shown_path(event.text("path"), base))


def _claim(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    files = event.fields.get("files")
    more = files - 1 if type(files) is int and 1 < files < 1 << 40 else 0
    return _path("claims")(event, names, base) + (" and %s" % wording.count(more, "more file") if more else "")


def _intent(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    text = wording.name(event.text("text"), _TEXT)
    return "is about to: %s" % text if text else "takes back what it was about to do"


def _tell(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    to = _others(event, names, "to") or "somebody"
    return "tells %s: %s" % (to, wording.name(event.text("text"), _TEXT))


def _end(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    reason = event.text("reason")
    return "ends" + (" (%s)" % wording.name(reason, _NAME) if reason not in ("", "other") else "")


def _swept(event: history.Event, names: Mapping[str, str], base: bytes) -> str:
    why = event.text("why")
    return "is dropped: %s" % (_WHYS.get(why) or wording.name(why, _NAME) or "it expired")


def _what(before: str) -> Callable[[history.Event, Mapping[str, str], bytes], str]:
    return lambda event, names, base: "%s: %s" % (before, wording.name(event.text("what"), _TEXT))


def _fields(event: history.Event) -> str:
    """An event that another version wrote: what it says."""
    found = [wording.name(event.kind, 20)]
    for name, value in event.fields.items():
        value = ", ".join([str(part) for part in value]) if isinstance(value, list) else value
        found.append("%s=%s" % (wording.name(name, 20), wording.name(str(value), 200)))
    return "  ".join(found)


_SAID: Dict[str, Callable[[history.Event, Mapping[str, str], bytes], str]] = {
    "start": _start,
    "continue": _start,
    "attach": _start,
    "edit": _edit,
    "conflict": _conflict,
    "git": _command,
    "kill": _command,
    "committed": _path("commits"),
    "restored": _path("takes back"),
    "claim": _claim,
    "release": _path("releases"),
    "intent": _intent,
    "tell": _tell,
    "end": _end,
    "swept": _swept,
    "error": _what("error"),
    "config": _what("settings"),
    "skipped": _what("passed over"),
    "notice": _what("a notice that cannot be read"),
    "slack": _what("Slack"),
    "machines": _what("other machines"),
}
