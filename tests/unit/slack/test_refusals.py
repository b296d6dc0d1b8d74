"""What Slack does not take."""

import os

from csg.state import outbox
from tests.e2e.fake_slack import CHANNEL, always
from tests.unit.slack.case import PosterCase


class Refused(PosterCase):
    def test_a_final_answer_is_said_once_and_stops_the_mirror(self) -> None:
        for code in ("invalid_auth", "not_in_channel", "missing_scope", "channel_not_found", "is_archived"):
            with self.subTest(code):
                self.slack.fault = always(code)
                before, said = len(self.slack.calls), len(self.said()) if self.slack.calls else 0
                self.start()
                self.post()
                self.record("intent", text="x")
                self.post()
                self.assertEqual(len(self.slack.calls), before + 1)
                self.assertEqual(len(self.said()), said + 1)
                self.assertIn(code, self.said()[-1])
                self.assertIn("csg test", self.said()[-1])
                self.assertEqual(outbox.stopped(self.home, self.settings()).why, code)  # type: ignore[union-attr]
                self.configure(CHANNEL + " ")  # written anew
                os.utime(os.path.join(self.path, "config.env"), (before + 1, before + 1))
        self.slack.fault = None
        self.post()
        self.assertEqual(self.waiting(), 0)
        self.assertEqual(len(self.slack.texts()[0]), 6)
        self.assertIsNone(outbox.last_error(self.home))

    def test_a_message_that_is_always_refused_does_not_wedge(self) -> None:
        refuse = [0]

        def fault(method: str, number: int) -> str:
            refuse[0] += method == "chat.postMessage"
            return "msg_too_long" if refuse[0] in (2, 3) else ""

        self.slack.fault = fault
        self.start()
        self.record("intent", text="first")
        self.record("intent", text="second")
        self.post()
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc `second`"])
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (0, 1))
        self.assertEqual(self.said(), ["Slack refused a message (msg_too_long): 1 event moved to outbox/dead"])

    def test_when_all_are_refused_it_is_not_the_message(self) -> None:
        self.slack.fault = always("something_new")
        self.start()
        for i in range(9):
            self.record("intent", text=str(i))
        self.post()
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (8, 2))
        self.assertIsNotNone(outbox.stopped(self.home, self.settings()))

    def test_a_token_that_is_none(self) -> None:
        self.write_config("xoxb-\u00e9", "SLACK_API_URL=%s\n" % self.slack.url)
        self.start()
        self.post()
        self.assertEqual(self.slack.calls, [])
        self.assertIn("character that no token has", self.said()[0])
