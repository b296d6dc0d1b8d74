"""The live view's state, and what a key does to it.  Pure: no terminal, no files.

What is chosen is a Key: (kind, Session's id, path).  It stays chosen wherever it moves on the screen.
"""

from typing import NamedTuple, Optional, Sequence

#: What can be chosen: a Session; a file that several hold (no id); what one Session holds of a file.
SESSION, FILE, HELD = "session", "file", "held"
#: What is shown: everything, one Session or file, the keys.
ALL, ONE, KEYS = "all", "one", "keys"
#: What is typed: a filter, or a message.
FILTER, TELL = "filter", "tell"
#: What the person wants done; TELL, too.
QUIT, RELEASE = "quit", "release"

_MOST = 1000  # characters typed
_MOVES = {"up": -1, "k": -1, "down": 1, "j": 1, "page up": -10, "page down": 10, "home": -(1 << 30), "end": 1 << 30}


class Key(NamedTuple):
    """What a row is about.  session: an id, or ""; path: as in the facts, or "" """

    kind: str
    session: str
    path: str


class Request(NamedTuple):
    """What is to be done: QUIT, TELL or RELEASE; about what; the message."""

    what: str
    key: Optional[Key] = None
    text: str = ""


class View:
    """shows      ALL, ONE or KEYS             chosen   the Key of the row that is chosen, or None
    filter     what is looked for, or ""    typing   FILTER, TELL or "", and `typed` so far
    releasing  asked whether to let go of `chosen`
    said       the last line that there was to say; gone with the next key
    offset     the first row shown of ALL   scroll   the same of ONE"""

    def __init__(self) -> None:
        self.shows = ALL
        self.chosen: Optional[Key] = None
        self.filter = ""
        self.typing = ""
        self.typed = ""
        self.releasing = False
        self.said = ""
        self.offset = 0
        self.scroll = 0
        self._index = 0

    def settle(self, keys: Sequence[Key]) -> None:
        """Stay on what is chosen among the Keys that there are now; where it is gone, near where it was."""
        if self.chosen in keys:
            self._index = keys.index(self.chosen)
            return
        if self.releasing:
            self.releasing, self.said = False, "what was chosen is gone"
        above = Key(SESSION, self.chosen.session, "") if self.chosen is not None else None
        if above in keys:  # let go of: the Session that held it
            self.chosen, self._index = above, keys.index(above)
            return
        if self.typing == TELL or self.shows == ONE:
            self.shows, self.said = ALL, "what was chosen is gone"
            self.typing = "" if self.typing == TELL else self.typing
        self._index = max(0, min(self._index, len(keys) - 1))
        self.chosen = keys[self._index] if keys else None

    def press(self, key: str, keys: Sequence[Key]) -> Optional[Request]:
        """What a key does.  A key is a character, or a name: up, enter, back, escape, left, page down …"""
        self.said = ""
        if self.typing:
            return self._type(key)
        if self.releasing:
            self.releasing = False
            if key in ("y", "Y"):
                return Request(RELEASE, self.chosen)
            self.said = "nothing released"
            return None
        if self.shows == KEYS:
            self.shows = ALL
            return None
        if self.shows == ONE and key in ("escape", "left", "q", "h", "back"):
            self.shows = ALL
        elif key == "q":
            return Request(QUIT)
        elif key in _MOVES:
            self._move(_MOVES[key], keys)
        elif key in ("enter", "right", "l") and self.chosen is not None:
            self.shows, self.scroll = ONE, 0
        elif key == "?":
            self.shows = KEYS
        elif key == "/":
            self.shows, self.typing, self.typed = ALL, FILTER, self.filter
        elif key == "escape":
            self.filter = ""
        elif key == "t" and self.chosen is not None:
            self.typing, self.typed = TELL, ""
        elif key == "r" and self.chosen is not None:
            self.releasing = True
        return None

    def _move(self, by: int, keys: Sequence[Key]) -> None:
        if self.shows == ONE:
            self.scroll = max(0, self.scroll + by)
        elif keys:
            self._index = max(0, min(len(keys) - 1, self._index + by))
            self.chosen = keys[self._index]

    def _type(self, key: str) -> Optional[Request]:
        typing = self.typing
        if key == "enter":
            self.typing = ""
            if typing == TELL and self.typed.strip():
                return Request(TELL, self.chosen, self.typed.strip())
        elif key == "escape":
            self.typing = ""
            self.filter = "" if typing == FILTER else self.filter
            return None
        elif key == "back":
            self.typed = self.typed[:-1]
        elif key == "erase":
            self.typed = ""
        elif len(key) == 1 and key.isprintable() and len(self.typed) < _MOST:
            self.typed += key
        if typing == FILTER:
            self.filter, self._index = self.typed.strip(), 0
        return None
