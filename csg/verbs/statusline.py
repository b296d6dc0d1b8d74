"""Print one line: who else is here, which of this session's files others hold, whether messages wait.

The client runs it below its prompt, and says on stdin which session that is (csg install --statusline).  There
is no line while a session is alone.  It always exits 0.

With --here it is about a directory instead, and nothing is read from stdin.  In ~/.tmux.conf:

  set -g status-right '#(csg statusline --here #{q:pane_current_path})'

  csg statusline --here
  csg statusline --here ~/src/shop
"""

import argparse

from csg.base.here import Here
from csg.hooks import status_line


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which directory."""
    parser.add_argument("--here", nargs="?", const=".", metavar="DIR", help="about this directory (default: .)")


def run(options: argparse.Namespace, here: Here) -> int:
    """What main leaves to this: an unusual spelling of the option."""
    status_line.main(["--here", options.here])
    return 0
