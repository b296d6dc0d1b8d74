"""status: the table, from facts alone."""

import unittest
from typing import Any, Dict, List

from csg.views import status, terminal

NOW = 1_000_000.0


def session(**facts: Any) -> Dict[str, Any]:
    """Facts as --json shows them."""
    value: Dict[str, Any] = {
        "id": "11111111-2222-4333-8444-555555555555",
        "repository": "shop",
        "root": "/work/shop",
        "branch": "main",
        "cwd": "/work/shop",
        "state": "editing",
        "started": NOW - 7200,
        "intent": "",
        "edits": 3,
        "warnings": {"given": 0, "heeded": 0},
        "files": [{"path": "/work/shop/src/cart.py"}],
    }
    value.update(facts)
    return value


class Table(unittest.TestCase):
    def table(self, *sessions: Dict[str, Any], width: int = 1000, colour: bool = False) -> List[str]:
        return status.table({"now": NOW, "sessions": list(sessions)}, b"/work", width, colour)

    def test_nobody(self) -> None:
        self.assertEqual(self.table(), ["no live sessions"])

    def test_one(self) -> None:
        head, row = self.table(session())
        self.assertEqual(head.split(), ["ID", "REPOSITORY", "BRANCH", "AGE", "EDITS", "LAST", "FILE", "STATE", "CWD"])
        self.assertEqual(row.split(), ["11111111", "shop", "main", "2h", "3", "src/cart.py", "editing", "shop"])

    def test_warned_only_where_somebody_was(self) -> None:
        self.assertNotIn("WARNED", self.table(session())[0])
        head, one, other = self.table(session(warnings={"given": 2, "heeded": 1}), session())
        self.assertEqual(one[head.index("WARNED") :][:6], "1/2   ")
        self.assertEqual(other[head.index("WARNED") :][:6], "      ")

    def test_an_intent_below_its_session(self) -> None:
        lines = self.table(session(intent="split the \x1b[31mparser"), session())
        self.assertEqual(len(lines), 4)
        self.assertIn("\u201csplit the ", lines[2])
        self.assertNotIn("\x1b", lines[2])

    def test_it_fits(self) -> None:
        long = session(branch="b" * 60, cwd="/work/" + "d" * 60, repository="\u4e2d" * 30, intent="i" * 300)
        for width in (80, 100, 200):
            for line in self.table(long, session(), width=width):
                self.assertLessEqual(terminal.columns(line), width)

    def test_colour(self) -> None:
        self.assertIn("\x1b[32mediting\x1b[0m", self.table(session(), colour=True)[1])
        self.assertNotIn("\x1b", "".join(self.table(session())))


if __name__ == "__main__":
    unittest.main()
