"""Check that csg works on this machine, and say how to mend what does not.

The last check is a rehearsal: the very commands that are wired into the client are run for two
pretend sessions, with a temporary home.  Exit code 0 only if all holds.

    csg doctor
    csg doctor --json
"""

import argparse
import json
import sys

from csg.base.here import Here
from csg.setup import diagnosis
from csg.views import terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    """The form."""
    parser.add_argument("--json", action="store_true", help="for programs: each check's name, outcome, text and mend")


def run(options: argparse.Namespace, here: Here) -> int:
    """Examine and print; 1 if anything is wrong."""
    found = diagnosis.examine(here, _progress)
    _progress("")
    if options.json:
        print(json.dumps(diagnosis.facts(found, here), indent=1))
    else:
        for finding in found:
            print(diagnosis.line(finding, terminal.colour()))
    return 0 if diagnosis.well(found) else 1


def _progress(doing: str) -> None:
    """Some checks take a second: say which, on a terminal."""
    if sys.stderr.isatty():
        print("\r\033[K" + (doing + " \u2026" if doing else ""), end="", file=sys.stderr, flush=True)
