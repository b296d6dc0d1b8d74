"""timeline_text, scale: the chart on a terminal."""

import os
import time
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.views import scale, terminal, timeline_text
from tests import played
from tests.unit.views import test_lanes

#: 1970-01-11 04:00 in UTC, in minutes.
START = 240.0 + 10 * 1440


class Utc(unittest.TestCase):
    def setUp(self) -> None:
        super().setUp()
        zone = mock.patch.dict(os.environ, TZ="UTC")
        zone.start()
        time.tzset()
        self.addCleanup(time.tzset)
        self.addCleanup(zone.stop)
        can_say = mock.patch("csg.views.terminal.can_say", return_value=True)
        can_say.start()
        self.addCleanup(can_say.stop)


def lane(identifier: str, name: str, **facts: Any) -> Dict[str, Any]:
    value = dict.fromkeys(("edits", "conflicts", "holds", "commits", "messages", "files"), 0)
    found: Dict[str, Any] = {
        "id": identifier,
        "name": name,
        "client": "",
        "repository": "shop",
        "root": "/work/shop",
        "branch": "main",
    }
    found.update(
        value, cwd="/work/shop", live=True, process="running", started=at(0), ended=None, swept=False, last=at(120)
    )
    return dict(found, **facts)


def at(minutes: float) -> float:
    return (START + minutes) * 60


def mark(kind: str, minutes: float, session: str, *others: str, **more: Any) -> Dict[str, Any]:
    path = "/work/shop/src/cart.py"
    return dict({"t": at(minutes), "kind": kind, "session": session, "others": list(others), "files": [path]}, **more)


def facts(lanes: List[Dict[str, Any]], *marks: Dict[str, Any]) -> Dict[str, Any]:
    return {"now": at(120), "since": at(0), "window": 600.0, "every_edit_since": at(0), "lanes": lanes, "marks": marks}


SCENE = facts(
    [
        lane("aaaaaaaa", "prices", edits=4, holds=1),
        lane("bbbbbbbb", "round the VAT up", edits=1, conflicts=1, ended=at(90), live=False),
        lane("cccccccc", "tests", started=at(30), edits=9),
    ],
    mark("start", 0, "aaaaaaaa"),
    mark("edit", 10, "aaaaaaaa"),
    mark("edit", 13, "bbbbbbbb"),
    mark("conflict", 40, "bbbbbbbb", "aaaaaaaa", decision="warned", outcome="went ahead"),
    *[mark("edit", 50, "cccccccc")] * 9,
    *[mark("edit", 60, "aaaaaaaa")] * 3,
    mark("hold", 70, "aaaaaaaa", "cccccccc", decision="held", outcome="open"),
    mark("commit", 80, "bbbbbbbb"),
    mark("end", 90, "bbbbbbbb"),
)

GOLDEN = """\
since 04:00 (2 hours): 3 sessions, 14 edits, 1 conflict, 1 hold

                      04:00     04:30      05:00     05:30
prices       aaaaaaaa ▸──∙──────────╪──────•──■─────────────────
round the V… bbbbbbbb ────∙─────────✗─────────┼───✓──◂
tests        cccccccc           ───────●──────╪─────────────────

  ▸ start  • edit  ✗ conflict  ■ hold  ✓ commit  ◂ end

04:40 ✗ warned, went ahead  src/cart.py
        round the VAT up with prices
05:10 ■ held                src/cart.py  prices with tests"""


