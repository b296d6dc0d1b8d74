"""log: lines as they come, each as text."""

import json
import os
import tempfile
import time
import unittest
from unittest import mock

from csg.views import log


class Text(unittest.TestCase):
    def setUp(self) -> None:
        zone = mock.patch.dict(os.environ, TZ="UTC")
        zone.start()
        time.tzset()
        self.addCleanup(time.tzset)
        self.addCleanup(zone.stop)

    def test_an_event(self) -> None:
        ids = ["%d1111111-2222-4333-8444-555555555555" % number for number in range(3)]
        event = {"t": 86400.5, "event": "conflict", "session": ids[0], "with": ids[1:], "path": "/a\nb"}
        text = log.text(json.dumps(event).encode())
        assert text is not None
        start = "1970-01-02 00:00:00  01111111  conflict  with=11111111, 21111111  path=/a"
        self.assertTrue(text.startswith(start), text)
        self.assertNotIn("\n", text)

    def test_a_torn_line_is_none(self) -> None:
        for line in (b'{"t": 1.0, "eve', b"", b"[]", b'{"event": "start"}', b'{"t": 1e99, "event": "start"}', b"\xff"):
            self.assertIsNone(log.text(line), line)


class Follower(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.path = os.path.join(self.home, "events.log")
        self.follower = log.Follower(os.fsencode(self.home))
        self.addCleanup(self.close)

    def close(self) -> None:
        if self.follower._file:
            self.follower._file.close()

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


if __name__ == "__main__":
    unittest.main()
