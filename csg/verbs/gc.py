"""Drop sessions without activity for 24 hours, those whose process is gone, and what cannot be read.

A session whose process is gone stays until its claims are out of the window, so
that others still learn of them.  The same is done whenever a session starts, but
for what cannot be read in a session's files: csg log names that, and this removes it.
Times in the future, as after a clock that was wrong, become this moment's.

    csg gc
"""

import argparse
from typing import List

from csg.base import config, paths, wording
from csg.base.here import Here
from csg.state import events, notices, roster, sweep


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Sweep; 1 if there was nothing to drop."""
    settings = config.load(here.environ, here.home)
    stuck: List[bytes] = []
    dropped = sweep.sweep(here.home, here.now, settings.window, remains=True, stuck=stuck)
    for identifier, why in dropped:
        events.record(here.home, here.now, "swept", identifier, why=why)
        print("dropped %s: %s" % (wording.name(identifier), why))
    unread = sum(notices.drop_unreadable(here.home, name) for name in roster.names(here.home))
    if unread:
        print("dropped %s that could not be read" % wording.count(unread, "notice"))
    settled = sweep.settle(here.home, here.now)
    for name in settled:
        print("%s was active in the future: now it is as of this moment" % wording.name(paths.text(name)))
    tidied = sweep.tidy(here.home)
    for path in tidied:
        print("removed %s: it could not be read" % wording.name(paths.text(path), 400))
    for name in stuck:
        print("not dropped: %s cannot be removed (csg log says why)" % wording.name("state/" + paths.text(name)))
    if not dropped and not settled and not unread and not tidied and not stuck:
        print("nothing to drop")
    return 0 if dropped or settled or unread or tidied else 1
