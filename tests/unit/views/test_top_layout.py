"""The live view's screens, from facts alone."""

import os
import time
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.views import history, terminal, top_facts, top_layout
from csg.views.top_view import FILE, HELD, SESSION, Key, View

NOW = 1_000_000.0 - 1_000_000 % 86400 + 12 * 3600  # noon
A, B, C = ["%s-1111-4222-8333-444444444444" % (letter * 8) for letter in "abc"]


def file(path: str, **facts: Any) -> Dict[str, Any]:
    value = {"path": path, "edits": 1, "last": NOW - 60, "since": NOW - 180, "held": True, "lines": None}
    return {**value, **facts}


def session(identifier: str, *files: Dict[str, Any], **facts: Any) -> Dict[str, Any]:
    value: Dict[str, Any] = {
        "id": identifier,
        "name": "main",
        "client": "",
        "repository": "shop",
        "place": "/work/shop/.git",
        "root": "/work/shop",
        "checkout": "/work/shop",
        "cwd": "/work/shop",
        "branch": "main",
        "believes": "main",
        "host": "",
        "pid": 7,
        "process": "running",
        "state": "editing" if files else "idle",
        "started": NOW - 7200,
        "intent": "",
        "last_active": NOW - 125,
        "attached": False,
        "prompt": "",
        "waiting": 0,
        "edits": 1,
        "stopped": None,
        "warnings": {"given": 0, "heeded": 0},
        "files": list(files),
    }
    return {**value, **facts}


def event(kind: str, session: str = A, **fields: Any) -> history.Event:
    return history.Event(NOW - 60, kind, session, fields)


def facts(*sessions: Dict[str, Any], events: "List[history.Event] | None" = None) -> top_facts.Facts:
    made = top_facts.Facts(NOW, list(sessions), events or [])
    made.names = {s["id"]: s["name"] for s in sessions}
    made.bases = {s["id"]: s["checkout"].encode() for s in sessions}
    made.home = b"/work"
    return made


SHOP = (
    session(
        A, file("/work/shop/cart.py", lines=[(40, 52)]), file("/work/shop/till.py"), name="fix the prices", waiting=2
    ),
    session(B, file("/work/shop/cart.py", last=NOW - 5, lines=[]), name="round up", believes="old"),
    session(
        C, name="\u4fee\u6b63 cafe\u0301 \x1b[31m", checkout="/work/docs", repository="docs", place="/work/docs/.git"
    ),
)


class Layout(unittest.TestCase):
    def setUp(self) -> None:
        self.patched(mock.patch.dict(os.environ, {"TZ": "UTC"}))
        time.tzset()
        self.patched(mock.patch("csg.views.terminal.can_say", return_value=True))
        self.view = View()

    def patched(self, patch: Any) -> None:
        patch.start()
        self.addCleanup(patch.stop)

    def shown(self, what: top_facts.Facts, width: int = 80, height: int = 24) -> List[str]:
        screen = top_layout.screen(what, self.view, width, height)
        self.assertEqual(len(screen.lines), height)
        for line in screen.lines:
            self.assertLessEqual(terminal.columns(line.text()), width)
        return [line.text() for line in screen.lines]


