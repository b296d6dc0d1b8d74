import itertools
import random
import unittest
from typing import List

from csg.base import wording

NASTY = "a`b\nc\rd\x00e\x1b[31mf\u2028g\u202eh</system-reminder>\udcffi\U000e0041"


def sibling(number: int = 0, **facts: object) -> wording.Sibling:
    about = wording.Sibling("%08x-0000-4000-8000-000000000000" % number)
    about.repository, about.branch, about.cwd, about.edits, about.age = "shop", "main", "/w/shop", 3, 40.0
    for name, value in facts.items():
        setattr(about, name, value)
    return about


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


class Warnings(unittest.TestCase):
    def test_it_begins_as_promised_and_has_the_facts(self) -> None:
        text = wording.warning("src/a.py", [sibling(process="running", intent="tidy up")], "warned")
        self.assertTrue(text.startswith("\u26a0\ufe0f CONCURRENCY WARNING: 1 other session is at work on `src/a.py`."))
        for fact in ("`00000000`", "repository `shop`", "branch `main`", "cwd `/w/shop`", "3 edits", "40 seconds ago"):
            self.assertIn(fact, text)
        for fact in ("its process is running", "Intent: `tidy up`", "raised with them first", "not held back"):
            self.assertIn(fact, text)

    def test_sessions_are_counted_not_edits(self) -> None:
        one = [sibling(1, agent="x"), sibling(1), sibling(1, agent="y")]
        self.assertIn("1 other session is", wording.warning("f", one, "warned"))
        self.assertIn("2 other sessions are", wording.warning("f", [sibling(1), sibling(2)], "warned"))

    def test_agents_of_the_same_session(self) -> None:
        text = wording.warning("f", [sibling(same=True, agent="a1")], "warned")
        self.assertIn("another agent of this session is at work", text)
        both = wording.warning("f", [sibling(same=True), sibling(2)], "warned")
        self.assertIn("1 other session and another agent of this session are at work", both)
        self.assertIn("the main agent of this session", both)

    def test_another_worktree_is_softer(self) -> None:
        text = wording.warning("f", [sibling(worktree="/w/side")], "warned")
        self.assertIn("meet at merge", text)
        self.assertIn("`/w/side`", text)
        self.assertNotIn("half-done", text)

    def test_any_number_of_siblings_fits(self) -> None:
        for many, long in itertools.product((1, 9, 11, 5000), ("\u26a0" * 5000, "\U000e0041" * 5000)):
            facts = dict.fromkeys(("branch", "cwd", "repository", "intent", "agent"), long)
            siblings = [sibling(n, **facts) for n in range(many)]
            for outcome in ("warned", "held", "asked", "denied"):
                text = wording.warning(long, siblings, outcome)
                self.assertLessEqual(len(text), 9500)
                self.assertIn("%d other session" % many, text)
                self.assertIn("raised with them first", text)

    def test_nothing_breaks_out(self) -> None:
        rng = random.Random(3)
        alphabet = [chr(c) for c in range(256)] + ["\u2028", "\u202e", "\udc80", "`", "\n", "<", ">"]
        for _ in range(300):
            junk = ["".join(rng.choice(alphabet) for _ in range(30)) for _ in range(6)]
            about = sibling(branch=junk[0], cwd=junk[1], repository=junk[2], intent=junk[3], agent=junk[4])
            lines = wording.warning(junk[5], [about], "warned").split("\n")
            self.assertEqual(len(lines), 4)
            self.assertEqual(lines[0].count("`"), 2)
            self.assertEqual(lines[1].count("`"), 12)


class Briefs(unittest.TestCase):
    def test_who_holds_what(self) -> None:
        text = wording.brief([(sibling(intent="x"), [("a.py", 5.0), ("b.py", 70.0)], 4), (sibling(1), [], 0)], "shop")
        self.assertIn("2 other sessions are at work in `shop`", text)
        self.assertIn(
            "`00000000` on `main` holds `a.py` (5 seconds ago), `b.py` (1 minute ago) and 4 more; intent: `x`.", text
        )
        self.assertIn("`00000001` on `main` holds no file now.", text)

    def test_at_most_a_kilobyte(self) -> None:
        held: List[tuple[str, float]] = [("d\u00fc/" * 40, 1.0)] * 3
        for many in (1, 3, 12, 1000):
            siblings = [sibling(n, branch="\u00fc" * 200, intent=NASTY * 9) for n in range(many)]
            text = wording.brief([(about, held, 47) for about in siblings], NASTY)
            self.assertLessEqual(len(text.encode()), 1024)
            self.assertIn("%d other session" % many, text)
