"""What a thread is told of its entries, and what of them together."""

import posix
import time

from csg.state import names
from tests.unit.slack.case import PosterCase

EDIT, HOLD = "\u270f\ufe0f", "\u26a0\ufe0f"


class Composing(PosterCase):
    def test_once_a_minute(self) -> None:
        posix.environ[b"CSG_SLACK_HURRY"] = b"60"  # a minute is a second
        self.start()
        self.record("edit", path="/w/0.py")
        self.post()
        for i in range(40):
            self.record("edit", path="/w/%d.py" % (i % 8))
        began = time.monotonic()
        self.post()
        self.assertGreater(time.monotonic() - began, 0.5)
        self.end()
        self.post()
        self.assertEqual(
            self.slack.texts()[0][1:3],
            [EDIT + " editing `0.py`", EDIT + " 40 edits in 8 files: `0.py`, `1.py`, `2.py`, `3.py`, `4.py`, +3"],
        )
        self.assertIn("41 edits in 8 files, 0 conflicts", self.slack.texts()[0][-1])

    def test_what_must_be_known_takes_along_what_came_before(self) -> None:
        posix.environ[b"CSG_SLACK_HURRY"] = b"60"
        self.start()
        self.record("edit", path="/w/a.py")
        self.post()
        began = time.monotonic()
        for i in range(3):
            self.record("edit", path="/w/%d.py" % i)
            self.record("conflict", path="/w/a.py", tool="Edit", decision="warned", others=["two"])
        self.record("intent", text="x")
        self.record("edit", path="/w/c.py")
        self.record("git", command="git stash", decision="held", others=["two"])
        self.post()
        self.assertLess(time.monotonic() - began, 0.9)
        self.assertEqual(
            self.slack.texts()[0][-1].split("\n"),
            [
                EDIT + " 3 edits in 3 files: `0.py`, `1.py`, `2.py`",
                HOLD + " 3 times over `a.py` with session `two` (warned)",
                "\U0001f4cc `x`",
                EDIT + " editing `c.py`",
                HOLD + " `git stash` while files are held by session `two` (held once)",
            ],
        )

    def test_releases(self) -> None:
        self.start()
        self.record("release", path="/w/a.py")
        self.record("release", path="/w/b.py")
        self.post()
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f513 released `a.py`, `b.py`"])

    def test_another_agent_of_the_same_session(self) -> None:
        self.start()
        self.record("conflict", path="/w/a", decision="warned", others=["one"])
        self.post()
        self.assertEqual(len(self.slack.texts()[0]), 2)
        self.assertIn("with another agent of its own (warned)", self.slack.texts()[0][1])

    def test_a_session_is_called_by_its_intent_never_by_its_prompt(self) -> None:
        self.start()
        self.start("two")
        self.start("three")
        names.keep_prompt(self.home, b"one", "a secret", 5.0)
        names.keep_prompt(self.home, b"three", "another secret", 5.0)
        names.set_intent(self.home, b"two", "prices", 5.0)
        self.record("conflict", path="/w/a", decision="warned", others=["two", "three"])
        self.end("two")  # what it was about is known even so
        self.post()
        told = "\n".join(text for thread in self.slack.texts() for text in thread)
        self.assertIn("with sessions `prices` (`two`), `three` (warned)", told)
        self.assertNotIn("secret", told)

    def test_git_commands_go_to_both_threads(self) -> None:
        self.start()
        self.start("two")
        self.record("git", command="git stash", decision="held", others=["two"])
        self.post()
        one, two = self.slack.texts()
        self.assertEqual(one[1:], [HOLD + " `git stash` while files are held by session `two` (held once)"])
        self.assertEqual(two[1:], [HOLD + " session `one` wants to run `git stash` here (held once)"])
