"""The hook: one event on stdin, perhaps one answer on stdout, exit 0 whatever happens.

`handle` is a plain function of the event, the home and the environment; reading, writing and
exiting are a thin shell around it.  Exit 2 would block the tool and any other code shows an
error, so what goes wrong becomes one line in events.log and nothing else.  First the answer is
printed, then it is noted what was told: a repeat is better than silence.
"""

import posix
import time

from csg.base import errors, files, paths, tools, wire
from csg.hooks import call as calls
from csg.state import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from csg.clients.dialects.dialect import Dialect
    from csg.hooks.answer import Answer

_STDIN = 64 << 20  # bytes; more is not an edit that a model makes
_PATIENCE = 5  # seconds for the next of them
#: claude-session-guard's verbs, for settings that still call them.
VERBS = {"start": "SessionStart", "stop": "SessionEnd", "pre-edit": "PreToolUse"}


def main(verb: str, dialect: "Dialect | None" = None) -> None:
    """Run the hook and end the process.

    verb     hook, or one of VERBS; of another client than Claude Code (`dialect`), its event's name, if any"""
    try:
        answer = run(0, verb, posix.environ, time.time(), dialect)
        if answer is not None:
            text = answer.encode() if answer.client is None else answer.client.say(answer)
            if text:
                wire.write_all(1, text.encode() + b"\n")
            answer.printed()
        if events.notable or events.spooled or calls.carried:
            _start_others()
    except BaseException:  # a hook that breaks edits is worse than no hook
        pass
    posix._exit(0)


def run(
    stdin: int, verb: str, environ: "Mapping[bytes, bytes]", now: float, dialect: "Dialect | None" = None
) -> "Answer | None":
    """Read one event and handle it; an error becomes a line in events.log."""
    home = b""
    try:
        home = paths.home(environ)
        if files.is_anothers(home):  # who owns it could make sessions up, and say what he likes to our models
            raise errors.NotForUs
        event = wire.read_value(stdin, _STDIN, _PATIENCE)
        if dialect is None and (b"COPILOT_CLI" in environ or paths.CLIENT in environ):
            from csg.hooks import sender

            dialect, environ = sender.of(event, environ)
        if dialect is not None:
            event, environ = dialect.hear(event, verb, environ)
        return handle(event, VERBS.get(verb, ""), environ, home, now, dialect)
    except errors.NotForUs:
        pass
    except BaseException as error:
        if home:
            events.record(home, now, "error", what=errors.describe(error))
    return None


def handle(
    event: "Any",
    implied: str,
    environ: "Mapping[bytes, bytes]",
    home: bytes,
    now: float,
    dialect: "Dialect | None" = None,
) -> "Answer | None":
    """One event of a client, decoded; what to answer, or None.  The caller prints it, then calls its `printed`.

    implied  the event's name where stdin has none
    dialect  of the client, where it is another than Claude Code; what it sent is in Claude Code's terms by now
    Raises errors.NotForUs for what is no such event.  Fields: see the hooks reference of the client.
    What goes wrong later takes back nothing that is in the answer already."""
    if not isinstance(event, dict):
        raise errors.NotForUs
    name = event.get("hook_event_name") or implied
    if not isinstance(name, str):
        raise errors.NotForUs
    handler = _pre_tool_use if name == "PreToolUse" else _rarer(name)
    if handler is None:
        raise errors.NotForUs
    call = calls.Call(event, name, environ, home, now)
    call.client = dialect
    call.attempt(handler)
    answer = call.answered()
    if answer is not None and answer.context and not calls.hears(call, name):
        from csg.hooks import hearing

        call.attempt(hearing.put_by)
    return answer


def _rarer(name: str) -> "Callable[[calls.Call], None] | None":
    if name[:4] == "Post":
        from csg.hooks import afterwards

        return afterwards.HANDLERS.get(name)
    from csg.hooks import life

    return life.HANDLERS.get(name)


def _pre_tool_use(call: calls.Call) -> None:
    tool = call.text("tool_name")
    if tool in tools.WRITING_TOOLS:
        from csg.hooks import editing

        editing.before(call)
    elif tool == "Bash":
        from csg.hooks import shell_guard

        shell_guard.before(call)
    elif tool == tools.PATCH and call.client is not None:
        from csg.hooks import patching

        patching.before(call)


#: cold


def _start_others() -> None:
    """Start in the background what has something to do after this hook."""
    if events.notable:
        from csg.talk import notifying

        notifying.start(leaving=True)
    if events.spooled:
        from csg.slack import delivery

        delivery.start(leaving=True)
    if calls.carried:
        from csg.machines import starting

        starting.start(calls.carried.pop(), leaving=True)
