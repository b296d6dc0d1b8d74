"""Who is at work, where, and on which files.

WARNED says how many warnings a session heeded of how many it was given: after
a warning that it heeds, it does not go on editing that file.
"""

import argparse
import json

from csg.base.here import Here
from csg.views import status, terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """The form."""
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--watch", action="store_true", help="the same, live: csg top")
    forms.add_argument("--json", action="store_true", help="for programs; the README describes the shape")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print the table, or the JSON."""
    if options.watch:
        from csg.views import top

        top.show(here)
        return 0
    facts = status.facts(here)
    if options.json:
        print(json.dumps(facts, indent=1))
        return 0
    for line in status.table(facts, here.cwd, terminal.width(), terminal.colour()):
        print(line)
    return 0
