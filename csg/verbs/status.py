"""Who is at work, where, and on which files; first the files that several sessions hold.

Below a session, what became of the warnings it was given: it went ahead when it edited the file
again; a warning is open until its window has passed or the session has edited another file. The
others were heeded.

    csg status --here
    csg status --json
"""

import argparse
import json

from csg.base.here import Here
from csg.views import status, status_table, terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and the form."""
    parser.add_argument("--here", action="store_true", help="only of this repository")
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--watch", action="store_true", help="the same, live: csg top")
    forms.add_argument("--json", action="store_true", help="for programs; the README describes the shape")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print the table, or the JSON."""
    if options.watch:
        from csg.views import top

        top.show(here, options.here)
        return 0
    facts = status.facts(here, options.here)
    if options.json:
        print(json.dumps(facts, indent=1))
        return 0
    for line in status_table.table(facts, here.cwd, terminal.width(), terminal.colour()):
        print(line)
    return 0
