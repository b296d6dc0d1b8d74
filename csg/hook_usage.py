"""Handle one event of a coding client's hook: JSON on stdin, perhaps JSON on stdout.

The client runs this; people do not.  The README shows the settings that wire it in.
`start`, `stop` and `pre-edit` are claude-session-guard's names for it.  It takes no
arguments and always exits 0.
"""

import argparse

from csg import cli, hook


def arguments(parser: argparse.ArgumentParser) -> None:
    """Takes anything: an unknown argument must not make the client show an error."""
    parser.add_argument("ignored", nargs="*", help=argparse.SUPPRESS)


def run(options: argparse.Namespace, here: "cli.Here") -> int:
    """Run the hook after all; reached when arguments were given."""
    hook.main("hook")
    return 0
