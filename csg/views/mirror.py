"""The Slack mirror: is there one, does anything wait, what went wrong."""

from typing import List, Tuple

from csg.base import paths, slack_settings, wording
from csg.base.here import Here
from csg.state import outbox


def state(here: Here) -> Tuple[List[str], bool]:
    """How it does, in lines; and whether it gets through."""
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        return [missing(here)], False
    stopped = outbox.stopped(here.home, settings)
    error = outbox.last_error(here.home)
    lines = []
    if stopped:
        what = (_ago(here, stopped.t), stopped.why, wording.name(stopped.mend, 400))
        lines.append("stopped %s (%s): %s; then run: csg test" % what)
    else:
        lines.append("on, to channel %s" % wording.name(settings.channel, 60))
        if error:
            lines.append("the last attempt failed %s: %s" % (_ago(here, error[0]), wording.name(error[1], 400)))
    sending = "" if outbox.idle(here.home) else ", being sent now"
    lines.append("%s waiting%s" % (_events(outbox.depth(here.home)), sending))
    dead = outbox.dead(here.home)
    if dead:
        lines.append("%s given up lately (outbox/dead)" % _events(dead))
    return lines, not (stopped or error)


def missing(here: Here) -> str:
    """What to do where there are no settings for Slack."""
    path = wording.name(paths.text(paths.config_file(here.environ, here.home)), 400)
    text = "Slack is not set up: put SLACK_BOT_TOKEN and SLACK_CHANNEL_ID into %s (the app: csg slack manifest)"
    return text % path


def _ago(here: Here, t: float) -> str:
    return wording.ago(here.now - t)


def _events(number: int) -> str:
    return wording.count(number, "event") if number else "no events"
