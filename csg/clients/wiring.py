"""Which entries csg has in a client's settings: what they are, whose an entry is, what has to change.  Pure.

The shape is the client's (hooks reference): {"hooks": {EVENT: [{"matcher": …, "hooks": [HANDLER, …]}, …]}}.
"""

import os
import re
import shlex
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from csg.base import errors
from csg.clients import json_text, running

Version = Tuple[int, ...]

_WRITING = "Edit|Write|MultiEdit|NotebookEdit"
#: Shell edits are reported only where this is set (Claude Code 2.1.269 on).
SHELL_EDITS = "bashEditDiffEnabled"
STATUS_LINE = "statusLine"

OURS, PREDECESSORS = "csg", "claude-session-guard"
_VERBS = ("start", "stop", "pre-edit")  # claude-session-guard's
_HOOKS = ("hook", *_VERBS)
_ARCHIVE = re.compile(r"csg([-_.]?v?\d[\w.]*)?(\.pyz)?$")
_PYTHON = re.compile(r"python[\d.]*$")
_OUR_LOADER = '"\\n#:\\n"'  # in every loader.LOADER so far


class Wire:
    """One entry: on which event, for which tools."""

    def __init__(
        self,
        event: str,
        matcher: str = "",
        since: Version = (),
        until: Version = (),
        background: bool = False,
        timeout: int = 10,
    ) -> None:
        self.event = event
        self.matcher = matcher
        self.since = since  # the client's version from which it knows the event
        self.until = until  # only where a client is older, or may be
        self.background = background
        self.timeout = timeout  # seconds; SessionEnd has 1.5 s unless its own says more

    def group(self, command: Mapping[str, object]) -> Dict[str, Any]:
        """What is put into the event's list.  `command`: the handler's type, command and perhaps args."""
        handler = dict(command)
        handler["timeout"] = self.timeout
        if self.background:
            handler["async"] = True
        group: Dict[str, Any] = {"matcher": self.matcher} if self.matcher else {}
        group["hooks"] = [handler]
        return group

    def name(self) -> str:
        """For people: `PreToolUse(Bash)`."""
        return "%s(%s)" % (self.event, self.matcher) if self.matcher else self.event


#: Everything that csg listens to.  An event that it does not know makes a client up to 2.1.100 drop all hooks
#: (seen; 2.1.150 passes it over), hence `since`: 1.0.128 has all but PostToolUseFailure, 2.0.77 that too.
WIRES = (
    Wire("SessionStart"),
    Wire("UserPromptSubmit"),
    Wire("PreToolUse", _WRITING),
    Wire("PreToolUse", "Bash"),
    Wire("PostToolUse", "Bash", background=True),
    Wire("PostToolUse", _WRITING, until=running.CONTEXT),  # for what these do not hear at PreToolUse
    Wire("PostToolUseFailure", _WRITING, since=(2, 0, 77), background=True),
    Wire("PostToolUseFailure", "Bash", since=(2, 0, 77), background=True),
    Wire("SubagentStop"),
    Wire("SessionEnd"),
)


class Entry:
    """One handler in the settings that is ours or claude-session-guard's, and where it stands."""

    def __init__(self, event: str, group: int, index: int, owner: str, handler: Mapping[str, Any]) -> None:
        self.event = event
        self.group = group
        self.index = index
        self.owner = owner
        self.handler = handler
        self.matcher = ""
        self.alone = False  # it is the only handler of its group

    def as_group(self) -> Dict[str, Any]:
        """The handler in a group of its own."""
        group: Dict[str, Any] = {"matcher": self.matcher} if self.matcher else {}
        group["hooks"] = [self.handler]
        return group


def wanted(command: Mapping[str, object], client: Optional[Version]) -> List[Tuple[Wire, Dict[str, Any]]]:
    """The entries for this client (None: unknown, so they suit any)."""
    version = client or ()
    return [(w, w.group(command)) for w in WIRES if w.since <= version and (not w.until or version < w.until)]


def entries(settings: Any) -> List[Entry]:
    """All entries of csg's and claude-session-guard's in decoded settings; what has another shape is passed over."""
    found: List[Entry] = []
    hooks = settings.get("hooks") if isinstance(settings, dict) else None
    for event, groups in hooks.items() if isinstance(hooks, dict) else ():
        for number, group in enumerate(groups if isinstance(groups, list) else ()):
            handlers = group.get("hooks") if isinstance(group, dict) else None
            if not isinstance(handlers, list):
                continue
            matcher = group.get("matcher")
            for index, handler in enumerate(handlers):
                who = owner(handler)
                if who:
                    entry = Entry(event, number, index, who, handler)
                    entry.matcher = matcher if isinstance(matcher, str) else ""
                    entry.alone = len(handlers) == 1
                    found.append(entry)
    return found


