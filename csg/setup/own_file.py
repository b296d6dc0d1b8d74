"""A file of csg's own in a client's folder: written whole, brought up to date, and removed again."""

import os
from typing import Callable, Mapping

from csg.base import durable, errors, files
from csg.clients import settings_file
from csg.clients.settings_file import shown
from csg.setup import install_record, work

_MODE = 0o644

#: Is a text csg's, and nothing else, by what it says?
Known = Callable[[str], bool]


def install(run: work.Work, path: str, data: bytes, what: str, known: Known = lambda text: False) -> bool:
    """Write it; False if it is there already.  CsgError, OSError.  `what` it is, in a word."""
    before = settings_file.read(path)
    facts = run.record.own.get(path, {})
    if before.data == data:
        run.say("%s: %s: already there" % (what, shown(path)))
        return False
    if before.data is not None and not _ours(before, facts, known):
        raise errors.CsgError("%s: there is a %s of this name already: move it away first" % (shown(path), what))
    done = "written" if before.data is None else "brought up to date"
    if run.dry:
        run.say("%s: %s: would be %s" % (what, shown(path), done))
        return True
    changed = settings_file.Changed(before, data)
    sums = dict.fromkeys([*install_record.texts(facts.get("sums")), install_record.checksum(data)])
    run.record.own[path] = {"sums": list(sums), "made": install_record.made(facts, changed)}
    run.record.announce()
    settings_file.remove_leftovers(path)
    durable.make_shared_directory(os.fsencode(os.path.dirname(before.real)))
    durable.replace_durably(os.fsencode(before.real), data, _MODE)
    run.say("%s: %s: %s" % (what, shown(path), done))
    return True


def uninstall(run: work.Work, path: str, what: str, known: Known = lambda text: False) -> None:
    """Remove it, if it is csg's.  CsgError, OSError."""
    facts = run.record.own.get(path, {})
    now = settings_file.read(path)
    there = now.data is not None
    if there and not _ours(now, facts, known):
        run.say("%s: %s: %s" % (what, shown(path), "changed since csg wrote it, so it stays" if facts else "not csg's"))
    elif run.dry:
        run.say("%s: %s: %s" % (what, shown(path), "would be removed" if there else "not there"))
        return
    else:
        files.remove(os.fsencode(now.real))
        settings_file.remove_leftovers(path)
        install_record.remove_made(facts)
        run.say("%s: %s: %s" % (what, shown(path), "removed" if there else "not there"))
    if not run.dry and run.record.own.pop(path, None) is not None:
        run.record.save()


def _ours(now: settings_file.Contents, facts: Mapping[str, object], known: Known) -> bool:
    return install_record.checksum(now.data) in install_record.texts(facts.get("sums")) or known(now.text_as_found)
