"""What the dialects of several clients need."""

from csg.base import errors, paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_OF_CLAUDE = (b"CLAUDE_PID", b"CLAUDE_CODE_SESSION_ID")


def environment(environ: "Mapping[bytes, bytes]", name: str) -> "dict[bytes, bytes]":
    """The environment of a hook of this client's, without what Claude Code, in whose shell it may run, put there."""
    own = {variable: value for variable, value in environ.items() if variable not in _OF_CLAUDE}
    own[paths.CLIENT] = name.encode()
    return own


def patch(text: "Any", cwd: "Any", kind: str) -> "dict[str, Any]":
    """A patch as the input of tools.PATCH, at an event of this kind of a client that says when one has failed.

    errors.NotForUs if it is none."""
    from csg.clients.dialects import patch_input

    if not isinstance(text, str) or not isinstance(cwd, str):
        raise errors.NotForUs
    made = patch_input.made(text, cwd, kind == "PreToolUse")
    if made is None:
        raise errors.NotForUs
    return {"files": made["files"]}


def table(value: "Any") -> "dict[str, Any]":
    """A JSON object; errors.NotForUs if it is none."""
    if not isinstance(value, dict):
        raise errors.NotForUs
    return value


def absolute(path: str, cwd: "Any") -> str:
    """A path that the client reckons from its working directory."""
    return path if path[:1] == "/" or not isinstance(cwd, str) else cwd.rstrip("/") + "/" + path


def run_in_shell(event: "dict[str, Any]", directory: "Any") -> None:
    """Make the shell's call out of this event of a tool that runs its command in `directory`, where one is stated."""
    event["tool_name"] = "Bash"
    if isinstance(directory, str) and directory:
        event["cwd"] = absolute(directory, event.get("cwd"))


def stand_in(*words: "Any") -> str:
    """What tells a call, before it and after, from others of its Session, where the client sends no id for it.

    words  what does so; what is no text is left out"""
    text = "\0".join([word for word in words if isinstance(word, str)])
    return "call-" + paths.checksum(text.encode("utf-8", "surrogatepass"))
