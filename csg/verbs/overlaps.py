"""Which files are at work on in several worktrees of a repository, and do the versions merge now?

By pairs of sessions. Two versions are merged as git would merge them if both sides committed what
lies in their working trees at this moment; nothing is changed, and nothing of the repository's (hooks,
filters, drivers) is run. The lines of a conflict are those of the first session's version.
Not known: what is no text, is longer than a megabyte, new or renamed, or took more than a second.

Exit code 1 if two versions conflict, else 0.

    csg overlaps --here
"""

import argparse
import json

from csg.base.here import Here
from csg.talk import asking, identity, overlapping
from csg.views import overlaps, terminal

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, in which form, and who asks."""
    parser.add_argument("--here", action="store_true", help="only of this repository")
    parser.add_argument("--json", action="store_true", help="for programs; the README describes the shape")
    identity.arguments(parser)


def run(options: argparse.Namespace, here: Here) -> int:
    """Look, and print; 1 if two versions conflict."""
    asker = asking.typed(here.home, here.environ, here.cwd, here.now, identity.reader(here, options.session))
    value = overlapping.overlaps(asker, not options.here)
    if options.json:
        print(json.dumps(dict(value, version=SHAPE, now=here.now, window=asker.window), indent=1))
    else:
        for line in overlaps.lines(value, asker.cwd, terminal.colour()):
            print(line)
    return 1 if any(file["merge"] == overlapping.CONFLICT for pair in value["pairs"] for file in pair["files"]) else 0
