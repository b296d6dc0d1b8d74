"""The Slack mirror: how to set it up, and how it does.

csg slack manifest    what to paste at https://api.slack.com/apps
csg slack status      is there a mirror, does anything wait, what went wrong
"""

import argparse
import json
from typing import Any, Dict

from csg.base import paths, slack_settings, wording
from csg.base.here import Here
from csg.state import outbox

#: docs.slack.dev, "App manifest reference"; the two scopes are all that is used.
MANIFEST: Dict[str, Any] = {
    "display_information": {
        "name": "csg",
        "description": "What parallel coding sessions are editing, a thread each",
    },
    "features": {"bot_user": {"display_name": "csg", "always_online": False}},
    "oauth_config": {"scopes": {"bot": ["chat:write", "reactions:write"]}},
    "settings": {"org_deploy_enabled": False, "socket_mode_enabled": False, "token_rotation_enabled": False},
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the two."""
    parser.add_argument("what", choices=("manifest", "status"), help="see above")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it.  `status`: 1 if there is no mirror or it does not get through."""
    if options.what == "manifest":
        print(json.dumps(MANIFEST, indent=2))
        return 0
    settings = slack_settings.load(here.environ, here.home)
    if settings is None:
        print(missing(here))
        return 1
    stopped = outbox.stopped(here.home, settings)
    error = outbox.last_error(here.home)
    if stopped:
        what = (_ago(here, stopped.t), stopped.why, wording.name(stopped.mend, 400))
        print("stopped %s (%s): %s; then run: csg test" % what)
    else:
        print("on, to channel %s" % wording.name(settings.channel, 60))
        if error:
            print("the last attempt failed %s: %s" % (_ago(here, error[0]), wording.name(error[1], 400)))
    print("%s waiting%s" % (_events(outbox.depth(here.home)), "" if outbox.idle(here.home) else ", being sent now"))
    dead = outbox.dead(here.home)
    if dead:
        print("%s given up lately (outbox/dead)" % _events(dead))
    return 1 if stopped or error else 0


def missing(here: Here) -> str:
    """What to do where there are no settings for Slack."""
    path = wording.name(paths.text(paths.config_file(here.environ, here.home)), 400)
    text = "Slack is not set up: put SLACK_BOT_TOKEN and SLACK_CHANNEL_ID into %s (the app: csg slack manifest)"
    return text % path


def _ago(here: Here, t: float) -> str:
    return wording.ago(here.now - t)


def _events(number: int) -> str:
    return wording.count(number, "event") if number else "no events"
