"""The tool calls that scripted models make.  What the client's tools take: 2.1.330."""

from typing import Any, Optional

from tests.client.model import Call


def read(path: str) -> Call:
    """Read a file: the client lets nothing be edited that was not read."""
    return Call("Read", {"file_path": path})


def write(path: str, text: str) -> Call:
    """Write a whole file."""
    return Call("Write", {"file_path": path, "content": text})


def edit(path: str, old: str, new: str) -> Call:
    """Replace text in a file."""
    return Call("Edit", {"file_path": path, "old_string": old, "new_string": new})


def notebook(path: str, cell: str, source: str) -> Call:
    """Replace a notebook's cell; the model must `load` "NotebookEdit" first."""
    given = {"notebook_path": path, "cell_id": cell, "new_source": source, "edit_mode": "replace"}
    return Call("NotebookEdit", given)


def load(tool: str) -> Call:
    """Ask for a tool that the client offers only on demand."""
    return Call("ToolSearch", {"query": "select:" + tool})


def bash(command: str) -> Call:
    """Run a shell command (Client's mode must be "bypass", or allow it)."""
    return Call("Bash", {"command": command, "description": "test"})


def agent(key: str, background: Optional[bool] = None) -> Call:
    """Start the subagent whose script is `key`."""
    given: Any = {"description": key, "prompt": key + ": go", "subagent_type": "general-purpose"}
    if background is not None:
        given["run_in_background"] = background
    return Call("Agent", given)
