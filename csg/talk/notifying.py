"""CSG_NOTIFY: a command of the person's, run when a session is held, when the person is asked, when a message is left.

It runs in the background, after the last word on stdout, by `sh -c` in a process group of its own, for at most ten
seconds.  What happened is in its environment, printable and on one line each, and never in its words:

    CSG_EVENT         hold, ask or message
    CSG_TEXT          what happened, in words; the message
    CSG_SESSION       the id of the session that was held, about which is asked, that was told; of several the first
    CSG_NAME          what people call it, or them
    CSG_PID           its client's process, where it is known; by it a terminal can be found
    CSG_REPOSITORY    the name of its repository
    CSG_FILE          the file that it was about to edit, if it was one
    CSG_OTHERS        who is at work on that; who sent the message

Otherwise it gets what every program gets that csg starts (base.children): no secret.
"""

import posix
import time

from csg.base import children, config, locks, paths, policy, spawn, wording
from csg.state import events, fields, sessions
from csg.talk import naming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_SECONDS = 10.0  # for one run
_OUTPUT = 1 << 20  # bytes that it may print, to nobody
_AT_ONCE = 4  # processes that run commands; what comes meanwhile is dropped
_RUNS = 3  # of one process: a line of shell may be held for several of its commands
_NAMED = 3
#: What programs that show something to a person need to find him.
_NEEDS = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "TMUX")
_STOPPED = {
    policy.HELD: ("hold", "%s was held"),
    policy.DENIED: ("hold", "%s was refused"),
    policy.ASKED: ("ask", "%s waits for an answer"),
}


def start(leaving: bool) -> None:
    """Run the command for what this process has put into `events.notable`; to be called after the last word on stdout.

    leaving  see spawn.detach.  Never raises."""
    some = events.notable[:]
    events.notable.clear()
    try:
        spawn.detach(lambda: _run(some), leaving)
    except Exception:  # no process to be had: nobody is notified
        pass


def _run(some: "list[tuple[bytes, str, str, dict[str, Any]]]") -> None:
    home = some[0][0]
    settings = config.load(posix.environ, home)
    events.record_problems(home, time.time(), settings.problems, settings.stamp)
    if not settings.notify or _slot(home) is None:
        return
    told: set[tuple[str, str]] = set()
    for _, kind, session, more in some:
        facts = about(home, kind, session, more)
        key = (facts["CSG_EVENT"], facts["CSG_SESSION"])
        if key not in told and len(told) < _RUNS:
            told.add(key)
            _execute(home, settings.notify.encode("utf-8", "surrogateescape"), facts)


def _slot(home: bytes) -> "int | None":
    """A descriptor that keeps a place as long as this process lives; None if all are taken."""
    for number in range(_AT_ONCE):
        fd = locks.flocked(home + b"/notify/%d" % number)
        if fd is not None:
            return fd
    return None


def _execute(home: bytes, command: bytes, facts: "Mapping[str, str]") -> None:
    environ = children.environment(posix.environ, *_NEEDS)
    environ.update({name.encode(): value.encode() for name, value in facts.items()})
    words = [b"/bin/sh", b"-c", command]
    if children.output(words, environ, time.monotonic() + _SECONDS, _OUTPUT) is None:
        what = "CSG_NOTIFY: the command failed, or took longer than %d seconds" % _SECONDS
        events.record_once(home, time.time(), "config", b"notify " + command, what=what)


def about(home: bytes, kind: str, session: str, more: "Mapping[str, Any]") -> "dict[str, str]":
    """The facts of one Event of this Session."""
    message = kind == "tell"
    mine = _loaded(home, fields.texts(more, "to") if message else [session])
    others = _loaded(home, [session] if message else fields.texts(more, "others"))
    path, who = fields.text(more, "path"), _called(home, others)
    if message:
        event, text = "message", str(more.get("text"))
    else:
        event, said = _STOPPED[str(more.get("decision"))]
        text = said % ("an edit of %s" % _inside(path, mine) if path else str(more.get("command"))[:200])
        text += ", for the work of %s" % who if who else ""
    first = mine[0] if mine else None
    facts = {
        "CSG_EVENT": event,
        "CSG_TEXT": text,
        "CSG_SESSION": first.id if first else "",
        "CSG_NAME": _called(home, mine),
        "CSG_PID": "%d" % first.pid if first and first.pid else "",
        "CSG_REPOSITORY": paths.text(first.repository_name()) if first else "",
        "CSG_FILE": path,
        "CSG_OTHERS": who,
    }
    return {name: wording.name(value, 1000) for name, value in facts.items()}


def _loaded(home: bytes, identifiers: "list[str]") -> "list[sessions.Session]":
    """Those of the Sessions that are live; named by their ids, or by their directories."""
    found = []
    for text in identifiers:
        session = sessions.load(home, paths.safe_name(text)) or sessions.load(home, text.encode("utf-8", "replace"))
        if session is not None:
            found.append(session)
    return found


def _called(home: bytes, some: "list[sessions.Session]") -> str:
    names = [wording.name(naming.titled(home, one), 80) or wording.short(one.id) for one in some[:_NAMED]]
    if len(some) > _NAMED:
        names.append("%d more" % (len(some) - _NAMED))
    return ", ".join(names)


def _inside(path: str, mine: "list[sessions.Session]") -> str:
    """The path as seen from the Session's checkout."""
    root = (mine[0].root or mine[0].cwd) if mine else b""
    try:
        return paths.text(paths.relative(paths.from_text(path), paths.canonical(root))) if root else path
    except ValueError:
        return path
