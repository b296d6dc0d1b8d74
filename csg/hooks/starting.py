"""A Session starts: its record, what is due to be dropped, its brief."""

from csg.base import paths
from csg.hooks import briefing
from csg.hooks import call as calls
from csg.state import events, sessions, sweep, told


def start(call: calls.Call) -> None:
    """SessionStart: put the Session on record, sweep, and brief it."""
    session = sessions.observe(call.id, call.cwd, call.environ, call.now)
    window = calls.window(call)
    try:
        new = sessions.start(call.home, session)
        call.log("start" if new else "continue", source=call.optional("source"), cwd=paths.text(call.cwd))
        _sweep(call, window)
    except OSError as error:  # a disk that takes no record can still be looked at
        call.log_error("not on record: %s" % error)
    _brief(call, session, window)


def _brief(call: calls.Call, session: sessions.Session, window: float) -> None:
    elsewhere = ""
    if b"CSG_POSTGRES" in call.environ or calls.configured(call):
        from csg.machines import starting

        if starting.wanted(call.environ, paths.config_file(call.environ, call.home)):
            calls.carried.append(call.home)
            elsewhere = briefing.elsewhere(call.home, session, call.now, window)
    way_out = briefing.way_out(call, bool(session.root))
    brief, waiting = briefing.text(call.home, session, call.now, window, way_out), call.has_notices()
    brief += "\n" * bool(brief and elsewhere) + elsewhere
    if not brief and not waiting:
        return
    what = "start-%s-%d" % (paths.safe_name(call.optional("source")).decode(), call.now // 5)
    if not told.begin(call.home, call.name, what):
        return  # wired twice, as by settings and a plugin: the other hook answers
    if brief:
        call.answer.add(brief)
        call.answer.afterwards.append(lambda: told.finish(call.home, call.name, what))
    if waiting:
        from csg.hooks import telling

        telling.waiting(call)


def _sweep(call: calls.Call, window: float) -> None:
    for identifier, why in sweep.sweep(call.home, call.now, window):
        events.record(call.home, call.now, "swept", identifier, why=why)


#: cold


def late(call: calls.Call) -> None:
    """The first prompt, where the client may have no SessionStart: the same, unless the Session has ended."""
    if calls.attached(call):
        _sweep(call, calls.window(call))
        _brief(call, sessions.observe(call.id, call.cwd, call.environ, call.now), calls.window(call))
