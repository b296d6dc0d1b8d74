"""Checks of the home: its files, what is on record there, what waits to leave it."""

import os
import shlex
import stat
import time
from typing import Iterator

from csg.base import config, files, paths, slack_settings, wording
from csg.base.here import Here
from csg.clients.settings_file import shown
from csg.setup.checks.patient import Finding, Patient
from csg.slack import box as boxes
from csg.state import outbox, predecessor, roster, sessions, sweep

_LEAST_FREE = 32 << 20  # bytes


def home(patient: Patient) -> Iterator[Finding]:
    """Is the home ours, private and writable, is config.env sound?"""
    here = patient.here
    found = list(_access(os.fsdecode(here.home)))
    usable = not found
    path = paths.config_file(here.environ, here.home)
    for problem in config.load(here.environ, here.home).problems:
        if usable or ": unreadable: " not in problem:
            found.append(Finding("home", False, wording.name(problem, 500), _mend_setting(problem, path)))
    yield from found or [Finding("home", True, shown(os.fsdecode(here.home)))]


def _access(path: str) -> Iterator[Finding]:
    """What keeps csg from using its home."""
    name, quoted = "home", shlex.quote(path)
    elsewhere = "set CLAUDE_SESSION_GUARD_HOME to a directory of your own"
    try:
        status = os.stat(path)
    except OSError as error:
        above = _obstacle(path)
        if os.path.islink(path) and isinstance(error, FileNotFoundError):
            mend = "mkdir -p -m 700 %s" % shlex.quote(os.path.realpath(path))
            yield Finding(name, False, "%s leads to nothing" % shown(path), mend)
        elif not isinstance(error, FileNotFoundError) or not os.access(above, os.W_OK | os.X_OK):
            text = "%s cannot be made, because of %s (%s)" % (shown(path), shown(above), error.strerror)
            yield Finding(name, False, text, _mend_access(above) or elsewhere)
        return
    if not stat.S_ISDIR(status.st_mode):
        yield Finding(name, False, "%s is no directory" % shown(path), _mend_access(path) or elsewhere)
    elif status.st_uid != os.geteuid():
        mend = "chown -R %d %s, as root, or %s" % (os.geteuid(), quoted, elsewhere)
        yield Finding(name, False, "%s belongs to another user, so csg leaves it alone" % shown(path), mend)
    else:
        if status.st_mode & 0o077:
            yield Finding(name, False, "others can look into %s" % shown(path), "chmod 700 %s" % quoted)
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield Finding(name, False, "%s is not writable" % shown(path), _mend_access(path))
        else:
            yield from _inside(path)


def _inside(home: str) -> Iterator[Finding]:
    """What in the home is not ours (as after a run of csg as root), or closed to us."""
    for name in sorted(os.listdir(home)):
        path = os.path.join(home, name)
        if os.lstat(path).st_uid != os.geteuid():
            mend = "chown -R %d %s, as root" % (os.geteuid(), shlex.quote(home))
            yield Finding("home", False, "%s belongs to another user" % shown(path), mend)
        elif os.path.isdir(path) and not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            yield Finding("home", False, "%s is closed to csg" % shown(path), _mend_access(path))


def _mend_access(path: str) -> str:
    """How to make a usable directory of it, or to make way for one; "" if it is not ours."""
    quoted = shlex.quote(path)
    if os.lstat(path).st_uid != os.geteuid():
        return ""
    return "chmod u+rwx %s" % quoted if os.path.isdir(path) else "mv %s %s.old" % (quoted, quoted)


def _mend_setting(problem: str, path: bytes) -> str:
    """What to do about something that is wrong with the settings file `path`, or with the environment."""
    file = shlex.quote(os.fsdecode(path))
    if ": chmod 600 " in problem:
        return "chmod 600 %s" % file
    if ": unreadable: " in problem:
        return "chmod u+r %s" % file if os.path.isfile(path) else "mv %s %s.old" % (file, file)
    if problem.startswith("environment: "):
        return "unset %s" % problem[len("environment: ") :].partition("=")[0]
    return "mend that line, or take it out"


def _obstacle(path: str) -> str:
    """What keeps `path` from being there: itself, or the last on the way to it that is there."""
    return path if os.path.lexists(path) or path == "/" else _obstacle(os.path.dirname(path))


def disk(patient: Patient) -> Iterator[Finding]:
    """Is there room for Claims?"""
    status = os.statvfs(_existing(patient.here.home))
    free = status.f_bavail * status.f_frsize
    if free < _LEAST_FREE:
        where = shown(os.fsdecode(patient.here.home))
        text = "%d MB free for %s" % (free >> 20, where)
        yield Finding("disk", False, text, "remove something large from that file system")
    elif status.f_files and not status.f_favail:
        yield Finding("disk", False, "no more files can be made (no free inodes)", "remove many small ones")
    else:
        yield Finding("disk", True, "%d MB free" % (free >> 20))


