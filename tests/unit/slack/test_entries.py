"""What there is to tell, in order."""

import os
import time
from typing import List

from csg.slack.entries import Waiting
from csg.state import outbox
from tests.unit.slack.case import PosterCase


class Queues(PosterCase):
    def files(self, waiting: Waiting) -> List[bytes]:
        return [entry.file for entry in waiting.oldest()]

    def test_a_session_at_a_time_the_oldest_first(self) -> None:
        for name in ("one", "two", "two", "one"):
            self.record("intent", name, text="x")
        names = outbox.names(self.home)
        waiting = Waiting(self.home)
        self.assertTrue(waiting.listen())
        self.assertEqual(self.files(waiting), [names[0], names[3]])
        waiting.remove(waiting.oldest()[:1])
        self.assertEqual(self.files(waiting), names[1:3])
        waiting.remove(waiting.oldest()[:2])
        self.assertEqual(self.files(waiting), names[3:])
        self.assertEqual(outbox.names(self.home), names[3:])
        waiting.remove(waiting.oldest()[:1])
        self.assertFalse(waiting.listen())

    def test_what_comes_late_goes_where_its_name_says(self) -> None:
        self.record("intent", text="second")
        waiting = Waiting(self.home)
        waiting.listen()
        self.record("intent", text="first")
        second, first = outbox.names(self.home)
        earlier = b"%016d%s" % (int(second[:16]) - 1, first[16:])
        new = self.home + b"/outbox/new/"
        os.rename(new + first, new + earlier)
        waiting.listen()
        self.assertEqual([entry.text("text") for entry in waiting.oldest()], ["first", "second"])

    def test_what_is_given_up_is_kept_aside(self) -> None:
        self.record("intent", text="x")
        waiting = Waiting(self.home)
        waiting.listen()
        waiting.bury(waiting.oldest()[:1])
        self.assertEqual((self.waiting(), outbox.dead(self.home), waiting.listen()), (0, 1, False))

    def test_what_is_no_entry_is_given_up(self) -> None:
        self.record("intent", text="x")
        with open(os.path.join(self.path, "outbox", "new", "%016d.1-x" % int(time.time() * 1e6)), "wb") as file:
            file.write(b'{"name": "../x"}')
        waiting = Waiting(self.home)
        self.assertTrue(waiting.listen())
        self.assertEqual((self.waiting(), outbox.dead(self.home)), (1, 1))
        self.assertEqual(self.said(), ["an entry of the outbox could not be read and was moved to outbox/dead"])
