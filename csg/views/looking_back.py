"""What the verbs that look back have in common: how far, where, and in which form."""

import argparse
import json
from typing import Any, Callable, Dict, List

from csg.base.here import Here
from csg.views import pages, since, terminal

Facts = Dict[str, Any]


def arguments(parser: argparse.ArgumentParser, period: str) -> None:
    """How far back (`period`, unless it is said), where, and the form."""
    since.argument(parser, "what happened", period)
    parser.add_argument("--here", action="store_true", help="only of this repository")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs; the README describes the shape")
    form.add_argument("--html", metavar="FILE", help="one page that needs nothing else, into this file (-: stdout)")
    form.add_argument("--open", action="store_true", help="the same page, in the browser")


def show(
    options: argparse.Namespace,
    here: Here,
    name: str,
    facts: Callable[[Here, float, bool], Facts],
    text: Callable[[Facts, int, bool], List[str]],
    document: Callable[[Facts], bytes],
) -> int:
    """Gather the facts (here, since when, only here?) and print or write them.

    name      of the page in the home
    text      lines, for a width in columns, coloured or not      document  the page"""
    found = facts(here, since.parse(options.since, here.now), options.here)
    if options.json:
        print(json.dumps(found, indent=1))
    elif options.open:
        print(pages.show(here, name.encode(), document(found)))
    elif options.html is not None:
        done = pages.write(options.html, here.cwd, document(found))
        if done:
            print(done)
    else:
        for line in text(found, terminal.width(), terminal.colour()):
            print(line)
    return 0
