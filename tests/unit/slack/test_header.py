"""A thread's first message and its reaction."""

import os

from csg.slack import box as boxes
from csg.state import sessions
from tests.unit.slack.case import PosterCase


class Header(PosterCase):
    def test_header_before_what_was_spooled_first(self) -> None:
        # a hook that is slow to spool its start: the edit's file is the older one
        sessions.start(self.home, sessions.observe("one", b"/w", {}, 5.0))
        self.record("edit", path="/w/a.py")
        self.record("start")
        self.post()
        (thread,) = self.slack.texts()
        self.assertEqual(len(thread), 2)
        self.assertIn("session `one`", thread[0])
        self.assertIn("`a.py`", thread[1])

    def test_remains_are_gone(self) -> None:
        self.start()
        sessions.end(self.home, "one", {b"CLAUDE_PID": b"1"})
        os.rename(os.path.join(self.path, "ended"), os.path.join(self.path, "elsewhere"))
        self.record("intent", text="x")
        self.record("end", reason="other")
        self.post()
        self.assertEqual((self.slack.texts(), self.waiting(), boxes.dead(self.box())), ([], 0, 3))
        self.assertEqual(len(self.said()), 1)

    def test_its_text_follows_the_state(self) -> None:
        self.start()
        self.record("edit", path="/w/a.py")
        self.end()
        self.post()
        ((header, *_),) = self.slack.threads()
        self.assertRegex(header.face, r"\A\u2705 `/w`: session `one`: \d+ days, 1 edit in 1 file, 0 conflicts\Z")
        self.start()
        self.post()
        self.assertEqual(header.face, "\U0001f7e2 `/w`: session `one`")

    def test_a_text_that_cannot_be_changed_is_left(self) -> None:
        for code in ("edit_window_closed", "cant_update_message", "message_not_found", "is_inactive"):
            self.slack.fault = lambda method, number, code=code: code if method == "chat.update" else ""
            self.start(code)
            self.end(code)
            self.post()
        self.assertEqual(self.said(), [])
        self.assertEqual([thread[0].reactions for thread in self.slack.threads()], [["white_check_mark"]] * 4)

    def test_missing_scope_for_reactions(self) -> None:
        self.slack.fault = lambda method, number: "missing_scope" if method.startswith("reactions") else ""
        self.start()
        self.post(0.3)
        self.assertIn("reactions:write", self.said()[0])
        self.slack.fault = None
        boxes.resume(self.box())
        self.post()
        (thread,) = self.slack.threads()
        self.assertEqual((len(thread), thread[0].reactions), (1, ["large_green_circle"]))

    def test_reactions_that_are_there_already(self) -> None:
        self.slack.fault = lambda method, number: "already_reacted" if method == "reactions.add" else ""
        self.start()
        self.post()
        self.slack.fault = lambda method, number: "no_reaction" if method == "reactions.remove" else ""
        self.end()
        self.post()
        self.assertEqual(self.slack.threads()[0][0].reactions, ["white_check_mark"])
        self.assertEqual(self.said(), [])

    def test_a_straggler_does_not_open_what_is_closed(self) -> None:
        self.start()
        self.end()
        self.record("edit", path="/w/late.py")
        self.post()
        (thread,) = self.slack.threads()
        self.assertEqual(thread[0].reactions, ["white_check_mark"])
        self.assertIn("late.py", thread[-1].text)

    def test_swept_and_back(self) -> None:
        self.start()
        self.record("swept", why="idle")
        self.post()
        self.assertEqual(self.slack.threads()[0][0].reactions, ["headstone"])
        self.record("attach")
        self.post()
        (thread,) = self.slack.threads()
        self.assertEqual(thread[0].reactions, ["large_green_circle"])
        self.assertEqual(thread[-1].text, "\u21a9\ufe0f resumed")
