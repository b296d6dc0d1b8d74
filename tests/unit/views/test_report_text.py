"""report_text, report_words: bars and sentences on a terminal."""

import re
import unittest
from typing import Any, Dict
from unittest import mock

from csg.views import report_text, terminal
from tests.unit.views.test_timeline_text import Utc, at

NAMES = {"aaaaaaaa": "prices", "bbbbbbbb": "round the VAT up", "cccccccc": "main", "dddddddd": "main"}
FACTS: Dict[str, Any] = {
    "now": at(0),
    "since": at(-7 * 1440),
    "every_edit_since": at(-3 * 1440),
    "window": 600.0,
    "sessions": [{"id": identifier, "name": name, "client": ""} for identifier, name in NAMES.items()],
    "edits": 86,
    "warnings": {"given": 10, "heeded": 5, "went_ahead": 4, "open": 1, "unknown": 0},
    "holds": {"given": 3, "repeated": 1, "heeded": 1, "refused": 1, "open": 0, "unknown": 0},
    "files": [
        {"path": "/s/src/cart.py", "root": "/s", "conflicts": 7, "holds": 2, "edits": 32, "sessions": ["a", "b", "c"]},
        {"path": "/s/x", "root": "/s", "conflicts": 1, "holds": 0, "edits": 1, "sessions": ["a", "b"]},
    ],
    "pairs": [
        {"sessions": ["aaaaaaaa", "bbbbbbbb"], "meetings": 8, "files": ["/s/x"], "commands": 2, "same_checkout": True},
        {"sessions": ["cccccccc", "dddddddd"], "meetings": 1, "files": [], "commands": 1, "same_checkout": False},
    ],
    "overlap": [
        {"repository": "shop", "together": 5400.0, "at_work": 9000.0, "most": 3, "checkouts": []},
        {"repository": "site", "together": 0.0, "at_work": 60.0, "most": 1, "checkouts": []},
    ],
    "days": [
        {"day": "1970-01-10", "warnings": 9, "holds": 0, "together": 0.0},
        {"day": "1970-01-11", "warnings": 1, "holds": 3, "together": 5400.0},
    ],
    "left_off": {"files": 4, "pairs": 0, "overlap": 0},
    "advice": [
        {"kind": "worktree", "sessions": ["aaaaaaaa", "bbbbbbbb"], "meetings": 8, "files": 1},
        {"kind": "merge", "sessions": ["cccccccc", "eeeeeeee"], "meetings": 3, "files": 2},
        {"kind": "split", "path": "/s/src/cart.py", "root": "/s", "meetings": 9, "sessions": ["a", "b", "c"]},
        {"kind": "checkout", "root": "/s", "meetings": 3},
        {"kind": "pause", "ahead": 8, "known": 10},
        {"kind": "longer window", "edits": 4, "minutes": 25, "window": 600.0},
        {"kind": "shorter window", "warnings": 5, "minutes": 6, "window": 600.0},
    ],
}
GOLDEN = """\
Jan 4 04:00 to Jan 11 04:00 (7 days): 4 sessions, 86 edits

Warnings
  given      10 ████████████████████████
  heeded      5 ████████████
  went ahead  4 ██████████
  open yet    1 ██

Holds
  held     3 ████████████████████████
  heeded   1 ████████
  repeated 1 ████████
  refused  1 ████████

Files that were contested most
  src/cart.py 9 ████████████████████████ 2 held, 3 sessions, 32 edits
  x           1 ███                      2 sessions, 1 edit
4 more are not listed

Sessions that met most
  prices and round the VA…         8 █████████████████████ over 1 file and 2 co…
  main (cccccccc) and main (ddddd… 1 ███                   over 1 command, in t…

Hours in which several were at work in one repository
  shop 1.5 h ████████████████████████ of 2.5 h at work, 3 at once at most
At work: for 10 minutes after each step that is on record, until its end.

By day
  Jan 10 9 ████████████████████████
  Jan 11 4 ███████████              3 held, 1.5 h together

What would help
- “prices” and “round the VAT up” met 8 times in one checkout over 1 file: start
  one of them in a worktree of its own (claude --worktree).
- “main” (cccccccc) and eeeeeeee met 3 times over 2 files in two worktrees:
  merge early; csg overlaps says what conflicts.
- src/cart.py was contested 9 times by 3 sessions: split it, or let one session
  at a time have it (csg claim).
- Commands were held 3 times in /s, which sessions share: a worktree for each
  spares them that.
- 8 of 10 warnings were gone ahead with: CSG_ON_EDIT=pause has the model read
  them before it edits.
- 4 edits came later than 10 minutes after another session's edit of that file,
  unwarned: CSG_WINDOW_MINUTES=25 would have told.
- 5 warnings were about work long past, and gone ahead with:
  CSG_WINDOW_MINUTES=6 leaves them out.
Said from 3 meetings of two sessions on, 4 meetings of 3 sessions over one file,
3 held commands in a checkout, 6 warnings gone ahead with, or 3 edits just
beyond the window.

Before Jan 8 04:00 only the first edit of each file is on record: what became of
warnings and holds before that is not known, and hours are too few.

Heeded: no further edit of that file within 10 minutes, or work went on
elsewhere, or the session ended."""


class Text(Utc):
    def text(self, width: int = 80, colour: bool = False, **facts: Any) -> str:
        return "\n".join(report_text.text(dict(FACTS, **facts), width, colour))

    def test_whole(self) -> None:
        self.assertEqual(self.text(), GOLDEN)

    def test_it_fits(self) -> None:
        long = [dict(one, name="\u4e2d" * 90) for one in FACTS["sessions"]]
        for width in (20, 40, 60, 80, 200):
            for sessions in (FACTS["sessions"], long):
                for line in self.text(width, sessions=sessions).split("\n"):
                    self.assertLessEqual(terminal.columns(line), width)

    def test_colour_changes_no_width(self) -> None:
        plain = "\n".join(re.sub(r"\033\[[0-9;]*m", "", line).rstrip() for line in self.text(colour=True).split("\n"))
        self.assertEqual(plain, self.text())

    def test_names_are_foreign(self) -> None:
        bad = [dict(FACTS["sessions"][0], name="a\x1b[31m\nb\u202e")]
        for character in "\x1b\u202e":
            self.assertNotIn(character, self.text(sessions=bad))

    def test_nobody_met(self) -> None:
        none = dict.fromkeys(FACTS["warnings"], 0), dict.fromkeys(FACTS["holds"], 0)
        days = [{"day": "1970-01-11", "warnings": 0, "holds": 0, "together": 0.0}]
        more: Dict[str, Any] = {key: [] for key in ("files", "pairs", "overlap", "advice", "sessions")}
        text = self.text(warnings=none[0], holds=none[1], days=days, every_edit_since=at(-7 * 1440), **more)
        self.assertEqual(text.split("\n")[1:], ["", "no session met another in this time"])

    def test_ascii_bars(self) -> None:
        with mock.patch("csg.views.terminal.can_say", return_value=False):
            self.assertIn("#####", self.text())


if __name__ == "__main__":
    unittest.main()
