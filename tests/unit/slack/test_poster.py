"""The Poster's life."""

import os

from csg.state import outbox
from tests.unit.slack.case import PosterCase


class Trouble(PosterCase):
    def test_what_is_a_day_old_is_given_up(self) -> None:
        self.start()
        self.record("intent", text="old")
        self.record("intent", text="new")
        new = os.path.join(self.path, "outbox", "new")
        for name in sorted(os.listdir(new))[:2]:
            earlier = "%016d%s" % (int(name[:16]) - 86500 * 10**6, name[16:])
            os.rename(os.path.join(new, name), os.path.join(new, earlier))
        self.post()
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (0, 2))
        self.assertEqual(self.said(), ["2 events could not be sent to Slack for 24 hours: moved to outbox/dead"])
        self.assertEqual(self.slack.texts()[0][1:], ["\U0001f4cc `new`"])

    def test_old_news_goes_even_without_settings(self) -> None:
        self.record("intent", text="x")
        new = os.path.join(self.path, "outbox", "new")
        (name,) = os.listdir(new)
        os.rename(os.path.join(new, name), os.path.join(new, "%016d.1-a" % (int(name[:16]) - 86500 * 10**6)))
        os.remove(os.path.join(self.path, "config.env"))
        self.post()
        self.assertEqual((self.waiting(), outbox.dead(self.home), self.slack.calls), (0, 1, []))

    def test_an_unexpected_error_is_one_line_without_the_token(self) -> None:
        self.start()
        os.mkdir(os.path.join(self.path, "state", "one", "thread.json"))
        self.post()
        self.assertEqual(len(self.said()), 1)
        self.assertRegex(self.said()[0], r"^Slack poster: OSError 22 \(\w+\.py:\d+\)$")
        self.assertEqual(self.waiting(), 1)
        self.assertEqual(self.slack.calls, [])
