"""Let go of files that this session holds, so that others are no longer warned about them.

csg release src/cart.py
csg release 'docs/**'
csg release --all
"""

import argparse
import os

from csg.base import errors, paths, wording
from csg.base.here import Here
from csg.talk import asking, claiming, identity, reading


def arguments(parser: argparse.ArgumentParser) -> None:
    """Files or --all, and whose."""
    parser.add_argument("file", nargs="*", help="files, directories or patterns, as seen from the current directory")
    parser.add_argument("--all", action="store_true", help="everything the session holds")
    identity.arguments(parser)


def run(options: argparse.Namespace, here: Here) -> int:
    """Release; 1 if nothing was held."""
    if bool(options.file) == options.all:
        raise errors.UsageError("name the files to release, or say --all (not both)")
    session = identity.find(here, options.session)
    asker = asking.typed(here.home, here.environ, here.cwd, here.now, session)
    value = claiming.release(asker, [paths.text(os.fsencode(name)) for name in options.file])
    if options.all and not value["released"]:
        print("session %s holds nothing" % wording.short(session.id))
    else:
        print(reading.released(value, asker.cwd))
    return 0 if value["released"] else 1
