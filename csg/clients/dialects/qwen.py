"""Qwen Code (Alibaba): seen in 0.15.10.

Its events and answers are Claude Code's.  It hands on what is said after a tool, and at UserPromptSubmit, which also
comes, with an empty prompt, whenever it sends a tool's result; not what is said before a tool, nor at SessionStart,
which does not come at all where it runs headless.
"""

from csg.base import errors, wire
from csg.clients.dialects import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Said

NAME = "qwen"
_TOOLS = {"edit": "Edit", "write_file": "Write"}
_SHELLS = ("run_shell_command", "monitor")
_UNHEARD = ("SessionStart", "PreToolUse")


def hear(event: "Any", stated: str, environ: "Mapping[bytes, bytes]") -> "tuple[Any, Mapping[bytes, bytes]]":
    """See `dialect`."""
    own = dict(terms.table(event))
    own["hook_event_name"] = own.get("hook_event_name") or stated
    if "tool_name" in own:
        tool, given = own["tool_name"], own.get("tool_input")
        if not isinstance(tool, str) or not isinstance(given, dict):
            raise errors.NotForUs
        if tool in _TOOLS:
            own["tool_name"] = _TOOLS[tool]
            path = given.get("file_path")
            if isinstance(path, str) and path:
                own["tool_input"] = dict(given, file_path=terms.absolute(path, own.get("cwd")))
        elif tool in _SHELLS:
            terms.run_in_shell(own, given.get("directory"))
            if tool == "monitor" or given.get("is_background") is True:
                own["tool_input"] = dict(given, run_in_background=True)
    return own, terms.environment(environ, NAME)


def hears(kind: str) -> bool:
    """See `dialect`."""
    return kind not in _UNHEARD


def say(answer: "Said") -> str:
    """See `dialect`."""
    if hears(answer.event):
        return answer.encode()
    if not answer.decision:
        return ""
    reason = "\n\n".join([answer.reason, answer.text()]).rstrip()
    output = {"hookEventName": answer.event, "permissionDecision": "deny", "permissionDecisionReason": reason}
    return wire.encode({"hookSpecificOutput": output})
