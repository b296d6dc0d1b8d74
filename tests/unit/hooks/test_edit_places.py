"""Which lines a call changes."""

import unittest
from typing import Any, List

from csg.hooks import edit_places

TEXT = b"".join(b"line %d\n" % number for number in range(1, 21))


def edit(old: str, new: str = "x", **more: Any) -> "dict[str, Any]":
    return {"old_string": old, "new_string": new, **more}


class Edits(unittest.TestCase):
    def test_one(self) -> None:
        for old, expected in (
            ("line 1\n", [1, 1]),
            ("line 4\nline 5", [4, 5]),
            ("line 4\nline 5\n", [4, 5]),
            ("\nline 5", [4, 5]),
            ("line 20\n", [20, 20]),
            ("line 21", []),
            ("", []),
        ):
            self.assertEqual(edit_places.find(TEXT, edit(old)), expected, old)

    def test_all(self) -> None:
        self.assertEqual(edit_places.find(b"a\nb\na\na a\n", edit("a", replace_all=True)), [1, 1, 3, 3, 4, 4, 4, 4])
        self.assertEqual(edit_places.find(TEXT, edit("line", replace_all=True)), [1, 20], "too many to tell apart")

    def test_several(self) -> None:
        edits = [edit("line 9"), edit("line 2\nline 3", "both")]
        self.assertEqual(edit_places.find(TEXT, {"edits": edits}), [2, 3, 9, 9])
        self.assertEqual(edit_places.find(TEXT, {"edits": [*edits, edit("both")]}), [2, 3, 9, 9])
        self.assertEqual(edit_places.find(TEXT, {"edits": [*edits, edit("nowhere")]}), [])

    def test_a_file_with_carriage_returns(self) -> None:
        self.assertEqual(edit_places.find(b"a\r\nb\r\nc\r\n", edit("b\nc")), [2, 3])

    def test_odd_input(self) -> None:
        odd: List[Any] = [5, None, "x", [5], [None], [{}], [{"old_string": 5}], []]
        for edits in odd:
            self.assertEqual(edit_places.find(TEXT, {"edits": edits}), [], edits)


class Hunks(unittest.TestCase):
    def test_what_changed(self) -> None:
        hunks = [
            {"newStart": 8, "lines": [" a", "-b", "+c", "+d", " e"]},
            {"oldStart": 40, "newStart": 41, "lines": [" a", " b", "-c"]},
            {"newStart": 60, "lines": [" a"]},
        ]
        self.assertEqual(edit_places.changed(hunks), [9, 10, 43, 43])

    def test_odd_input(self) -> None:
        odd: List[Any] = [None, 5, "x", [5], [{}], [{"newStart": True, "lines": []}], [{"newStart": 1, "lines": 5}]]
        for hunks in odd:
            self.assertEqual(edit_places.changed(hunks), [], hunks)
        self.assertEqual(edit_places.changed([{"newStart": -5, "lines": ["+a", 5, "+b"]}]), [1, 3])
