"""Say what this session is about to do, and claim files before they are edited.

The text is shown to other sessions in warnings and briefs, and in `csg status`; an empty text
takes it back.  Files named after it are claimed: siblings are warned as if this session had
edited them.  What others hold already is said.

    csg claim "split the parser into two modules" src/parser.py src/lexer.py
    csg claim ""    # take the intent back
"""

import argparse
import os

from csg.base import errors, paths, wording
from csg.base.here import Here
from csg.talk import asking, claiming, identity, intent, reading, terms


def arguments(parser: argparse.ArgumentParser) -> None:
    """The intent, files, and whose."""
    parser.add_argument("intent", help='for instance "split the parser into two modules"')
    parser.add_argument("file", nargs="*", help="files, as seen from the current directory; they need not exist yet")
    identity.arguments(parser)


def run(options: argparse.Namespace, here: Here) -> int:
    """Keep the intent, claim the files."""
    session = identity.find(here, options.session)
    if len(" ".join(options.intent.split())) > terms.INTENT:
        raise errors.UsageError("an intent is at most %d characters" % terms.INTENT)
    asker = asking.typed(here.home, here.environ, here.cwd, here.now, session)
    if options.file:
        value = claiming.claim(asker, [paths.text(os.fsencode(name)) for name in options.file], options.intent)
    else:
        value = intent.keep(asker, options.intent)
    print("session %s: %s" % (wording.short(session.id), value["intent"] or "no intent"))
    if options.file:
        print(reading.files(value, asker.cwd))
    return 0
