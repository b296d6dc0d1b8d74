"""What Codex takes of a hook's answer: its own schemas (0.169.0, *.command.output) and what it checks beside them."""

import json
from typing import Any, Dict, List

_COMMON = ("continue", "stopReason", "suppressOutput", "systemMessage")
#: Event -> the fields of an answer, those of its hookSpecificOutput.
FIELDS: Dict[str, Any] = {
    "PreToolUse": (
        (*_COMMON, "decision", "reason", "hookSpecificOutput"),
        ("hookEventName", "additionalContext", "permissionDecision", "permissionDecisionReason", "updatedInput"),
    ),
    "PostToolUse": (
        (*_COMMON, "decision", "reason", "hookSpecificOutput"),
        ("hookEventName", "additionalContext", "updatedMCPToolOutput"),
    ),
    "SessionStart": ((*_COMMON, "hookSpecificOutput"), ("hookEventName", "additionalContext")),
    "UserPromptSubmit": (
        (*_COMMON, "decision", "reason", "hookSpecificOutput"),
        ("hookEventName", "additionalContext"),
    ),
    "SessionEnd": (_COMMON, ()),
    "SubagentStop": ((*_COMMON, "decision", "reason"), ()),
}
_WHOLE = 10_000  # bytes of context


def problems(text: str, event: str) -> List[str]:
    """Why Codex would not take this answer to the event as it is meant; none for no answer."""
    if not text.strip():
        return []
    answer = json.loads(text)
    fields, inside = FIELDS[event]
    output = answer.get("hookSpecificOutput", {})
    found = ["unknown: " + name for name in answer if name not in fields]
    found += ["unknown inside: " + name for name in output if name not in inside]
    if output and output.get("hookEventName") != event:
        found.append("another event")
    found += ["no text: " + name for name, value in output.items() if not isinstance(value, str)]
    if {"continue", "suppressOutput", "stopReason"} & set(answer) or output.get("permissionDecision", "deny") != "deny":
        found.append("not supported")
    if ("permissionDecision" in output) != bool(output.get("permissionDecisionReason", "").strip()):
        found.append("a decision and its reason come together")
    if len(str(output.get("additionalContext", "")).encode("utf-8", "surrogatepass")) > _WHOLE:
        found.append("too long")
    return found
