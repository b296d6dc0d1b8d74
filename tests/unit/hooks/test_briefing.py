import unittest
from typing import List

from csg.hooks import briefing
from tests.unit.base.test_wording import NASTY


def identifier(number: int) -> str:
    return "%08x-0000-4000-8000-000000000000" % number


class Briefs(unittest.TestCase):
    def test_who_holds_what(self) -> None:
        first: briefing.Row = (identifier(0), "", "main", "x", "y", [("a.py", 5.0), ("b.py", 70.0)], 4)
        text = briefing.words([first, (identifier(1), "gemini", "main", "", "y", [], 0)], "shop")
        self.assertIn("2 other sessions are at work in `shop`", text)
        self.assertIn(
            "`00000000` on `main` holds `a.py` (5 seconds ago), `b.py` (1 minute ago) and 4 more; intent: `x`.", text
        )
        self.assertIn("`00000001` (Gemini CLI) on `main` holds no file now; latest prompt: `y`.", text)

    def test_at_most_a_kilobyte(self) -> None:
        held: List[tuple[str, float]] = [("d\u00fc/" * 40, 1.0)] * 3
        for many in (1, 3, 12, 1000):
            rows: List[briefing.Row] = [
                (identifier(n), NASTY, "\u00fc" * 200, NASTY * 9, "", held, 47) for n in range(many)
            ]
            text = briefing.words(rows, NASTY)
            self.assertLessEqual(len(text.encode()), 1024)
            self.assertIn("%d other session" % many, text)
            text = briefing.words(rows, NASTY, "- " + "x" * 300)
            self.assertLessEqual(len(text.encode()), 1024)
            self.assertTrue(text.endswith("\n- " + "x" * 300))
