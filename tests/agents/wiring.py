"""Each client's own settings that call the hook: file below the user's home -> contents."""

import json
import shlex
from typing import Any, Dict, List

from csg.clients import opencode

#: Client -> the events that it knows, and matchers for some of them.
EVENTS: Dict[str, List[str]] = {
    "codex": ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "SubagentStop", "SessionEnd"],
    "gemini": ["SessionStart", "BeforeAgent", "BeforeTool", "AfterTool", "SessionEnd"],
    "qwen": ["SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "SessionEnd"],
    "copilot": [
        *("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure"),
        *("SubagentStop", "SessionEnd"),
    ],
}


def hooks(name: str, archive: str) -> Dict[str, str]:
    """The settings that wire the built file `archive` into this client.  OpenCode has a plugin instead."""
    if name == "opencode":
        return {".config/opencode/plugins/csg.js": opencode.plugin([archive, "hook", "--client", "opencode"])}
    command = "%s hook --client %s" % (shlex.quote(archive), name)
    if name == "codex":
        return {".codex/hooks.json": _nested(name, {"type": "command", "command": command, "timeout": 10})}
    if name in ("gemini", "qwen"):
        handler = {"type": "command", "name": "csg", "command": command, "timeout": 10000}
        return {".%s/settings.json" % name: _nested(name, handler)}
    if name == "copilot":
        handler = {"type": "command", "command": command + " || exit 0", "timeoutSec": 10}
        events = {event: [handler] for event in EVENTS[name]}
        return {".copilot/hooks/csg.json": json.dumps({"version": 1, "hooks": events})}
    raise ValueError(name)


def _nested(name: str, handler: Dict[str, Any]) -> str:
    events = {event: [{"hooks": [handler]}] for event in EVENTS[name]}
    return json.dumps({"hooks": events}, indent=1)
