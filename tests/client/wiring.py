"""The client's settings that call the hook, as a person pastes them from the README."""

import shlex
from typing import Any, Dict, List, Sequence

from tests.e2e.resident import handler

_WRITING = "Edit|Write|MultiEdit|NotebookEdit"

#: Event -> what each of its entries says beside the command.  `timeout` is in seconds.
EVENTS: Dict[str, List[Dict[str, Any]]] = {
    "SessionStart": [{}],
    "UserPromptSubmit": [{}],
    "PreToolUse": [{"matcher": _WRITING}, {"matcher": "Bash"}],
    "PostToolUse": [{"matcher": "Bash", "async": True}],
    "PostToolUseFailure": [{"matcher": _WRITING, "async": True}, {"matcher": "Bash", "async": True}],
    "SubagentStop": [{}],
    # a timeout of its own lifts the client's 1.5 s for all SessionEnd hooks together
    "SessionEnd": [{"timeout": 10}],
}

#: Has the client report in any mode which files a shell command changed; else only some modes do.
SHELL_EDITS = {"bashEditDiffEnabled": True}


def settings(archive: str, events: Sequence[str] = tuple(EVENTS)) -> Dict[str, Any]:
    """The settings that wire the built file `archive` to these events."""
    hooks: Dict[str, Any] = {}
    for event in events:
        hooks[event] = []
        for more in EVENTS[event]:
            handler = {"type": "command", "command": shlex.quote(archive) + " hook", **more}
            matcher = handler.pop("matcher", None)
            entry: Dict[str, Any] = {"matcher": matcher} if matcher else {}
            hooks[event].append({**entry, "hooks": [handler]})
    return {"hooks": hooks}


def resident(archive: str, events: Sequence[str] = tuple(EVENTS)) -> Dict[str, Any]:
    """The settings that `csg install --resident` writes, in the shell form."""
    wired = settings(archive, events)
    hooks: Dict[str, Any] = wired["hooks"]
    for entry in hooks.get("PreToolUse", []):
        entry["hooks"] = [handler(entry["matcher"])]
    if "PostToolUse" in hooks:
        hooks["PostToolUse"].append({"matcher": _WRITING, "hooks": [dict(hooks["PostToolUse"][0]["hooks"][0])]})
    for event in ("PostToolUse", "UserPromptSubmit"):
        for entry in hooks.get(event, []):
            entry["hooks"][0]["command"] += " --resident"
    return wired
