"""Post a test message to Slack, and say what to do where that fails.

A message that gets through also ends a stop of the mirror, and sends what waits.
"""

import argparse

from csg.base import errors, slack_settings, wording
from csg.base.here import Here
from csg.setup import slack_app
from csg.state import events, outbox
from csg.views import mirror


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Post and report.  CsgError with one line if there is no mirror, or Slack does not take it."""
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        raise errors.CsgError(mirror.missing(here))
    channel = slack_app.post_test(settings, here)
    waiting = outbox.depth(here.home)
    print("posted a test message to channel %s" % wording.name(channel, 60))
    if waiting:
        events.spooled.append(here.home)
        print("%s, sent now" % ("1 event waits" if waiting == 1 else "%d events wait" % waiting))
    return 0
