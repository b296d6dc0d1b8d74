"""A session's transcript, as Claude Code keeps it: which calls of tools have ended well.

JSON lines, undocumented (seen in 2.1.150 to 2.1.330).  The model's entry holds {"type": "tool_use", "id", "name",
"input"} among `message.content`; the one that answers it holds {"type": "tool_result", "tool_use_id", "is_error"},
and beside it `toolUseResult`, which is PostToolUse's `tool_response`.  Each has `cwd`, and `agentId` if it is a
subagent's; those have files of their own.  An entry is written some 0.1 s after what it tells of.
"""

import posix

from csg.base import files
from csg.clients import running

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

_MOST = 16 << 20  # bytes that are looked through at a time; of more, the last
_TAIL = 1 << 18  # bytes, in which a turn's last words are looked for
_END = b".jsonl"


class Done:
    """A call that has ended well: its id, the tool, its input, what came of it, where the client was, whose it was."""

    __slots__ = ("agent", "cwd", "given", "id", "response", "tool")

    def __init__(self, identifier: str, tool: str, given: "dict[str, Any]", cwd: str, agent: str) -> None:
        self.id = identifier
        self.tool = tool
        self.given = given
        self.response: dict[str, Any] = {}
        self.cwd = cwd
        self.agent = agent


class Found:
    """What stands in a transcript from some byte on.

    done     in the order of their ends
    kept     the byte from which on it is to be looked at again: where the first call stands whose end is not told yet,
             or the `end`"""

    __slots__ = ("done", "end", "kept")

    def __init__(self, end: int) -> None:
        self.done: list[Done] = []
        self.kept = self.end = end


def all_of(path: bytes) -> "list[bytes]":
    """A session's transcript and those of its subagents."""
    folder = path[: -len(_END)] + b"/subagents" if path.endswith(_END) else b""
    return [path, *[folder + b"/" + name for name in files.names(folder) if name.endswith(_END)]]


def size(path: bytes) -> int:
    """In bytes; 0 where there is none (yet)."""
    try:
        status = posix.stat(path)
    except OSError:
        return 0
    return status.st_size if status.st_mode & 0o170000 == 0o100000 else 0


def read(path: bytes, start: int, tools: "Collection[str]") -> Found:
    """What stands there of these tools' calls, from a byte on.  OSError."""
    fd = files.opened(path)
    try:
        there = posix.fstat(fd).st_size
        first = max(min(start, there), there - _MOST)
        data = posix.pread(fd, there - first, first)
    finally:
        posix.close(fd)
    if first > start:
        first += data.find(b"\n") + 1
        data = data[data.find(b"\n") + 1 :]
    data = data[: data.rfind(b"\n") + 1]  # the last line may be being written
    found = Found(first + len(data))
    begun: dict[str, tuple[Done, int]] = {}
    names = [b'"%s"' % tool.encode() for tool in tools]
    at = first
    for line in data.split(b"\n"):
        begins = b'"tool_use"' in line and any(name in line for name in names)
        if begins or (begun and b'"tool_result"' in line):
            _take(line, at, tools, begun, found.done)
        at += len(line) + 1
    if begun:
        found.kept = min(place for _, place in begun.values())
    return found


def ends_with(path: bytes, words: str) -> bool:
    """Are these the latest words of a model that stand there?"""
    try:
        for entry in running.newest(path, _TAIL, b'"assistant"', b'"text"'):
            texts = [block.get("text") for block in _content(entry) if block.get("type") == "text"]
            if texts:
                return texts[-1] == words
    except OSError:
        pass
    return False


def _content(entry: "dict[str, Any]") -> "list[dict[str, Any]]":
    message = entry.get("message")
    content = message.get("content") if isinstance(message, dict) else None
    return [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []


def _take(
    line: bytes, at: int, tools: "Collection[str]", begun: "dict[str, tuple[Done, int]]", done: "list[Done]"
) -> None:
    entry = running.entry(line)
    for block in _content(entry):
        kind = block.get("type")
        if kind == "tool_use":
            identifier, tool, given = block.get("id"), block.get("name"), block.get("input")
            if isinstance(identifier, str) and isinstance(tool, str) and tool in tools and isinstance(given, dict):
                cwd, agent = [value if isinstance(value, str) else "" for value in map(entry.get, ("cwd", "agentId"))]
                begun[identifier] = Done(identifier, tool, given, cwd, agent), at
        elif kind == "tool_result":
            one, _ = begun.pop(str(block.get("tool_use_id")), (None, 0))
            if one is not None and block.get("is_error") is not True:
                response = entry.get("toolUseResult")
                one.response = response if isinstance(response, dict) else {}
                done.append(one)
