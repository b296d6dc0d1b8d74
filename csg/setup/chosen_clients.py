"""Which clients a person means, on the command lines of install and uninstall."""

import argparse
import os
import sys
from typing import Callable, List, Sequence

from csg.base import errors, wording
from csg.base.here import Here
from csg.clients import claude, others
from csg.clients.other_client import OtherClient

CLAUDE, ALL = "claude", "all"


def arguments(parser: argparse.ArgumentParser, which: str) -> None:
    """Add --client; `which` it is without."""
    parser.add_argument(
        "--client",
        action="append",
        choices=[CLAUDE, *others.KINDS, ALL],
        help="which client, may be repeated; all: those on this machine (default: %s)" % which,
    )


class Chosen:
    """Those that a person named, none twice.

    claude   is Claude Code one?      others   the others"""

    def __init__(self, names: Sequence[str], scope: str, here: Here) -> None:
        """UsageError, and CsgError where `all` are none."""
        everyone = others.everyone(here.environ)
        self.claude = CLAUDE in names
        self.others = [client for client in everyone if client.NAME in names]
        if ALL in names:
            own = claude.Client(here.environ)
            self.claude = self.claude or bool(own.program) or os.path.isdir(own.config)
            self.others = [client for client in everyone if client.there or client in self.others]
            if not self.claude and not self.others:
                raise errors.CsgError("no client is on this machine, as far as can be seen: name one with --client")
        if scope != claude.USER and self.others:
            raise errors.UsageError("--scope %s is for Claude Code alone (try: --client claude)" % scope)

    def each(self, of_claude: Callable[[], bool], of_other: Callable[[OtherClient], bool]) -> bool:
        """Do it for each; were all good?  CsgError, OSError of the only one; of several each is told."""
        parts: List[Callable[[], bool]] = [of_claude] if self.claude else []
        parts += [lambda client=client: of_other(client) for client in self.others]  # type: ignore[misc]
        if len(parts) == 1:
            return parts[0]()
        good = True
        for part in parts:
            try:
                good = part() and good
            except (errors.CsgError, OSError) as error:
                good = False
                said = "%s: %s" % (error.strerror, error.filename) if isinstance(error, OSError) else str(error)
                sys.stdout.flush()
                print("csg: %s" % wording.name(said, 800), file=sys.stderr)
        return good


def hint(here: Here, has: Callable[[OtherClient], bool]) -> List[str]:
    """What to say of clients that are here and do not have csg: nothing, or one line."""
    found = [client for client in others.everyone(here.environ) if client.there and not has(client)]
    if not found:
        return []
    names = ", ".join(client.name() if client.program else client.title for client in found)
    words = found[0].NAME if len(found) == 1 else ALL
    return ["also on this machine, without csg: %s: csg install --client %s" % (names, words)]
