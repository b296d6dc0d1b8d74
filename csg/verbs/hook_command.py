"""Print the command that runs csg's hook fastest on this machine: what `csg install` wires in.

The Pythons on PATH, in the system's folders and behind version managers' shims are measured.
CSG_PYTHON, where it is set, decides instead.
"""

import argparse
import json
import os
import sys
from typing import Any, Dict

from csg.base import loader
from csg.base.here import Here
from csg.setup import interpreters

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """The form."""
    parser.add_argument(
        "--json", action="store_true", help="for programs: also the exec form, and every Python with its time"
    )


def run(options: argparse.Namespace, here: Here) -> int:
    """Measure and print.  CsgError from a source checkout, or without a Python."""
    archive = loader.archive()
    command, everyone = interpreters.hook_command(archive, os.environ)
    if not options.json:
        sys.stdout.buffer.write(command.shell().encode() + b"\n")  # whatever the terminal's encoding is
        return 0
    words = command.texts()
    answer: Dict[str, Any] = {
        "version": SHAPE,
        "shell": command.shell(),
        "exec": {"command": words[0], "args": words[1:]},
        "interpreter": words[0],
        "archive": words[3],
        "floor_ms": _milliseconds(interpreters.against_floor(command.interpreter, archive)[1]),
        "candidates": [
            {
                "path": i.path,
                "python": i.version_text(),
                "hook_ms": _milliseconds(i.seconds),
                "bytecode": interpreters.has_bytecode(archive, i.magic),
            }
            for i in everyone
        ],
    }
    print(json.dumps(answer, indent=1))
    return 0


def _milliseconds(seconds: float) -> float:
    return round(1000 * seconds, 2)
