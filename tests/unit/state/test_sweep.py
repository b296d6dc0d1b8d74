import os
import subprocess
import sys
import time
from typing import List

from csg.base import files
from csg.state import roster, sessions, sweep
from tests.unit.state.test_sessions import SessionCase

WINDOW = 600.0


class Sweep(SessionCase):
    def start(self, identifier: str, age: float, pid: int = 0) -> None:
        session = self.observe(identifier, pid=pid or os.getpid())
        sessions.start(self.home, session)
        moment = time.time() - age
        os.utime(roster.directory(self.home, session.name) + b"/session.json", (moment, moment))

    def dead(self) -> int:
        child = subprocess.Popen([sys.executable, "-c", ""])
        child.wait()
        return child.pid

    def sweep(self) -> List[str]:
        return sorted("%s: %s" % (s.id, s.why) for s in sweep.sweep(self.home, time.time(), WINDOW, remains=True))

    def test_what_goes_and_what_stays(self) -> None:
        gone = self.dead()
        self.start("busy", 5)
        self.start("idle-but-running", 3600)
        self.start("a-day-idle", 25 * 3600)
        self.start("dead-in-the-window", 60, gone)
        self.start("dead-before-it", 700, gone)
        self.assertEqual(self.sweep(), ["a-day-idle: idle", "dead-before-it: process gone"])
        self.assertEqual(sorted(roster.names(self.home)), [b"busy", b"dead-in-the-window", b"idle-but-running"])
        self.assertEqual(self.sweep(), [])

    def test_another_machines_session_is_not_provably_gone(self) -> None:
        session = self.observe("far", pid=self.dead())
        session.host = "elsewhere"
        sessions.start(self.home, session)
        moment = time.time() - 3600
        os.utime(roster.directory(self.home, b"far") + b"/session.json", (moment, moment))
        self.assertEqual(self.sweep(), [])

    def test_damaged_and_left_over(self) -> None:
        old = time.time() - 7200
        for name in (b"/state/damaged", b"/state/.1-building", b"/ended/long-ago"):
            files.make_directory(self.home + name)
            os.utime(self.home + name, (old - 3 * 86400, old - 3 * 86400))
        files.make_directory(self.home + b"/state/.2-building-now")
        files.make_directory(self.home + b"/ended/just-now")
        self.assertEqual(self.sweep(), ["damaged: damaged"])
        self.assertEqual(os.listdir(self.home + b"/state"), [b".2-building-now"])
        self.assertIn(b"just-now", os.listdir(self.home + b"/ended"))
        self.assertNotIn(b"long-ago", os.listdir(self.home + b"/ended"))

    def test_an_empty_home(self) -> None:
        files.make_directory(self.home)
        self.assertEqual(self.sweep(), [])
