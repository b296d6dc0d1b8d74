"""What Slack does not take."""

import os
import posix
import threading
import time
from unittest import mock

from csg.slack import box as boxes
from csg.slack import poster
from csg.state import outbox
from tests.e2e.fake_slack import CHANNEL, always
from tests.unit.slack.case import PosterCase


class Refused(PosterCase):
    def test_a_refusal_is_said_once_stops_the_mirror_and_keeps_all(self) -> None:
        for code in (
            "invalid_auth",
            "not_in_channel",
            "missing_scope",
            "channel_not_found",
            "is_archived",
            "something_new",
        ):
            with self.subTest(code):
                self.slack.fault = always(code)
                before, said = len(self.slack.calls), len(self.said()) if self.slack.calls else 0
                self.start()
                self.post(0.3)
                self.record("intent", text="x")
                self.post(0.3)
                self.assertEqual(len(self.slack.calls), before + 1)
                self.assertEqual(len(self.said()), said + 1)
                self.assertIn(code, self.said()[-1])
                self.assertIn("csg test", self.said()[-1])
                self.assertEqual(boxes.stopped(self.box(), self.settings()).why, code)  # type: ignore[union-attr]
                self.configure(CHANNEL + " ")  # written anew
                os.utime(os.path.join(self.path, "config.env"), (before + 1, before + 1))
        self.slack.fault = None
        self.post()
        self.assertEqual((self.waiting(), boxes.dead(self.box())), (0, 0))
        self.assertEqual("\n".join(self.slack.texts()[0]).count("\n\U0001f4cc"), 6)
        self.assertIsNone(boxes.last_error(self.box()))

    def test_it_is_tried_again_by_itself(self) -> None:
        posix.environ[b"CSG_SLACK_HURRY"] = b"1000"
        self.slack.fault = lambda method, number: "org_login_required" if number < 2 else ""
        self.start()
        with mock.patch.object(boxes, "_AGAIN", 0.4):  # on the clock
            self.post()
        self.assertEqual((self.waiting(), len(self.said())), (0, 1))
        self.assertGreaterEqual(len(self.slack.calls), 3)
        self.assertIsNone(boxes.stopped(self.box(), self.settings()))

    def test_mended_settings_are_seen_at_once(self) -> None:
        self.slack.fault = lambda method, number: "is_archived" if number == 0 else ""
        self.start()

        def mend() -> None:
            """Once it is refused, and at one blow, as editors save: a Poster that finds no settings ends."""
            while boxes.stopped(self.box(), before) is None:
                time.sleep(0.05)
            path = os.path.join(self.path, "config.env")
            with open(path, encoding="ascii") as file, open(path + ".new", "w", encoding="ascii") as new:
                new.write(file.read() + "\n")
            os.rename(path + ".new", path)

        before = self.settings()
        mended = threading.Thread(target=mend, daemon=True)
        mended.start()
        self.post(15.0)
        mended.join(15.0)
        self.assertEqual((self.waiting(), len(self.slack.texts())), (0, 1))

    def test_switched_off_it_ends_and_keeps_what_waits(self) -> None:
        self.slack.fault = always("500")
        self.start()
        off = threading.Timer(0.5, os.remove, [os.path.join(self.path, "config.env")])
        off.start()
        box = self.box()
        held = outbox.lock(box)
        assert held is not None
        began = time.monotonic()
        poster.main(self.home, box, held)
        off.join()
        self.assertLess(time.monotonic() - began, 15)
        self.assertEqual(outbox.depth(box), 1)

    def test_a_message_that_is_always_refused_does_not_wedge(self) -> None:
        refuse = [0]

        def fault(method: str, number: int) -> str:
            refuse[0] += method == "chat.postMessage"
            return "msg_too_long" if refuse[0] in (2, 3) else ""

        self.slack.fault = fault
        self.start()
        self.record("intent", text="first")
        self.post()
        self.record("intent", text="second")
        self.post()
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc `second`"])
        self.assertEqual((self.waiting(), boxes.dead(self.box())), (0, 1))
        self.assertEqual(self.said(), ["Slack refused a message (msg_too_long): 1 event moved to outbox/dead"])

    def test_when_all_are_refused_it_is_not_the_message(self) -> None:
        self.slack.fault = lambda method, number: "msg_too_long" if number > 1 else ""
        self.start()
        self.post()
        for i in range(9):
            self.record("intent", text=str(i))
            self.post(0.3)  # each Poster another one: the count is kept
        self.assertEqual((self.waiting(), boxes.dead(self.box())), (7, 2))
        self.assertIsNotNone(boxes.stopped(self.box(), self.settings()))

    def test_a_token_that_is_none(self) -> None:
        self.write_config("xoxb-\u00e9", "SLACK_API_URL=%s\n" % self.slack.url)
        self.start()
        self.post(0.3)
        self.assertEqual(self.slack.calls, [])
        self.assertIn("character that no token has", self.said()[0])
