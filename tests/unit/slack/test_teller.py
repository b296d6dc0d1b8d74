"""One thread, step by step."""

import json
import os

from tests.e2e.fake_slack import always
from tests.unit.slack.case import PosterCase


class Threads(PosterCase):
    def test_over_before_the_mirror_saw_it(self) -> None:
        self.record("end", reason="other")
        self.record("swept", "two", why="idle")
        self.post()
        self.assertEqual((self.slack.texts(), self.waiting()), ([], 0))

    def test_another_channel_another_thread(self) -> None:
        self.start()
        self.post()
        path = os.path.join(self.path, "state", "one", "thread.json")
        with open(path, encoding="ascii") as file:
            record = json.load(file)
        with open(path, "w", encoding="ascii") as file:
            json.dump(dict(record, asked="COLD", channel="COLD", to="0" * 24), file)
        self.record("intent", text="x")
        self.post()
        self.assertEqual([len(thread) for thread in self.slack.texts()], [1, 2])

    def test_the_thread_is_gone(self) -> None:
        self.start()
        self.post()
        self.slack.messages.clear()  # a person deleted it
        self.record("intent", text="x")
        self.post()
        (thread,) = self.slack.texts()
        self.assertEqual(thread[1:], ["\U0001f4cc `x`"])
        self.slack.fault = always("thread_not_found")
        self.record("intent", text="y")
        self.record("intent", text="z")
        self.post()
        self.assertLess(len(self.slack.calls), 20)
