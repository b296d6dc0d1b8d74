"""This program's version and build, and the Python that runs it.

The build is the beginning of the SHA-256 of what is running: of the file, or, from a
checkout, of the sources.
"""

import argparse
import hashlib
import os
import platform
import sys

from csg import VERSION, cli


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: "cli.Here") -> int:
    """Print it."""
    python = "%s %s (%s)" % (platform.python_implementation(), platform.python_version(), sys.executable)
    print("csg %s, build %s, %s" % (VERSION, _build(), python))
    return 0


def _build() -> str:
    package = os.path.dirname(os.path.abspath(__file__))
    archive = os.path.dirname(package)
    sources = [os.path.join(package, name) for name in sorted(os.listdir(package))] if os.path.isdir(package) else []
    digest = hashlib.sha256()
    for path in [path for path in sources if path.endswith(".py")] or [archive]:
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()[:12]
