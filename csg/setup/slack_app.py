"""Post a test message to Slack, and say what to do where that fails.

A message that gets through also ends a stop of the mirror, and sends what waits.
"""

import argparse
import urllib.parse

from csg.base import errors, slack_settings, wording
from csg.base.here import Here
from csg.slack import api, messages
from csg.state import events, outbox
from csg.verbs import slack


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Post, react, report.  CsgError with one line if Slack does not take it."""
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        raise errors.CsgError(slack.missing(here))
    try:
        client = api.Client(settings, here.environ)
        text = "\U0001f44b csg can post here: this is the test message of `csg test`"
        answer = client.call("chat.postMessage", messages.post(settings.channel, text))
        where = {"channel": answer.get("channel"), "timestamp": answer.get("ts")}
        try:
            client.call("reactions.add", dict(where, name=messages.MARKS["closed"]))
        except api.Refused as refused:
            if refused.code != "already_reacted":
                raise
    except api.Refused as refused:
        advice = refused.mend or "Slack's documentation of this error says more"
        raise errors.CsgError("Slack refused (%s): %s" % (refused.code, advice)) from None
    except api.Limited as limited:
        raise errors.CsgError("%s: try again then" % limited) from None
    except api.Unreachable as silence:
        host = urllib.parse.urlsplit(settings.url).hostname or ""
        raise errors.CsgError(
            "%s is not to be reached (%s): check the network, and HTTPS_PROXY if there is a proxy"
            % (wording.name(host), wording.name(str(silence), 300))
        ) from None
    outbox.resume(here.home)
    outbox.set_error(here.home, here.now, "")
    waiting = outbox.depth(here.home)
    print("posted a test message to channel %s" % wording.name(str(where["channel"]), 60))
    if waiting:
        events.spooled.append(here.home)
        print("%s, sent now" % ("1 event waits" if waiting == 1 else "%d events wait" % waiting))
    return 0
