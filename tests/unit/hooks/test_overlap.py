"""The file as a call would leave it, or nothing where that is not certain."""

import unittest
from typing import Any, List, Optional

from csg.git import merging
from csg.hooks import overlap


def edit(old: Any, new: Any, before: Optional[bytes], **more: Any) -> Optional[bytes]:
    return overlap.applied("Edit", {"old_string": old, "new_string": new, **more}, before)


class Applied(unittest.TestCase):
    def test_a_replacement(self) -> None:
        self.assertEqual(edit("b\n", "B\nB\n", b"a\nb\nc\n"), b"a\nB\nB\nc\n")
        self.assertEqual(edit("b", "", b"abc"), b"ac")
        self.assertEqual(edit("\u00fc", "\u20ac", "x\u00fc".encode()), "x\u20ac".encode())

    def test_what_is_there_more_than_once(self) -> None:
        self.assertIsNone(edit("a", "b", b"aa"))
        self.assertEqual(edit("a", "b", b"aa", replace_all=True), b"bb")
        self.assertIsNone(edit("a", "b", b"aa", replace_all="yes"))

    def test_line_ends_are_kept(self) -> None:
        self.assertEqual(edit("b\nc\n", "x\n", b"a\r\nb\r\nc\r\n"), b"a\r\nx\r\n")
        self.assertEqual(edit("b\n", "x\n", b"a\nb\n"), b"a\nx\n")

    def test_several(self) -> None:
        steps = [{"old_string": "a", "new_string": "b"}, {"old_string": "b", "new_string": "c"}]
        self.assertEqual(overlap.applied("MultiEdit", {"edits": steps}, b"a"), b"c")
        for bad in ([], [*steps, {"old_string": "gone", "new_string": ""}], [*steps, 7], "x", None):
            self.assertIsNone(overlap.applied("MultiEdit", {"edits": bad}, b"a"), bad)

    def test_a_whole_file(self) -> None:
        for before in (None, b"", b"old\n"):
            self.assertEqual(overlap.applied("Write", {"content": "new\n"}, before), b"new\n")
        for content in (None, 7, "\ud800", "x" * (merging.LONGEST + 1)):
            self.assertIsNone(overlap.applied("Write", {"content": content}, b"old\n"))

    def test_what_is_not_certain(self) -> None:
        for old, new in (
            ("", "x"),
            ("gone", "x"),
            (None, "x"),
            ("a", None),
            ("a", 7),
            ("\ud800", "x"),
            ("a", "\ud800"),
        ):
            self.assertIsNone(edit(old, new, b"a"))
        self.assertIsNone(edit("a", "b", None))
        self.assertIsNone(edit("a", "b" * merging.LONGEST, b"ax"), "longer than is looked at")
        junk: List[Any] = [None, [], "x", 7]
        for given in junk:
            self.assertIsNone(overlap.applied("Edit", given, b"a"))
        self.assertIsNone(overlap.applied("NotebookEdit", {"new_source": "x"}, b"{}"))


if __name__ == "__main__":
    unittest.main()
