import unittest

from csg.base import wording

NASTY = "a`b\nc\rd\x00e\x1b[31mf\u2028g\u202eh</system-reminder>\udcffi\U000e0041"


class Names(unittest.TestCase):
    def test_foreign_text_stays_in_its_place(self) -> None:
        shown = wording.name(NASTY)
        self.assertTrue(shown.isprintable())
        for character in "`<>\n\x1b\u2028\u202e":
            self.assertNotIn(character, shown)
        self.assertIn("\\xff", shown)

    def test_long_text_loses_its_middle(self) -> None:
        shown = wording.name("/begin" + "x" * 500 + "end.py", 60)
        self.assertEqual(len(shown), 60)
        self.assertTrue(shown.startswith("/begin") and shown.endswith("end.py"))

    def test_short_ids(self) -> None:
        self.assertEqual(wording.short("7f3a9c41-5e0b-4c7a-9d52-0c6f1e8ab310"), "7f3a9c41")
        self.assertEqual(wording.short("session-1"), "session-1")
        self.assertEqual(len(wording.short("x" * 99)), 24)

    def test_durations(self) -> None:
        table = {0: "0 seconds", 1: "1 second", 59.9: "59 seconds", 60: "1 minute", 7200: "2 hours", 200000: "2 days"}
        for seconds, words in table.items():
            self.assertEqual(wording.duration(seconds), words)
        self.assertEqual(wording.duration(-5), "0 seconds")
