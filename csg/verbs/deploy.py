"""Put this csg on other machines over ssh, wire it in there and check that it works.

    csg deploy build1 admin@nas

Copies this very file into a folder of each host's PATH and runs `csg install` and `csg doctor` there: several hosts
side by side, one line each.  How a host is reached is up to your ssh and its configuration (keys, ports, jumps);
csg sees no password and sends nothing but itself.
"""

import argparse
import functools
import os
import sys

from csg.base.here import Here
from csg.setup import deploy


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and whether to wire it in."""
    parser.add_argument("host", nargs="+", metavar="HOST", help="as ssh takes it: a name from ~/.ssh/config, user@host")
    parser.add_argument("--no-hooks", action="store_true", help="copy only, leave the client's settings there alone")


def run(options: argparse.Namespace, here: Here) -> int:
    """Do it; 1 if any host failed.  CsgError."""
    say = functools.partial(print, flush=True)
    return 0 if deploy.deploy(options.host, not options.no_hooks, say, _progress) else 1


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        width = os.get_terminal_size(sys.stderr.fileno()).columns
        print("\r\033[K" + text[: width - 1], end="", file=sys.stderr, flush=True)
