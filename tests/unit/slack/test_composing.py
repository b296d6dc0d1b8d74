"""What a thread is told of its entries, and what of them together."""

import posix
import time

from tests.unit.slack.case import PosterCase


class Composing(PosterCase):
    def test_merging_and_throttle(self) -> None:
        posix.environ[b"CSG_SLACK_HURRY"] = b"100"  # a file rests for 0.6 seconds
        self.start()
        for i in range(40):
            self.record("edit", path="/w/%d.py" % (i % 8))
        self.post()
        self.record("edit", path="/w/0.py")  # named a moment ago
        self.record("edit", path="/w/7.py")  # only counted so far
        self.post()
        time.sleep(0.7)
        self.record("edit", path="/w/0.py")
        self.post()
        self.end()
        self.post()
        self.assertEqual(
            self.slack.texts()[0][1:4],
            [
                "\u270f\ufe0f editing `0.py`, `1.py`, `2.py`, `3.py`, `4.py`, +3",
                "\u270f\ufe0f editing `7.py`",
                "\u270f\ufe0f editing `0.py`",
            ],
        )
        self.assertIn("43 edits, 8 files, 0 conflicts", self.slack.texts()[0][-1])

    def test_only_neighbours_are_merged(self) -> None:
        self.start()
        self.record("edit", path="/w/a.py")
        self.record("edit", path="/w/b.py")
        self.record("intent", text="x")
        self.record("edit", path="/w/c.py")
        self.record("release", path="/w/a.py")
        self.record("release", path="/w/b.py")
        self.post()
        self.assertEqual(
            self.slack.texts()[0][1:],
            [
                "\u270f\ufe0f editing `a.py`, `b.py`",
                "\U0001f4cc `x`",
                "\u270f\ufe0f editing `c.py`",
                "\U0001f513 released `a.py`, `b.py`",
            ],
        )

    def test_another_agent_of_the_same_session(self) -> None:
        self.start()
        self.record("conflict", path="/w/a", decision="warned", others=["one"])
        self.post()
        self.assertEqual(len(self.slack.texts()[0]), 2)
        self.assertIn("with another agent of its own (warned)", self.slack.texts()[0][1])

    def test_git_commands_go_to_both_threads(self) -> None:
        self.start()
        self.start("two")
        self.record("git", command="git stash", decision="held", others=["two"])
        self.post()
        one, two = self.slack.texts()
        self.assertEqual(one[1:], ["\u26a0\ufe0f `git stash` while files are held by session `two` (held once)"])
        self.assertEqual(two[1:], ["\u26a0\ufe0f session `one` wants to run `git stash` here (held once)"])
