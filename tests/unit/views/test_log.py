"""log: Events as lines for a terminal, and what follows the log's files."""

import os
import re
import tempfile
import time
import unittest
from typing import Any, List
from unittest import mock

from csg.views import history, known, log, terminal
from tests.support import Sandbox

ONE = "11111111-2222-4333-8444-555555555555"
TWO = "21111111-2222-4333-8444-555555555555"


class Lines(unittest.TestCase):
    def setUp(self) -> None:
        zone = mock.patch.dict(os.environ, TZ="UTC")
        zone.start()
        time.tzset()
        self.addCleanup(time.tzset)
        self.addCleanup(zone.stop)
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.shop = self.box.repository()
        self.who = known.Known(os.fsencode(self.box.home))
        for one, name in ((ONE, "prices"), (TWO, "\u4e2d\u6587 tests with a name that is e\u0301ver so long")):
            self.event("intent", one, text=name)

    def event(self, kind: str, session: str = "", t: float = 86400.5, **fields: Any) -> history.Event:
        event = history.Event(t, kind, session, fields)
        self.who.learn(event)
        return event

    def lines(self, *some: history.Event, cwd: str = "", width: int = 1000, colour: bool = False) -> List[str]:
        shown = log.Lines(self.who, known.Places(os.fsencode(cwd or self.shop)), width, colour)
        return [line for event in some for line in shown.of(event)]

    def test_an_edit_and_a_conflict(self) -> None:
        path = self.shop + "/src/cart.py"
        edit = self.event("edit", ONE, path=path, tool="Edit")
        met = self.event("conflict", TWO, path=path, decision="held", others=[ONE])
        day, one, other = self.lines(edit, met)
        self.assertEqual(day, "Friday 1970-01-02")
        self.assertRegex(one, r"^00:00:00  \S prices \(11111111\) +edits src/cart.py$")
        self.assertTrue(other.endswith("  conflict over src/cart.py with prices (11111111): held"), other)
        self.assertEqual(one.index("edits"), terminal.columns(other[: other.index("conflict over")]))

    def test_paths_are_as_seen_from_the_repository(self) -> None:
        other = self.box.repository("api")
        nested = self.box.repository("shop/trees/fix")
        for path, cwd, shown in (
            (self.shop + "/a.py", self.shop, "edits a.py"),
            (self.shop + "/src/a.py", self.shop + "/src", "edits src/a.py"),
            (self.shop + "/a.py", other, "edits shop/a.py"),
            (self.shop + "/gone/a.py", other, "edits shop/gone/a.py"),
            (self.shop + "/a.py", self.box.work, "edits shop/a.py"),
            (nested + "/a.py", self.shop, "edits fix/a.py"),
            (self.box.work + "/a.py", self.shop, "edits %s/a.py" % self.box.work),
            (self.box.work + "/a.py", self.box.work, "edits a.py"),
        ):
            os.makedirs(self.shop + "/src", exist_ok=True)
            line = self.lines(self.event("edit", ONE, path=path), cwd=cwd)[1]
            self.assertTrue(line.endswith("  " + shown), (line, shown))
        start = self.lines(self.event("start", ONE, cwd=self.shop), cwd=self.shop)[1]
        self.assertTrue(start.endswith(" starts"), start)
        start = self.lines(self.event("start", ONE, cwd=other), cwd=self.shop)[1]
        self.assertTrue(start.endswith(" starts in api"), start)

    def test_a_heading_a_day(self) -> None:
        some = [self.event("end", ONE, t) for t in (0.0, 80000.0, 86400.0, 86401.0)]
        lines = self.lines(*some)
        self.assertEqual([n for n, line in enumerate(lines) if " 1970-" in line], [0, 4])
        self.assertEqual(lines[3], "")

    def test_it_fits_and_messages_are_whole(self) -> None:
        text = "please \u4e2d\u6587 leave " + "x" * 200 + " e\u0301" * 60
        some = [
            self.event("tell", ONE, to=[TWO], text=text),
            self.event("edit", "", path=self.shop + "/" + "d" * 150),
            self.event("start", "an id that is longer than others", cwd="/" + "\u4e2d" * 99),
        ]
        for width in (20, 40, 60, 80, 200):
            lines = self.lines(*some, width=width)
            for line in lines:
                self.assertLessEqual(terminal.columns(line), width, (width, line))
            told = "".join("".join(lines).split())
            self.assertIn("x" * 200 if width == 200 else "leavexx", told)
            self.assertEqual(told.count("x"), 200)
            self.assertGreaterEqual(told.count("e\u0301"), 60)
            coloured = self.lines(*some, width=width, colour=True)
            self.assertEqual([re.sub("\x1b\\[[0-9;]*m", "", line) for line in coloured], lines)

    def test_colours(self) -> None:
        edit, met = self.event("edit", ONE, path="/a"), self.event("conflict", ONE, path="/a", decision="held")
        plain = "".join(self.lines(edit, met))
        self.assertNotIn("\x1b", plain)
        lines = self.lines(edit, met, colour=True)
        self.assertIn("\x1b[31m", lines[2])
        self.assertNotIn("\x1b[31m", lines[1])

    def test_hostile_names_stay_on_their_line(self) -> None:
        bad = "a\n\x1b[31mb\u202e\x9b`"
        self.event("intent", bad, text=bad)
        some = [self.event(kind, bad, path="/w/" + bad, text=bad, to=[bad], cwd=bad) for kind in ("edit", "tell", bad)]
        for width in (60, 1000):
            self.assertTrue(all(line.isprintable() for line in self.lines(*some, width=width)))

    def test_times_end_somewhere(self) -> None:
        with mock.patch("time.localtime", side_effect=OverflowError):
            self.assertEqual(self.lines(self.event("end", ONE)), [])


