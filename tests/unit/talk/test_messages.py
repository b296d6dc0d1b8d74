"""Messages between Sessions, in process."""

import os
import unittest

from csg.state import notices, roster, sessions
from csg.talk import messages, reading
from tests.unit.talk.case import Case


class Telling(Case):
    def test_a_receiver_that_ends_this_moment(self) -> None:
        me, other, third = self.session("me"), self.session("other"), self.session("third")
        asker = self.asker(me)
        asker.everyone()
        sessions.end(self.home, "other", {b"CLAUDE_PID": b"%d" % os.getpid()})
        value = messages.tell(asker, "all", "x")
        self.assertEqual(value["told"], ["third"])
        self.assertEqual(value["missed"], [{"session": "other", "why": "it has ended"}])
        self.assertIn("not told: session `other`", reading.told(value))
        self.assertEqual(len(notices.unread(self.home, third.name, self.now, 60.0)), 1)
        self.assertFalse(os.path.exists(roster.directory(self.home, other.name)))

    def test_foreign_names_among_the_sent_do_no_harm(self) -> None:
        me = self.session("me")
        self.session("other")
        sent = roster.directory(self.home, me.name) + b"/sent"
        os.mkdir(sent)
        for name in (b"x", b"9" * 16, b"\xff"):
            os.close(os.open(sent + b"/" + name, os.O_CREAT))
        messages.tell(self.asker(me), "other", "x")
        self.assertEqual(len(os.listdir(sent)), 1)


if __name__ == "__main__":
    unittest.main()
