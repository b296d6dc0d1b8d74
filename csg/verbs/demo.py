"""Play two sessions that meet over a file, and show what each model would read.

Everything happens in a temporary directory with a home of its own; nothing of
yours is read or written.  The real hook is run, as a process, as the client would.

    csg demo
"""

import argparse

from csg.base.here import Here
from csg.setup import demo


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Play it; 1 if the guard did not say what it should."""
    return 0 if demo.play(print) else 1
