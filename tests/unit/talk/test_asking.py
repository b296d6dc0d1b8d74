"""Who may ask, and who may write."""

import os
import unittest
from typing import Callable, List

from csg.base import errors
from csg.state import roster, sessions
from csg.talk import claiming, intent, messages
from tests.unit.talk.case import Case


class Writing(Case):
    def test_a_session_that_ended_meanwhile_is_not_brought_back(self) -> None:
        me, other = self.session("me"), self.session("other")
        asker = self.asker(me)
        sessions.end(self.home, "me", {b"CLAUDE_PID": b"%d" % os.getpid()})
        writes: List[Callable[[], object]] = [
            lambda: claiming.claim(asker, ["a.py"], "x"),
            lambda: claiming.release(asker, ["a.py"]),
            lambda: intent.keep(asker, "x"),
            lambda: messages.tell(asker, other.id, "x"),
        ]
        for write in writes:
            with self.assertRaisesRegex(errors.CsgError, "session me has ended"):
                write()
        self.assertEqual(roster.names(self.home), [b"other"])

    def test_nobody_may_not_write(self) -> None:
        with self.assertRaisesRegex(errors.CsgError, "which session"):
            intent.keep(self.asker(), "x")


if __name__ == "__main__":
    unittest.main()
