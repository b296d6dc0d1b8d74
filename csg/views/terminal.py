"""Text on a terminal: how wide it is, whether it shows colours, what fits into so many columns."""

import os
import shutil
import sys
import unicodedata
from typing import List

_ENDLESS = 1 << 20  # columns: stdout is no terminal, so nothing is cut


def width() -> int:
    """The columns that a line on stdout has."""
    if not sys.stdout.isatty() and "COLUMNS" not in os.environ:
        return _ENDLESS
    return shutil.get_terminal_size().columns or 80  # some terminals say 0


def colour() -> bool:
    """May what goes to stdout be coloured?  (no-color.org)"""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


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
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
        return 0  # it stands on the one before; the last are the later parts of a Korean syllable
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int, right: bool = False, beginning: bool = False) -> str:
    """Exactly `width` columns: padded, or the beginning cut off (the end of a path says more).

    beginning  it is kept, and the end cut off (of a sentence it says more)"""
    if width < 1:
        return ""
    if columns(text) > width:
        text = cut(text, width) if beginning else _sign() + _last(text, width - 1)
    space = " " * (width - columns(text))
    return space + text if right else text + space


def cut(text: str, width: int) -> str:
    """At most `width` columns: the end is cut off."""
    if columns(text) <= width:
        return text
    return _first(text, width - 1).rstrip() + _sign() if width > 0 else ""


def _sign() -> str:
    """What stands for what is cut off."""
    return "\u2026" if can_say("\u2026") else "~"


def _first(text: str, width: int) -> str:
    """The beginning of a text, as much as takes `width` columns at most, with what stands on its last character."""
    taken = 0
    for number, character in enumerate(text):
        taken += _width(character)
        if taken > width:
            return text[:number]
    return text


def _last(text: str, width: int) -> str:
    taken, begin = 0, len(text)
    for number in range(len(text) - 1, -1, -1):
        own = _width(text[number])
        taken += own
        if taken > width:
            break
        if own:
            begin = number
    return text[begin:]


def wrap(text: str, width: int) -> List[str]:
    """A text in lines of at most `width` columns, between words where there is one; "" is one line."""
    lines, rest = [], text.rstrip()
    while columns(rest) > width:
        head = _first(rest, max(1, width)) or rest[:1]
        following = rest[len(head) : len(head) + 1]
        space = len(head) if following == " " else head.rfind(" ")
        cut = space if space > 0 and head[:space].strip() else len(head)
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*lines, rest] if rest or not lines else lines


def coloured(text: str, colour: str, on: bool) -> str:
    """A text with SGR parameters around it, if it has any and colours are on."""
    return "\033[%sm%s\033[0m" % (colour, text) if on and colour and text else text
