"""The check of the client's status line."""

import os
from typing import Any, Iterator, List

from csg.base.loader import as_path
from csg.clients import claude, ownership, status_line, wired, wiring
from csg.clients.settings_file import shown
from csg.setup.checks.patient import Finding, Patient


def line(patient: Patient) -> Iterator[Finding]:
    """If csg is in the status line: is what it runs there, and the same as the hooks run?"""
    name = "status line"
    source = wired.line(patient.sources)
    if source is None:
        yield Finding(name, None, "not set (csg install --statusline)")
        return
    setting: Any = source.settings[wiring.STATUS_LINE]
    words = [as_path(word) for word in status_line.words(setting)]
    if not words:
        how = "csg install --statusline says how to put csg's behind it"
        yield Finding(name, None, "another one than csg's is set in %s (%s)" % (shown(source.path), how))
        return
    scope = patient.scope(source.path)
    mend = patient.csg("install", "--statusline", *(["--scope", scope] if scope not in (None, claude.USER) else []))
    if not status_line.is_ours(setting):
        mend = "put %s in the place of %s in %s" % (patient.csg(status_line.VERB), " ".join(words), source.path)
    elif scope is None:
        mend = "ask whoever administers this machine to see to %s" % source.path
    wrong = _wrong(patient, words)
    for text in wrong:
        yield Finding(name, False, "%s: %s" % (shown(source.path), text), mend)
    if not wrong:
        beside = "" if status_line.is_ours(setting) else ", behind another one"
        yield Finding(name, True, "set%s: %s" % (beside, shown(source.path)))


def _wrong(patient: Patient, words: List[str]) -> List[str]:
    archive = next((word for word in words if word.startswith("/") and not ownership.is_python(word)), "")
    interpreter = words[0] if words[0].startswith("/") and ownership.is_python(words[0]) else ""
    if archive and not os.path.isfile(archive):
        return ["%s, which it runs, is not there" % shown(archive)]
    if interpreter and not os.access(interpreter, os.X_OK):
        return ["%s, which it runs, is not there" % shown(interpreter)]
    archives = {w.archive() for w in patient.hooks if w.archive()}
    if archive and archives and archive not in archives:
        return ["it runs %s, and the hooks %s" % (shown(archive), shown(min(archives)))]
    interpreters = {w.interpreter() for w in patient.hooks if w.interpreter()}
    if interpreter and interpreters and interpreter not in interpreters:
        return ["it runs %s, and the hooks %s" % (shown(interpreter), shown(min(interpreters)))]
    return []
