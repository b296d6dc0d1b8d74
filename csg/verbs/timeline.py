"""What the sessions did, a lane each: edits, conflicts, holds, commits, ends.

Time goes from left to right; a conflict is joined with the lane of the session that it met. With --html the
same as one page that needs nothing else, to look into, filter, print or send; it names files, prompts and
messages as they are. With --open it is shown in the browser.
"""

import argparse
import json

from csg.base.here import Here
from csg.views import lanes, pages, since, terminal, timeline_html, timeline_text


def arguments(parser: argparse.ArgumentParser) -> None:
    """How far back, where, and the form."""
    since.argument(parser, "what happened", "4h")
    parser.add_argument("--here", action="store_true", help="only of this repository")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs; the README describes the shape")
    form.add_argument("--html", metavar="FILE", help="one page that needs nothing else, into this file (-: stdout)")
    form.add_argument("--open", action="store_true", help="the same page, in the browser")


def run(options: argparse.Namespace, here: Here) -> int:
    """Look back, and print or write it."""
    facts = lanes.facts(here, since.parse(options.since, here.now), options.here)
    if options.json:
        print(json.dumps(facts, indent=1))
        return 0
    if options.open:
        print(pages.show(here, b"timeline", timeline_html.document(facts)))
        return 0
    if options.html is not None:
        done = pages.write(options.html, here.cwd, timeline_html.document(facts))
        if done:
            print(done)
        return 0
    for line in timeline_text.text(facts, terminal.width(), terminal.colour()):
        print(line)
    return 0
