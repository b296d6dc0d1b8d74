"""What the client is that runs a hook, as far as the hook's event tells.

No field and no variable names its version in the clients that this matters for (seen: 1.0.128, 2.0.77, 2.1.0); what
is in the environment may be another client's, in whose shell this one was started.  The transcript tells: each
entry of a person or a model has a field `version` (seen from 1.0.128 on; undocumented), and the entry with the
tool's call is there when PreToolUse runs.
"""

from csg.base import files, paths, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

#: From which version on additionalContext of PreToolUse reaches the model (seen).
CONTEXT = (2, 1, 20)
_FIRST = (1, 0, 0)  # what is below is another client's, whose transcripts have such a field too
_TAIL = 1 << 20  # bytes; an entry holds the whole of what a tool is to write


def hears(event: "Mapping[str, Any]") -> bool:
    """Does the client hand the context of its PreToolUse hooks to the model?  One that is not known does."""
    path = event.get("transcript_path")
    version = _version(path) if isinstance(path, str) and path.startswith("/") else ()
    return not _FIRST <= version < CONTEXT


def _version(path: str) -> "tuple[int, ...]":
    """What the newest entry of a transcript says; () if that is nothing."""
    try:
        lines = files.read(paths.from_text(path), _TAIL).split(b"\n")
    except (OSError, ValueError):
        return ()
    for line in reversed(lines):
        if b'"version"' in line:
            try:
                entry = wire.decode_bytes(line)
            except ValueError:
                continue
            stated = entry.get("version") if isinstance(entry, dict) else None
            numbers = stated.split(".") if isinstance(stated, str) else []
            if len(numbers) == 3 and all(n.isdigit() and n.isascii() and len(n) < 9 for n in numbers):
                return tuple([int(number) for number in numbers])
    return ()
