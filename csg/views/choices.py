"""What a shell can offer where a session is wanted: the live ones, by id, with the names that people know them by."""

from typing import List

from csg.base import files, paths, wording
from csg.base.here import Here
from csg.state import roster, sessions
from csg.talk import asking, naming

_NAME = 50  # characters
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def lines(here: Here) -> List[str]:
    """`ID\\tNAME, in REPOSITORY` of each, the latest active first.

    The id is as short as tells it from all others.  One that would not stay a single harmless word in a shell's line
    is left out."""
    if files.is_anothers(here.home):
        return []
    found = [session for session in asking.live(here.home) if session.id and _PLAIN.issuperset(session.id)]
    found.sort(key=lambda session: -roster.last_active(here.home, session.name))
    ids = [session.id for session in found]
    return ["%s\t%s" % (_short(session.id, ids), _name(here.home, session)) for session in found]


def _short(identifier: str, all_ids: List[str]) -> str:
    short = wording.short(identifier)
    return short if sum(other.startswith(short) for other in all_ids) == 1 else identifier


def _name(home: bytes, session: sessions.Session) -> str:
    place = paths.text(session.repository_name() or session.cwd)
    called = naming.titled(home, session)
    shown = wording.name(place, _NAME)
    return "%s, in %s" % (wording.name(called, _NAME), shown) if called else shown