def owner(handler: Any) -> str:
    """OURS, PREDECESSORS or "": whose hook this is, whatever path or version wrote it."""
    return _owner(command_words(handler), _HOOKS)


def command_words(handler: Any, verbs: Sequence[str] = _HOOKS) -> List[str]:
    """Program and arguments of the command in a handler that is ours or claude-session-guard's; [] if none is.

    verbs   of csg's, that it may run"""
    if not isinstance(handler, dict) or handler.get("type", "command") != "command":
        return []
    command, arguments = handler.get("command"), handler.get("args")
    if not isinstance(command, str):
        return []
    if isinstance(arguments, list):
        commands = [[command, *[a for a in arguments if isinstance(a, str)]]]
    else:
        commands = simple_commands(command)
    for words in commands:
        while words and (words[0] in ("exec", "command", "env") or re.match(r"\w+=", words[0])):
            words.pop(0)
        if _owner(words, verbs):
            return words
    return []


def is_archive(path: str) -> bool:
    """Does a path look like csg's file (`csg`, `csg.pyz`, `csg-1.2.0`)?"""
    return bool(_ARCHIVE.match(os.path.basename(path)))


def is_python(path: str) -> bool:
    """Does a path look like a Python interpreter?"""
    return bool(_PYTHON.match(os.path.basename(path)))


def simple_commands(line: str) -> List[List[str]]:
    """The words of each command in a shell's line (between `;`, `&&`, `|` …)."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="();<>|&\n")
    lexer.whitespace_split = True
    lexer.whitespace = " \t\r"
    lexer.commenters = ""
    commands: List[List[str]] = [[]]
    try:
        for word in lexer:
            if word and not word.strip(";|&()<>\n"):
                commands.append([])
            else:
                commands[-1].append(word)
    except ValueError:  # an open quote
        return [line.split()]
    return [words for words in commands if words]


def _owner(words: Sequence[str], verbs: Sequence[str]) -> str:
    rest = list(words)
    if rest and is_python(rest[0]):
        if any(_OUR_LOADER in word for word in rest):
            return OURS if set(verbs).intersection(rest) else ""
        rest = [word for word in rest[1:] if not word.startswith("-")]
    if len(rest) < 2:
        return ""
    program, verb = os.path.basename(rest[0]), rest[1]
    if verb not in verbs:
        return ""
    if program == PREDECESSORS and verb in _VERBS:
        return PREDECESSORS
    if is_archive(program) or program == PREDECESSORS:
        return OURS
    return ""


def check(root: json_text.Node, text: str) -> None:
    """The shapes that an edit relies on.  CsgError: one line, without the file's name."""
    if root.kind != "object":
        raise errors.CsgError("the settings are no JSON object ({…})")
    places: List[Tuple[str, json_text.Node]] = [("the settings", root)]
    if "hooks" in root.keys:
        hooks = root.at(("hooks",))
        if hooks.kind != "object":
            raise errors.CsgError('line %d: "hooks" is no JSON object ({…})' % json_text.line_of(text, hooks.start))
        places.append(('"hooks"', hooks))
        for event in sorted({w.event for w in WIRES} & set(hooks.keys)):
            groups = hooks.at((event,))
            if groups.kind != "array":
                where = json_text.line_of(text, groups.start)
                raise errors.CsgError('line %d: "hooks"."%s" is no JSON list ([…])' % (where, event))
    for name, node in places:
        for key, start in json_text.duplicates(node).items():
            if name == '"hooks"' or key in ("hooks", SHELL_EDITS, STATUS_LINE):
                raise errors.CsgError("line %d: %r stands twice in %s" % (json_text.line_of(text, start), key, name))


