"""Watch who is at work: a live view of sessions, contested files, and what happens.

Keys: up and down (or j and k) choose a session or a file, Enter opens its files and its log, t tells
it something, r lets go of what it holds (and asks first), / shows only what has a text in its name,
file, branch or id, ? shows the keys, q leaves.  Colours stay off where NO_COLOR is set.

    csg top
    csg top --here
"""

import argparse

from csg.base.here import Here
from csg.views import top


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where; what else is shown is chosen in it."""
    parser.add_argument("--here", action="store_true", help="only of this repository")


def run(options: argparse.Namespace, here: Here) -> int:
    """Show it until the person leaves."""
    top.show(here, options.here)
    return 0
