"""Check that csg works on this machine, and say how to mend what does not.

The last check is a rehearsal: the very commands that are wired into the client are run for two
pretend sessions, with a temporary home.  Exit code 0 only if all holds.
"""

import argparse
import json
import os
import sys
from typing import List

from csg.base import paths
from csg.base.here import Here
from csg.setup import diagnosis

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
_MARKS = {True: "\u2713", False: "\u2717", None: "-"}
_COLOURS = {True: "32", False: "31", None: "2"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The form."""
    parser.add_argument("--json", action="store_true", help="for programs: each check's name, outcome, text and mend")


def run(options: argparse.Namespace, here: Here) -> int:
    """Examine and print; 1 if anything is wrong."""
    found = diagnosis.examine(diagnosis.Patient(here), _progress)
    _progress("")
    good = all(finding.good is not False for finding in found)
    if options.json:
        checks = [{"name": f.name, "good": f.good, "text": f.text, "mend": f.mend} for f in found]
        print(json.dumps({"version": SHAPE, "good": good, "home": paths.text(here.home), "checks": checks}, indent=1))
    else:
        for line in _lines(found):
            print(line)
    return 0 if good else 1


def _lines(found: List[diagnosis.Finding]) -> List[str]:
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = []
    for finding in found:
        mark = _MARKS[finding.good]
        if colour:
            mark = "\033[%sm%s\033[0m" % (_COLOURS[finding.good], mark)
        mend = "; mend: " + finding.mend if finding.mend else ""
        lines.append("%s %-11s %s%s" % (mark, finding.name, finding.text, mend))
    return lines


def _progress(doing: str) -> None:
    """Some checks take a second: say which, on a terminal."""
    if sys.stderr.isatty():
        print("\r\033[K" + (doing + " \u2026" if doing else ""), end="", file=sys.stderr, flush=True)
