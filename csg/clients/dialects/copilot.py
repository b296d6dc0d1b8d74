"""Copilot CLI (GitHub): seen in 1.0.102.

It names and forms its events in one of two ways, by how the hook's own event is spelled where it is wired: `PreToolUse`
comes much as Claude Code's would, `preToolUse` in camel case and without its name, which then the command line says.
Tools are named as Claude Code's, or as the model calls them.  A file is in `path`; a patch (with models that write
these) is the whole of the tool's input.  No call has an id, but all hooks of one event have the same `timestamp`.
A subagent's events come from a session of its own, with `agent_id` and the `parent_agent_id` that started it: its
session's id, or another subagent's.

What it takes from a hook: the fields of `hookSpecificOutput`, there or at the top; said in both places they arrive
once.  The context arrives after the tool's result, also of one that failed or was refused.
"""

from csg.base import errors, paths, tools, wire
from csg.clients.dialects import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Said

NAME = "copilot"
_EVENTS = {
    "sessionStart": "SessionStart",
    "sessionEnd": "SessionEnd",
    "userPromptSubmitted": "UserPromptSubmit",
    "preToolUse": "PreToolUse",
    "postToolUse": "PostToolUse",
    "postToolUseFailure": "PostToolUseFailure",
    "subagentStop": "SubagentStop",
}
_TOOLS = {"edit": "Edit", "str_replace_editor": "Edit", "apply_patch": "Edit", "create": "Write", "bash": "Bash"}
#: What is text in every event that has it, by Claude Code's name for it.
_TEXTS = {
    "session_id": "sessionId",
    "cwd": "cwd",
    "prompt": "prompt",
    "source": "source",
    "reason": "reason",
    "agent_id": "agentId",
    "parent_agent_id": "parentAgentId",
}
_INPUT = {"path": "file_path", "old_str": "old_string", "new_str": "new_string", "file_text": "content"}


def sent(event: "Any") -> bool:
    """Did it send this event, and not Claude Code, whose events have no time?"""
    return isinstance(event, dict) and "timestamp" in event


def hear(event: "Any", stated: str, environ: "Mapping[bytes, bytes]") -> "tuple[Any, Mapping[bytes, bytes]]":
    """See `dialect`."""
    given = terms.table(event)
    name = given.get("hook_event_name") or stated
    heard: dict[str, Any] = {"hook_event_name": _EVENTS.get(name, name) if isinstance(name, str) else ""}
    for field, camel in _TEXTS.items():
        text = given.get(field, given.get(camel))
        if isinstance(text, str):
            heard[field] = text
    if heard.get("agent_id"):
        if heard["hook_event_name"] == "UserPromptSubmit":
            raise errors.NotForUs  # the task that it is given is no word of the person's
        heard["session_id"] = heard.get("parent_agent_id") or heard.get("session_id")
    if "Tool" in heard["hook_event_name"]:
        _hear_tool(given, heard)
    return heard, terms.environment(environ, NAME)


def _hear_tool(given: "Mapping[str, Any]", heard: "dict[str, Any]") -> None:
    tool, told = given.get("tool_name", given.get("toolName")), given.get("tool_input", given.get("toolArgs"))
    result = given.get("tool_result", given.get("toolResult"))
    if isinstance(told, str) and told.lstrip()[:1] == "{":
        try:
            told = wire.decode(told)
        except ValueError:
            raise errors.NotForUs from None
    if not isinstance(tool, str) or not isinstance(told, (dict, str)):
        raise errors.NotForUs
    came_of_it = result.get("result_type", result.get("resultType", "success")) if isinstance(result, dict) else ""
    if heard["hook_event_name"] == "PostToolUse" and came_of_it not in ("", "success"):
        heard["hook_event_name"] = "PostToolUseFailure"
    tool = _TOOLS.get(tool, tool)
    if isinstance(told, str):
        tool = tools.PATCH if tool == "Edit" else ""
        heard["tool_input"] = terms.patch(told, heard.get("cwd"), heard["hook_event_name"])
    else:
        if tool == "Edit" and told.get("command") in ("view", "create"):  # one tool may do several things
            tool = "Read" if told["command"] == "view" else "Write"
        heard["tool_input"] = {_INPUT.get(field, field): value for field, value in told.items()}
        if tool == "Bash" and (told.get("mode") == "async" or told.get("detach") is True):
            heard["tool_input"]["run_in_background"] = True
    heard["tool_name"] = tool
    text = wire.encode([tool, told])
    call = heard["stand_in"] = "call-" + paths.checksum(text.encode("utf-8", "surrogatepass"))
    moment = _moment(given.get("timestamp"))
    if moment and (tool == "Bash" or heard["hook_event_name"] != "PostToolUseFailure"):
        heard["tool_use_id"] = "%s@%s" % (call, moment)


def _moment(stated: "Any") -> str:
    if isinstance(stated, int) and 0 < stated < 1 << 53:
        return "%d" % stated
    return stated[:40] if isinstance(stated, str) else ""


def hears(kind: str) -> bool:
    """See `dialect`."""
    return True


def say(answer: "Said") -> str:
    """See `dialect`."""
    said = {}
    if answer.decision:
        said = {"permissionDecision": answer.decision, "permissionDecisionReason": answer.reason}
    text = answer.text()
    if text:
        said["additionalContext"] = text
    return wire.encode({**said, "hookSpecificOutput": {"hookEventName": answer.event, **said}}) if said else ""
