"""Which Events somebody wants to see."""

from typing import Collection, Dict, Optional, Sequence

from csg.base import errors, paths, wording
from csg.talk import wanted
from csg.views import event_text, history, known


def kinds(text: str) -> Sequence[str]:
    """What --kind lists, `conflict,git`.  UsageError for what is none."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    for kind in found:
        if kind not in event_text.KINDS:
            known_ones = ", ".join(event_text.KINDS)
            raise errors.UsageError("%s is no kind of event: there are %s" % (wording.quoted(kind, 40), known_ones))
    return found


class Chosen:
    """since     seconds since the epoch
    kinds     none: all
    sessions  ids of those that it is about, or that it names; None: all
    meant     the files that it is about; none: all
    places    the repository that it happened in; None: all"""

    def __init__(
        self,
        who: known.Known,
        since: float = 0.0,
        kinds: Collection[str] = (),
        sessions: Optional[Collection[str]] = None,
        meant: Sequence[wanted.Wanted] = (),
        places: Optional[known.Places] = None,
    ) -> None:
        self._who = who
        self._since = since
        self._kinds = kinds
        self._sessions = None if sessions is None else {*sessions, *map(_directory, sessions)}
        self._meant = meant
        self._places = places
        self._matches: Dict[str, bool] = {}

    def wants(self, event: history.Event) -> bool:
        """Is it one of them?"""
        return (
            event.t >= self._since
            and (not self._kinds or event.kind in self._kinds)
            and (self._sessions is None or not self._sessions.isdisjoint(_concerned(event)))
            and (not self._meant or self._of_file(event.text("path")))
            and (self._places is None or self._here(event, self._places))
        )

    def _of_file(self, path: str) -> bool:
        if path not in self._matches:
            real = paths.absolute(path)
            self._matches[path] = bool(real) and any(one.matches(real) for one in self._meant)
        return self._matches[path]

    def _here(self, event: history.Event, places: known.Places) -> bool:
        for path in event.places():
            here = places.is_here(path)
            if here is not None:
                return here
        for identifier in _concerned(event):
            session = self._who.session(identifier)
            if session and (session.common == places.common if places.common else session.cwd == places.here):
                return True
        return False


def _concerned(event: history.Event) -> Sequence[str]:
    own = [event.session] if event.session else []
    return [*own, *event.texts("others"), *event.texts("to")]


def _directory(identifier: str) -> str:
    return paths.text(paths.safe_name(identifier))
