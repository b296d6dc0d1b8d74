"""Who is here, in process."""

import os
import unittest

from csg.state import claims
from csg.talk import checking, listing, reading
from tests.unit.talk.case import Case


class Listing(Case):
    def test_many_sessions_are_counted(self) -> None:
        for number in range(25):
            self.session("s%02d" % number)
        value = listing.list_sessions(self.asker(), False)
        self.assertEqual((len(value["sessions"]), value["more_sessions"]), (20, 5))
        self.assertIn("25 live sessions", reading.sessions(value))
        self.assertIn("and 5 more", reading.sessions(value))

    def test_a_damaged_record_is_passed_over(self) -> None:
        for name in (b"empty", b"junk"):
            os.makedirs(self.home + b"/state/" + name + b"/claims")
        with open(self.home + b"/state/junk/session.json", "wb") as file:
            file.write(b'[{"session": ')
        other = self.session("other")
        path = self.hold(other, b"a.py")
        with open(self.home + b"/state/other/claims/" + claims.Target(path).key, "ab") as file:
            file.write(b'{"t": "x", "path": 3}\n{"t": NaN, "path": "a", "id": "x"}\n\xff\n')
        self.assertEqual([s["id"] for s in listing.list_sessions(self.asker(), True)["sessions"]], ["other"])
        self.assertEqual(checking.check(self.asker(), ["a.py", "."])["held"], 2)


if __name__ == "__main__":
    unittest.main()
