"""The Slack mirror: how to set it up, and how it does.

csg slack manifest    # what to paste at https://api.slack.com/apps
csg slack status      # is there a mirror, what waits, what went wrong
"""

import argparse
import json

from csg.base.here import Here
from csg.setup import slack_app
from csg.views import mirror


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which of the two, in which form."""
    parser.add_argument("what", choices=("manifest", "status"), help="see above")
    parser.add_argument("--json", action="store_true", help="status for programs; the README describes the shape")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it.  `status`: 1 if there is no mirror or it does not get through."""
    if options.what == "manifest":
        print(json.dumps(slack_app.MANIFEST, indent=2))
        return 0
    if options.json:
        facts = mirror.facts(here)
        print(json.dumps(facts, indent=1))
        return 0 if facts["state"] == "on" else 1
    lines, good = mirror.state(here)
    for line in lines:
        print(line)
    return 0 if good else 1
