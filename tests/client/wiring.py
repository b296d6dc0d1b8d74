"""The client's settings that call the hook, as a person pastes them from the README."""

import shlex
from typing import Any, Dict, List, Sequence

from csg.clients import resident as wired_resident

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
    hook, net = [
        {"type": "command", "command": shlex.quote(archive) + words} for words in (" hook", " hook --resident")
    ]
    hooks: Dict[str, Any] = {}
    for wire, group in wired_resident.wanted(hook, net, (2, 1, 330)):
        if wire.event in events:
            hooks.setdefault(wire.event, []).append(group)
    return {"hooks": hooks}
