"""What happened: sessions that came and went, edits, conflicts, problems.

The last 20 events; with --since all since then. What is chosen with --session, --file, --kind and --here is
chosen from all that is kept: 30 days, or 16 MB if they are reached before. Paths are as seen from the
repository; those of another checkout begin with its name.

    csg log --kind conflict,git --since 2h
    csg log --file src/cart.py --here
    csg log --follow --session prices
"""

import argparse
import collections
import os
import sys
import time
from typing import Deque, List, Optional, Tuple

from csg.base import errors, paths
from csg.base.here import Here
from csg.state import events
from csg.talk import asking, wanted
from csg.views import chosen, event_text, history, known, log, since, terminal

_POLL = 0.3  # seconds
_LAST = 20


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which events, whether to go on, in which form."""
    parser.add_argument("-n", type=int, metavar="N", help="the last N events (default %d)" % _LAST)
    since.argument(parser, "what happened")
    parser.add_argument("--session", metavar="ID", help="what concerns this session: its id, a beginning or name of it")
    parser.add_argument(
        "--file", action="append", default=[], metavar="PATH", help="what concerns this file, directory or pattern"
    )
    parser.add_argument("--kind", default="", metavar="KIND,…", help="of these kinds: " + ", ".join(event_text.KINDS))
    parser.add_argument("--here", action="store_true", help="only of this repository")
    parser.add_argument("-f", "--follow", action="store_true", help="go on with what happens next, until interrupted")
    parser.add_argument("--json", action="store_true", help="the lines as they are kept: JSON, one event a line")


def run(options: argparse.Namespace, here: Here) -> int:
    """Print events; 1 if there are none."""
    if options.n is not None and options.n < 0:
        raise errors.UsageError("-n wants a number of events, 0 or more")
    begin = since.parse(options.since, here.now) if options.since else 0.0
    kinds, places, who = chosen.kinds(options.kind), known.Places(here.cwd), known.Known(here.home)
    asker = asking.Asker(here.home, here.environ, paths.canonical(here.cwd), here.now)
    meant = wanted.parse(asker, [paths.text(os.fsencode(name)) for name in options.file])
    events.expire(here.home, here.now)
    follower = history.Follower(here.home)
    lines = follower.past()
    _learn(who, lines, everybody=options.session is not None)
    ids = None if options.session is None else _session(who, options.session)
    choice = chosen.Chosen(who, history.oldest(begin), kinds, ids, meant, places if options.here else None)
    most = options.n if options.n is not None else None if options.since else _LAST
    past = _last(lines, choice, most)
    shown = log.Lines(who, places, terminal.width(), terminal.colour())
    for line, event in past:
        _show(line, event, None if options.json else shown)
    if not past and not options.follow and most != 0:
        print("nothing of that has happened" if any(lines) else "nothing has happened yet", file=sys.stderr)
        return 1
    while options.follow:
        sys.stdout.flush()
        time.sleep(_POLL)
        for line in follower.new():
            new = history.parse(line)
            if new is not None:
                who.refresh(new.session)
                who.learn(new)
                if choice.wants(new):
                    _show(line, new, None if options.json else shown)
    return 0


def _learn(who: known.Known, lines: List[bytes], everybody: bool) -> None:
    """What the log says of names; `everybody`: and of who there is at all."""
    for line in lines:
        if everybody or b'"event": "intent"' in line:
            event = history.parse(line)
            if event is not None:
                who.learn(event)


def _session(who: known.Known, wanted: str) -> List[str]:
    found = who.meant(wanted)
    if len(found) == 1:
        return found
    if not found:
        raise errors.CsgError("the log knows no session whose id begins with %r, nor one called so" % wanted)
    raise errors.CsgError(
        "several sessions fit %r: %s" % (wanted, event_text.listed(sorted(event_text.who(i, who.names) for i in found)))
    )


def _last(lines: List[bytes], choice: chosen.Chosen, most: Optional[int]) -> List[Tuple[bytes, history.Event]]:
    """The last `most` (None: all) that are chosen, oldest first."""
    found: Deque[Tuple[bytes, history.Event]] = collections.deque()
    for line in reversed(lines):
        if most is not None and len(found) >= most:
            break
        event = history.parse(line)
        if event is not None and choice.wants(event):
            found.appendleft((line, event))
    return list(found)


def _show(line: bytes, event: history.Event, shown: Optional[log.Lines]) -> None:
    if shown is None:
        print(line.decode("ascii", "backslashreplace"))
    else:
        for text in shown.of(event):
            print(text)
