"""The checks of `csg doctor`: each looks at one thing and says how to mend it.  Nothing is changed."""

import os
import shutil
import time
from typing import Callable, Iterator, List, Optional, Tuple

from csg.base import config, errors, files, loader, processes, slack_settings, wording
from csg.base.here import Here
from csg.clients import claude, wiring
from csg.setup import interpreters, rehearsal, wired
from csg.setup.settings_file import shown
from csg.state import outbox, roster, sessions, sweep

_LEAST_FREE = 32 << 20  # bytes
_SKEW = 60.0  # seconds that a time may lie in the future
_SLOW = 1.6  # times the interpreter's bare start
_ATTEMPTS = 3
_BETTER = 1.15  # times: a choice that much faster is worth a new `csg install`


class Finding:
    """What one check found.

    good  True, False, or None: neither, only worth knowing
    mend  what to do about it, where good is False
    """

    def __init__(self, name: str, good: Optional[bool], text: str, mend: str = "") -> None:
        self.name = name
        self.good = good
        self.text = text
        self.mend = mend


class Patient:
    """The machine that is looked at."""

    def __init__(self, here: Here) -> None:
        self.here = here
        self.client = claude.Client(here.environ)
        self.sources = wired.sources(self.client, here.cwd)
        self.everything = wired.find(self.sources)
        self.hooks = [w for w in self.everything if w.owner == wiring.OURS]


Check = Callable[[Patient], Iterator[Finding]]


def interpreter(patient: Patient) -> Iterator[Finding]:
    """Is the wired Python there, has it bytecode, is there a faster one?"""
    name = "interpreter"
    archive = next((w.archive() for w in patient.hooks if w.archive()), "")
    if not archive or not os.path.isfile(archive):
        archive = loader.archive()
    current = next((w.interpreter() for w in patient.hooks if w.interpreter()), "")
    again = "csg install" if patient.hooks else ""
    if current and not os.access(current, os.X_OK):
        yield Finding(name, False, "%s, which the hooks call, is not there" % shown(current), again)
        return
    _, everyone = interpreters.hook_command(archive, os.environ, current)
    best = everyone[0]
    one = next((i for i in everyone if current and os.path.realpath(i.path) == os.path.realpath(current)), None)
    if current and one is None:
        yield Finding(name, False, "%s, which the hooks call, is not what Python runs from" % shown(current), again)
        return
    one = one or best
    for _ in range(_ATTEMPTS):  # a busy moment is not the interpreter's fault
        taken, floor = interpreters.against_floor(one.path, archive)
        ratio = taken / floor
        if ratio <= _SLOW:
            break
    text = "%s (Python %s): %.1f ms, %.2f times its bare start" % (
        shown(one.path),
        one.version_text(),
        taken * 1000,
        ratio,
    )
    if not interpreters.has_bytecode(archive, one.magic):
        mend = "rebuild csg with it (python3 build.py --python %s)" % shown(one.path)
        yield Finding(name, False, text + "; csg's file has no bytecode for it", mend)
    elif one.seconds > best.seconds * _BETTER:
        yield Finding(name, False, text + "; %s is faster" % shown(best.path), again)
    elif patient.hooks and not current and any(w.archive() for w in patient.hooks):
        yield Finding(name, None, "the hooks find their Python anew each time: csg install wires in " + shown(one.path))
    else:
        yield Finding(name, ratio <= _SLOW, text, "" if ratio <= _SLOW else "run it again on a quiet machine")


def on_path(patient: Patient) -> Iterator[Finding]:
    """Is this csg the one that PATH finds?"""
    found = shutil.which("csg")
    here = loader.archive()
    if not found:
        yield Finding("on PATH", False, "no csg on PATH", "ln -s %s into a folder of PATH, as csg" % shown(here))
    elif os.path.realpath(found) == os.path.realpath(here) or _same_bytes(found, here):
        yield Finding("on PATH", True, shown(found))
    else:
        text = "%s is another csg than this one, %s" % (shown(found), shown(here))
        yield Finding("on PATH", False, text, "remove one of them")


def hooks(patient: Patient) -> Iterator[Finding]:
    """Is everything wired, once, to files that are there?"""
    name = "hooks"
    for source in patient.sources:
        if source.problem:
            yield Finding(name, False, "%s: %s" % (shown(source.path), source.problem), "mend the file")
    if not patient.hooks:
        yield Finding(name, False, "not wired into the client", "csg install")
        return
    wanted = [wire for wire, _ in wiring.wanted({}, patient.client.version)]
    missing = [wire.name() for wire in wanted if not any(w.covers(wire) for w in patient.hooks)]
    gone = {w.archive() for w in patient.hooks if w.archive() and not os.path.isfile(w.archive())}
    twice = _twice(patient, wanted)
    old = {w.source.path for w in patient.everything if w.owner == wiring.PREDECESSORS}
    if missing:
        yield Finding(name, False, "not wired: %s" % ", ".join(missing), "csg install")
    for path in sorted(gone):
        yield Finding(name, False, "%s, which they call, is not there" % shown(path), "csg install")
    if twice:
        text = "wired more than once: %s" % ", ".join(map(shown, twice))
        yield Finding(name, False, text, _mend_twice(patient, twice))
    for path in sorted(old):
        yield Finding(name, False, "claude-session-guard's hooks run as well: %s" % shown(path), "csg install")
    if not missing and not gone and not twice and not old:
        where = sorted({w.source.path for w in patient.hooks})
        yield Finding(name, True, "all %d wired: %s" % (len(wanted), ", ".join(map(shown, where))))


