import os
import tempfile
import time
import unittest
from typing import Any

from csg.clients.dialects import codex
from csg.hooks import call as calls
from csg.hooks import telling
from csg.state import notices, sessions
from tests.support import event
from tests.unit.base.test_wording import NASTY


class Left(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home, self.now = os.fsencode(folder.name), time.time()
        self.other = sessions.observe("other", b"/", {b"CLAUDE_PID": b"0"}, self.now)
        sessions.start(self.home, self.other)
        self.call = calls.Call(event("PreToolUse", "mine", "/"), "PreToolUse", {}, self.home, self.now)

    def told(self, **more: Any) -> str:
        """What the other is told of a Notice that this one leaves."""
        notice = {"kind": "git", "from": "mine", "agent": "", "command": "git stash", "paths": ["a"], **more}
        self.assertTrue(telling.leave(self.call, self.other.name, notice))
        (found,) = notices.unread(self.home, self.other.name, self.now, 600.0, "")
        found.take(self.now)
        found.remove()
        return telling._notice(found.fields, self.now)

    def test_of_claude_code_nothing_is_said(self) -> None:
        self.assertIn("- session `mine` wanted to run", self.told())

    def test_another_client(self) -> None:
        self.call.client = codex
        self.assertIn("- session `mine` (Codex) wanted to run", self.told())

    def test_a_name_is_foreign(self) -> None:
        for name in NASTY:
            line = self.told(client=name)
            self.assertTrue(line.isprintable())
            self.assertEqual(line.count("`"), 6)
