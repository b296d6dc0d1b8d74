"""Which Session is meant on a command line: said, in the environment, or the only one there is."""

import argparse
from typing import List, Optional

from csg.base import errors, paths, processes, wording
from csg.base.here import Here
from csg.git import repository
from csg.state import sessions
from csg.talk import asking, naming, whose


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add --session."""
    parser.add_argument(
        "--session",
        metavar="ID",
        default="",
        help="which session (the beginning of its id, or a part of its name); "
        "else the one whose shell this is, else the only live one here",
    )


def find(here: Here, wanted: str) -> sessions.Session:
    """The live Session that is meant.  CsgError when none or several fit.

    A Session of Claude Code's that the environment names but that has no record yet is attached."""
    if wanted:
        return _by_prefix(here, wanted)
    own, everyone = _own(here), asking.live(here.home)
    if own.session:
        return own.session
    if own.client:
        raise errors.CsgError(_unknown(own.client, own.stated))
    if own.stated:
        session = sessions.observe(own.stated, here.cwd, here.environ, here.now)
        if not sessions.attach(here.home, session):
            raise errors.CsgError("session %s has ended" % wording.short(own.stated))
        return session
    found = repository.find(paths.canonical(here.cwd))
    place = found.common if found else paths.canonical(here.cwd)
    fits = [s for s in everyone if s.place() == place and s.process() != processes.GONE]
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise errors.CsgError(_nobody(found.root if found else b"", paths.canonical(here.cwd), bool(everyone)))
    raise errors.CsgError("several sessions fit: %s: say which with --session ID" % _list(here.home, fits))


def _unknown(client: str, stated: str) -> str:
    """Why a client's own Session is none of those on record, and what to do."""
    which = "session %s" % wording.short(stated) if stated else "this session"
    return "%s of %s is not on record: csg's hooks did not run in it (csg doctor says why); or say whose with %s" % (
        which,
        wording.client(client),
        "--session ID",
    )


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
    return _by_prefix(here, wanted) if wanted else _own(here).session


def sender(here: Here, wanted: str) -> Optional[sessions.Session]:
    """The Session that says something; None for somebody outside any.  CsgError as for `find`.

    Nobody is guessed: the only session here is rather the one to be told."""
    if not wanted:
        own = _own(here)
        if own.session or own.client or not own.stated:
            return own.session
    return find(here, wanted)


def _own(here: Here) -> whose.Found:
    return whose.of_shell(here.home, here.environ, paths.canonical(here.cwd), asking.live(here.home))


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
