"""OpenCode, through the plugin in clients/opencode: seen in 1.18.33.

The plugin's own small language, one object a line: {"event": one of _EVENTS, "session", "cwd", "pid"} and, as it has
them, "agent" (a subagent's id), "tool", "args", "call", "ms" (how long the call took) and "prompt".  It takes {"hold":
a text} to stop the tool, {"tell": a text} for the model, or both.
"""

from csg.base import errors, tools, wire
from csg.clients.dialects import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Said

NAME = "opencode"
_EVENTS = {
    "start": "SessionStart",
    "end": "SessionEnd",
    "prompt": "UserPromptSubmit",
    "before": "PreToolUse",
    "after": "PostToolUse",
    "failed": "PostToolUseFailure",
    "stop": "SubagentStop",
}
_TOOLS = {"edit": "Edit", "write": "Write", "bash": "Bash"}
_TEXTS = {"session": "session_id", "cwd": "cwd", "agent": "agent_id", "prompt": "prompt", "call": "tool_use_id"}
_INPUT = {
    "filePath": "file_path",
    "oldString": "old_string",
    "newString": "new_string",
    "replaceAll": "replace_all",
}


def hear(event: "Any", stated: str, environ: "Mapping[bytes, bytes]") -> "tuple[Any, Mapping[bytes, bytes]]":
    """See `dialect`."""
    given = terms.table(event)
    name = given.get("event")
    heard: dict[str, Any] = {"hook_event_name": _EVENTS.get(name, "") if isinstance(name, str) else ""}
    for field, called in _TEXTS.items():
        if isinstance(given.get(field), str):
            heard[called] = given[field]
    if "Tool" in heard["hook_event_name"]:
        _hear_tool(given, heard)
    own, pid = terms.environment(environ, NAME), given.get("pid")
    own[b"CLAUDE_PID"] = b"%d" % pid if isinstance(pid, int) and 0 < pid < 1 << 31 else b"0"
    return heard, own


def _hear_tool(given: "Mapping[str, Any]", heard: "dict[str, Any]") -> None:
    tool, told, took = given.get("tool"), given.get("args"), given.get("ms")
    if not isinstance(tool, str) or not isinstance(told, dict):
        raise errors.NotForUs
    heard["tool_name"] = _TOOLS.get(tool, "")
    if tool == "apply_patch":
        heard["tool_name"] = tools.PATCH
        heard["tool_input"] = terms.patch(told.get("patchText"), heard.get("cwd"), heard["hook_event_name"])
    else:
        heard["tool_input"] = {_INPUT.get(field, field): value for field, value in told.items()}
    heard["tool_response"] = {}
    if isinstance(took, int) and 0 <= took < 1 << 40:
        heard["duration_ms"] = took
    where = told.get("workdir")
    if tool == "bash" and isinstance(where, str) and where:
        heard["cwd"] = where if where[:1] == "/" else "%s/%s" % (heard.get("cwd", ""), where)


def hears(kind: str) -> bool:
    """See `dialect`: the plugin keeps what is said before a tool until it has ended."""
    return True


def say(answer: "Said") -> str:
    """See `dialect`."""
    said = {"hold": answer.reason} if answer.decision else {}
    text = answer.text()
    if text:
        said["tell"] = text
    return wire.encode(said) if said else ""
