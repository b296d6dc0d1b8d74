"""Codex (OpenAI): seen in 0.169.0.

Its events have Claude Code's names and fields.  Files are written with `apply_patch`, the patch in
`tool_input.command`, or with the same in the shell.  No PostToolUse follows a patch that fails, nor one in the shell.
An answer with a field that it does not know, or with `ask`, is lost, and the tool runs.
"""

from csg.base import tools, wire
from csg.clients.dialects import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Said

NAME = "codex"
_MOST = 10_000  # bytes of context that it hands on whole: 2,500 tokens, four bytes each by its reckoning
#: Where an answer may say anything, and by what name.
_HEARD = {name: name for name in ("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse")}
_HEARD["PostToolUseFailure"] = "PostToolUse"  # see `hear`
_APPLIED = "Success. Updated the following files"


def hear(event: "Any", stated: str, environ: "Mapping[bytes, bytes]") -> "tuple[Any, Mapping[bytes, bytes]]":
    """See `dialect`."""
    told = terms.table(event)
    name = told.get("hook_event_name") or stated
    if name in ("PreToolUse", "PostToolUse"):
        told = _in_our_terms(told, name)
    return told, terms.environment(environ, NAME)


def hears(kind: str) -> bool:
    """See `dialect`."""
    return kind in _HEARD


def say(answer: "Said") -> str:
    """See `dialect`."""
    event, context = _HEARD.get(answer.event, ""), _cut(answer.text())
    output = {"hookEventName": event}
    if event == "PreToolUse" and answer.decision:
        output["permissionDecision"] = "deny"
        output["permissionDecisionReason"] = answer.reason if answer.reason.strip() else "csg holds this call."
    if context.strip():
        output["additionalContext"] = context
    return wire.encode({"hookSpecificOutput": output}) if event and len(output) > 1 else ""


def _in_our_terms(event: "dict[str, Any]", name: str) -> "dict[str, Any]":
    """A call that applies a patch as one of tools.PATCH; any other as it is."""
    tool, given, cwd = event.get("tool_name"), event.get("tool_input"), event.get("cwd")
    command = given.get("command") if isinstance(given, dict) else None
    if not isinstance(command, str) or not isinstance(cwd, str) or "*** Begin Patch" not in command:
        return event
    text, base = command, cwd
    if tool == "Bash":
        from csg.clients.dialects import patch_command

        alone = patch_command.read(command, cwd)
        if alone is None:
            return event
        text, base = alone
    elif tool != "apply_patch":
        return event
    from csg.clients.dialects import patch_input

    made = patch_input.made(text, base, name == "PreToolUse")
    if made is None:
        return event
    if name == "PostToolUse" and _APPLIED not in str(event.get("tool_response")):
        name = "PostToolUseFailure"
    return dict(event, hook_event_name=name, tool_name=tools.PATCH, tool_input=made)


def _cut(text: str) -> str:
    data = text.encode("utf-8", "replace")
    return text if len(data) <= _MOST else data[: _MOST - 3].decode("utf-8", "ignore") + "\u2026"