def switched_off(patient: Patient) -> Iterator[Finding]:
    """Does a setting keep the client from running hooks?"""
    good = True
    for source in patient.sources:
        if source.settings.get("disableAllHooks") is True:
            good = False
            yield Finding("switched on", False, "%s: disableAllHooks" % shown(source.path), "take that setting out")
        only = source.managed and source.settings.get("allowManagedHooksOnly") is True
        if only and not any(w.source.managed for w in patient.hooks):
            good = False
            mend = "ask whoever administers this machine to add csg's hooks there"
            yield Finding("switched on", False, "%s: allowManagedHooksOnly" % shown(source.path), mend)
    if good:
        yield Finding("switched on", True, "no setting keeps hooks from running")


def client(patient: Patient) -> Iterator[Finding]:
    """Is the client new enough for what csg uses?"""
    one = patient.client
    if one.version is None:
        yield Finding("client", None, "no `claude` on PATH that tells its version")
        return
    text = "Claude Code %s" % one.version_text()
    exec_form = any(isinstance(w.handler.get("args"), list) for w in patient.hooks)
    if one.before(claude.CONTEXT):
        needs = ".".join(map(str, claude.CONTEXT))
        yield Finding("client", False, "%s: warnings reach the model from %s on" % (text, needs), "claude update")
    elif exec_form and one.before(claude.EXEC_FORM):
        yield Finding("client", False, "%s cannot run the hooks as they are wired" % text, "csg install")
    else:
        lacks = []
        if one.before(claude.CLIENT_PID):
            lacks.append("its process is found by name")
        if one.before(claude.SHELL_EDITS):
            lacks.append("edits by shell commands are not seen")
        yield Finding("client", True, text + ("; " + ", ".join(lacks) if lacks else ""))
    if not one.before(claude.SHELL_EDITS) and patient.hooks:
        values = [s.settings.get(wiring.SHELL_EDITS) for s in patient.sources]
        if True not in values:
            yield Finding("client", None, "%s is not set: edits by shell commands may go unseen" % wiring.SHELL_EDITS)


def home(patient: Patient) -> Iterator[Finding]:
    """Is the home private and writable, is config.env sound?"""
    here = patient.here
    path = os.fsdecode(here.home)
    good = True
    try:
        status = os.stat(here.home)
    except FileNotFoundError:
        above = _existing(here.home)
        good = os.access(above, os.W_OK)
        if not good:
            mend = "make %s writable" % shown(os.fsdecode(above))
            yield Finding("home", False, "%s cannot be made" % shown(path), mend)
    except OSError as error:
        good = False
        yield Finding("home", False, "%s: %s" % (shown(path), error.strerror), "make it accessible")
    else:
        if status.st_uid != os.geteuid():
            good = False
            yield Finding("home", False, "%s belongs to another user" % shown(path), "chown -R it to yourself")
        elif status.st_mode & 0o077:
            good = False
            yield Finding("home", False, "others can look into %s" % shown(path), "chmod 700 %s" % shown(path))
        if not os.access(here.home, os.W_OK | os.X_OK):
            good = False
            yield Finding("home", False, "%s is not writable" % shown(path), "chmod u+rwx %s" % shown(path))
    for problem in config.load(here.environ, here.home).problems:
        good = False
        yield Finding("home", False, wording.name(problem, 500), "mend that line" if ": chmod" not in problem else "")
    if good:
        yield Finding("home", True, shown(path))


def disk(patient: Patient) -> Iterator[Finding]:
    """Is there room for Claims?"""
    status = os.statvfs(_existing(patient.here.home))
    free = status.f_bavail * status.f_frsize
    if free < _LEAST_FREE:
        where = shown(os.fsdecode(patient.here.home))
        yield Finding("disk", False, "%d MB free for %s" % (free >> 20, where), "free some")
    elif status.f_files and not status.f_favail:
        yield Finding("disk", False, "no more files can be made (no free inodes)", "remove some")
    else:
        yield Finding("disk", True, "%d MB free" % (free >> 20))


def clock(patient: Patient) -> Iterator[Finding]:
    """Do times in the home lie in the future?  Claims are judged by them."""
    here = patient.here
    ahead = [n for n in roster.names(here.home) if roster.last_active(here.home, n) > here.now + _SKEW]
    if ahead:
        text = "%s active in the future" % wording.count(len(ahead), "session")
        yield Finding("clock", False, text, "set the clock (the machine's, or the file server's), then csg gc")
        return
    skew = _skew(here)
    if abs(skew) > _SKEW:
        text = "the home's file system is %d s %s" % (abs(skew), "ahead" if skew > 0 else "behind")
        yield Finding("clock", False, text, "set the machine's clock and the file server's")
        return
    yield Finding("clock", True, "agrees with the files' times")


