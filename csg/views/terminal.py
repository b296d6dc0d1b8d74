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
    return len(text) if text.isascii() else sum([_width(character) for character in text])


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me") or "\u1160" <= character <= "\u11ff":  # marks, joined Hangul
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int, right: bool = False) -> str:
    """Exactly `width` columns: padded, or the beginning cut off (the end of a path says more)."""
    if columns(text) > width:
        while text and columns(text) > width - 1:
            text = text[1:]
        text = "\u2026" + text
    space = " " * (width - columns(text))
    return space + text if right else text + space


def cut(text: str, width: int) -> str:
    """At most `width` columns: the end is cut off."""
    if columns(text) <= width:
        return text
    kept, room = [], width - 1
    for character in text:
        room -= _width(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + "\u2026" if width > 0 else ""
