"""Leave a message for another session: its model reads it at its next hook.

SESSION is an id or its beginning, or a part of the session's name (csg status); `all` is every other session of this
repository on this machine.  A session on another machine is meant by its id there (csg status), or by the
machine's name: all sessions of this repository there.  Inside a session the message carries that session's id;
outside one it is said to come from outside any session.

    csg tell 7f3a9c41 "src/cart.py is yours again"
    csg tell prices "please commit before I rebase"
    csg tell desk "the schema changes today"
    csg tell all "the tests are broken on main until noon"
"""

import argparse

from csg.base.here import Here
from csg.talk import asking, identity, messages, reading, terms


def arguments(parser: argparse.ArgumentParser) -> None:
    """To whom, what, and from whom."""
    parser.add_argument(
        "to", metavar="SESSION", help="a session's id or name, or the beginning of one, a machine, or: all"
    )
    parser.add_argument("text", metavar="TEXT", nargs="+", help="at most %d characters" % terms.MESSAGE)
    identity.arguments(parser)


def run(options: argparse.Namespace, here: Here) -> int:
    """Leave it."""
    sender = identity.sender(here, options.session)
    asker = asking.typed(here.home, here.environ, here.cwd, here.now, sender)
    value = messages.tell(asker, options.to, " ".join(options.text), outside=True)
    print(reading.told(value))
    return 0
