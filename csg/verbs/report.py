"""Warnings given, heeded, held and repeated; who met whom over what; and what would help.

Also for how long several sessions were at work in one repository. With --html the same as one page that needs
nothing else; it names files and prompts as they are. With --open it is shown in the browser.

Only the last three days are on record whole; of what came before, the first edit of each file.
"""

import argparse
import json

from csg.base.here import Here
from csg.views import pages, reckoning, report_html, report_text, since, terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """How far back, where, and the form."""
    since.argument(parser, "what happened", "7d")
    parser.add_argument("--here", action="store_true", help="only of this repository")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs; the README describes the shape")
    form.add_argument("--html", metavar="FILE", help="one page that needs nothing else, into this file (-: stdout)")
    form.add_argument("--open", action="store_true", help="the same page, in the browser")


def run(options: argparse.Namespace, here: Here) -> int:
    """Look back, and print or write it."""
    facts = reckoning.facts(here, since.parse(options.since, here.now), options.here)
    if options.json:
        print(json.dumps(facts, indent=1))
        return 0
    if options.open:
        print(pages.show(here, b"report", report_html.document(facts)))
        return 0
    if options.html is not None:
        done = pages.write(options.html, here.cwd, report_html.document(facts))
        if done:
            print(done)
        return 0
    for line in report_text.text(facts, terminal.width(), terminal.colour()):
        print(line)
    return 0
