"""Post a test message to Slack, and say what to do where that fails.

A message that gets through also ends a stop of the mirror, and sends what waits.

    csg test
"""

import argparse
import time

from csg.base import errors, slack_settings, wording
from csg.base.here import Here
from csg.setup import slack_app
from csg.slack import box as boxes
from csg.slack import delivery
from csg.state import events, outbox
from csg.views import mirror

_MOMENT = 10.0  # seconds that what waited is watched going


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Post and report.  CsgError with one line if there is no mirror, or Slack does not take it."""
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        raise errors.CsgError(mirror.missing(here))
    channel = slack_app.post_test(settings, here)
    box = boxes.of(here.home, settings)
    waiting = outbox.depth(box)
    print("posted a test message to channel %s" % wording.name(channel, 60), flush=True)
    if waiting:
        events.spooled.append((here.home, box))
        delivery.start(leaving=False)
        print(_sent(box, waiting))
    return 0


def _sent(box: bytes, waiting: int) -> str:
    """What became of what waited, after a moment."""
    over = time.monotonic() + _MOMENT
    while outbox.depth(box) and time.monotonic() < over:
        time.sleep(0.1)
    left = outbox.depth(box)
    what = "%s waited: " % wording.count(waiting, "event")
    return what + ("%d sent, the rest follows (csg slack status)" % max(0, waiting - left) if left else "sent now")
