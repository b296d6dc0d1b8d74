"""mirror: what is said of it, in every state that it can be in."""

import os
import tempfile
import unittest
from typing import Tuple

from csg.base import files, slack_settings
from csg.base.here import Here
from csg.slack import box as boxes
from csg.state import outbox
from csg.views import mirror


class State(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(os.path.join(folder.name, "home"))
        environ = {b"HOME": os.fsencode(folder.name), b"CLAUDE_SESSION_GUARD_HOME": self.home}
        self.here = Here(environ)
        self.there = Here({**environ, b"SLACK_BOT_TOKEN": b"xoxb-secret", b"SLACK_CHANNEL_ID": b"C123"})
        self.box = outbox.box(self.home, "C123", "")
        files.make_directory(self.box + b"/new")

    def said(self) -> Tuple[str, bool]:
        lines, good = mirror.state(self.there)
        return "\n".join(lines), good

    def test_not_set_up(self) -> None:
        lines, good = mirror.state(self.here)
        self.assertEqual((lines, good), ([mirror.missing(self.here)], False))
        self.assertIn("%s/config.env" % os.fsdecode(self.home), lines[0])

    def test_half_set_up(self) -> None:
        for name, other in (("SLACK_BOT_TOKEN", "SLACK_CHANNEL_ID"), ("SLACK_CHANNEL_ID", "SLACK_BOT_TOKEN")):
            half = Here({**self.here.environ, name.encode(): b"x"})
            (line,), good = mirror.state(half)
            self.assertRegex(line, "half set up: put %s into " % other)
            self.assertEqual((mirror.facts(half)["state"], good), ("half", False))

    def test_what_waits_for_other_channels(self) -> None:
        other = outbox.box(self.home, "C999", "")
        files.make_directory(other + b"/new")
        files.create(other + b"/new/1", b"{}\n")
        self.assertIn("1 event waiting for other channels", self.said()[0])

    def test_on(self) -> None:
        self.assertEqual(self.said(), ("on, to channel C123\nno events waiting", True))

    def test_something_waits_after_a_failure(self) -> None:
        files.create(self.box + b"/new/1", b"{}\n")
        boxes.set_error(self.box, self.here.now - 120, "HTTP \x1b500")
        text, good = self.said()
        self.assertFalse(good)
        self.assertRegex(text, r"^on, to channel C123\nthe last attempt failed 2 minutes ago: .*500\n1 event waiting$")
        self.assertNotIn("\x1b", text)

    def test_stopped(self) -> None:
        settings = slack_settings.load(self.there.environ, self.home)
        assert settings is not None
        boxes.stop(self.box, settings, "invalid_auth", "look at the token", False)
        expected = "stopped 0 seconds ago (invalid_auth): look at the token; then run: csg test\nno events waiting"
        self.assertEqual(self.said(), (expected, False))
        boxes.stop(self.box, settings, "not_in_channel", "go in", True)
        self.assertIn("\ntried again by itself in 10 minutes\n", self.said()[0])
        facts = mirror.facts(self.there)
        self.assertEqual(
            (facts["state"], facts["stopped"]["code"], facts["error"]), ("stopped", "not_in_channel", None)
        )

    def test_given_up(self) -> None:
        files.make_directory(self.box + b"/dead")
        files.create(self.box + b"/dead/1", b"{}\n")
        self.assertEqual(self.said()[0].splitlines()[-1], "1 event given up lately (in the outbox's dead)")


if __name__ == "__main__":
    unittest.main()
