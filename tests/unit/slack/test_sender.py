"""A call until it gets through."""

from unittest import mock

from csg.slack import box as boxes
from csg.slack import sender
from tests.unit.slack.case import PosterCase


class Sending(PosterCase):
    def test_a_message_that_is_refused_goes_again_and_plainer(self) -> None:
        self.slack.fault = lambda method, number: "invalid_blocks" if number == 0 else ""
        self.start()
        self.record("intent", text="x")
        self.post()
        (thread,) = self.slack.threads()
        self.assertNotIn("blocks", thread[0].fields)
        self.assertEqual((thread[0].text, len(thread)), ("/w: session one", 2))

    def test_it_goes_on_trying_and_says_why(self) -> None:
        self.slack.stop()
        self.start()
        with mock.patch.object(sender, "_SAID_AFTER", 0.2):
            self.post(1.0)
        self.assertGreater(boxes.last_post(self.box()), 0)
        self.assertEqual(self.waiting(), 1)
        self.assertEqual(len(self.said()), 1)
        self.assertRegex(self.said()[0], r"not to be reached \(Connection refused\): 1 events? wait")
        error = boxes.last_error(self.box())
        assert error
        self.assertEqual(error[1], "Connection refused")
        self.slack.start()
        self.post()
        self.assertEqual((self.waiting(), boxes.last_error(self.box())), (0, None))
