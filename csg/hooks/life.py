"""A Session's life: its start and end, a prompt of its person, the end of one of its subagents."""

from csg.base import errors, paths
from csg.hooks import call as calls
from csg.state import events, roster


def _start(call: calls.Call) -> str:
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


def _end(call: calls.Call) -> str:
    from csg.state import sessions

    if sessions.end(call.home, call.id, call.environ):
        call.log("end", reason=call.optional("reason"))
    return ""


def _prompt(call: calls.Call) -> str:
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


#: Event -> what handles it.
HANDLERS = {
    "SessionEnd": _end,
    "SessionStart": _start,
    "SubagentStop": _subagent_stop,
    "UserPromptSubmit": _prompt,
}
