"""The hook: one event on stdin, perhaps one answer on stdout, exit 0 whatever happens.

`handle` is a plain function of the event, the home and the environment; reading, writing and
exiting are a thin shell around it.  Exit 2 would block the tool and any other code shows an
error, so what goes wrong becomes one line in events.log and nothing else.
"""

import posix
import time

from csg.base import errors, paths, policy, wire
from csg.hooks import call as calls
from csg.hooks import editing
from csg.state import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

_STDIN = 64 << 20  # bytes; more is not an edit that a model makes
_PATIENCE = 5  # seconds for the next of them
#: claude-session-guard's verbs, for settings that still call them.
VERBS = {"start": "SessionStart", "stop": "SessionEnd", "pre-edit": "PreToolUse"}


def main(verb: str) -> None:
    """Run the hook and end the process.  `verb`: hook, or one of VERBS."""
    answer = ""
    try:
        answer = run(0, verb, posix.environ, time.time())
        if answer:
            wire.write_all(1, answer.encode() + b"\n")
        if events.spooled:
            from csg.slack import delivery

            delivery.start(leaving=True)
    except BaseException:  # a hook that breaks edits is worse than no hook
        pass
    posix._exit(0)


def run(stdin: int, verb: str, environ: "Mapping[bytes, bytes]", now: float) -> str:
    """Read one event and handle it; an error becomes a line in events.log.  The answer, or ""."""
    home = b""
    try:
        home = paths.home(environ)
        event = wire.read_value(stdin, _STDIN, _PATIENCE)
        return handle(event, VERBS.get(verb, ""), environ, home, now)
    except errors.NotForUs:
        pass
    except BaseException as error:
        if home:
            events.record(home, now, "error", what=errors.describe(error))
    return ""


def handle(event: "Any", implied: str, environ: "Mapping[bytes, bytes]", home: bytes, now: float) -> str:
    """One event of a client, decoded; the JSON to answer with, or "".

    implied  the event's name where stdin has none
    Raises errors.NotForUs, or whatever went wrong.  Fields: see the hooks reference of the client."""
    if not isinstance(event, dict):
        raise errors.NotForUs
    name = event.get("hook_event_name") or implied
    if not isinstance(name, str):
        raise errors.NotForUs
    handler = _HANDLERS.get(name) or _of_life(name)
    if handler is None:
        raise errors.NotForUs
    return handler(calls.Call(event, environ, home, now))


def _of_life(name: str) -> "Callable[[calls.Call], str] | None":
    from csg.hooks import life

    return life.HANDLERS.get(name)


def _pre_tool_use(call: calls.Call) -> str:
    tool = call.text("tool_name")
    if tool in policy.WRITING_TOOLS:
        return editing.before(call)
    if tool == "Bash":
        from csg.hooks import git_guard

        return git_guard.before(call)
    raise errors.NotForUs


def _post_tool_use(call: calls.Call) -> str:
    if call.text("tool_name") != "Bash":
        raise errors.NotForUs
    from csg.hooks import shell_edits

    return shell_edits.after(call)


def _post_tool_use_failure(call: calls.Call) -> str:
    tool = call.text("tool_name")
    if tool in policy.WRITING_TOOLS:
        return editing.failed(call)
    return _post_tool_use(call)  # a shell command that failed may have changed files all the same


_HANDLERS = {
    "PreToolUse": _pre_tool_use,
    "PostToolUse": _post_tool_use,
    "PostToolUseFailure": _post_tool_use_failure,
}
