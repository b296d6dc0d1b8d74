"""What the dialects of several clients need."""

from csg.base import errors, processes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_OF_CLAUDE = (b"CLAUDE_PID", b"CLAUDE_CODE_SESSION_ID")


def environment(environ: "Mapping[bytes, bytes]", name: str) -> "dict[bytes, bytes]":
    """The environment of a hook of this client's, without what Claude Code, in whose shell it may run, put there."""
    own = {variable: value for variable, value in environ.items() if variable not in _OF_CLAUDE}
    own[processes.CLIENT] = name.encode()
    return own


def table(value: "Any") -> "dict[str, Any]":
    """A JSON object; errors.NotForUs if it is none."""
    if not isinstance(value, dict):
        raise errors.NotForUs
    return value
