"""Copilot CLI (GitHub) on this machine: seen in 1.0.102.

It reads all files in its folder of hooks, so csg has one of its own.  Events spelled as Claude Code's come in Claude
Code's form.  At PreToolUse any exit code but 0 denies the tool, so the command's is always 0, csg or no csg.
"""

import json
import os
from typing import Any, Dict, List, Sequence

from csg.clients import other_client

_EVENTS = (
    "SessionStart",
    "UserPromptSubmit",
    "PreToolUse",
    "PostToolUse",
    "PostToolUseFailure",
    "SubagentStop",
    "SessionEnd",
)
_TIME = 10  # seconds


class Copilot(other_client.OtherClient):
    """See OtherClient."""

    NAME, PROGRAM, PACKAGE = "copilot", "copilot", "@github/copilot"
    OWN = True

    def _folder(self) -> str:
        return self._chosen("COPILOT_HOME", ".copilot")

    def _hooks(self) -> str:
        return os.path.join(self.folder, "hooks", "csg.json")

    def _servers(self) -> str:
        return os.path.join(self.folder, "mcp-config.json")

    def line(self, words: Sequence[str], archive: str) -> str:
        """See OtherClient."""
        return other_client.quoted(words) + " || exit 0"

    def whole(self, words: Sequence[str], archive: str) -> str:
        """See OtherClient."""
        entry = {"type": "command", "command": self.line(words, archive), "timeoutSec": _TIME}
        return json.dumps({"version": 1, "hooks": {event: [entry] for event in _EVENTS}}, indent=2) + "\n"

    def commands(self, text: str) -> List[List[str]]:
        """See OtherClient."""
        return [words for words in (other_client.runs(entry, self.NAME) for entry in _entries(text)) if words]

    def is_whole(self, text: str) -> bool:
        """See OtherClient."""
        entries = _entries(text)
        return bool(entries) and len(self.commands(text)) == len(entries)

    def server(self, archive: str) -> Dict[str, Any]:
        """See OtherClient."""
        return {"type": "local", "command": archive, "args": ["mcp"], "tools": ["*"]}


def _entries(text: str) -> List[Any]:
    """All entries in a file of hooks; [] of what is none."""
    try:
        return [entry for listed in json.loads(text)["hooks"].values() for entry in listed]
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return []
