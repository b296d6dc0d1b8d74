"""Who holds what, in process."""

import unittest

from csg.base import errors
from csg.talk import checking, listing
from tests.unit.talk.case import Case


class Window(Case):
    def test_a_claim_out_of_the_window_is_none(self) -> None:
        other = self.session("other")
        self.hold(other, b"new.py", 599.0)
        self.hold(other, b"old.py", 601.0)
        rows = checking.check(self.asker(), ["new.py", "old.py", "."])["files"]
        self.assertEqual([row["status"] for row in rows], ["held", "free", "held"])
        self.assertEqual(len(rows[2]["holders"]), 1)
        listed = listing.list_sessions(self.asker(), True)["sessions"][0]
        self.assertEqual([file["age_seconds"] for file in listed["files"]], [599])

    def test_the_windows_length_is_the_persons(self) -> None:
        self.hold(self.session("other"), b"a.py", 300.0)
        for minutes, status in (("4", "free"), ("6", "held")):
            rows = checking.check(self.asker(CSG_WINDOW_MINUTES=minutes), ["a.py"])["files"]
            self.assertEqual(rows[0]["status"], status)


class Many(Case):
    def test_too_many_paths(self) -> None:
        with self.assertRaisesRegex(errors.CsgError, "501 paths are too many"):
            checking.check(self.asker(), [str(n) for n in range(501)])


if __name__ == "__main__":
    unittest.main()
