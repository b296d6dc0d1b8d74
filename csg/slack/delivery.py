"""Starting a Poster for what this process has put into the Outbox."""

from csg.base import spawn
from csg.state import events, outbox


def start(leaving: bool) -> None:
    """Start a Poster unless one is at work; to be called after the last word on stdout.

    leaving  see spawn.detach.  Never raises."""
    while events.spooled:
        _start(events.spooled.pop(), leaving)


def _start(home: bytes, leaving: bool) -> None:
    def post() -> None:
        lock = outbox.lock(home)  # before anything slow, so that the next hook need not start another
        if lock is not None:
            from csg.slack import poster

            poster.main(home, lock)

    try:
        if outbox.idle(home):
            spawn.detach(post, leaving)
    except Exception:  # no process to be had, no lock: the next hook tries again
        pass
