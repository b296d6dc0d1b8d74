"""Drop sessions without activity for 24 hours, those whose process is gone, and notices that nobody can read.

A session whose process is gone stays until its claims are out of the window, so
that others still learn of them.  The same is done whenever a session starts.
Times in the future, as after a clock that was wrong, become this moment's.
"""

import argparse

from csg.base import config, paths, wording
from csg.base.here import Here
from csg.state import events, notices, roster, sweep


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Sweep; 1 if there was nothing to drop."""
    settings = config.load(here.environ, here.home)
    settled = sweep.settle(here.home, here.now)
    for name in settled:
        print("%s was active in the future: now it is as of this moment" % wording.name(paths.text(name)))
    dropped = sweep.sweep(here.home, here.now, settings.window, remains=True)
    for swept in dropped:
        events.record(here.home, here.now, "swept", swept.id, why=swept.why)
        print("dropped %s: %s" % (wording.name(swept.id), swept.why))
    unread = sum(notices.drop_unreadable(here.home, name) for name in roster.names(here.home))
    if unread:
        print("dropped %s that could not be read" % wording.count(unread, "notice"))
    if not dropped and not settled and not unread:
        print("nothing to drop")
    return 0 if dropped or settled or unread else 1