class Text(Utc):
    def test_the_chart(self) -> None:
        shown = timeline_text.text(SCENE, 64, False)
        self.assertEqual("\n".join(shown), GOLDEN)

    def test_it_fits(self) -> None:
        wide = facts(
            [lane("f" * 36, "\u4e2d" * 80, root="/" + "r" * 300), lane("g" * 40, "", repository="")],
            *[mark("hold", n, "f" * 36, "g" * 40, decision="d" * 90, files=["/" + "\u4e2d" * 200]) for n in range(40)],
        )
        for some in (SCENE, wide):
            for width in (20, 40, 60, 79, 80, 120, 200):
                for line in timeline_text.text(some, width, False):
                    self.assertLessEqual(terminal.columns(line), width)

    def test_a_pipe_gets_no_endless_lines(self) -> None:
        self.assertLessEqual(max(map(len, timeline_text.text(SCENE, 1 << 20, False))), 200)

    def test_nothing(self) -> None:
        self.assertEqual(timeline_text.text(facts([]), 80, True), ["nothing happened in this time"])

    def test_names_are_foreign(self) -> None:
        bad = facts([lane("aaaaaaaa", "a\x1b[31m\nb\u202e")], mark("conflict", 9, "aaaaaaaa", decision="x\x1b[1m"))
        text = "\n".join(timeline_text.text(bad, 100, False))
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)

    def test_colour_changes_no_width(self) -> None:
        import re

        coloured = timeline_text.text(SCENE, 90, True)
        self.assertIn("\033[", "".join(coloured))
        plain = [re.sub(r"\033\[[0-9;]*m", "", line).rstrip() for line in coloured]
        self.assertEqual(plain, timeline_text.text(SCENE, 90, False))

    def test_ascii_where_nothing_else_can_be_said(self) -> None:
        with mock.patch("csg.views.terminal.can_say", return_value=False):
            "\n".join(timeline_text.text(SCENE, 100, False)).encode("ascii")

    def test_many_are_not_all_listed(self) -> None:
        some = facts([lane("aaaaaaaa", "x")], *[mark("hold", n, "aaaaaaaa", decision="held") for n in range(50)])
        lines = timeline_text.text(some, 80, False)
        self.assertIn("30 earlier ones are not listed", lines)
        self.assertEqual(len([line for line in lines if "held" in line]), 20)

    def test_what_is_not_known_is_said(self) -> None:
        old = dict(SCENE, since=at(-7 * 1440), every_edit_since=at(-3 * 1440))
        self.assertIn("only the first edit of each file", timeline_text.text(old, 100, False)[-1])

    def test_several_repositories_have_headings(self) -> None:
        some = facts([lane("aaaaaaaa", "x"), lane("bbbbbbbb", "y", repository="site", root="/work/site")])
        lines = timeline_text.text(some, 80, False)
        self.assertEqual([line for line in lines if "/work" in line], ["shop /work/shop", "site /work/site"])


class Scale(Utc):
    def test_the_clock(self) -> None:
        for width in (10, 40, 100, 200):
            for hours in (0.1, 1, 4, 24, 24 * 7, 24 * 30):
                found = scale.Scale(at(-hours * 60), at(0), width).clock()
                self.assertEqual([t for t, _ in found], sorted({t for t, _ in found}))
                for (column, text), (following, _) in zip(found, [*found[1:], (width + 1, "")]):
                    self.assertLess(column + len(text), following)

    def test_a_day_begins(self) -> None:
        texts = [text for _, text in scale.Scale(at(-6 * 60), at(0), 100).clock()]
        self.assertIn("Jan 11", texts)
        self.assertIn("23:00", texts)

    def test_columns(self) -> None:
        some = scale.Scale(0.0, 100.0, 10)
        self.assertEqual([some.column(t) for t in (-5, 0, 9.9, 10, 99, 100, 500)], [0, 0, 0, 1, 9, 9, 9])


class Whole(test_lanes.Played):
    def test_a_played_afternoon(self) -> None:
        played.afternoon(self.past, self.shop, self.box.repository("site"), test_lanes.NOW)
        lines = timeline_text.text(self.facts(), 120, False)
        self.assertIn("4 sessions, 35 edits, 2 conflicts, 2 holds, 1 commit", lines[0])
        self.assertEqual(len([line for line in lines if " src/" in line or " git stash" in line]), 4)


if __name__ == "__main__":
    unittest.main()