class Edit:
    """A change to settings: the text after it, and what was done."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.added: List[str] = []  # names of wires
        self.removed: List[Entry] = []
        self.empty: Dict[str, str] = {}  # containers that were there but empty: JSON pointer -> what stood inside
        self.set: Dict[str, Any] = {}  # settings that were set, not having been there

    def add(self, path: json_text.Path, value: Any, key: str = "") -> None:
        """Put in one value; remembers what the container looked like if it was empty."""
        node = json_text.parse(self.text).at(path)
        if not node.nodes:
            self.empty.setdefault(pointer(path), json_text.inside(self.text, path))
        self.text = json_text.add(self.text, path, value, key)


def pointer(path: Sequence[json_text.Step]) -> str:
    """A path as one string: `hooks/PreToolUse` ("" is the whole)."""
    return "/".join(str(step) for step in path)


def merge(text: str, want: Sequence[Tuple[Wire, Dict[str, Any]]], shell_edits: bool) -> Edit:
    """The settings with exactly the wanted entries of ours and none of claude-session-guard's.

    shell_edits  also set SHELL_EDITS, unless the person has set it either way
    CsgError, json_text.NotJson."""
    root = json_text.parse(text)
    check(root, text)
    edit = Edit(text)
    missing = list(want)
    stale: List[Entry] = []
    for entry in entries(root.plain()):
        fits = [i for i, (wire, group) in enumerate(missing) if entry.alone and _is(entry, wire, group)]
        if fits:
            missing.pop(fits[0])
        else:
            stale.append(entry)
    fresh: Dict[str, List[Dict[str, Any]]] = {}
    for wire, group in missing:
        fresh.setdefault(wire.event, []).append(group)
        edit.added.append(wire.name())
    have = root.at(("hooks",)).keys if "hooks" in root.keys else None
    if fresh and have is None:
        edit.add((), fresh, "hooks")
    else:
        for event, groups in fresh.items():
            if event in (have or ()):
                for group in groups:
                    edit.add(("hooks", event), group)
            else:
                edit.add(("hooks",), groups, event)
    _drop(edit, stale, {})
    if shell_edits and SHELL_EDITS not in root.keys:
        edit.add((), True, SHELL_EDITS)
        edit.set[SHELL_EDITS] = True
    return edit


def unmerge(
    text: str, empty: Mapping[str, str], restore: Sequence[Tuple[str, Dict[str, Any]]], unset: Mapping[str, Any]
) -> Edit:
    """The settings without our entries.

    empty    what `Edit.empty` remembered when they were put in
    restore  (event, group) of claude-session-guard's entries to put back
    unset    settings to take out again if they still have this value
    CsgError, json_text.NotJson."""
    root = json_text.parse(text)
    check(root, text)
    edit = Edit(text)
    settings = root.plain()
    for name, value in unset.items():
        if name in root.keys and settings[name] == value:
            edit.text = json_text.remove(edit.text, (name,), empty.get("", ""))
            edit.set[name] = value
    for event, group in restore:
        settings = json_text.parse(edit.text).plain()
        hooks = settings.get("hooks")
        if _has(settings, event, group):
            continue
        if hooks is None:
            edit.add((), {event: [group]}, "hooks")
        elif event not in hooks:
            edit.add(("hooks",), [group], event)
        else:
            edit.add(("hooks", event), group)
        edit.added.append(event)
    left = json_text.parse(edit.text).plain()
    _drop(edit, [entry for entry in entries(left) if entry.owner == OURS], empty)
    return edit


def _has(settings: Dict[str, Any], event: str, group: Mapping[str, Any]) -> bool:
    """Is claude-session-guard's handler of this group there, in whatever company?"""
    for entry in entries(settings):
        if entry.owner == PREDECESSORS and entry.event == event and entry.as_group() == group:
            return True
    return False


def _drop(edit: Edit, stale: Sequence[Entry], empty: Mapping[str, str]) -> None:
    """Remove entries, the last first, and what this empties: their groups, and lists that were not empty before."""
    for entry in sorted(stale, key=lambda e: (e.group, e.index), reverse=True):
        edit.removed.append(entry)
        path: json_text.Path = ("hooks", entry.event, entry.group, "hooks", entry.index)
        if len(json_text.parse(edit.text).at(path[:-1]).nodes) == 1:
            path = path[:3]
        while path:
            above = path[:-1]
            edit.text = json_text.remove(edit.text, path, empty.get(pointer(above), ""))
            if not above or json_text.parse(edit.text).at(above).nodes or pointer(above) in empty:
                break
            path = above


def _is(entry: Entry, wire: Wire, group: Mapping[str, Any]) -> bool:
    return (
        entry.owner == OURS
        and entry.event == wire.event
        and entry.matcher == wire.matcher
        and dict(entry.handler) == group["hooks"][0]
    )
