"""What the client is that runs a hook, as far as the hook's event tells.

No field and no variable names its version in the clients that this matters for (seen: 1.0.128, 2.0.77, 2.1.0); what
is in the environment may be another client's, in whose shell this one was started.  The transcript tells: each
entry of a person or a model has a field `version` (seen from 1.0.128 on; undocumented), and the entry with the
tool's call is there when PreToolUse runs.
"""

from csg.base import files, paths, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

#: From which version on additionalContext of PreToolUse reaches the model (seen).
CONTEXT = (2, 1, 20)
#: From which version on that of Stop and SubagentStop does, and has it go on: not in 2.1.150 (both seen), and what is
#: between them was not looked at.
_GOES_ON = (2, 1, 330)
_FIRST = (1, 0, 0)  # what is below is another client's, whose transcripts have such a field too
_TAIL = 1 << 20  # bytes; an entry holds the whole of what a tool is to write


def hears(event: "Mapping[str, Any]", kind: str) -> bool:
    """Does the client hand the context of its hooks of this kind to the model?  Of PreToolUse, one that is not known
    does; at the end of a turn (Stop, SubagentStop), for which it has to ask the model again, it does not."""
    if kind != "PreToolUse":
        return _stated(event) >= _GOES_ON
    return not _FIRST <= _stated(event) < CONTEXT


def _stated(event: "Mapping[str, Any]") -> "tuple[int, ...]":
    path = event.get("transcript_path")
    return _version(path) if isinstance(path, str) and path.startswith("/") else ()


def _version(path: str) -> "tuple[int, ...]":
    """What the newest entry of a transcript says; () if that is nothing."""
    try:
        for entry in newest(paths.from_text(path), _TAIL, b'"version"'):
            stated = entry.get("version")
            numbers = stated.split(".") if isinstance(stated, str) else []
            if len(numbers) == 3 and all(n.isdigit() and n.isascii() and len(n) < 9 for n in numbers):
                return tuple([int(number) for number in numbers])
    except (OSError, ValueError):
        pass
    return ()


def newest(path: bytes, limit: int, *words: bytes) -> "Iterator[dict[str, Any]]":
    """The entries in a transcript's last `limit` bytes that hold these words, the newest first.  OSError."""
    for line in reversed(files.read(path, limit).split(b"\n")):
        if all(word in line for word in words):
            yield entry(line)


def entry(line: bytes) -> "dict[str, Any]":
    """One line of a transcript; {} where it is no entry."""
    try:
        decoded = wire.decode_bytes(line)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}
