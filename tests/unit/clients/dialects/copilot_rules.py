"""What Copilot CLI takes of a hook's answer: its own type definitions (1.0.102), and seen."""

import json
from typing import Any, Dict, List

#: What it reads of an answer, at the top or in hookSpecificOutput: event -> field -> type, or the texts that it may be.
#: Anything else it passes over; a refusal has its reason.
CONTEXT: Dict[str, Any] = {"additionalContext": str}
ACCEPTED: Dict[str, Dict[str, Any]] = {
    "PreToolUse": {**CONTEXT, "permissionDecision": ("allow", "deny", "ask"), "permissionDecisionReason": str},
    "PostToolUse": CONTEXT,
    "PostToolUseFailure": CONTEXT,
    "SessionStart": CONTEXT,
    "UserPromptSubmit": CONTEXT,
}


def problems(text: str, event: str) -> List[str]:
    """What the client would not take of an answer."""
    if not text:
        return []
    answer = json.loads(text)
    inner = answer.pop("hookSpecificOutput", None)
    if not isinstance(inner, dict) or inner.pop("hookEventName", None) != event:
        return ["hookSpecificOutput names another event"]
    found = [] if inner == answer else ["the two forms differ"]
    for field, value in answer.items():
        wanted = ACCEPTED.get(event, {}).get(field)
        if wanted is None or (value not in wanted if isinstance(wanted, tuple) else not isinstance(value, wanted)):
            found.append("%s: %r" % (field, value))
    if ("permissionDecision" in answer) != bool(answer.get("permissionDecisionReason")):
        found.append("a decision and its reason come together")
    return found
