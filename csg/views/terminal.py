"""Text on a terminal: how wide it is, whether it shows colours, what fits into so many columns."""

import os
import shutil
import sys
import unicodedata

_ENDLESS = 1 << 20  # columns: stdout is no terminal, so nothing is cut


def width() -> int:
    """The columns that a line on stdout has."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return _ENDLESS
    return shutil.get_terminal_size().columns or 80  # some terminals say 0


def colour() -> bool:
    """May what goes to stdout be coloured?  (no-color.org)"""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def can_say(text: str) -> bool:
    """Does stdout's encoding have all of these characters?"""
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True


def columns(text: str) -> int:
    """How many columns a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fit(text: str, width: int, right: bool = False) -> str:
    """Exactly `width` columns: padded, or the beginning cut off (the end of a path says more)."""
    if columns(text) > width:
        while text and columns(text) > width - 1:
            text = text[1:]
        text = "\u2026" + text
    space = " " * (width - columns(text))
    return space + text if right else text + space
