import os
import subprocess
import sys
import time

from csg.base import files
from csg.state import residents, sweep
from tests.unit.state.test_sessions import SessionCase


class Residents(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        files.make_directory(self.home)

    def gone(self) -> int:
        child = subprocess.Popen([sys.executable, "-ISc", ""])
        child.wait()
        return child.pid

    def file(self, client: int, own: int, age: float = 0.0) -> bytes:
        name = b"%d-%d" % (client, own)
        files.make_directory(self.home + b"/residents")
        path = self.home + b"/residents/" + name
        files.create(path, b"toolu_old\n")
        os.utime(path, (time.time() - age,) * 2)
        return name

    def test_what_was_answered(self) -> None:
        path = residents.begin(self.home, 7)
        self.assertFalse(residents.answered(self.home, "toolu_1"))
        for number in range(9000):  # more than is looked through
            residents.note(path, "toolu_%d" % number)
        self.assertTrue(residents.answered(self.home, "toolu_8999"))
        self.assertFalse(residents.answered(self.home, "toolu_499"), "a part of another one's, and that long ago")
        self.assertFalse(residents.answered(self.home, "oolu_8999"))
        residents.note(path, "\ud800")
        self.assertTrue(residents.answered(self.home, "\ud800"))

    def test_it_begins_empty_and_not_without_a_home(self) -> None:
        self.file(7, os.getpid())
        residents.begin(self.home, 7)
        self.assertFalse(residents.answered(self.home, "toolu_old"))
        with self.assertRaises(FileNotFoundError):
            residents.begin(self.home + b"/none", 7)

    def test_lived(self) -> None:
        now = time.time()
        self.assertFalse(residents.lived(self.home, 7, now))
        self.file(7, self.gone(), age=60)
        self.assertTrue(residents.lived(self.home, 7, now - 61))
        self.assertFalse(residents.lived(self.home, 7, now - 50))
        self.assertFalse(residents.lived(self.home, 8, now - 61), "another client's")
        self.file(7, os.getpid(), age=3600)
        self.assertTrue(residents.lived(self.home, 7, now), "it runs")

    def test_steady(self) -> None:
        self.file(7, self.gone())
        self.assertFalse(residents.steady(self.home, 7, 0.0))
        self.file(8, os.getpid())
        self.assertFalse(residents.steady(self.home, 7, 0.0))
        self.file(7, os.getpid())
        self.assertTrue(residents.steady(self.home, 7, 0.0))
        if hasattr(time, "CLOCK_BOOTTIME"):
            self.assertFalse(residents.steady(self.home, 7, 1e9), "it is new")

    def test_what_the_net_has_seen_to(self) -> None:
        residents.note(residents.net(self.home, 7), "toolu_1")
        self.assertTrue(residents.answered(self.home, "toolu_1"))
        self.assertEqual(residents.newest(self.home, 7), b"", "that is no Resident")
        self.assertFalse(residents.lived(self.home, 7, 0.0))

    def test_newest(self) -> None:
        self.assertEqual(residents.newest(self.home, 7), b"")
        self.file(7, 1, age=9)
        new = self.file(7, 2)
        self.file(8, 3)
        self.assertEqual(residents.newest(self.home, 7), new)

    def test_junk(self) -> None:
        for name in (b"7-", b"-7", b"7-x", b"x", b"7-99999999999", b"7-1~"):
            files.make_directory(self.home + b"/residents")
            files.create(self.home + b"/residents/" + name)
        files.make_directory(self.home + b"/residents/7-5")
        self.assertFalse(residents.answered(self.home, "toolu_1"))
        self.assertEqual(residents.newest(self.home, 7), b"7-5")

    def test_after_three_days_they_go(self) -> None:
        gone = self.gone()
        kept = {self.file(7, os.getpid(), age=9 * 86400.0), self.file(8, gone, age=86400.0)}
        self.file(7, gone, age=4 * 86400.0)
        sweep.sweep(self.home, time.time(), 600.0, remains=True)
        self.assertEqual(set(os.listdir(self.home + b"/residents")), kept)
