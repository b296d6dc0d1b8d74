"""Say what this session is about to do.

The text is shown to other sessions in warnings and briefs, and in `csg status`.
An empty text takes it back.
"""

import argparse

from csg import cli, errors, events, identity, sessions, wording

_LONGEST = 500


def arguments(parser: argparse.ArgumentParser) -> None:
    """The intent, and whose."""
    parser.add_argument("intent", help='for instance "split the parser into two modules"')
    identity.arguments(parser)


def run(options: argparse.Namespace, here: "cli.Here") -> int:
    """Keep the intent."""
    text = " ".join(options.intent.split())
    if len(text) > _LONGEST:
        raise errors.UsageError("an intent is at most %d characters; this one has %d" % (_LONGEST, len(text)))
    session = identity.find(here, options.session)
    sessions.set_intent(here.home, session.name, text, here.now)
    events.record(here.home, here.now, "intent", session.id, text=text)
    print("session %s: %s" % (wording.short(session.id), wording.name(text, 600) or "no intent"))
    return 0
