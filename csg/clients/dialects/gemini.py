"""Gemini CLI (Google): seen in 0.61.0.

What is said at BeforeTool reaches the model only if it holds the call, and at AfterTool only if the tool succeeded; a
call that is held has no AfterTool.  No call has an id.
"""

import posix

from csg.base import errors, files, paths, wire
from csg.clients.dialects import terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Said

NAME = "gemini"
_EVENTS = {
    "SessionStart": "SessionStart",
    "BeforeAgent": "UserPromptSubmit",
    "BeforeTool": "PreToolUse",
    "AfterTool": "PostToolUse",
    "SessionEnd": "SessionEnd",
}
_TOOLS = {"replace": "Edit", "write_file": "Write"}
_SHELL = "run_shell_command"
_HEARD = ("SessionStart", "UserPromptSubmit", "PostToolUse")
_FOLDERS = 50  # looked through by the client for a file that is not where its model says
#: Headless, what was said at the start stands before the prompt.
_CONTEXT, _END = "<hook_context>", "</hook_context>"


def hear(event: "Any", stated: str, environ: "Mapping[bytes, bytes]") -> "tuple[Any, Mapping[bytes, bytes]]":
    """See `dialect`."""
    own = dict(terms.table(event))
    kind = own.get("hook_event_name") or stated
    if not isinstance(kind, str) or kind not in _EVENTS:
        raise errors.NotForUs
    own["hook_event_name"] = _EVENTS[kind]
    if kind in ("BeforeTool", "AfterTool"):
        _hear_tool(own)
    prompt = own.get("prompt")
    if isinstance(prompt, str) and prompt.startswith(_CONTEXT):
        own["prompt"] = prompt.partition(_END)[2].lstrip()
    return own, terms.environment(environ, NAME)


def _hear_tool(own: "dict[str, Any]") -> None:
    tool, given, response = own.get("tool_name"), own.get("tool_input"), own.get("tool_response")
    if not isinstance(tool, str) or not isinstance(given, dict):
        raise errors.NotForUs
    failed = own["hook_event_name"] == "PostToolUse" and isinstance(response, dict) and response.get("error")
    if failed:
        own["hook_event_name"] = "PostToolUseFailure"
    if tool in _TOOLS:
        path = given.get("file_path")
        if not isinstance(path, str) or not path:
            raise errors.NotForUs
        path = _resolved(path, own.get("cwd"), tool == "replace")
        own["tool_name"], own["tool_input"] = _TOOLS[tool], dict(given, file_path=path)
        if given.get("allow_multiple") is True:
            own["tool_input"]["replace_all"] = True
        call = terms.stand_in(tool, path)
    elif tool == _SHELL:
        terms.run_in_shell(own, given.get("dir_path"))
        if given.get("is_background") is True:
            own["tool_input"] = dict(given, run_in_background=True)
        call = terms.stand_in(tool, own.get("cwd"), given.get("command"))
    else:
        return
    own["stand_in"], moment = call, own.get("timestamp")
    if isinstance(moment, str) and not (failed and tool in _TOOLS):
        own["tool_use_id"] = "%s@%s" % (call, moment[:40])  # two hooks that are wired get the same event


def _resolved(stated: str, cwd: "Any", searched: bool) -> str:
    """The path that the client makes of what its model states.  errors.NotForUs for what can be none.

    An @ before it, as people write it, is dropped, unless something there has that name.  searched  what is not there
    is looked for below the working directory."""
    try:
        path, top = paths.from_text(stated.replace("\0", "")), paths.from_text(cwd) if isinstance(cwd, str) else b""
    except ValueError:
        raise errors.NotForUs from None
    if path[:1] == b"/" or top[:1] != b"/":
        return paths.text(path)
    if path[:1] == b"@" and files.missing(top + b"/" + path):
        plain, first = path[1:].lstrip(b"/"), path.partition(b"/")[0]
        if plain and (first == b"@" or files.missing(top + b"/" + first)):
            path = plain
    if searched and path and files.missing(top + b"/" + path):
        found = _search(top, path)
        if len(found) == 1:
            return paths.text(found[0])
    return paths.text(top.rstrip(b"/") + b"/" + path)


def _search(top: bytes, path: bytes) -> "list[bytes]":
    """The files below a directory whose path ends like this, those near its top.

    The client leaves out what git ignores: where that leaves one of several, it goes unseen."""
    name, found, folders = path[path.rfind(b"/") + 1 :], [], [top.rstrip(b"/")]
    for number, folder in enumerate(folders):  # it grows
        if number == _FOLDERS:
            break
        try:
            for entry in list(posix.scandir(folder or b"/")):
                place = folder + b"/" + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != b".git":
                        folders.append(place)
                elif entry.name == name and place.endswith(path) and entry.is_file(follow_symlinks=False):
                    found.append(place)
        except OSError:
            continue
    return found


def hears(kind: str) -> bool:
    """See `dialect`."""
    return kind in _HEARD


def say(answer: "Said") -> str:
    """See `dialect`.  Of Claude Code's `permissionDecision` nothing is known here: the tool would run."""
    text = answer.text()
    if answer.decision:
        return wire.encode({"decision": "deny", "reason": "\n\n".join([answer.reason, text]).rstrip()})
    if not text or not hears(answer.event):
        return ""
    name = next(own for own, kind in _EVENTS.items() if kind == answer.event)
    return wire.encode({"hookSpecificOutput": {"hookEventName": name, "additionalContext": text}})
