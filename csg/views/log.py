"""What happened, in lines for a terminal: a heading a day, a sign a kind, who, and what in plain words."""

import time
from typing import List

from csg.views import event_text, history, known, terminal

Follower = history.Follower

_WHO = (10, 28)  # columns at least and at most
_BEFORE = 12  # columns: time and sign
_TEXT = 16  # columns that the words have at least beside the rest, else they go on lines of their own
_QUIET = "2"


class Lines:
    """Turns Events into lines, one after another."""

    def __init__(self, who: known.Known, places: known.Places, width: int, colour: bool) -> None:
        """width: columns of a line"""
        self._who = who
        self._places = places
        self._width = width
        self._colour = colour
        self._day = ""
        self._name = min(max(_WHO[0], min(_WHO[1], width // 3)), max(1, width - _BEFORE))

    def of(self, event: history.Event) -> List[str]:
        """The lines of an Event; before the first of a day's, that day's heading.  None if its time is no time."""
        try:
            moment = time.localtime(event.t)
        except (OverflowError, ValueError, OSError):  # the system's times end somewhere
            return []
        day = time.strftime("%A %Y-%m-%d", moment)
        found = [] if day == self._day else [terminal.coloured(day, "1", self._colour)]
        if found and self._day:
            found.insert(0, "")
        self._day = day
        return found + self._event(event, time.strftime("%H:%M:%S", moment))

    def _event(self, event: history.Event, clock: str) -> List[str]:
        sign, colour = event_text.sign(event.kind)
        who = event_text.cell(event.session, self._who.names, self._name)
        said = event_text.said(event, self._who.names, self._base(event))
        indent = _BEFORE + self._name + 2
        beside = self._width - indent >= _TEXT
        start = "%s  %s %s" % (
            terminal.coloured(clock, _QUIET, self._colour),
            terminal.coloured(sign, colour, self._colour),
            who,
        )
        if not beside:
            indent = 2
        text = terminal.wrap(said, max(1, self._width - indent))
        text = [terminal.coloured(part, colour, self._colour) for part in text]
        if not beside:
            return [start.rstrip(), *["  " + part for part in text]]
        return [start + "  " + text[0], *[" " * indent + part for part in text[1:]]]

    def _base(self, event: history.Event) -> bytes:
        """What the paths of an Event are seen from."""
        path = next(event.places(), b"")
        return self._places.base(path, self._who.root(event.session)) if path else b"/"
