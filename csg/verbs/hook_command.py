"""Print the command that runs csg's hook fastest on this machine: what `csg install` wires in.

The Pythons on PATH, in the system's folders and behind version managers' shims are measured.
CSG_PYTHON, where it is set, decides instead.

    csg hook-command
    csg hook-command --json
"""

import argparse
import json
import os
import sys

from csg.base import loader
from csg.base.here import Here
from csg.setup import hook_command, interpreters


def arguments(parser: argparse.ArgumentParser) -> None:
    """The form."""
    parser.add_argument(
        "--json", action="store_true", help="for programs: also the exec form, and every Python with its time"
    )


def run(options: argparse.Namespace, here: Here) -> int:
    """Measure and print.  CsgError from a source checkout, or without a Python."""
    archive = loader.archive()
    if options.json:
        print(json.dumps(hook_command.facts(archive, os.environ), indent=1))
        return 0
    command, _ = interpreters.hook_command(archive, os.environ)
    sys.stdout.buffer.write(command.shell().encode() + b"\n")  # whatever the terminal's encoding is
    return 0
