"""Checks of csg's own file and of the Python that runs it."""

import os
import shutil
from typing import Iterator

from csg.base import loader
from csg.clients.settings_file import shown
from csg.setup import interpreters
from csg.setup.checks.patient import Finding, Patient

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


def _same_bytes(one: str, other: str) -> bool:
    try:
        with open(one, "rb") as a, open(other, "rb") as b:
            return a.read() == b.read()
    except OSError:
        return False
