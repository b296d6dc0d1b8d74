"""Handle one event of a client's hook: JSON on stdin, perhaps JSON on stdout.

The client runs this; people do not.  The README shows the settings that wire it
in.  `start`, `stop` and `pre-edit` are claude-session-guard's names for it.  It
always exits 0.
"""

import argparse

from csg.base.here import Here


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: only `csg hook --help` comes this way, a hook itself never does (see csg.entry)."""


def run(options: argparse.Namespace, here: Here) -> int:
    """Never reached."""
    return 0
