"""status: the table, from facts alone."""

import os
import tempfile
import unittest
from typing import Any, Dict, List

from csg.state import claims, sessions
from csg.views import status, status_table, terminal

NOW = 1_000_000.0
TWO = "21111111-2222-4333-8444-555555555555"


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
        "last_active": NOW - 200,
        "name": "main",
        "client": "",
        "prompt": "",
        "waiting": 0,
        "intent": "",
        "edits": 3,
        "warnings": {"given": 0, "heeded": 0, "went_ahead": 0, "open": 0},
        "files": [{"path": "/work/shop/src/cart.py"}],
    }
    held = bool(facts.pop("held", False))
    value.update(facts)
    for file in value["files"]:
        for name, usual in (("held", held), ("last", NOW), ("contested", False)):
            file.setdefault(name, usual)
    return value


class Table(unittest.TestCase):
    def table(self, *sessions: Dict[str, Any], width: int = 1000, colour: bool = False) -> List[str]:
        contested = status.contested_files(list(sessions))
        facts = {"now": NOW, "scope": "all", "sessions": list(sessions), "contested": contested}
        return status_table.table(facts, b"/work/shop", width, colour)

    def test_nobody(self) -> None:
        self.assertEqual(self.table(), ["no live sessions"])

    def test_one(self) -> None:
        head, row = self.table(session())
        self.assertEqual(
            head.split(), ["SESSION", "REPOSITORY", "BRANCH", "AGE", "ACTIVE", "EDITS", "LAST", "FILE", "STATE", "CWD"]
        )
        said = ["main", "(11111111)", "shop", "main", "2h", "3m", "3", "src/cart.py", "editing", "."]
        self.assertEqual(row.split(), said)

    def test_what_became_of_warnings_in_plain_words(self) -> None:
        warnings = {"given": 4, "heeded": 1, "went_ahead": 1, "open": 2}
        lines = self.table(session(warnings=warnings, waiting=1), session(id=TWO))
        self.assertEqual(lines[2], "    warned 4, went ahead 1, open 2; 1 notice waiting")
        self.assertEqual(len(lines), 4)

    def test_contested_files_come_first_and_are_marked(self) -> None:
        one, other = session(name="prices", held=True), session(id=TWO, name="tests", held=True)
        third = session(id="x", name="docs")
        for width in (1000, 60):
            lines = self.table(one, other, third, width=width)
            self.assertEqual(lines[0], "\u2717 src/cart.py: prices (11111111), tests (21111111)")
            self.assertEqual(lines[1], "")
            self.assertEqual(["\u2717" in line for line in lines[3:]], [True, True, False])
        red = self.table(one, other, colour=True)
        self.assertTrue(red[0].startswith("\x1b[31m"))
        self.assertIn("\x1b[31m\u2717 src/cart.py", red[3])

    def test_many_contested_files_are_counted(self) -> None:
        files = [{"path": "/work/shop/%02d.py" % n, "held": True, "last": NOW - n} for n in range(14)]
        one, other = session(files=files), session(id=TWO, files=[dict(file) for file in files])
        lines = self.table(one, other)
        self.assertEqual(lines[10:12], ["  and 4 more files (csg files)", ""])

    def test_a_long_name_keeps_its_beginning_and_is_said_below(self) -> None:
        long = "split the \x1b[31mparser " + "and mend " * 9
        for facts in ({"intent": long, "name": long}, {"prompt": long, "name": long}):
            lines = self.table(session(**facts), width=60)
            self.assertTrue(lines[1].startswith("split the"), lines)
            self.assertIn("\u2026 (11111111)  ", lines[1])
            self.assertTrue(lines[2].startswith("    \u201csplit the "))
            self.assertNotIn("\x1b", "".join(lines))
        self.assertEqual(len(self.table(session(intent="short", name="short"))), 2)

    def test_it_fits(self) -> None:
        wide = "\u4e2d\u6587" * 30 + "e\u0301" * 40
        long = session(
            branch="b" * 60,
            cwd="/work/" + "d" * 60,
            repository=wide,
            intent=wide,
            name=wide,
            warnings={"given": 20, "heeded": 10, "went_ahead": 5, "open": 5},
            waiting=3,
            files=[{"path": "/work/shop/" + wide + "/" + "f" * 80, "held": True, "last": NOW}],
        )
        other = dict(long, id="another client's id that is long", files=[dict(long["files"][0])])
        for width in (20, 30, 40, 50, 60, 80, 100, 200):
            lines = self.table(long, other, session(id=TWO), width=width)
            for line in lines:
                self.assertLessEqual(terminal.columns(line), width, line)
            if width >= 60:
                head = next(line for line in lines if line.startswith("SESSION"))
                self.assertTrue({"ACTIVE", "STATE", "FILE"} <= set(head.split()), (width, head))
                at = head.index("STATE")
                for line in lines:
                    if "editing" in line:
                        self.assertEqual(terminal.columns(line[: line.index("editing")]), at)

    def test_colour(self) -> None:
        self.assertIn("\x1b[32mediting", self.table(session(), colour=True)[1])
        self.assertNotIn("\x1b", "".join(self.table(session())))


class Warned(unittest.TestCase):
    """What became of warnings, from the lines of Claims files."""

    def count(self, now: float, **files: List[Dict[str, Any]]) -> Dict[str, int]:
        with tempfile.TemporaryDirectory() as folder:
            home = os.fsencode(folder)
            one = sessions.Session(b"s", {"session": "s", "cwd": "/work", "started": 1.0})
            sessions.start(home, one)
            for name, lines in files.items():
                claims.note(home, b"s", name.encode(), [{"path": "/work/" + name, **line} for line in lines])
            return dict(status.session_facts(home, one, now, 600.0)["warnings"])

    def edit(self, t: float, **more: Any) -> Dict[str, Any]:
        return {"t": t, "id": "c%f" % t, "agent": "", "root": "", "common": "", "tool": "Edit", **more}

    def told(self, t: float, call: str) -> Dict[str, Any]:
        return {"t": t, "told": ["other", "", "x"], "to": "", "pid": 0, "for": call}

    def test_open_until_the_window_has_passed(self) -> None:
        lines = [self.edit(1000.0), self.told(1000.1, "c%f" % 1000)]
        self.assertEqual(self.count(1100.0, f=lines), {"given": 1, "heeded": 0, "went_ahead": 0, "open": 1})
        self.assertEqual(self.count(1601.0, f=lines), {"given": 1, "heeded": 1, "went_ahead": 0, "open": 0})

    def test_heeded_by_going_on_elsewhere(self) -> None:
        lines = [self.edit(1000.0), self.told(1000.1, "c%f" % 1000)]
        found = self.count(1100.0, f=lines, g=[self.edit(1050.0)])
        self.assertEqual(found, {"given": 1, "heeded": 1, "went_ahead": 0, "open": 0})
        for nothing in (self.edit(900.0), self.edit(1050.0, tool=claims.AHEAD)):
            self.assertEqual(self.count(1100.0, f=lines, g=[nothing])["open"], 1)

    def test_an_edit_after_it_went_ahead_whatever_came_then(self) -> None:
        lines = [self.edit(1000.0), self.told(1000.1, "c%f" % 1000), self.edit(1010.0)]
        lines += [{"t": 1020.0, "released": None}]  # committed
        found = self.count(9000.0, f=lines, g=[self.edit(1050.0)])
        self.assertEqual(found, {"given": 1, "heeded": 0, "went_ahead": 1, "open": 0})


if __name__ == "__main__":
    unittest.main()
