"""What a client would run here: csg's hooks in all the places where it finds hooks.

Settings files add up: the administrator's, the user's, the project's, the local ones, and those
of plugins.  An entry that stands in several settings files runs once, a plugin's copy runs as
well (read in the client, 2.1.330).
"""

import os
import re
from typing import Any, Dict, List, Optional, Sequence, Tuple

from csg.base import errors
from csg.base.loader import as_path, as_text
from csg.clients import claude, json_text, ownership, resident, settings_file, wiring

_PLUGIN_ROOT = "${CLAUDE_PLUGIN_ROOT}"


class Source:
    """One file with hooks: its path, its contents ({} if unreadable, then `problem` says why), a plugin's folder."""

    def __init__(self, path: str, managed: bool = False, plugin: str = "") -> None:
        self.path = path
        self.managed = managed
        self.plugin = plugin
        self.settings: Dict[str, Any] = {}
        self.problem = ""
        try:
            value = json_text.parse(settings_file.read(path).text).plain()
        except json_text.NotJson as error:
            self.problem = "invalid JSON: %s" % error
            return
        except errors.CsgError as error:
            self.problem = str(error)
            return
        if isinstance(value, dict):
            self.settings = value
        else:
            self.problem = "no JSON object"


class Wired:
    """One handler of csg's (or claude-session-guard's) that the client would run."""

    def __init__(self, source: Source, entry: wiring.Entry) -> None:
        self.source = source
        self.event = entry.event
        self.matcher = entry.matcher
        self.owner = entry.owner
        self.handler = dict(entry.handler)
        for field in ("command", "args"):
            if field in self.handler:
                self.handler[field] = _filled(self.handler[field], source.plugin)

    @property
    def resident(self) -> bool:
        """Does it call csg's MCP server, and so runs no command?"""
        return ownership.is_resident(self.handler)

    @property
    def net(self) -> bool:
        """Does it look whether the resident hook answered?"""
        return resident.OPTION in self.words()

    def words(self) -> List[str]:
        """Program and arguments of csg's own part of the command, as paths; [] of a resident hook."""
        return [as_path(word) for word in ownership.command_words(self.handler)]

    def archive(self) -> str:
        """The absolute path of csg's file, or "" where PATH decides."""
        return next((w for w in self.words() if w.startswith("/") and not ownership.is_python(w)), "")

    def interpreter(self) -> str:
        """The absolute path of the Python, or "" where the file's header chooses it."""
        first = next(iter(self.words()), "")
        return first if first.startswith("/") and ownership.is_python(first) else ""

    def command(self) -> List[str]:
        """What the client executes: the program itself in the exec form, a shell in the shell form."""
        command = as_path(str(self.handler.get("command", "")))
        arguments = self.handler.get("args")
        if isinstance(arguments, list):
            return [command, *[as_path(str(a)) for a in arguments]]
        return ["/bin/sh", "-c", command]

    def suits(self, version: Optional[wiring.Version]) -> bool:
        """Does a client of this version (None: unknown) understand it?"""
        events = [wire.since for wire in wiring.WIRES if wire.event == self.event]
        needs = [claude.EXEC_FORM] if isinstance(self.handler.get("args"), list) else []
        needs += [resident.SINCE] if self.resident else []
        return all((version or ()) >= since for since in [*events, *needs])

    def covers(self, wire: wiring.Wire) -> bool:
        """Does it run whenever `wire` would?"""
        return (
            self.event == wire.event
            and "if" not in self.handler
            and all(self.matches(tool) for tool in wire.matcher.split("|"))
        )

    def matches(self, tool: str) -> bool:
        """Is it run for this tool?  ("" on events that have none.)  The client's rule: a matcher of letters,
        digits, `_ , | -` and spaces is a list of names, any other a regular expression."""
        if self.matcher in ("", "*") or not tool:
            return True
        if re.fullmatch(r"[\w,|\- ]+", self.matcher, re.ASCII):
            return tool in [name.strip() for name in re.split(r"[|,]", self.matcher)]
        try:
            return bool(re.search(self.matcher, tool))
        except re.error:
            return False


def sources(client: claude.Client, cwd: bytes) -> List[Source]:
    """All files with hooks that are there, the administrator's first."""
    found = [Source(path, managed=True) for path in claude.managed()]
    own = [client.settings(scope, cwd) for scope in claude.SCOPES]
    found += [Source(path) for path in dict.fromkeys(own) if os.path.exists(path)]
    for folder in client.plugins().values():
        path = os.path.join(folder, "hooks", "hooks.json")
        if os.path.exists(path):
            found.append(Source(path, plugin=folder))
    return found


def find(places: Sequence[Source]) -> List[Wired]:
    """Everything of csg's and claude-session-guard's that would run, each as often as the client runs it."""
    found: List[Wired] = []
    seen: List[Tuple[str, str, Dict[str, Any]]] = []
    for source in places:
        for entry in wiring.entries(source.settings):
            one = Wired(source, entry)
            same = (one.event, one.matcher, one.handler)
            if source.plugin or same not in seen:
                found.append(one)
            seen.append(same)
    return found


def line(places: Sequence[Source]) -> Optional[Source]:
    """The file whose status line the client shows; None if none sets one.

    The administrator's goes before the local one, that before the project's, and the user's is last (settings
    reference).  A plugin has none."""
    setting = [source for source in places if not source.plugin and wiring.STATUS_LINE in source.settings]
    managed = [source for source in setting if source.managed]
    found = managed or setting
    return found[-1] if found else None


def _filled(value: Any, plugin: str) -> Any:
    if not plugin:
        return value
    if isinstance(value, str):
        return value.replace(_PLUGIN_ROOT, as_text(plugin))
    return [_filled(v, plugin) for v in value] if isinstance(value, list) else value
