"""Checks of csg's own file and of the Python that runs it."""

import os
import shlex
import shutil
from typing import Iterator

from csg.base import loader
from csg.clients.settings_file import shown
from csg.setup import interpreters
from csg.setup.checks.patient import Finding, Patient, same_program

_SLOW = 1.6  # times the interpreter's bare start
_ATTEMPTS = 3
_BETTER = 1.15  # times: a choice that much faster is worth a new `csg install`


def interpreter(patient: Patient) -> Iterator[Finding]:
    """Is the wired Python there, has it bytecode, is there a faster one?"""
    name = "interpreter"
    archive = next((w.archive() for w in patient.hooks if w.archive()), "")
    if not archive or not os.path.isfile(archive):
        archive = loader.archive()
    current = next((w.interpreter() for w in patient.hooks if w.interpreter()), "")
    again = patient.install(w.source for w in patient.hooks) if patient.hooks else ""
    chosen = os.environ.get("CSG_PYTHON", "")
    if chosen and interpreters.probe(chosen) is None:
        text = "CSG_PYTHON=%s is no Python 3.8 or newer that runs and is whole" % shown(chosen)
        yield Finding(name, False, text, "unset CSG_PYTHON, or set it to one")
        return
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
        taken, floor = interpreters.against_floor(one.path, archive, _SLOW)
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
        mend = "%s build.py --output %s, in a checkout of csg" % (shlex.quote(one.path), shlex.quote(archive))
        yield Finding(name, False, text + "; csg's file has no bytecode for it", mend)
    elif one.seconds > best.seconds * _BETTER and _is_slower(one, best, archive):
        yield Finding(name, False, text + "; %s is faster" % shown(best.path), again)
    elif patient.hooks and not current and any(w.archive() for w in patient.hooks):
        yield Finding(name, None, "the hooks find their Python anew each time: csg install wires in " + shown(one.path))
    else:
        yield Finding(name, ratio <= _SLOW, text, "" if ratio <= _SLOW else "csg doctor, on a quieter machine")


def _is_slower(one: interpreters.Interpreter, best: interpreters.Interpreter, archive: str) -> bool:
    """Does its bare start take that much longer, each time that both are measured?"""

    def floor(which: interpreters.Interpreter) -> float:
        return interpreters.against_floor(which.path, archive)[1]

    return all(floor(one) > floor(best) * _BETTER for _ in range(_ATTEMPTS))


def on_path(patient: Patient) -> Iterator[Finding]:
    """Is this csg the one that PATH finds?"""
    found = shutil.which("csg")
    here = loader.archive()
    if not found:
        yield Finding("on PATH", False, "no csg on PATH", _onto_path(here, ""))
    elif same_program(found, here):
        yield Finding("on PATH", True, shown(found))
    else:
        text = "%s is another csg than this one, %s" % (shown(found), shown(here))
        mend = "ln -sf %s %s" % (shlex.quote(here), shlex.quote(found)) if _is_csg(found) else _onto_path(here, found)
        yield Finding("on PATH", False, text, mend)


def _onto_path(here: str, before: str) -> str:
    """A command after which PATH finds this csg, before another program of that name if there is one."""
    home = os.path.expanduser("~")
    folders = os.environ.get("PATH", "").split(os.pathsep)
    if before:
        folders = folders[: folders.index(os.path.dirname(before))]
    usual = [os.path.join(home, ".local", "bin"), os.path.join(home, "bin"), "/usr/local/bin", "/opt/homebrew/bin"]
    for folder in sorted(folders, key=lambda folder: folder not in usual):
        place = os.path.join(folder, "csg")
        good = folder.startswith("/") and os.path.basename(folder) != "shims" and os.access(folder, os.W_OK)
        if good and not os.path.lexists(place):
            return "ln -s %s %s" % (shlex.quote(here), shlex.quote(place))
    folder, steps = os.path.dirname(here), ""
    if os.path.basename(here) != "csg":
        folder = usual[0]
        steps = "mkdir -p %s && ln -sf %s %s && " % tuple(map(shlex.quote, (folder, here, folder + "/csg")))
    return steps + "export PATH=%s:$PATH, which belongs into your shell's start-up file too" % shlex.quote(folder)


def _is_csg(path: str) -> bool:
    """Is a file csg's, of whatever version?  Every build says so in its first lines (install.sh asks the same)."""
    try:
        with open(path, "rb") as file:
            return b"claude-session-guard" in b"".join(file.readlines(400)[:2])
    except OSError:
        return False
