"""Which Session is meant on a command line: said, in the environment, or the only one there is."""

import argparse
from typing import List, Optional

from csg.base import errors, paths, processes, wording
from csg.base.here import Here
from csg.git import repository
from csg.state import sessions
from csg.talk import asking, naming


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add --session."""
    parser.add_argument(
        "--session",
        metavar="ID",
        default="",
        help="which session (the beginning of its id, or a part of its name); "
        "else $CLAUDE_CODE_SESSION_ID, else the only live one here",
    )


def find(here: Here, wanted: str) -> sessions.Session:
    """The live Session that is meant.  CsgError when none or several fit.

    A Session that the environment names but that has no record yet is attached."""
    if wanted:
        return _by_prefix(here, wanted)
    stated = here.environ.get(b"CLAUDE_CODE_SESSION_ID", b"")
    if stated:
        identifier = paths.text(stated)
        session = sessions.load(here.home, paths.safe_name(identifier))
        if session is None:
            session = sessions.observe(identifier, here.cwd, here.environ, here.now)
            if not sessions.attach(here.home, session):
                raise errors.CsgError("session %s has ended" % wording.short(identifier))
        return session
    found = repository.find(paths.canonical(here.cwd))
    place = found.common if found else paths.canonical(here.cwd)
    everyone = asking.live(here.home)
    fits = [s for s in everyone if s.place() == place and s.process() != processes.GONE]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise errors.CsgError(_nobody(found.root if found else b"", paths.canonical(here.cwd), bool(everyone)))
    raise errors.CsgError("several sessions fit: %s: say which with --session ID" % _list(here.home, fits))


def _nobody(root: bytes, cwd: bytes, elsewhere: bool) -> str:
    """Why no Session is the only one here, and what to do."""
    if not elsewhere:
        return "no session is on record: start one in the client (csg doctor says whether its hooks are wired)"
    place = wording.quoted(paths.text(root or cwd), 400)
    what = "no live session works in %s" % place if root else "%s is in no repository" % place
    return "%s: cd to where one works, or say which with --session ID (csg status lists them)" % what


def reader(here: Here, wanted: str) -> Optional[sessions.Session]:
    """The Session that only asks: stated, or None.  CsgError if the one that is wanted is not found.

    Unlike for one that writes there is no guessing: the only session here may be the one asked about."""
    if wanted:
        return _by_prefix(here, wanted)
    stated = paths.text(here.environ.get(b"CLAUDE_CODE_SESSION_ID", b""))
    return sessions.load(here.home, paths.safe_name(stated))


def _by_prefix(here: Here, wanted: str) -> sessions.Session:
    everyone = asking.live(here.home)
    fits = naming.meant(here.home, everyone, wanted)
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise errors.CsgError("no live session's id begins with %r, nor is one called so (csg status)" % wanted)
    raise errors.CsgError("several sessions fit %r: %s" % (wanted, _list(here.home, fits)))


def _list(home: bytes, some: List[sessions.Session]) -> str:
    shown = []
    for session in some:
        name = naming.called(home, session) or paths.text(session.repository_name() or session.cwd)
        name = wording.titled(session.client, name)
        shown.append("%s (%s)" % (wording.name(session.id, 60), wording.name(name, 60)))
    return ", ".join(sorted(shown))
