"""Claims and their release, in process."""

import unittest

from csg.base import paths
from csg.talk import checking, claiming
from tests.unit.talk.case import Case


class Releasing(Case):
    def test_what_was_released_is_free(self) -> None:
        me = self.session("me")
        self.hold(me, b"a.py")
        self.hold(me, b"b.py")
        done = claiming.release(self.asker(me), ["a.py"])
        self.assertEqual(done["released"], [paths.text(self.work + b"/a.py")])
        rows = checking.check(self.asker(), ["a.py", "b.py"])["files"]
        self.assertEqual([row["status"] for row in rows], ["free", "held"])


if __name__ == "__main__":
    unittest.main()
