"""Who sent an event to a hook that is wired for Claude Code.

Copilot CLI runs the hooks in a repository's `.claude/settings.json` and `settings.local.json` (seen in 1.0.102), in
folders that its person trusts.  Its variable alone does not tell: Claude Code started in its shell has that too.
"""

from csg.base import paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Dialect


def of(event: "Any", environ: "Mapping[bytes, bytes]") -> "tuple[Dialect | None, Mapping[bytes, bytes]]":
    """Its dialect, None if it is Claude Code; and the environment without what other clients put into their shells."""
    own = {name: value for name, value in environ.items() if name != paths.CLIENT}
    if b"COPILOT_CLI" in own:
        from csg.clients.dialects import copilot

        if copilot.sent(event):
            return copilot, own
    return None, own
