"""What there is to tell, in order."""

import os
import time
from typing import List

from csg.slack import box as boxes
from csg.slack.entries import Entry, Waiting, in_order
from csg.state import outbox
from tests.unit.slack.case import PosterCase


class Queues(PosterCase):
    def files(self, waiting: Waiting) -> List[bytes]:
        return [entry.file for entry in waiting.queues()[0]]

    def test_a_session_at_a_time_the_oldest_first(self) -> None:
        for name in ("one", "two", "two", "one"):
            self.record("intent", name, text="x")
        names = outbox.names(self.box())
        waiting = Waiting(self.home, self.box())
        self.assertTrue(waiting.listen())
        self.assertEqual(self.files(waiting), [names[0], names[3]])
        waiting.remove(waiting.queues()[0][:1])
        self.assertEqual(self.files(waiting), names[1:3])
        waiting.remove(waiting.queues()[0][:2])
        self.assertEqual(self.files(waiting), names[3:])
        self.assertEqual(outbox.names(self.box()), names[3:])
        waiting.remove(waiting.queues()[0][:1])
        self.assertFalse(waiting.listen())

    def order(self, *those: "tuple[int, str, float]") -> str:
        """Entries by (wall clock, run of the machine, its seconds), called a, b, c in the order that they happened."""
        made = []
        for (wall, boot, mono), text in zip(those, "abcdef"):
            made.append(Entry(b"%016d.1" % wall, {"name": "one", "text": text, "boot": boot, "mono": mono}))
        return "".join(entry.text("text") for entry in in_order(made[::-1]))

    def test_a_clock_that_is_set_changes_no_order(self) -> None:
        self.assertEqual(self.order((1000, "x", 5.0), (400, "x", 6.0), (401, "x", 7.0)), "abc")
        self.assertEqual(self.order((1000, "x", 900.0), (2000, "y", 5.0), (1500, "y", 6.0)), "abc")
        self.assertEqual(self.order((1000, "", 900.0), (2000, "", 5.0)), "ab", "no run is known: by the wall clock")

    def test_what_comes_late_goes_to_its_place(self) -> None:
        self.record("intent", text="first")
        (first,) = outbox.names(self.box())
        new = os.fsdecode(self.box()) + "/new/"
        os.rename(new + os.fsdecode(first), self.path + "/aside")
        self.record("intent", text="second")
        waiting = Waiting(self.home, self.box())
        waiting.listen()
        os.rename(self.path + "/aside", new + os.fsdecode(first))
        waiting.listen()
        self.assertEqual([entry.text("text") for entry in waiting.queues()[0]], ["first", "second"])

    def test_what_is_given_up_is_kept_aside(self) -> None:
        self.record("intent", text="x")
        waiting = Waiting(self.home, self.box())
        waiting.listen()
        waiting.bury(waiting.queues()[0][:1])
        self.assertEqual((self.waiting(), boxes.dead(self.box()), waiting.listen()), (0, 1, False))

    def test_what_is_no_entry_is_given_up(self) -> None:
        self.record("intent", text="x")
        with open(os.path.join(os.fsdecode(self.box()), "new", "%016d.1-x" % int(time.time() * 1e6)), "wb") as file:
            file.write(b'{"name": "../x"}')
        waiting = Waiting(self.home, self.box())
        self.assertTrue(waiting.listen())
        self.assertEqual((self.waiting(), boxes.dead(self.box())), (1, 1))
        self.assertEqual(self.said(), ["an entry of the outbox could not be read and was moved to outbox/dead"])
