"""Wire csg into a coding client: its hooks go into the client's settings.

The client is Claude Code, unless --client says otherwise; `all` are those that are on this machine.
Only csg's own entries are added or brought up to date; claude-session-guard's are replaced.  All
else in the file stays as it is, byte for byte, and the previous contents are kept beside it.
--dry-run shows the change and makes none; `csg uninstall` takes it back.

    csg install --dry-run
    csg install --mcp --skill
    csg install --resident
    csg install --client all --mcp
    csg install --scope project
"""

import argparse

from csg.base import errors
from csg.base.here import Here
from csg.clients import claude, wiring
from csg.clients.other_client import OtherClient
from csg.setup import chosen_clients, install, mcp_server, other_clients, scope, skill


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and what."""
    chosen_clients.arguments(parser, "claude")
    scope.arguments(parser)
    parser.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")
    parser.add_argument("--mcp", action="store_true", help="also register the MCP server (for all projects)")
    parser.add_argument("--skill", action="store_true", help="also write the skill into the client's folder")
    parser.add_argument(
        "--statusline",
        action="store_true",
        help="also show who else is here below the prompt (csg statusline)",
    )
    resident = parser.add_mutually_exclusive_group()
    resident.add_argument(
        "--resident",
        action="store_true",
        default=None,
        help="have the MCP server asked at edits, where else a command is started; with --mcp (see the README)",
    )
    resident.add_argument(
        "--no-resident", action="store_false", dest="resident", help="start a command at each edit again"
    )
    parser.add_argument("--no-hooks", action="store_true", help="leave the hooks alone")
    parser.add_argument(
        "--no-shell-edits",
        action="store_true",
        help="leave %s alone, which lets csg see edits by shell commands" % wiring.SHELL_EDITS,
    )


def run(options: argparse.Namespace, here: Here) -> int:
    """Do it; 1 if a part failed.  CsgError."""
    chosen = chosen_clients.Chosen(options.client or [chosen_clients.CLAUDE], options.scope, here)
    if not chosen.claude and (options.skill or options.statusline):
        raise errors.UsageError("--skill and --statusline are for Claude Code alone (try: csg install --help)")
    if options.resident is not None:
        _check_resident(options, chosen)
    begun = install.Installing(here, print, options.dry_run)
    begun.take_over()
    fastest = other_clients.Fastest(begun)

    def other(client: OtherClient) -> bool:
        other_clients.install(begun, client, fastest, not options.no_hooks, options.mcp)
        return True

    good = chosen.each(lambda: _claude(options, begun), other)
    if options.no_hooks and not options.skill and not options.mcp and not options.statusline:
        print("nothing to do: --no-hooks, and none of --mcp, --skill and --statusline")
    if not options.client:
        for line in chosen_clients.hint(here, lambda client: other_clients.has(begun, client)):
            print(line)
    return 0 if good else 1


def _check_resident(options: argparse.Namespace, chosen: chosen_clients.Chosen) -> None:
    """UsageError where the hooks cannot be resident, whatever this machine has."""
    said = "--resident" if options.resident else "--no-resident"
    if not chosen.claude:
        raise errors.UsageError("%s is for Claude Code alone (try: csg install --help)" % said)
    if options.scope != claude.USER:
        raise errors.UsageError(
            "%s is for --scope user alone: the MCP server is the user's (try: csg install --help)" % said
        )
    if options.no_hooks:
        raise errors.UsageError("%s is about the hooks, which --no-hooks leaves alone" % said)


def _claude(options: argparse.Namespace, begun: install.Installing) -> bool:
    registered = False
    if not options.no_hooks or options.statusline:
        registered = begun.settings(
            options.scope, not options.no_hooks, not options.no_shell_edits, options.statusline, options.resident
        )
    if options.skill:
        skill.install(begun)
    return mcp_server.install(begun) if options.mcp and not registered else True
