"""What happened: sessions that came and went, edits, conflicts, problems.

csg log -n 50
csg log --follow
"""

import argparse
import sys
import time

from csg.base import errors
from csg.base.here import Here
from csg.views import log

_POLL = 0.3  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many, whether to go on, in which form."""
    parser.add_argument("-n", type=int, default=20, metavar="N", help="the last N events (default 20)")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what happens next, until interrupted")
    parser.add_argument("--json", action="store_true", help="the lines as they are kept: JSON, one event a line")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print events; 1 if there are none."""
    if options.n < 0:
        raise errors.UsageError("-n wants a number of events, 0 or more")
    follower = log.Follower(here.home)
    lines = follower.past()
    for line in lines[-options.n :] if options.n else []:
        _show(line, options.json)
    if not lines and not options.follow:
        print("nothing has happened yet", file=sys.stderr)
        return 1
    while options.follow:
        sys.stdout.flush()
        time.sleep(_POLL)
        for line in follower.new():
            _show(line, options.json)
    return 0


def _show(line: bytes, raw: bool) -> None:
    text = line.decode("ascii", "backslashreplace") if raw else log.text(line)
    if text is not None:
        print(text)
