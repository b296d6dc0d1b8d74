"""The client's settings that call the hook, as a person pastes them from the README."""

import shlex
from typing import Any, Dict, Sequence

#: Event -> what its entry says beside the command.  `timeout` is in seconds.
EVENTS: Dict[str, Dict[str, Any]] = {
    "SessionStart": {},
    "PreToolUse": {"matcher": "Edit|Write|MultiEdit|NotebookEdit"},
    # a timeout of its own lifts the client's 1.5 s for all SessionEnd hooks together
    "SessionEnd": {"timeout": 10},
}


def settings(archive: str, events: Sequence[str] = tuple(EVENTS)) -> Dict[str, Any]:
    """The settings that wire the built file `archive` to these events."""
    hooks: Dict[str, Any] = {}
    for event in events:
        more = dict(EVENTS[event])
        entry: Dict[str, Any] = {"matcher": more.pop("matcher")} if "matcher" in more else {}
        entry["hooks"] = [{"type": "command", "command": shlex.quote(archive) + " hook", **more}]
        hooks[event] = [entry]
    return {"hooks": hooks}
