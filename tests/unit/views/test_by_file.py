"""by_file: the table, from facts alone; columns that give way."""

import unittest
from typing import Any, Dict, List

from csg.views import by_file, columns, terminal

NOW = 1_000_000.0
ONE = "11111111-2222-4333-8444-555555555555"
TWO = "21111111-2222-4333-8444-555555555555"


def row(identifier: str, name: str, **more: Any) -> Dict[str, Any]:
    value = {
        "id": identifier,
        "name": name,
        "client": "",
        "edits": 1,
        "last": NOW - 30,
        "held": True,
        "lines": [(40, 52)],
    }
    return {**value, "process": "running", "branch": "main", **more}


def file(path: str, *sessions: Dict[str, Any]) -> Dict[str, Any]:
    contested = len(sessions) > 1
    return {"path": path, "contested": contested, "edits": 1, "last": NOW, "sessions": list(sessions)}


class Table(unittest.TestCase):
    def table(self, *files: Dict[str, Any], width: int = 1000, colour: bool = False, **more: Any) -> List[str]:
        facts = {"now": NOW, "files": list(files), "earlier": False, **more}
        return by_file.table(facts, b"/work/shop", width, colour)

    def test_nobody(self) -> None:
        self.assertEqual(self.table(), ["nobody holds a file"])
        self.assertEqual(self.table(earlier=True), ["no live session has edited a file"])

    def test_a_line_a_session_and_contested_ones_are_marked(self) -> None:
        held = file("/work/shop/src/cart.py", row(ONE, "prices", edits=3), row(TWO, "tests", lines=None))
        head, one, two, other = self.table(held, file("/work/shop/a.py", row(ONE, "prices", lines=[])))
        self.assertEqual(head.split(), ["FILE", "WHO", "EDITS", "LAST", "LINES"])
        said = ["\u2717", "src/cart.py", "prices", "(11111111)", "3", "30s", "lines", "40", "to", "52"]
        self.assertEqual(one.split(), said)
        self.assertEqual(two.split(), ["tests", "(21111111)", "1", "30s"])
        self.assertEqual(other.split()[:1] + other.split()[-3:], ["a.py", "the", "whole", "file"])
        self.assertEqual(one.index("prices"), two.index("tests"))

    def test_what_is_special_is_said(self) -> None:
        lines = self.table(
            file("/work/shop/a", row(ONE, "x", held=False)),
            file("/work/shop/b", row(ONE, "x", edits=0)),
            file("/work/shop/c", row(ONE, "x", process="gone", lines=[(7, 7)])),
        )
        ends = [line.rsplit("30s  ", 1)[1] for line in lines[1:]]
        self.assertEqual(ends, ["not held", "claimed", "line 7, process gone"])

    def test_it_fits(self) -> None:
        wide = "\u4e2d\u6587" * 20 + "e\u0301" * 30
        places = [(n * 10, n * 10 + 5) for n in range(1, 90)]
        some = [
            file("/work/shop/" + wide + "/" + "f" * 90, row(ONE, wide, lines=places), row(TWO, "\x1b[31m\n`" * 9)),
            file("/elsewhere/" + "x\n\x1b" * 80, row("an id of another client's", "")),
        ]
        for width in (20, 40, 60, 80, 200):
            lines = self.table(*some, width=width)
            for line in lines:
                self.assertLessEqual(terminal.columns(line), width, (width, line))
                self.assertTrue(line.isprintable())
            if width >= 60:
                self.assertIn("\u2717 ", lines[1])
                self.assertIn("LAST", lines[0])

    def test_colour(self) -> None:
        held = file("/work/shop/a.py", row(ONE, "prices"), row(TWO, "tests"))
        self.assertIn("\x1b[31m\u2717 a.py", self.table(held, colour=True)[1])
        self.assertNotIn("\x1b", "".join(self.table(held)))


class Widths(unittest.TestCase):
    def test_columns_give_way_in_their_order(self) -> None:
        rows = [{"A": "a" * 20, "B": "b" * 20, "C": "c" * 20, "EMPTY": ""}]
        shrinking, dropping = {"C": 5, "B": 10}, ["C", "B"]
        for most, found in (
            (64, {"A": 20, "B": 20, "C": 20}),
            (60, {"A": 20, "B": 20, "C": 16}),
            (40, {"A": 20, "B": 11, "C": 5}),
            (38, {"A": 20, "B": 16}),
            (30, {"A": 20}),
            (15, {"A": 15}),
        ):
            self.assertEqual(columns.widths(rows, shrinking, dropping, most), found)


if __name__ == "__main__":
    unittest.main()
