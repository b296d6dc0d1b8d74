import json
import os
import tempfile
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.base import files
from csg.state import events

NOW = 1_700_000_000.0
DAY = 86400.0


class Events(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(folder.name) + b"/home"

    def lines(self) -> List[Dict[str, Any]]:
        with open(events.log_file(self.home), encoding="ascii") as file:
            return [json.loads(line) for line in file]

    def test_a_line_an_event(self) -> None:
        events.record(self.home, 1.23456, "start", "s", cwd="/a\n\udcff")
        events.record(self.home, 2.0, "error", what="x")
        self.assertEqual(self.lines()[0], {"t": 1.235, "event": "start", "session": "s", "cwd": "/a\n\udcff"})
        self.assertEqual(self.lines()[1], {"t": 2.0, "event": "error", "what": "x"})

    def test_once(self) -> None:
        for _ in range(3):
            events.record_once(self.home, 1.0, "config", b"this", what="x")
        events.record_once(self.home, 1.0, "config", b"that", what="y")
        self.assertEqual([line["what"] for line in self.lines()], ["x", "y"])

    def log(self, number: int, t: float, age: float = 0.0) -> bytes:
        """One of the log's files, with one line of that time, last written `age` seconds ago."""
        path = list(reversed(events.log_files(self.home)))[number]
        files.make_directory(self.home)
        files.create(path, b'torn\n{"t": %f, "event": "start"}\n' % t)
        os.utime(path, (NOW - age, NOW - age))
        return path

    def test_what_is_too_old_goes_in_whole_files(self) -> None:
        kept = [self.log(number, NOW, age) for number, age in ((0, 0.0), (1, 20 * DAY), (2, 29 * DAY))]
        gone = [self.log(3, NOW, 31 * DAY), self.log(8, NOW, 300 * DAY)]
        events.expire(self.home, NOW)
        self.assertEqual([os.path.exists(path) for path in kept + gone], [True] * 3 + [False] * 2)

    def test_a_log_that_goes_back_long_is_moved_on_and_nothing_of_it_lost(self) -> None:
        path = self.log(0, NOW - 11 * DAY)
        events.expire(self.home, NOW)
        events.expire(self.home, NOW)
        self.assertEqual(sorted(os.listdir(self.home)), [b"events.log.1"])
        events.record(self.home, NOW, "start")
        events.expire(self.home, NOW)
        self.assertEqual(sorted(os.listdir(self.home)), [b"events.log", b"events.log.1"])
        self.assertTrue(os.path.exists(path))

    def test_what_is_damaged_is_left(self) -> None:
        files.make_directory(self.home)
        events.expire(self.home + b"/none", NOW)
        for data in (b"", b"torn", b"torn\n", b"[]\n1\n", b'{"t": "x"}\n', b"\xff\n"):
            files.replace(self.home + b"/events.log", data)
            events.expire(self.home, NOW)
            self.assertEqual(os.listdir(self.home), [b"events.log"])
        os.remove(self.home + b"/events.log")
        os.mkdir(self.home + b"/events.log")
        events.expire(self.home, NOW)

    def test_a_hook_adds_one_line_with_one_open(self) -> None:
        events.record(self.home, NOW - 20 * DAY, "start")
        with mock.patch("posix.open", wraps=os.open) as opened:
            events.record(self.home, NOW, "start")
        self.assertEqual(opened.call_count, 1)
        self.assertEqual(len(self.lines()), 2)

    def test_a_home_that_cannot_be_written(self) -> None:
        files.make_directory(self.home[:-5] + b"/x")
        files.create(self.home)  # a file is in the way
        events.record(self.home, 1.0, "start")
        events.record_once(self.home, 1.0, "start", b"x")
        self.assertTrue(os.path.isfile(self.home))
