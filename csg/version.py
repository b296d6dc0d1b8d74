"""This program's version, and the Python that runs it."""

import argparse
import platform
import sys

from csg import VERSION, cli


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: "cli.Here") -> int:
    """Print it."""
    print("csg %s, %s %s (%s)" % (VERSION, platform.python_implementation(), platform.python_version(), sys.executable))
    return 0
