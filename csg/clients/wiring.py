"""Which entries csg has in a client's settings: what they are, whose an entry is, what has to change.  Pure.

The shape is the client's (hooks reference): {"hooks": {EVENT: [{"matcher": …, "hooks": [HANDLER, …]}, …]}}.
"""

from typing import Any, Callable, Collection, Dict, List, Mapping, Optional, Sequence, Tuple

from csg.base import errors
from csg.clients import json_text, ownership, running

Version = Tuple[int, ...]
Group = Mapping[str, Any]

WRITING = "Edit|Write|MultiEdit|NotebookEdit"
#: Shell edits are reported only where this is set (Claude Code 2.1.269 on).
SHELL_EDITS = "bashEditDiffEnabled"
STATUS_LINE = "statusLine"


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
        self.timeout = timeout  # in the client's unit; Claude Code's SessionEnd has 1.5 s unless its own says more

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
    Wire("PreToolUse", WRITING),
    Wire("PreToolUse", "Bash"),
    Wire("PostToolUse", "Bash", background=True),
    Wire("PostToolUse", WRITING, until=running.CONTEXT),  # for what these do not hear at PreToolUse
    Wire("PostToolUseFailure", WRITING, since=(2, 0, 77), background=True),
    Wire("PostToolUseFailure", "Bash", since=(2, 0, 77), background=True),
    Wire("SubagentStop"),
    Wire("SessionEnd"),
)


#: An entry that is to be there: the Wire, and what is put into its event's list.
Wanted = Tuple[Wire, Dict[str, Any]]


class Shape:
    """Whose settings they are, and what in them is relied on.

    client   `csg hook --client`'s name; "" for Claude Code      events   that hooks are for
    names    settings at the top that are changed      fits   is this entry the wanted one?
    servers  the setting that MCP servers are in; "" where csg does not write them there"""

    def __init__(
        self,
        client: str,
        events: Collection[str],
        names: Collection[str],
        fits: "Callable[[Entry, Wire, Group], bool]",
        servers: str = "",
    ) -> None:
        self.servers = servers
        self.client = client
        self.events = frozenset(events)
        self.names = names
        self.fits = fits


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


def same(entry: Entry, wire: Wire, group: Group) -> bool:
    """Is it ours, and exactly so?"""
    return (
        entry.owner == ownership.OURS
        and entry.event == wire.event
        and entry.matcher == wire.matcher
        and dict(entry.handler) == group["hooks"][0]
    )


CLAUDE = Shape("", {wire.event for wire in WIRES}, ("hooks", SHELL_EDITS, STATUS_LINE), same)


def wanted(command: Mapping[str, object], client: Optional[Version]) -> List[Wanted]:
    """The entries for this client (None: unknown, so they suit any)."""
    version = client or ()
    return [(w, w.group(command)) for w in WIRES if w.since <= version and (not w.until or version < w.until)]


def entries(settings: Any, client: str = "") -> List[Entry]:
    """All entries of csg's and claude-session-guard's in decoded settings; what has another shape is passed over.

    client   whose settings they are, by `csg hook --client`'s name; "" for Claude Code.  What csg hears for yet
             another client there is none of them: nobody but the person put it there."""
    found: List[Entry] = []
    hooks = settings.get("hooks") if isinstance(settings, dict) else None
    for event, groups in hooks.items() if isinstance(hooks, dict) else ():
        for number, group in enumerate(groups if isinstance(groups, list) else ()):
            handlers = group.get("hooks") if isinstance(group, dict) else None
            if not isinstance(handlers, list):
                continue
            matcher = group.get("matcher")
            for index, handler in enumerate(handlers):
                words = ownership.command_words(handler)
                who = ownership.owner(handler)
                theirs = bool(client) and ownership.is_resident(handler)  # csg's is Claude Code's alone
                if who and not theirs and ownership.client_of(words) in ("", client):
                    entry = Entry(event, number, index, who, handler)
                    entry.matcher = matcher if isinstance(matcher, str) else ""
                    entry.alone = len(handlers) == 1
                    found.append(entry)
    return found


def check(root: json_text.Node, text: str, shape: Shape = CLAUDE) -> None:
    """The shapes that an edit relies on.  CsgError: one line, without the file's name."""
    if root.kind != "object":
        raise errors.CsgError("the settings are no JSON object ({…})")
    places: List[Tuple[str, json_text.Node]] = [("the settings", root)]
    if "hooks" in root.keys:
        hooks = root.at(("hooks",))
        if hooks.kind != "object":
            raise errors.CsgError('line %d: "hooks" is no JSON object ({…})' % json_text.line_of(text, hooks.start))
        places.append(('"hooks"', hooks))
        for event in sorted(shape.events & set(hooks.keys)):
            groups = hooks.at((event,))
            if groups.kind != "array":
                where = json_text.line_of(text, groups.start)
                raise errors.CsgError('line %d: "hooks"."%s" is no JSON list ([…])' % (where, event))
    for name, node in places:
        for key, start in json_text.duplicates(node).items():
            if name == '"hooks"' or key in shape.names:
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


def merge(text: str, want: Sequence[Wanted], shell_edits: bool = False, shape: Shape = CLAUDE) -> Edit:
    """The settings with exactly the wanted entries of ours and none of claude-session-guard's.

    shell_edits  also set SHELL_EDITS, unless the person has set it either way
    CsgError, json_text.NotJson."""
    root = json_text.parse(text)
    check(root, text, shape)
    edit = Edit(text)
    missing = list(want)
    stale: List[Entry] = []
    for entry in entries(root.plain(), shape.client):
        fits = [i for i, (wire, group) in enumerate(missing) if entry.alone and shape.fits(entry, wire, group)]
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
    text: str,
    empty: Mapping[str, str],
    restore: Sequence[Tuple[str, Dict[str, Any]]],
    unset: Mapping[str, Any],
    shape: Shape = CLAUDE,
) -> Edit:
    """The settings without our entries.

    empty    what `Edit.empty` remembered when they were put in
    restore  (event, group) of claude-session-guard's entries to put back
    unset    settings to take out again if they still have this value
    CsgError, json_text.NotJson."""
    root = json_text.parse(text)
    check(root, text, shape)
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
    _drop(edit, [entry for entry in entries(left, shape.client) if entry.owner == ownership.OURS], empty)
    return edit


def _has(settings: Dict[str, Any], event: str, group: Mapping[str, Any]) -> bool:
    """Is claude-session-guard's handler of this group there, in whatever company?"""
    for entry in entries(settings):
        if entry.owner == ownership.PREDECESSORS and entry.event == event and entry.as_group() == group:
            return True
    return False


def _drop(edit: Edit, stale: Sequence[Entry], empty: Mapping[str, str]) -> None:
    """Remove entries, the last first, and what this empties: their groups, and lists that were not empty before."""
    for entry in sorted(stale, key=lambda e: (e.group, e.index), reverse=True):
        edit.removed.append(entry)
        path: json_text.Path = ("hooks", entry.event, entry.group, "hooks", entry.index)
        if len(json_text.parse(edit.text).at(path[:-1]).nodes) == 1:
            path = path[:3]
        cut(edit, path, empty)


def cut(edit: Edit, path: json_text.Path, empty: Mapping[str, str]) -> None:
    """Remove what is at `path`, and the containers that this empties, but for those that were empty before."""
    while path:
        above = path[:-1]
        edit.text = json_text.remove(edit.text, path, empty.get(pointer(above), ""))
        if not above or json_text.parse(edit.text).at(above).nodes or pointer(above) in empty:
            break
        path = above
