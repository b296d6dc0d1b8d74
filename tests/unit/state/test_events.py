import json
import os
import tempfile
import unittest
from typing import Any, Dict, List

from csg.base import files
from csg.state import events


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

    def test_a_home_that_cannot_be_written(self) -> None:
        files.make_directory(self.home[:-5] + b"/x")
        files.create(self.home)  # a file is in the way
        events.record(self.home, 1.0, "start")
        events.record_once(self.home, 1.0, "start", b"x")
        self.assertTrue(os.path.isfile(self.home))
