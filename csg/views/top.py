"""The live view: is there a terminal for it, and what a person asks for in it, done."""

import os
import sys
import time

from csg.base import errors, paths, wording
from csg.base.here import Here
from csg.slack import delivery
from csg.state import sessions
from csg.talk import asking, claiming, messages
from csg.views import terminal, top_facts, top_words
from csg.views.top_view import TELL, Request

_INSTEAD = "use csg status, or csg log --follow"


def show(here: Here, only_here: bool) -> None:
    """Show it until the person leaves.  CsgError where there is no terminal that will do, or no curses.

    only_here  what `status.facts` shows then, and what happened in that repository"""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise errors.CsgError("the live view needs a terminal: " + _INSTEAD)
    if os.environ.get("TERM", "dumb") == "dumb":
        raise errors.CsgError("the live view needs more than a dumb terminal: " + _INSTEAD)
    try:
        from csg.views import top_screen
    except ImportError:
        raise errors.CsgError("this Python has no curses: " + _INSTEAD)
    top_screen.run(
        top_facts.Reader(here, only_here), lambda request, facts: act(here, request, facts), terminal.colour()
    )


def act(here: Here, request: Request, facts: top_facts.Facts) -> str:
    """Do what the person asked for; what came of it, in a line."""
    said = []
    for identifier, path in top_words.holders(facts, request.key) if request.key is not None else []:
        who = top_words.called(facts, identifier)
        try:
            if request.what == TELL:
                asker = asking.typed(here.home, here.environ, here.cwd, time.time(), None)
                messages.tell(asker, identifier, request.text, outside=True)
                said.append("told %s" % who)
            else:
                said.append(_release(here, identifier, path, who))
        except errors.CsgError as error:
            said.append(str(error))
        except OSError as error:
            said.append("%s: %s" % (who, error.strerror or error))
    delivery.start(leaving=False)
    return "; ".join(said) or "nobody holds it any more"


def _release(here: Here, identifier: str, path: str, who: str) -> str:
    session = sessions.load(here.home, paths.safe_name(identifier))
    if session is None:
        raise errors.CsgError("%s has ended, or is claude-session-guard's own" % who)
    asker = asking.typed(here.home, here.environ, here.cwd, time.time(), session)
    value = claiming.release(asker, [path] if path else [])
    number = len(value["released"]) + value["more_released"]
    return "released %s of %s" % (wording.count(number, "file"), who) if number else "%s holds nothing" % who
