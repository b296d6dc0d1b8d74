"""This program's version and build, and the Python that runs it.

The build is the beginning of the SHA-256 of what is running: of the file, or, from a
checkout, of the sources.

    csg version
"""

import argparse
import hashlib
import os
import platform
import sys

from csg import VERSION
from csg.base import loader
from csg.base.here import Here


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Print it."""
    python = "%s %s (%s)" % (platform.python_implementation(), platform.python_version(), sys.executable)
    print("csg %s, build %s, %s" % (VERSION, _build(), python))
    return 0


def _build() -> str:
    place = loader.place()
    sources = [place]
    if os.path.isdir(place):
        walk = os.walk(os.path.join(place, "csg"))
        sources = sorted(os.path.join(folder, n) for folder, _, names in walk for n in names if n.endswith(".py"))
    digest = hashlib.sha256()
    for path in sources:
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()[:12]
