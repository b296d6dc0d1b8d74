"""Rows of the live view: pieces of text with a style each, cut and filled to columns.  Pure."""

import time
from typing import Callable, List, Optional, Sequence, Tuple

from csg.views import terminal
from csg.views.top_view import Key

#: A text, and how it looks: one of the styles that `top_screen` knows, or "".
Span = Tuple[str, str]


class Row:
    """One line, made when it is shown: most are not.  key: what it is about, where it can be chosen."""

    __slots__ = ("_make", "chosen", "key")

    def __init__(self, make: Callable[[], Sequence[Span]], key: Optional[Key] = None) -> None:
        self._make = make
        self.key = key
        self.chosen = False

    def spans(self, most: int) -> List[Span]:
        """In at most so many columns."""
        made = self._make()
        if self.key is not None:
            made = [("> " if self.chosen else "  ", "name"), *made]
        return cut(made, most)


def row(*spans: Span) -> Row:
    """One that is made already."""
    return Row(lambda: spans)


def width(spans: Sequence[Span]) -> int:
    """The columns that they take."""
    return sum([terminal.columns(text) for text, _ in spans])


def cut(spans: Sequence[Span], most: int) -> List[Span]:
    """Those that fit, the last one cut; its end is left off."""
    found = []
    for text, style in spans:
        shown = terminal.cut(text, most)
        if shown:
            found.append((shown, style))
        most -= terminal.columns(shown)
        if shown != text:
            break
    return found


def filled(spans: Sequence[Span], columns: int) -> List[Span]:
    """Exactly so many columns."""
    found = cut(spans, columns)
    room = columns - width(found)
    return [*found, (" " * room, "")] if room > 0 else found


def pair(left: Sequence[Span], right: Sequence[Span], columns: int) -> List[Span]:
    """One at the left and one at the right end; the right one only where it leaves enough for the other."""
    taken = width(right)
    if not taken or columns - taken - 2 < min(12, width(left)):
        return cut(left, columns)
    return [*filled(left, columns - taken - 2), ("  ", ""), *right]


def path(text: str, columns: int) -> str:
    """A path in so many columns: its end says more."""
    return text if terminal.columns(text) <= columns else terminal.fit(text, columns) if columns > 0 else ""


def age(seconds: float) -> str:
    """`now`, `5m`, `3h`, `2d`; coarse, so that not every second changes the screen."""
    for size, letter in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return "%d%s" % (seconds // size, letter)
    return "now"


def clock(moment: float, now: float) -> str:
    """When that was, in five columns: `12:31`, or `11-25` where that is another day."""
    try:
        then, today = time.localtime(moment), time.localtime(now)
        return time.strftime("%H:%M" if then[:3] == today[:3] else "%m-%d", then)
    except (OverflowError, OSError, ValueError):  # the system's times end somewhere
        return "?"
