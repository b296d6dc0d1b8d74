"""Writers that add to the log at once while it moves on, and readers of it: no line is lost, none is seen twice."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from typing import List

from csg.state import events
from csg.views import history
from tests.support import TOP

_WRITERS, _LINES = 4, 400
_LONGEST = 18000  # bytes: with the lines of all it moves on often, and never so often that one goes

_WRITER = (
    """
import sys, time
from csg.state import events
events._LONGEST, events._ROOM = %d, 1 << 40
home, name, number = sys.argv[1].encode(), sys.argv[2], int(sys.argv[3])
for n in range(number):
    events.record(home, time.time(), "edit", name, number=n)
    if len(sys.argv) > 4:
        print(n, flush=True)
"""
    % _LONGEST
)


class Log(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(folder.name)
        self.follower = history.Follower(self.home)
        self.addCleanup(self.follower.close)
        self.seen: Counter[tuple[str, int]] = Counter()

    def write(self, name: str, lines: int, *more: str) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-S", "-c", _WRITER, os.fsdecode(self.home), name, str(lines), *more]
        environ = {**os.environ, "PYTHONPATH": TOP}
        writer = subprocess.Popen(words, env=environ, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        self.addCleanup(writer.stdout.close)
        self.addCleanup(writer.wait)
        self.addCleanup(writer.kill)
        return writer

    def follow(self) -> None:
        for line in self.follower.new():
            event = history.parse(line)
            if event is not None:
                self.seen[(event.session, event.fields["number"])] += 1

    def finish(self, writers: "List[subprocess.Popen[bytes]]") -> None:
        """Follow until all have ended."""
        deadline = time.monotonic() + 60
        while any(writer.poll() is None for writer in writers) and time.monotonic() < deadline:
            self.follow()
            time.sleep(0.005)
        self.follow()

    def files(self) -> int:
        return sum(os.path.exists(path) for path in events.log_files(self.home))

    def test_simultaneous_writers(self) -> None:
        self.finish([self.write("w%d" % number, _LINES) for number in range(_WRITERS)])
        wanted = {("w%d" % number, n): 1 for number in range(_WRITERS) for n in range(_LINES)}
        self.assertGreater(self.files(), 4)
        self.assertEqual(self.seen, wanted)
        events_read = Counter((e.session, e.fields["number"]) for e in history.read(self.home))
        self.assertEqual(events_read, wanted)

    def test_writers_that_are_killed(self) -> None:
        rng = random.Random(1)
        for turn in range(3):
            writers = [self.write("k%d-%d" % (turn, number), 10**6, "aloud") for number in range(2)]
            for writer in writers:
                assert writer.stdout is not None
                for _ in range(rng.randrange(50, 120)):
                    writer.stdout.readline()
                writer.send_signal(signal.SIGKILL)
                writer.stdout.read()
                writer.wait()
            self.follow()
        for name in {name for name, _ in self.seen}:
            numbers = sorted(n for seen, n in self.seen if seen == name)
            self.assertEqual(numbers, list(range(len(numbers))), name)  # as far as it came, and without a gap
        self.assertEqual(set(self.seen.values()), {1})
        self.assertEqual(len({name for name, _ in self.seen}), 6)

    def test_a_reader_while_it_moves(self) -> None:
        """One look at all of it finds all that was there when it began, whatever moves meanwhile."""
        writers = [self.write("r%d" % number, _LINES) for number in range(2)]
        looks = 0
        while any(writer.poll() is None for writer in writers):
            self.follow()
            before = set(self.seen)
            found = Counter((e.session, e.fields["number"]) for e in history.read(self.home))
            self.assertLessEqual(before, set(found))
            self.assertEqual(set(found.values()), {1} if found else set())
            looks += 1
        self.assertGreater(looks, 3)


if __name__ == "__main__":
    unittest.main()
