"""The Poster: the one background process that brings the Outbox to Slack.

It tells each Session's Events in order, its thread's header first, and ends when the Outbox is empty
(outbox.py says why nothing is lost then), when Slack gives a final answer, or when its patience
ends (`sender`): then the next hook starts another.  Killed at any point it leaves an Outbox that the
next one finishes (`teller`).  An entry that is a day old is given up.
"""

import posix
import time
from typing import Optional

from csg.base import slack_settings, wording
from csg.slack import api, refusals
from csg.slack.entries import Waiting
from csg.slack.sender import GaveUp, Sender
from csg.slack.teller import Teller
from csg.state import events, outbox


def main(home: bytes, held: int) -> None:
    """Drain the Outbox as long as there is something in it.  Never raises; errors go to events.log.

    held  the descriptor that holds the lock (outbox.lock); it is closed here"""
    lock: Optional[int] = held
    try:
        while lock is not None:
            try:
                empty = _drain(home)
            finally:
                posix.close(lock)
            lock = outbox.lock(home) if empty and outbox.depth(home) else None
    except BaseException as error:
        events.record(home, time.time(), "error", what="Slack poster: " + _described(error))


def _drain(home: bytes) -> bool:
    """Tell what waits, with the lock held; True if nothing is left."""
    now = time.time()
    outbox.tidy(home, now)
    expired = outbox.expire(home, now)
    if expired:
        what = "%s could not be sent to Slack for 24 hours: moved to outbox/dead"
        events.record(home, time.time(), "slack", what=what % wording.count(expired, "event"))
    settings = slack_settings.load(posix.environ, home)
    if settings is None or outbox.stopped(home, settings):
        return False
    outbox.resume(home)  # a mark that is still there is about other settings
    try:
        waiting = Waiting(home)
        teller = Teller(home, settings, waiting, Sender(home, settings))
        while waiting.listen():
            teller.advance(waiting.oldest())
    except api.Refused as refused:
        refusals.stop(home, settings, refused)
        return False
    except GaveUp:
        return False
    return True


def _described(error: BaseException) -> str:
    # not the message: this is the process that knows the token
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = "%s:%d" % (trace.tb_frame.f_code.co_filename.rpartition("/")[2], trace.tb_lineno)
        trace = trace.tb_next
    number = " %d" % error.errno if isinstance(error, OSError) and error.errno else ""
    return "%s%s (%s)" % (type(error).__name__, number, place)
