"""Who holds these files?

Exit code 1 if another session holds one of them here, 0 if none does.  What is held in another
worktree of the repository is named, but does not count: nothing here is at risk.
A directory stands for all below it; in a pattern (quote it) * and ? stay within a name
and ** crosses directories.

With --wait the answer, and the exit code, come as soon as no other session holds any of the files, or
when the time is over.  A file is free once its holder has released it or ended, or
some minutes after its last edit; that it is free reserves nothing (csg claim does).

--json prints {"version": 1, "now", "window", "held", "files": [...]}; `held` is how many of the files
others hold here, `now` and `window` are seconds.  Each file has `path` (as asked), `kind`
(file, directory, pattern), `status` (free, held, yours, or elsewhere: in another worktree), `holders` and
`more_holders` (how many are not listed).  Each holder has `session`, `client` (empty: Claude
Code), `yours`, `branch`, `process` (running, gone, unknown), `intent`, `prompt`, `agent`, `path`, `worktree`,
`edits`, `lines` (in words) and `age_seconds` (since its last edit).
Fields may be added; one that changes its meaning raises `version`.

    csg check src/cart.py 'docs/**'
    csg check src/cart.py --wait 300 && make
"""

import argparse
import json
import os
import time

from csg.base import errors, paths
from csg.base.here import Here
from csg.talk import asking, checking, identity, reading

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
_POLL = 0.5  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """The files, the form, how long, and who asks."""
    parser.add_argument("file", nargs="+", help="files, directories or patterns, as seen from the current directory")
    parser.add_argument("--json", action="store_true", help="for programs, in the shape that stands above")
    parser.add_argument(
        "--wait",
        type=float,
        default=0.0,
        metavar="SECONDS",
        help="answer as soon as nobody else holds them, at the latest after so long (default 0: at once)",
    )
    identity.arguments(parser)


def run(options: argparse.Namespace, here: Here) -> int:
    """Look, perhaps until they are free; 1 if another session holds one of the files."""
    if not 0 <= options.wait < float("inf"):
        raise errors.UsageError("--wait wants a number of seconds, 0 or more")
    me = identity.reader(here, options.session)
    asked = [paths.text(os.fsencode(name)) for name in options.file]
    over = time.monotonic() + options.wait
    while True:
        asker = asking.typed(here.home, here.environ, here.cwd, time.time(), me)
        value = checking.check(asker, asked)
        left = over - time.monotonic()
        if left <= 0 or not value["held"]:
            break
        time.sleep(min(_POLL, left))
    if options.json:
        print(json.dumps(dict(value, version=SHAPE, now=asker.now, window=asker.window), indent=1))
    else:
        print(reading.files(value, asker.cwd))
    return 1 if value["held"] else 0