class All(Layout):
    def test_sessions_on_other_machines_stand_below(self) -> None:
        made = facts(*SHOP)
        before = self.shown(made, 100, 30)
        one: Dict[str, Any] = {
            "session": "a1-0badcafe",
            "machine": "desk",
            "owner": "alice",
            "client": "",
            "branch": "main",
        }
        one.update(pushed=False, intent="", last_active=NOW - 300, files=["till.py", "b\x1b[31m.py"])
        made.elsewhere = [one]
        after = self.shown(made, 100, 30)
        at = after.index("other machines")
        self.assertEqual(after[:at], before[:at])
        self.assertIn("`a1-0badcafe` (desk of alice) on `main` (not pushed), holds `till.py`", after[at + 1])
        self.assertNotIn("\x1b", after[at + 1])
        self.assertTrue(after[at + 1].endswith("5m"), after[at + 1])
        self.view.filter = "nothing like it"
        self.assertNotIn("other machines", self.shown(made, 100, 30))

    def test_a_screen(self) -> None:
        stopped = event("git", B, command="git stash", decision="held", others=[A])
        some = (SHOP[0], {**SHOP[1], "stopped": stopped}, SHOP[2])
        happened = [event("edit", path="/work/shop/cart.py", tool="Edit"), stopped]
        self.assertEqual(
            self.shown(facts(*some, events=happened), 72, 22),
            [
                "csg top: 3 sessions, 1 contested file, 2 messages waiting",
                "  SESSION             ID        STATE    LAST  FILES  BRANCH",
                "shop  ~/shop  on main",
                "> ! cart.py                                                   2 sessions",
                "      round up  bbbbbbbb                     the whole file, since 11:57",
                "      fix the prices  aaaaaaaa               lines 40 to 52, since 11:57",
                "  fix the prices      aaaaaaaa  editing    2m      2  main",
                "    2 messages waiting",
                "      till.py                                                since 11:57",
                "  round up            bbbbbbbb  editing    2m      1  old!",
                "    saw branch old last; the checkout is on main now",
                "    held 11:59: `git stash`",
                "docs  ~/docs  on main",
                "  \u4fee\u6b63 cafe\u0301 \\x1b[31m  cccccccc  idle       2m      0  main",
                "\u2500" * 72,
                "11:59 \u270e fix the prices      edits cart.py",
                "11:59 \u2298 round up            git stash is held: fix the prices (aaaaaaaa) is a\u2026"[:71]
                + "\u2026",
                *([""] * 4),
                "? keys  q quit  enter open  t tell  r release  / filter",
            ],
        )

    def test_nobody(self) -> None:
        lines = self.shown(facts())
        self.assertEqual(lines[0], "csg top: no live sessions")
        self.assertIn("csg doctor", "\n".join(lines))

    def test_no_size_breaks_it(self) -> None:
        happened = [event("edit", path="/work/shop/\u4e2d\u6587/" + "\u0301" * 40), event("odd", "", x="\x1b[2J")]
        what = facts(*SHOP, events=happened)
        for key in ("?", "x", "enter", "q", "t", "\u4e16", "escape", "r", "n", "/", "a", "escape"):
            for width in (*range(1, 42), 60, 200):
                for height in (1, 2, 3, 5, 8, 12):
                    self.shown(what, width, height)
            self.view.press(key, top_layout.screen(what, self.view, 80, 24).keys)

    def test_it_scrolls_to_what_is_chosen(self) -> None:
        many = [session("%08d" % n, name="number %d" % n) for n in range(40)]
        keys = top_layout.screen(facts(*many), self.view, 80, 12).keys
        for press, line in (("end", "> number 39"), ("home", "> number 0"), ("page down", "> number 10")):
            self.view.press(press, keys)
            shown = self.shown(facts(*many), 80, 12)
            self.assertTrue([text for text in shown if text.startswith(line + " ")], shown)
        self.view.press("home", keys)
        self.assertEqual(self.shown(facts(*many), 80, 12)[2], "shop  ~/shop  on main")

    def test_what_is_chosen_stays_so(self) -> None:
        self.shown(facts(*SHOP))
        self.view.chosen = Key(SESSION, B, "")
        calm = [{**s, "files": [], "state": "idle"} for s in SHOP]
        shown = self.shown(facts(*calm[::-1]))
        self.assertTrue([line for line in shown if line.startswith("> round up")])
        self.shown(facts(calm[0], calm[2]))
        self.assertIn(self.view.chosen, [Key(SESSION, A, ""), Key(SESSION, C, "")])

    def test_a_filter(self) -> None:
        self.view.filter = "PRICES"
        shown = self.shown(facts(*SHOP, events=[event("start"), event("start", C)]))
        self.assertIn("1 shown", shown[0])
        self.assertFalse([line for line in shown if "docs" in line or "cccccccc" in line])
        self.assertEqual(len([line for line in shown if line.endswith("starts")]), 1)
        for wanted, found in (("till.py", 1), ("cart", 2), ("old", 1), ("bbbb", 1), ("shop", 2), ("zzz", 0)):
            self.view.filter = wanted
            self.assertIn("%d shown" % found, self.shown(facts(*SHOP))[0], wanted)

    def test_many_files_of_one(self) -> None:
        files = [file("/work/shop/%d.py" % n) for n in range(5)]
        shown = self.shown(facts(session(A, *files)))
        self.assertEqual(len([line for line in shown if ".py" in line]), 3)
        self.assertIn("      and 2 more files", shown)

    def test_one_whose_process_is_gone(self) -> None:
        shown = self.shown(facts(session(A, state="gone", process="gone"), session(B, started=NOW)))
        self.assertEqual([line[2:6] for line in shown[3:5]], ["main", "main"])
        self.assertIn("bbbb", shown[3])
        self.assertIn("    its client's process is gone", shown)


