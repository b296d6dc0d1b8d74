"""The Slack app that csg posts as: what it is made from, and whether it can post."""

import urllib.parse
from typing import Any, Dict

from csg.base import errors, slack_settings, wording
from csg.base.here import Here
from csg.slack import api, messages
from csg.slack import box as boxes

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


def post_test(settings: slack_settings.Settings, here: Here) -> str:
    """Post, react, end a stop of the mirror; the channel that Slack says it was posted to.

    CsgError with one line if Slack does not take it."""
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
        raise errors.CsgError("Slack refused (%s): %s" % (refused.code, refused.mend)) from None
    except api.Limited as limited:
        raise errors.CsgError("%s: try again then" % limited) from None
    except api.Unreachable as silence:
        host = wording.name(urllib.parse.urlsplit(settings.url or api.SLACK).hostname or "")
        what = wording.name(str(silence), 300)
        if silence.answered:
            raise errors.CsgError("%s answers, but not well (%s): try again in a while" % (host, what)) from None
        mend = "check the network, and HTTPS_PROXY if there is a proxy"
        raise errors.CsgError("%s is not to be reached (%s): %s" % (host, what, mend)) from None
    box = boxes.of(here.home, settings)
    boxes.resume(box)
    boxes.set_error(box, here.now, "")
    boxes.set_refused(box, 0)
    return str(where["channel"])
