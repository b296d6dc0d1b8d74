"""Starting a Poster for what this process has put into the Outbox."""

import posix

from csg.base import files
from csg.state import events, outbox


def start(leaving: bool) -> None:
    """Start a Poster unless one is at work; to be called after the last word on stdout.

    leaving  see spawn.detach.  Never raises."""
    while events.spooled:
        _start(*events.spooled.pop(), leaving)


def look(home: bytes) -> None:
    """Start a Poster for whatever waits for this process's channel, also of others' doing."""
    try:
        if files.is_directory(home + b"/outbox"):
            from csg.base import slack_settings
            from csg.slack import box as boxes

            settings = slack_settings.load(posix.environ, home)
            box = boxes.of(home, settings) if settings else b""
            if box and outbox.depth(box) and (home, box) not in events.spooled:
                events.spooled.append((home, box))
    except Exception:  # the mirror is a comfort
        pass
    start(leaving=False)


def _start(home: bytes, box: bytes, leaving: bool) -> None:
    def post() -> None:
        lock = outbox.lock(box)  # before anything slow, so that the next hook need not start another
        if lock is not None:
            from csg.slack import poster

            poster.main(home, box, lock)

    try:
        if outbox.idle(box):
            from csg.base import spawn

            spawn.detach(post, leaving)
    except Exception:  # no process to be had, no lock: the next hook tries again
        pass
