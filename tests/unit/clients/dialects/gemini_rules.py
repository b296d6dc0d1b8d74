"""What Gemini CLI and Qwen Code, which came from it, take of a hook's answer.

Read from their own code (packages/core/src/hooks/types.ts, hookRunner.ts and where events are fired: gemini-cli 0.61.0,
qwen-code 0.15.10).  What is printed is one JSON object, or else is shown to the person; a field that nothing reads is
passed over, so what it says is lost."""

import json
from typing import Any, Dict, List, Mapping

_STOPS = ("continue", "stopReason")
_COMMON = ("suppressOutput", "systemMessage", "decision", "reason", "hookSpecificOutput")
#: Client -> event -> what is read of its hookSpecificOutput.  Events that are not listed: nothing is.
READ: Dict[str, Dict[str, Any]] = {
    "gemini": {
        "SessionStart": ["additionalContext"],
        "BeforeAgent": ["additionalContext"],
        "BeforeTool": ["tool_input"],
        "AfterTool": ["additionalContext", "tailToolCallRequest"],
    },
    "qwen": {
        "UserPromptSubmit": ["additionalContext"],
        "PreToolUse": ["permissionDecision", "permissionDecisionReason"],
        "PostToolUse": ["additionalContext"],
        "PostToolUseFailure": ["additionalContext"],
    },
}
#: Where a tool is held: the event, where the decision is, where its reason.
_HELD = {
    "gemini": ("BeforeTool", ("decision",), ("reason",)),
    "qwen": (
        "PreToolUse",
        ("hookSpecificOutput", "permissionDecision"),
        ("hookSpecificOutput", "permissionDecisionReason"),
    ),
}


def problems(client: str, text: str, event: str) -> List[str]:
    """Why the client would not take this answer to the event as it is meant; none for no answer."""
    if not text.strip():
        return []
    answer = json.loads(text)
    output = answer.get("hookSpecificOutput", {})
    found = ["unknown: " + name for name in answer if name not in _COMMON]
    found += ["stops the agent: " + name for name in answer if name in _STOPS]
    read = ["hookEventName", *READ[client].get(event, [])]
    found += ["not read: " + name for name in output if name not in read]
    found += ["no text: " + name for name, value in output.items() if not isinstance(value, str) or not value]
    if output and output.get("hookEventName") != event:
        found.append("another event")
    where, decision, reason = _HELD[client]
    if _at(answer, decision) or "decision" in answer:
        found += [] if event == where else ["it would block what is no tool"]
        found += [] if _at(answer, decision) == "deny" else ["no decision that is meant"]
        found += [] if isinstance(_at(answer, reason), str) and _at(answer, reason) else ["no reason"]
    if not output and "decision" not in answer:
        found.append("says nothing")
    return found


def _at(answer: Mapping[str, Any], path: Any) -> Any:
    value: Any = answer
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