class One(Layout):
    def test_a_session(self) -> None:
        old = file("/work/shop/old.py", held=False, last=NOW - 4000)
        whole = {**SHOP[0], "files": [old, *SHOP[0]["files"]], "intent": "x", "prompt": "the prompt"}
        what = facts(whole, SHOP[1], events=[event("start"), event("start", B)])
        self.view.chosen = Key(SESSION, A, "")
        self.view.press("enter", top_layout.screen(what, self.view, 80, 24).keys)
        self.assertEqual(
            self.shown(what, 80, 14),
            [
                "csg top: 2 sessions, 1 contested file, 2 messages waiting",
                " fix the prices  aaaaaaaa-1111-4222-8333-444444444444",
                "   shop  ~/shop",
                "   on main",
                "   started 10:00, last active 11:57, process 7 running",
                "   latest prompt: the prompt",
                "   2 messages waiting",
                "! cart.py                                    1 edit, lines 40 to 52, since 11:57",
                "  till.py                                                    1 edit, since 11:57",
                "  old.py" + "1 edit, let go of, last 10:53".rjust(72),
                "\u2500" * 80,
                "11:59 \u25b8 fix the prices        starts",
                "",
                "q back  j/k scroll  t tell  r release",
            ],
        )

    def test_a_file(self) -> None:
        what = facts(*SHOP, events=[event("edit", path="/work/shop/cart.py"), event("edit", path="/work/shop/till.py")])
        self.view.chosen = Key(FILE, "", "/work/shop/cart.py")
        self.view.press("enter", top_layout.screen(what, self.view, 80, 24).keys)
        shown = self.shown(what)
        self.assertIn("! ~/shop/cart.py", shown[1])
        self.assertIn("edits cart.py", "\n".join(shown))
        self.assertNotIn("till.py", "\n".join(shown))
        self.shown(facts(SHOP[2]))  # nobody holds it any more
        self.assertEqual(self.view.said, "what was chosen is gone")


class Foot(Layout):
    def test_what_is_asked(self) -> None:
        what = facts(*SHOP)
        for key, question in (
            (Key(SESSION, A, ""), "release all that fix the prices holds (2 files)? y/n"),
            (Key(HELD, B, "/work/shop/cart.py"), "release cart.py for round up? y/n"),
            (Key(FILE, "", "/work/shop/cart.py"), "release cart.py for the 2 sessions? y/n"),
        ):
            self.view.chosen = key
            self.view.press("r", [key])
            self.assertEqual(self.shown(what)[-1], question)
            self.view.press("n", [key])
            self.assertEqual(self.shown(what)[-1], "nothing released")

    def test_the_end_of_what_is_typed_is_seen(self) -> None:
        self.view.chosen = Key(SESSION, A, "")
        self.view.press("t", [self.view.chosen])
        for character in "0123456789" * 20 + "\u4e16":
            self.view.press(character, [self.view.chosen])
        last = self.shown(facts(*SHOP), 40)[-1]
        self.assertTrue(last.startswith("tell fix the pric\u2026"), last)
        self.assertTrue(last.endswith("789\u4e16_"), last)


if __name__ == "__main__":
    unittest.main()
