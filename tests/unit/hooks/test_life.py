import os
import tempfile
import time
import unittest
from typing import Any
from unittest import mock

from csg.hooks import hook
from csg.state import notices, roster


class Failing(unittest.TestCase):
    """What a last command left cannot be looked at: the Session ends all the same, and hears what waits for it."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(folder.name) + b"/home"
        self.send("SessionStart", source="startup")
        for name in (b"/moving-1", b"/deed-1"):
            with open(roster.directory(self.home, b"s") + name, "wb"):
                pass

    def send(self, name: str, **fields: Any) -> str:
        event = {"session_id": "s", "cwd": "/", "hook_event_name": name, "prompt_id": "p", **fields}
        answer = hook.handle(event, "", {}, self.home, time.time())
        return answer.encode() if answer else ""

    def test_an_end(self) -> None:
        for step in ("csg.hooks.head_news.after", "csg.hooks.deed_telling.left"):
            with self.subTest(step), mock.patch(step, side_effect=OSError(5, "no")) as looked:
                self.setUp()
                self.send("SessionEnd", reason="other")
                self.assertTrue(looked.called)
                self.assertEqual(roster.names(self.home), [])

    def test_a_prompt(self) -> None:
        notices.leave(self.home, b"s", time.time(), {"kind": "message", "text": "hello"}, 600.0)
        with mock.patch("csg.hooks.deed_telling.left", side_effect=OSError(5, "no")) as looked:
            self.assertIn("hello", self.send("UserPromptSubmit", prompt="x"))
        self.assertTrue(looked.called)
