"""Take csg out of the coding clients: its hooks, and whatever else `csg install` put there.

Without --client that is Claude Code and every other one that it is wired into.  All else in their settings stays as it
is.  claude-session-guard's hooks, where install replaced them, come back.  csg's own file and its home stay: remove
them by hand.

    csg uninstall --dry-run
    csg uninstall
    csg uninstall --client codex
"""

import argparse

from csg.base.here import Here
from csg.clients import claude
from csg.clients.other_client import OtherClient
from csg.setup import chosen_clients, mcp_server, other_clients, scope, skill, uninstall, work


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where from."""
    chosen_clients.arguments(parser, "all that have csg")
    scope.arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")


def run(options: argparse.Namespace, here: Here) -> int:
    """Do it; 1 if a part failed.  CsgError."""
    begun = work.Work(here, print, options.dry_run)
    chosen = chosen_clients.Chosen(options.client or [chosen_clients.CLAUDE], options.scope, here)
    if not options.client and options.scope == claude.USER:
        chosen.others = other_clients.having(begun)

    def of_claude() -> bool:
        user = options.scope == claude.USER
        if user:
            skill.uninstall(begun)
        uninstall.hooks(begun, options.scope)
        return mcp_server.uninstall(begun) if user else True  # last: hooks may call it

    def of_other(client: OtherClient) -> bool:
        other_clients.uninstall(begun, client)
        return True

    return 0 if chosen.each(of_claude, of_other) else 1
