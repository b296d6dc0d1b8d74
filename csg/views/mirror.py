"""The Slack mirror: is there one, does anything wait, what went wrong."""

from typing import Any, Dict, List, Tuple

from csg.base import paths, slack_settings, wording
from csg.base.here import Here
from csg.slack import box as boxes
from csg.state import outbox

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def facts(here: Here) -> Dict[str, Any]:
    """What --json shows.

    state    off, half (only one of the two settings), on, failing (it is tried again) or stopped
    missing  the settings that are not there
    waiting, elsewhere, dead    events of this channel, of others, given up
    stopped  {code, mend, since, again} or null      error  {t, what} or null"""
    settings = slack_settings.load(here.environ, here.home)
    found: Dict[str, Any] = {"version": SHAPE, "now": here.now, "state": "off", "channel": "", "sending": False}
    found.update(missing=[], waiting=0, elsewhere=0, dead=0, stopped=None, error=None)
    if settings is None:
        found["missing"] = slack_settings.missing(here.environ, here.home)
        found["state"] = "half" if len(found["missing"]) == 1 else "off"
        found["elsewhere"] = sum(outbox.depth(other) for other in boxes.others(here.home, b""))
        return found
    box = boxes.of(here.home, settings)
    stopped, error = boxes.stopped(box, settings), boxes.last_error(box)
    found.update(state="on", channel=settings.channel, sending=not outbox.idle(box) if outbox.depth(box) else False)
    found.update(waiting=outbox.depth(box), dead=boxes.dead(box))
    found["elsewhere"] = sum(outbox.depth(other) for other in boxes.others(here.home, box))
    if error:
        found.update(state="failing", error={"t": error[0], "what": error[1]})
    if stopped:
        again = stopped.again or None
        found.update(state="stopped")
        found["stopped"] = {"code": stopped.why, "mend": stopped.mend, "since": stopped.t, "again": again}
    return found


def state(here: Here) -> Tuple[List[str], bool]:
    """How it does, in lines; and whether it gets through."""
    found = facts(here)
    if found["state"] in ("off", "half"):
        return [missing(here)], False
    lines, stopped, error = [], found["stopped"], found["error"]
    if stopped:
        what = (_ago(here, stopped["since"]), stopped["code"], wording.name(stopped["mend"], 400))
        lines.append("stopped %s (%s): %s; then run: csg test" % what)
        if stopped["again"]:
            lines.append("tried again by itself in %s" % wording.duration(stopped["again"] - here.now))
    else:
        lines.append("on, to channel %s" % wording.name(found["channel"], 60))
        if error:
            lines.append("the last attempt failed %s: %s" % (_ago(here, error["t"]), wording.name(error["what"], 400)))
    sending = ", being sent now" if found["sending"] and not stopped else ""
    lines.append("%s waiting%s" % (_events(found["waiting"]), sending))
    if found["elsewhere"]:
        lines.append("%s waiting for other channels" % _events(found["elsewhere"]))
    if found["dead"]:
        lines.append("%s given up lately (in the outbox's dead)" % _events(found["dead"]))
    return lines, not (stopped or error)


def missing(here: Here) -> str:
    """What to do where the settings for Slack are not all there."""
    path = wording.name(paths.text(paths.config_file(here.environ, here.home)), 400)
    names = slack_settings.missing(here.environ, here.home)
    if len(names) == 1:
        return "Slack is only half set up: put %s into %s too" % (names[0], path)
    text = "Slack is not set up: put SLACK_BOT_TOKEN and SLACK_CHANNEL_ID into %s (the app: csg slack manifest)"
    return text % path


def _ago(here: Here, t: float) -> str:
    return wording.ago(here.now - t)


def _events(number: int) -> str:
    return wording.count(number, "event") if number else "no events"
