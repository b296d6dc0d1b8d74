"""Which files are at work on, and who edits each; first those that several sessions hold.

A file is held for some minutes after its last edit, unless its session releases it, commits it or ends.
With --all also what live sessions edited before.

    csg files
    csg files src 'tests/**/*.py' --all

A directory stands for all below it; in a pattern (quote it) * and ? stay within a name and **
crosses directories.
"""

import argparse
import json
import os

from csg.base import paths
from csg.base.here import Here
from csg.talk import asking, wanted
from csg.views import by_file, terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and the form."""
    parser.add_argument("file", nargs="*", help="files, directories or patterns, as seen from the current directory")
    parser.add_argument("--all", action="store_true", help="also what live sessions edited before")
    parser.add_argument("--here", action="store_true", help="only of this repository")
    parser.add_argument("--json", action="store_true", help="for programs; the README describes the shape")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print the table, or the JSON."""
    asker = asking.typed(here.home, here.environ, here.cwd, here.now, None)
    meant = wanted.parse(asker, [paths.text(os.fsencode(name)) for name in options.file])
    facts = by_file.facts(here, meant, options.all, options.here)
    if options.json:
        print(json.dumps(facts, indent=1))
        return 0
    for line in by_file.table(facts, here.cwd, terminal.width(), terminal.colour()):
        print(line)
    return 0