class Parse(unittest.TestCase):
    def test_a_torn_line_is_none(self) -> None:
        for line in (b'{"t": 1.0, "eve', b"", b"[]", b'{"event": "start"}', b'{"t": 1e99, "event": "start"}', b"\xff"):
            self.assertIsNone(history.parse(line), line)


class Follower(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.path = os.path.join(self.home, "events.log")
        self.follower = history.Follower(os.fsencode(self.home))
        self.addCleanup(self.follower.close)

    def add(self, data: bytes) -> None:
        with open(self.path, "ab") as file:
            file.write(data)

    def test_nothing_yet(self) -> None:
        self.assertEqual(self.follower.past(), [])
        self.add(b"1\n")
        self.assertEqual(list(self.follower.new()), [b"1"])

    def test_the_log_before_this_one_comes_first(self) -> None:
        self.add(b"1\n2\n")
        os.rename(self.path, self.path + ".1")
        self.add(b"3\n")
        self.assertEqual(self.follower.past(), [b"1", b"2", b"3"])
        self.assertEqual(list(self.follower.new()), [])

    def test_half_a_line_waits_for_its_end(self) -> None:
        self.add(b"1\n2")
        self.assertEqual(self.follower.past(), [b"1"])
        self.add(b"3\n")
        self.assertEqual(list(self.follower.new()), [b"23"])

    def test_moved_away(self) -> None:
        self.add(b"1\n")
        self.assertEqual(self.follower.past(), [b"1"])
        self.add(b"2\n")
        os.rename(self.path, self.path + ".1")
        self.add(b"3\n")
        self.assertEqual(list(self.follower.new()), [b"2", b"3"])

    def test_moved_on_several_times_and_added_to_late(self) -> None:
        self.add(b"1\n")
        self.assertEqual(self.follower.past(), [b"1"])
        with open(self.path, "ab") as late:
            for number in (2, 3, 4):
                for older in (2, 1, 0):
                    name = self.path + (".%d" % older if older else "")
                    if os.path.exists(name):
                        os.rename(name, self.path + ".%d" % (older + 1))
                self.add(b"%d\n" % number)
            late.write(b"late\n")
        self.assertEqual(list(self.follower.new()), [b"late", b"2", b"3", b"4"])
        os.remove(self.path + ".3")
        self.assertEqual(list(self.follower.new()), [])
        self.assertEqual(len(self.follower._open), 3)

    def test_what_is_no_file_is_passed_over(self) -> None:
        os.mkdir(self.path + ".1")
        os.mkfifo(self.path + ".2")
        self.add(b"1\n")
        self.assertEqual(self.follower.past(), [b"1"])


class Read(unittest.TestCase):
    def test_from_all_files_and_not_what_is_too_old(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            now = time.time()
            for name, age, kind in (("", 5, "new"), (".1", 9000, "old"), (".3", 86400 * 29, "older")):
                with open(folder + "/events.log" + name, "w", encoding="ascii") as file:
                    file.write('{"t": %f, "event": "gone"}\n' % (now - 86400 * 31))
                    file.write('{"t": %f, "event": "%s"}\n{"torn\n\n' % (now - age, kind))
            home = os.fsencode(folder)
            self.assertEqual([event.kind for event in history.read(home)], ["older", "old", "new"])
            self.assertEqual([event.kind for event in history.read(home, now - 3600)], ["new"])


if __name__ == "__main__":
    unittest.main()
