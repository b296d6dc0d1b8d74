"""The Poster: the one background process of a channel that brings the Outbox to Slack.

It tells each Session's Events in order, its thread's header first, and ends when its box is empty (outbox.py says why
nothing is lost then), when the mirror is switched off, or after a day.  While Slack cannot be reached, asks to wait or
refuses, it rests, without work, and looks up when the settings change or the machine wakes (`vigil`).  Killed at any
point it leaves a box that the next one finishes (`teller`).
"""

import os
import posix
import time
from typing import Optional

from csg.base import slack_settings, wording
from csg.slack import api, refusals, saying, thinning
from csg.slack import box as boxes
from csg.slack.entries import Waiting
from csg.slack.sender import Sender
from csg.slack.teller import Teller
from csg.slack.vigil import Changed, Over, Vigil
from csg.state import outbox

_LISTENING = 1.0  # seconds between two looks for entries while some may wait
_TROUBLE, _MOST_TROUBLE = 60.0, 3600.0  # seconds until the next attempt where the disk fails: at first, and at most
_LONG = 24 * 3600.0  # seconds of rest where only other settings can help


def main(home: bytes, box: bytes, held: int) -> None:
    """Drain the box as long as there is something in it.  Never raises; errors go to events.log.

    held  the descriptor that holds the lock (outbox.lock); it is closed here"""
    lock: Optional[int] = held
    try:
        vigil = Vigil(home, box)
        while lock is not None:
            watch = outbox.watch(box)
            try:
                empty = _serve(home, box, vigil)
            finally:
                if watch is not None:
                    posix.close(watch)
                posix.close(lock)
            lock = outbox.lock(box) if empty and outbox.depth(box) else None
    except BaseException as error:
        saying.log(home, "error", "Slack poster: " + _described(error))


def _serve(home: bytes, box: bytes, vigil: Vigil) -> bool:
    """Tell what waits, with the lock held; True if nothing is left, False if this Poster is not to go on."""
    trouble = pause = 0.0
    while True:
        try:
            if pause:  # what has changed since it was looked at ends it
                vigil.rest(pause)
                pause = 0.0
            vigil.begin()
            outbox.collect(box)
            now = time.time()
            boxes.tidy(box, now)
            expired = boxes.expire(box, now)
            if expired:
                what = "%s could not be sent to Slack for 24 hours: moved to outbox/dead"
                saying.log(home, "slack", what % wording.count(expired, "event"))
            settings = slack_settings.load(posix.environ, home)
            if settings is None or boxes.of(home, settings) != box:
                return False
            boxes.claim(box, settings)
            boxes.adopt(home, box, settings)
            stopped = boxes.stopped(box, settings)
            if stopped is None or 0 < stopped.again <= now:
                _drain(home, box, settings, vigil)
                return True
            if not outbox.depth(box):
                return True
            waiting = Waiting(home, box)
            if waiting.listen() and thinning.thin(waiting):
                continue
            pause = max(1.0, stopped.again - now) * vigil.hurry if stopped.again else _LONG
        except Changed:
            pause = 0.0
        except Over:
            return False
        except OSError as error:
            if not os.path.isdir(home):
                return False
            if not trouble:
                saying.log(home, "error", "Slack poster: " + _described(error))
            pause = trouble = min(2 * trouble or _TROUBLE, _MOST_TROUBLE)


def _drain(home: bytes, box: bytes, settings: slack_settings.Settings, vigil: Vigil) -> None:
    """Tell all there is.  Changed, also when Slack refuses: then that is kept, and how long; Over; OSError."""
    try:
        sender = Sender(home, box, settings, vigil)
        waiting = Waiting(home, box)
        teller = Teller(settings, waiting, sender, vigil.hurry)
        while waiting.listen():
            if thinning.thin(waiting):
                raise Changed
            rest = teller.advance()
            if rest:
                vigil.rest(min(rest, _LISTENING) * vigil.hurry)
    except api.Refused as refused:
        refusals.stop(home, box, settings, refused)
        raise Changed from None


def _described(error: BaseException) -> str:
    # not the message: this is the process that knows the token
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = "%s:%d" % (trace.tb_frame.f_code.co_filename.rpartition("/")[2], trace.tb_lineno)
        trace = trace.tb_next
    number = " %d" % error.errno if isinstance(error, OSError) and error.errno else ""
    return "%s%s (%s)" % (type(error).__name__, number, place)