def stale(patient: Patient) -> Iterator[Finding]:
    """Are there Sessions that nobody ended?"""
    here = patient.here
    window = config.load(here.environ, here.home).window
    names = roster.names(here.home)
    due = 0
    for name in names:
        idle = here.now - roster.last_active(here.home, name)
        session = sessions.load(here.home, name)
        gone = session is None or session.process() == processes.GONE
        due += idle > sweep.IDLE or (idle > window and gone)
    if due:
        yield Finding("sessions", False, "%d of %d ended without a word" % (due, len(names)), "csg gc")
    else:
        yield Finding("sessions", True, "%d on record" % len(names))


def slack(patient: Patient) -> Iterator[Finding]:
    """Does the mirror get through?"""
    here = patient.here
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        yield Finding("Slack", None, "no mirror is set up")
        return
    waiting = wording.count(outbox.depth(here.home), "event") + " waiting"
    stopped = outbox.stopped(here.home, settings)
    error = outbox.last_error(here.home)
    if stopped:
        text = "stopped (%s), %s" % (wording.name(stopped.why), waiting)
        yield Finding("Slack", False, text, wording.name(stopped.mend, 400) + "; then run: csg test")
    elif error:
        text = "%s, %s: %s" % (waiting, wording.ago(here.now - error[0]), wording.name(error[1], 300))
        yield Finding("Slack", False, text, "csg test")
    else:
        yield Finding("Slack", True, waiting)


def server(patient: Patient) -> Iterator[Finding]:
    """Is the MCP server registered, with a file that is there?"""
    words = patient.client.server()
    if words is None:
        yield Finding("MCP", None, "not registered (csg install --mcp)")
    elif not claude.server_is_ours(words):
        yield Finding("MCP", None, "another server is called csg")
    else:
        path = loader.as_path(words[-2])
        there = os.path.isfile(path) if path.startswith("/") else bool(shutil.which(path))
        if there:
            yield Finding("MCP", True, shown(path))
        else:
            yield Finding("MCP", False, "%s, which is registered, is not there" % shown(path), "csg install --mcp")


def rehearse(patient: Patient) -> Iterator[Finding]:
    """Do the wired commands warn?"""
    if not patient.hooks:
        yield Finding("rehearsal", None, "nothing is wired to rehearse with")
        return
    try:
        taken = rehearsal.play(patient.hooks)
    except rehearsal.Failed as error:
        yield Finding("rehearsal", False, wording.name(str(error), 500), "mend what stands above, or csg install")
    else:
        yield Finding("rehearsal", True, "two pretend sessions met, the second was warned, in %.0f ms" % (taken * 1000))


#: In the order in which they are shown; what it is called while it runs.
CHECKS: Tuple[Tuple[str, Check], ...] = (
    ("measuring the interpreters", interpreter),
    ("looking at PATH", on_path),
    ("reading the client's settings", hooks),
    ("reading the client's settings", switched_off),
    ("asking the client for its version", client),
    ("looking at the home", home),
    ("looking at the disk", disk),
    ("looking at the clock", clock),
    ("looking at the sessions", stale),
    ("looking at the outbox", slack),
    ("looking at the MCP server", server),
    ("rehearsing", rehearse),
)


def examine(patient: Patient, progress: Callable[[str], None]) -> List[Finding]:
    """Run all checks; one that cannot be made is a finding too."""
    found: List[Finding] = []
    for doing, check in CHECKS:
        progress(doing)
        try:
            found += check(patient)
        except (errors.CsgError, OSError) as error:
            found.append(Finding(check.__name__.replace("_", " "), False, wording.name(str(error), 500)))
    return found


def _twice(patient: Patient, wires: List[wiring.Wire]) -> List[str]:
    """The files in which a wire is covered that another entry covers as well."""
    found: List[str] = []
    for wire in wires:
        same = [w for w in patient.hooks if ("if" in w.handler) == bool(wire.condition)]
        covering = [w.source.path for w in same if w.covers(wire)]
        if len(covering) > 1:
            found += covering
    return sorted(set(found))


def _mend_twice(patient: Patient, where: List[str]) -> str:
    plugins = [w.source.path for w in patient.hooks if w.source.plugin]
    if any(path in plugins for path in where):
        return "csg uninstall, or switch the plugin off"
    return "csg uninstall --scope for one of them" if len(where) > 1 else "csg install"


def _existing(path: bytes) -> bytes:
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path


def _same_bytes(one: str, other: str) -> bool:
    try:
        with open(one, "rb") as a, open(other, "rb") as b:
            return a.read() == b.read()
    except OSError:
        return False


def _skew(here: Here) -> float:
    """Seconds that the home's file system is ahead of this machine's clock; 0.0 if the home cannot be written."""
    probe = here.home + b"/" + files.unique()
    if not os.path.isdir(here.home):
        return 0.0
    try:
        files.create(probe)
        return files.modified(probe) - time.time()
    except OSError:
        return 0.0
    finally:
        files.remove(probe)
