"""Take csg out of Claude Code: its hooks, and whatever else `csg install` put there.

All else in the client's settings stays as it is.  claude-session-guard's hooks, where install replaced
them, come back.  csg's own file and its home stay: remove them by hand.

    csg uninstall --dry-run
    csg uninstall
"""

import argparse

from csg.base.here import Here
from csg.clients import claude
from csg.setup import mcp_server, scope, skill, uninstall, work


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    scope.arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")


def run(options: argparse.Namespace, here: Here) -> int:
    """Do it; 1 if a part failed.  CsgError."""
    begun = work.Work(here, print, options.dry_run)
    good = True
    if options.scope == claude.USER:
        skill.uninstall(begun)
        good = mcp_server.uninstall(begun)
    uninstall.hooks(begun, options.scope)
    return 0 if good else 1
