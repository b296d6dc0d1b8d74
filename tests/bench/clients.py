"""The everyday edit as other clients send it: their event, their environment, their command."""

import json
import os
from typing import Any, Callable, Dict, List

OLD, NEW = "line 20\n", "line twenty\n"

#: Client -> its event for the edit of a file (a session, the path, the cwd).  Shapes: tests/unit/clients/dialects.
EVENTS: Dict[str, Callable[[str, str, str], Dict[str, Any]]] = {
    "codex": lambda session, path, cwd: {
        **_claude_shaped(session, cwd),
        "turn_id": "01a20b2a",
        "permission_mode": "default",
        "tool_name": "apply_patch",
        "tool_input": {
            "command": "*** Begin Patch\n*** Update File: %s\n@@\n-line 20\n+line twenty\n*** End Patch"
            % os.path.relpath(path, cwd)
        },
        "tool_use_id": "call_%s" % os.urandom(4).hex(),
    },
    "gemini": lambda session, path, cwd: {
        "session_id": session,
        "transcript_path": "/dev/null",
        "cwd": cwd,
        "hook_event_name": "BeforeTool",
        "timestamp": "2026-11-24T01:02:19.%sZ" % os.urandom(4).hex(),  # no two calls have the same
        "tool_name": "replace",
        "tool_input": {"file_path": path, "instruction": "x", "old_string": OLD, "new_string": NEW},
    },
    "qwen": lambda session, path, cwd: {
        **_claude_shaped(session, cwd),
        "tool_name": "edit",
        "tool_input": {"file_path": path, "old_string": OLD, "new_string": NEW},
        "tool_use_id": "toolu_%s" % os.urandom(4).hex(),
    },
    "copilot": lambda session, path, cwd: {
        **_claude_shaped(session, cwd),
        "timestamp": "2026-11-24T01:45:01.%sZ" % os.urandom(4).hex(),
        "tool_name": "Edit",
        "tool_input": {"path": path, "old_str": OLD, "new_str": NEW},
    },
    "opencode": lambda session, path, cwd: {
        "event": "before",
        "session": session,
        "cwd": cwd,
        "tool": "edit",
        "args": {"filePath": path, "oldString": OLD, "newString": NEW},
        "call": "call_%s" % os.urandom(4).hex(),
        "pid": os.getpid(),
    },
}


def _claude_shaped(session: str, cwd: str) -> Dict[str, Any]:
    return {"session_id": session, "transcript_path": "/dev/null", "cwd": cwd, "hook_event_name": "PreToolUse"}


def command(wired: List[str], name: str) -> List[str]:
    """The wired command of this client."""
    return [*wired, "--client", name]


def stdin(name: str, session: str, path: str, cwd: str) -> bytes:
    """What the client writes to it."""
    return json.dumps(EVENTS[name](session, path, cwd)).encode()
