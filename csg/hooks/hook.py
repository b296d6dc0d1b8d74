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
    from collections.abc import Mapping
    from typing import Any

_STDIN = 64 << 20  # bytes; more is not an edit that a model makes
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
        event = wire.read_value(stdin, _STDIN)
        return handle(event, VERBS.get(verb, ""), environ, home, now)
    except errors.NotForUs:
        pass
    except BaseException as error:
        if home:
            events.record(home, now, "error", what=_describe(error))
    return ""


def handle(event: "Any", implied: str, environ: "Mapping[bytes, bytes]", home: bytes, now: float) -> str:
    """One event of a client, decoded; the JSON to answer with, or "".

    implied  the event's name where stdin has none
    Raises errors.NotForUs, or whatever went wrong.  Fields: see the hooks reference of the client."""
    if not isinstance(event, dict):
        raise errors.NotForUs
    name = event.get("hook_event_name") or implied
    handler = _HANDLERS.get(name) if isinstance(name, str) else None
    if handler is None:
        raise errors.NotForUs
    return handler(calls.Call(event, environ, home, now))


def _session_start(call: calls.Call) -> str:
    from csg.hooks import briefing
    from csg.state import sessions, sweep

    session = sessions.observe(call.id, call.cwd, call.environ, call.now)
    new = sessions.start(call.home, session)
    call.log("start" if new else "continue", source=call.optional("source"), cwd=paths.text(call.cwd))
    window = call.window()
    for swept in sweep.sweep(call.home, call.now, window):
        events.record(call.home, call.now, "swept", swept.id, why=swept.why)
    answer = calls.Answer("SessionStart")
    if not call.first("start-%d" % (call.now // 5)):
        return ""  # wired twice, as by settings and a plugin: the other hook answers
    answer.add(briefing.text(call.home, session, call.now, window))
    if call.has_notices():
        from csg.hooks import telling

        answer.add(telling.waiting(call))
    return answer.encode()


def _session_end(call: calls.Call) -> str:
    from csg.state import sessions

    if sessions.end(call.home, call.id, call.environ):
        call.log("end", reason=call.optional("reason"))
    return ""


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


def _user_prompt_submit(call: calls.Call) -> str:
    from csg.state import roster

    roster.touch(call.home, call.name)
    if not call.has_notices():
        return ""
    from csg.hooks import telling

    answer = calls.Answer("UserPromptSubmit")
    answer.add(telling.waiting(call))
    return answer.encode()


def _subagent_stop(call: calls.Call) -> str:
    if not call.agent:
        raise errors.NotForUs
    from csg.state import holdings

    holdings.release_agent(call.home, call.name, call.agent, call.now)
    return ""


def _describe(error: BaseException) -> str:
    """Type, message and place of an error, without importing traceback."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = "%s:%s, %s" % (code.co_filename.rpartition("/")[2], trace.tb_lineno, code.co_name)
        trace = trace.tb_next
    return "%s: %s (%s)" % (type(error).__name__, str(error)[:300], place)


_HANDLERS = {
    "PreToolUse": _pre_tool_use,
    "PostToolUse": _post_tool_use,
    "PostToolUseFailure": _post_tool_use_failure,
    "SessionEnd": _session_end,
    "SessionStart": _session_start,
    "SubagentStop": _subagent_stop,
    "UserPromptSubmit": _user_prompt_submit,
}
