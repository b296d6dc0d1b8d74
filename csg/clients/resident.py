"""The resident hook in the client's settings: csg's MCP server is called where else a command is started.  Pure.

The handler's shape is the client's: {"type": "mcp_tool", "server": …, "tool": …, "input": {NAME: "${PATH}"}}.  There is
none for a session's start and end, and a call that the server did not answer goes ahead unguarded, without a
word (seen, 2.1.330): hence the net, commands that look afterwards whether it did.
"""

import json
import re
from typing import Any, Dict, List, Mapping, Optional

from csg.clients import ownership, wiring

#: The client's version from which such a handler is accepted, and the last that is known to run no hook at all where
#: one stands in its settings (both seen); what is between them was not looked at.
SINCE, UNTIL = (2, 1, 150), (2, 1, 100)
#: The option of `csg hook` that makes it the net.
OPTION = "--resident"
#: The net at the end of a turn, for which there is no hook otherwise.
AFTER_TURNS = wiring.Wire("Stop")

_CALL = ("hook_event_name", "session_id", "transcript_path", "cwd", "agent_id", "tool_name", "tool_use_id")
_EDIT = ("file_path", "notebook_path", "old_string", "new_string", "replace_all", "content", "edits")
_NET = (("UserPromptSubmit", ""), ("PostToolUse", "Bash"), ("SubagentStop", ""), ("Stop", ""))
_PLACE = re.compile(r"\$\{([\w.]+)\}", re.ASCII)


def suits(version: Optional[wiring.Version]) -> bool:
    """Does a client of this version (None: unknown) accept it?"""
    return (version or ()) >= SINCE


def silences(version: Optional[wiring.Version]) -> bool:
    """Is such a client known to run no hook at all with it?"""
    return version is not None and version <= UNTIL


def handler(matcher: str) -> Dict[str, Any]:
    """The fields of the handler for the tools of one matcher: "Bash", or those that write."""
    fields = {name: "${%s}" % name for name in _CALL}
    fields.update({name: "${tool_input.%s}" % name for name in (("command",) if matcher == "Bash" else _EDIT)})
    return {**ownership.RESIDENT, "input": fields}


def wanted(
    command: Mapping[str, object], net: Mapping[str, object], client: Optional[wiring.Version]
) -> List[wiring.Wanted]:
    """The entries for this client, as wiring.wanted: `command` is the handler of a hook, `net` that of the net."""
    found = []
    for wire, group in wiring.wanted(command, client):
        if wire.event == "PreToolUse":
            group = wire.group(handler(wire.matcher))
        elif is_net(wire):
            group = wire.group(net)
        found.append((wire, group))
    return [*found, (AFTER_TURNS, AFTER_TURNS.group(net))]


def is_net(wire: wiring.Wire) -> bool:
    """Does the net belong there?"""
    return (wire.event, wire.matcher) in _NET


def is_wired(settings: Any) -> bool:
    """Does such a handler of csg's stand in decoded settings?"""
    return any(ownership.is_resident(entry.handler) for entry in wiring.entries(settings))


def filled(wired: Mapping[str, Any], event: Mapping[str, Any]) -> Dict[str, Any]:
    """The arguments of the tool, made of an event as the client makes them (seen, 2.1.330): what is missing is "",
    what is no text is JSON.  `wired`: the handler's `input`."""

    def value(match: "re.Match[str]") -> str:
        found: Any = event
        for name in match[1].split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return "" if found is None else found if isinstance(found, str) else json.dumps(found)

    return {name: _PLACE.sub(value, text) if isinstance(text, str) else text for name, text in wired.items()}
