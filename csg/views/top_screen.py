"""The live view on a terminal: what `top_layout` makes, drawn, and keys, read.  The only module that uses curses."""

import codecs
import curses
import locale
import os
import signal
import time
from types import FrameType
from typing import Any, Callable, Dict, Optional, Union

from csg.base import errors
from csg.views import terminal, top_layout
from csg.views.top_facts import Facts, Reader
from csg.views.top_view import QUIT, Request, View

_EACH = 1.0  # seconds from one look at the home to the next
_DEAF = 50  # times in a row that waiting for a key fails at once: the terminal is gone
_ENDINGS = {signal.SIGTERM: 143, signal.SIGHUP: 129}  # exit codes as a shell has them

_NAMED = {
    curses.KEY_UP: "up",
    curses.KEY_DOWN: "down",
    curses.KEY_LEFT: "left",
    curses.KEY_RIGHT: "right",
    curses.KEY_PPAGE: "page up",
    curses.KEY_NPAGE: "page down",
    curses.KEY_HOME: "home",
    curses.KEY_END: "end",
    curses.KEY_ENTER: "enter",
    curses.KEY_BACKSPACE: "back",
    curses.KEY_RESIZE: "resize",
}
_CHARACTERS = {"\n": "enter", "\r": "enter", "\b": "back", "\x7f": "back", "\x1b": "escape", "\x15": "erase"}

#: Variants of emoji, for which terminals take different numbers of columns: left out.
_DISPUTED = dict.fromkeys([0xFE0F, *range(0x1F3FB, 0x1F400)])

#: How a style looks: an attribute, and a colour or -1.
_STYLES = {
    "title": (curses.A_BOLD, -1),
    "head": (curses.A_BOLD, curses.COLOR_CYAN),
    "name": (curses.A_BOLD, -1),
    "dim": (curses.A_DIM, -1),
    "contested": (curses.A_BOLD, curses.COLOR_RED),
    "warn": (0, curses.COLOR_YELLOW),
    "good": (0, curses.COLOR_GREEN),
    "bad": (0, curses.COLOR_RED),
    "talk": (0, curses.COLOR_MAGENTA),
}

#: Does what is asked for, and says in a line what came of it.
Act = Callable[[Request, Facts], str]


def run(reader: Reader, act: Act, colour: bool) -> None:
    """Show the home until the person leaves.

    However it ends, the terminal is left as it was.  CsgError if curses does not know this terminal."""
    for variable in ("LINES", "COLUMNS"):  # else curses believes them for ever
        os.environ.pop(variable, None)
    os.environ.setdefault("ESCDELAY", "50")  # milliseconds after which an Esc is one
    try:
        locale.setlocale(locale.LC_ALL, "")
    except locale.Error:
        pass
    before = {number: signal.signal(number, _leave) for number in _ENDINGS}
    try:
        _shown(reader, act, colour)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


def _leave(number: int, frame: Optional[FrameType]) -> None:
    raise SystemExit(_ENDINGS[signal.Signals(number)])


def _shown(reader: Reader, act: Act, colour: bool) -> None:
    try:
        window = curses.initscr()
    except curses.error as error:
        raise errors.CsgError("the terminal does not do for it (%s): use csg status, or csg log --follow" % error)
    try:
        curses.noecho()
        curses.cbreak()
        window.keypad(True)
        try:
            curses.curs_set(0)
        except curses.error:  # it cannot be hidden here
            window.leaveok(True)
        _Show(window, reader, act, colour).go_on()
    finally:
        try:
            window.keypad(False)
            curses.echo()
            curses.nocbreak()
            curses.endwin()
        except curses.error:  # the terminal is gone
            pass


class _Show:
    """One view on one window."""

    def __init__(self, window: Any, reader: Reader, act: Act, colour: bool) -> None:
        self._window = window
        self._reader = reader
        self._act = act
        self._view = View()
        self._styles = _styles(colour)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ascii = locale.nl_langinfo(locale.CODESET).upper().replace("-", "") != "UTF8"

    def go_on(self) -> None:
        """Until the person leaves."""
        facts, read, deaf = self._reader.read(time.time()), time.monotonic(), 0
        while True:
            keys = self._draw(facts)
            asked = time.monotonic()
            wait = read + _EACH - asked
            key = self._key(wait)
            if key is None:
                deaf = deaf + 1 if time.monotonic() - asked < wait / 2 else 0
                if deaf > _DEAF:
                    return
            elif key != "resize":
                deaf = 0
                request = self._view.press(key, keys)
                if request is not None:
                    if request.what == QUIT:
                        return
                    self._view.said = self._act(request, facts)
                    curses.flushinp()  # the rest of a pasted text is no command
                    read = 0.0
            if time.monotonic() - read >= _EACH:
                facts, read = self._reader.read(time.time()), time.monotonic()

    def _key(self, wait: float) -> Optional[str]:
        """The next key, by its name; None if none comes within so many seconds."""
        self._window.timeout(max(0, min(1000, int(wait * 1000) + 1)))
        try:
            got = self._window.get_wch() if hasattr(self._window, "get_wch") else self._narrow()
        except curses.error:
            return None
        if isinstance(got, str):
            if got == "\x0c":  # Ctrl-L: something else wrote to the terminal
                self._window.redrawwin()
                return "resize"
            return _CHARACTERS.get(got, got)
        name = _NAMED.get(got, "other")
        if name == "resize":
            curses.update_lines_cols()
        return name

    def _narrow(self) -> Union[int, str]:
        """`get_wch` where Python was built with a curses that has no wide characters."""
        code = int(self._window.getch())
        if code < 0:
            raise curses.error("no input")
        return (self._decoder.decode(bytes([code])) or "\0") if code < 256 else code

    def _draw(self, facts: Facts) -> Any:
        height, width = self._window.getmaxyx()
        screen = top_layout.screen(facts, self._view, width, height)
        self._window.erase()
        for y, line in enumerate(screen.lines):
            x = 0
            for text, style in line.spans:
                look = self._styles.get(style, 0) | (curses.A_REVERSE if line.chosen else 0)
                self._put(y, x, text, look)
                x += terminal.columns(text)
        self._window.refresh()
        return screen.keys

    def _put(self, y: int, x: int, text: str, look: int) -> None:
        text = text.translate(_DISPUTED)
        if self._ascii:
            text = text.replace("\u2026", "~").replace("\u2500", "-").encode("ascii", "replace").decode()
        try:
            self._window.addstr(y, x, text, look)
        except (curses.error, ValueError):  # the last cell: drawn, but the cursor has no place after it
            pass


def _styles(colour: bool) -> Dict[str, int]:
    colours: Dict[int, int] = {}
    if colour:
        try:
            curses.start_color()
            curses.use_default_colors()
            for number in range(1, 8):
                curses.init_pair(number, number, -1)
                colours[number] = curses.color_pair(number)
        except curses.error:  # it has none
            colours = {}
    return {name: look | colours.get(number, 0) for name, (look, number) in _STYLES.items()}
