"""All verbs in an overview, or everything about one of them.

csg help
csg help check
"""

import argparse

from csg.base.here import Here
from csg.verbs import cli


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which verb."""
    parser.add_argument(
        "verb", nargs="?", metavar="VERB", help="one of those that csg help names; else all, in a line each"
    )


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it.  UsageError if there is no such verb."""
    if options.verb is None:
        print(cli.overview())
    else:
        cli.parser(cli.known(options.verb)).print_help()
    return 0
