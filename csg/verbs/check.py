"""Who holds these files?

Exit code 1 if another session holds one of them here, 0 if none does.  What is held in another
worktree of the repository is named, but does not count: nothing here is at risk.
A directory stands for all below it; in a pattern (quote it) * and ? stay within a name
and ** crosses directories.
"""

import argparse
import json
import os

from csg.base import paths
from csg.base.here import Here
from csg.state import sessions
from csg.talk import asking, checking, identity, reading

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the form, and who asks."""
    parser.add_argument("file", nargs="+", help="files, directories or patterns, as seen from the current directory")
    parser.add_argument("--json", action="store_true", help="for programs; the README describes the shape")
    identity.arguments(parser)


def run(options: argparse.Namespace, here: Here) -> int:
    """Look; 1 if another session holds one of the files."""
    stated = paths.text(here.environ.get(b"CLAUDE_CODE_SESSION_ID", b""))
    # unlike a verb that writes, this one does not guess: the only session here may be the one asked about
    me = identity.find(here, options.session) if options.session else sessions.load(here.home, paths.safe_name(stated))
    asker = asking.typed(here.home, here.environ, here.cwd, here.now, me)
    value = checking.check(asker, [paths.text(os.fsencode(name)) for name in options.file])
    if options.json:
        print(json.dumps(dict(value, version=SHAPE, now=here.now, window=asker.window), indent=1))
    else:
        print(reading.files(value, asker.cwd))
    return 1 if value["held"] else 0
