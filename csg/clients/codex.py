"""Codex (OpenAI) on this machine: seen in 0.169.0.

It runs a hook only after the person has reviewed it, and asks anew whenever its command, its matcher or its time
changes, or a group is put before it.  So entries are appended, and their command names nothing that may change.  A key
that it does not know at the top of hooks.json makes it drop all hooks there.
"""

import os
from typing import List, Optional, Sequence

from csg.base.loader import as_path
from csg.clients import other_client, ownership, toml_text, wiring

_TOOLS = "Bash|Edit|Write"  # apply_patch goes by Edit and Write, too (seen)
_LONGEST = 3  # seconds that it gives at SessionEnd, whatever is asked for


class Codex(other_client.OtherClient):
    """See OtherClient."""

    NAME, PROGRAM, PACKAGE = "codex", "codex", "@openai/codex"
    STABLE = True
    WIRES = (
        wiring.Wire("SessionStart"),
        wiring.Wire("UserPromptSubmit"),
        wiring.Wire("PreToolUse", _TOOLS),
        wiring.Wire("PostToolUse", _TOOLS),
        wiring.Wire("SubagentStop"),
        wiring.Wire("SessionEnd", timeout=_LONGEST),
    )
    SERVERS = ""
    REVIEW = "run codex once and choose *Trust all and continue*, or type /hooks there and t; until then it skips them"

    def _folder(self) -> str:
        return self._chosen("CODEX_HOME", ".codex")

    def _hooks(self) -> str:
        return os.path.join(self.folder, "hooks.json")

    def _servers(self) -> str:
        return os.path.join(self.folder, "config.toml")

    def fits(self, entry: wiring.Entry, wire: wiring.Wire, group: wiring.Group) -> bool:
        """An entry that works stays as it is, by whatever path it calls csg's file."""
        if (entry.event, entry.matcher) != (wire.event, wire.matcher):
            return False
        have, want = (other_client.runs(handler, self.NAME) for handler in (entry.handler, group["hooks"][0]))
        return have == want or (bool(have) and _same(_archive(have), _archive(want)))

    def line(self, words: Sequence[str], archive: str) -> str:
        """The file itself, whose header finds a Python: no interpreter's path, which an upgrade may change."""
        start = [] if os.access(as_path(archive), os.X_OK) else ["/bin/sh"]
        return other_client.quoted([*start, archive, "hook", "--client", self.NAME])

    def registered(self, text: str) -> Optional[List[str]]:
        """See OtherClient."""
        return toml_text.words(text)

    def by_hand(self, archive: str) -> str:
        """See OtherClient."""
        return "codex mcp add csg -- " + other_client.quoted([archive, "mcp"])


def _archive(words: Sequence[str]) -> str:
    """csg's file in a hook's command; "" where PATH decides."""
    return next((word for word in words if word.startswith("/") and not ownership.is_python(word)), "")


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(as_path(one), as_path(other))
    except OSError:
        return False
