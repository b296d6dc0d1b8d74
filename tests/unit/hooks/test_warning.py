import itertools
import random
import unittest

from csg.hooks import siblings as about_siblings
from csg.hooks import warning


def sibling(number: int = 0, **facts: object) -> about_siblings.Sibling:
    about = about_siblings.Sibling("%08x-0000-4000-8000-000000000000" % number)
    about.repository, about.branch, about.cwd, about.edits, about.age = "shop", "main", "/w/shop", 3, 40.0
    for name, value in facts.items():
        setattr(about, name, value)
    return about


class Warnings(unittest.TestCase):
    def test_it_begins_as_promised_and_has_the_facts(self) -> None:
        text = warning.warning("src/a.py", [sibling(process="running", intent="tidy up")], "warned")
        self.assertTrue(text.startswith("\u26a0\ufe0f CONCURRENCY WARNING: 1 other session is at work on `src/a.py`."))
        for fact in ("`00000000`", "repository `shop`", "branch `main`", "cwd `/w/shop`", "3 edits", "40 seconds ago"):
            self.assertIn(fact, text)
        for fact in ("its process is running", "Intent: `tidy up`", "raised with them first", "not held back"):
            self.assertIn(fact, text)

    def test_sessions_are_counted_not_edits(self) -> None:
        one = [sibling(1, agent="x"), sibling(1), sibling(1, agent="y")]
        self.assertIn("1 other session is", warning.warning("f", one, "warned"))
        self.assertIn("2 other sessions are", warning.warning("f", [sibling(1), sibling(2)], "warned"))

    def test_agents_of_the_same_session(self) -> None:
        text = warning.warning("f", [sibling(same=True, agent="a1")], "warned")
        self.assertIn("another agent of this session is at work", text)
        both = warning.warning("f", [sibling(same=True), sibling(2)], "warned")
        self.assertIn("1 other session and another agent of this session are at work", both)
        self.assertIn("the main agent of this session", both)

    def test_another_worktree_is_softer(self) -> None:
        text = warning.warning("f", [sibling(worktree="/w/side")], "warned")
        self.assertIn("meet at merge", text)
        self.assertIn("`/w/side`", text)
        self.assertNotIn("half-done", text)

    def test_any_number_of_siblings_fits(self) -> None:
        for many, long in itertools.product((1, 9, 11, 5000), ("\u26a0" * 5000, "\U000e0041" * 5000)):
            facts = dict.fromkeys(("branch", "cwd", "repository", "intent", "agent"), long)
            siblings = [sibling(n, **facts) for n in range(many)]
            for outcome in ("warned", "held", "asked", "denied"):
                text = warning.warning(long, siblings, outcome)
                self.assertLessEqual(len(text), 9500)
                self.assertIn("%d other session" % many, text)
                self.assertIn("raised with them first", text)

    def test_nothing_breaks_out(self) -> None:
        rng = random.Random(3)
        alphabet = [chr(c) for c in range(256)] + ["\u2028", "\u202e", "\udc80", "`", "\n", "<", ">"]
        for _ in range(300):
            junk = ["".join(rng.choice(alphabet) for _ in range(30)) for _ in range(6)]
            about = sibling(branch=junk[0], cwd=junk[1], repository=junk[2], intent=junk[3], agent=junk[4])
            lines = warning.warning(junk[5], [about], "warned").split("\n")
            self.assertEqual(len(lines), 4)
            self.assertEqual(lines[0].count("`"), 2)
            self.assertEqual(lines[1].count("`"), 12)