def clock(patient: Patient) -> Iterator[Finding]:
    """Do times in the home lie in the future?  Claims are judged by them."""
    here = patient.here
    ahead = [n for n in roster.names(here.home) if roster.last_active(here.home, n) > here.now + sweep.SKEW]
    if ahead:
        text = "%s active in the future" % wording.count(len(ahead), "session")
        mend = "set the clock right (the machine's, or the file server's), then: %s" % patient.csg("gc")
        yield Finding("clock", False, text, mend)
        return
    skew = _skew(here)
    if abs(skew) > sweep.SKEW:
        text = "the home's file system is %d s %s" % (abs(skew), "ahead" if skew > 0 else "behind")
        yield Finding("clock", False, text, "set the machine's clock and the file server's")
        return
    yield Finding("clock", True, "agrees with the files' times")


def stale(patient: Patient) -> Iterator[Finding]:
    """Are there Sessions that nobody ended?"""
    here = patient.here
    window = config.load(here.environ, here.home).window
    names = roster.names(here.home)
    closed = [n for n in names if files.is_directory(roster.directory(here.home, n)) and not _open(here, n)]
    for name in closed:
        where = shown(os.fsdecode(roster.directory(here.home, name)))
        yield Finding("sessions", False, "%s cannot be read" % where, "chown -R it to yourself, or remove it")
    due = [n for n in names if n not in closed and _is_due(here, n, window)]
    if due:
        text = "%d of %d ended without a word" % (len(due), len(names))
        yield Finding("sessions", False, text, patient.csg("gc"))
    elif not closed:
        yield Finding("sessions", True, "%d on record" % len(names))


def migration(patient: Patient) -> Iterator[Finding]:
    """What is left of claude-session-guard, whose home this was?  (Its hooks: see `client.hooks`.)"""
    here, name = patient.here, "migration"
    window = config.load(here.environ, here.home).window
    stale = [left for left in predecessor.stale(here.home, here.now, window) if left.id]
    if stale:
        text = "%s of claude-session-guard's left over" % wording.count(len(stale), "session")
        yield Finding(name, False, text, "csg gc")
    over = {left.path for left in stale}
    active = {n: roster.last_active(here.home, n) for n in roster.guests(roster.everybody(here.home))}
    active = {n: at for n, at in active.items() if roster.directory(here.home, n) not in over}
    active = {n: at for n, at in active.items() if sessions.load(here.home, n)}
    if active:
        text = "%s on record with claude-session-guard, the last active %s: csg heeds their claims" % (
            wording.count(len(active), "session"),
            wording.ago(here.now - max(active.values())),
        )
        yield Finding(name, None, text + ", and takes each over at its next edit")
    for server in patient.client.predecessors():
        text = "claude-session-guard's MCP server is registered, as %s" % wording.name(server)
        yield Finding(name, None, text + ": claude mcp remove takes it out")
    strange = predecessor.strangers(here.home)
    if strange:
        folder = shown(os.fsdecode(roster.directory(here.home, b"")))
        shown_names = ", ".join([wording.name(paths.text(n), 60) for n in strange[:3]])
        more = " and %d more" % (len(strange) - 3) if len(strange) > 3 else ""
        yield Finding(name, None, "in %s, but not csg's: %s%s" % (folder, shown_names, more))


def slack(patient: Patient) -> Iterator[Finding]:
    """Does the mirror get through?"""
    here = patient.here
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        yield Finding("Slack", None, "no mirror is set up")
        return
    box = boxes.of(here.home, settings)
    waiting = wording.count(outbox.depth(box), "event") + " waiting"
    stopped = boxes.stopped(box, settings)
    error = boxes.last_error(box)
    if stopped:
        text = "stopped (%s), %s" % (wording.name(stopped.why), waiting)
        yield Finding("Slack", False, text, "%s; then: %s" % (wording.name(stopped.mend, 400), patient.csg("test")))
    elif error:
        text = "%s, %s: %s" % (waiting, wording.ago(here.now - error[0]), wording.name(error[1], 300))
        yield Finding("Slack", False, text, patient.csg("test"))
    else:
        yield Finding("Slack", True, waiting)


def _is_due(here: Here, name: bytes, window: float) -> bool:
    last = roster.last_active(here.home, name)
    return bool(sweep.due(here.home, name, last, here.now, window, closely=True))


def _open(here: Here, name: bytes) -> bool:
    return os.access(roster.directory(here.home, name), os.R_OK | os.W_OK | os.X_OK)


def _existing(path: bytes) -> bytes:
    while not os.path.exists(path):
        path = os.path.dirname(path)
    return path


def _skew(here: Here) -> float:
    """Seconds that the home's file system is ahead of this machine's clock; 0.0 if the home cannot be written."""
    probe = here.home + b"/" + files.unique()
    if not os.path.isdir(here.home) or files.is_anothers(here.home):
        return 0.0
    try:
        files.create(probe)
        return files.modified(probe) - time.time()
    except OSError:
        return 0.0
    finally:
        files.remove(probe)
