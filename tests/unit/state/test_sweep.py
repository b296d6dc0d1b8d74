import os
import subprocess
import sys
import time
from typing import List
from unittest import mock

from csg.base import files
from csg.state import names, roster, sessions, sweep
from tests.unit.state.test_sessions import SessionCase

WINDOW = 600.0


class Sweep(SessionCase):
    def start(self, identifier: str, age: float, pid: int = 0) -> None:
        session = self.observe(identifier, pid=pid or os.getpid())
        sessions.start(self.home, session)
        moment = time.time() - age
        os.utime(roster.directory(self.home, session.name) + b"/session.json", (moment, moment))

    def dead(self) -> int:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        child.wait()
        return child.pid

    def sweep(self) -> List[str]:
        return sorted("%s: %s" % swept for swept in sweep.sweep(self.home, time.time(), WINDOW, remains=True))

    def test_a_log_that_is_too_old_goes_once_an_hour(self) -> None:
        self.start("busy", 5)
        sweep.sweep(self.home, time.time(), WINDOW)
        old, moment = self.home + b"/events.log.2", time.time() - 31 * 86400
        files.create(old, b"x\n")
        os.utime(old, (moment, moment))
        sweep.sweep(self.home, time.time(), WINDOW)
        self.assertTrue(os.path.exists(old))
        os.utime(self.home + b"/swept", (time.time() - 3700, time.time() - 3700))
        sweep.sweep(self.home, time.time(), WINDOW)
        self.assertFalse(os.path.exists(old))

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
        files.make_directory(self.home + b"/pages")
        for page, t in ((b"/pages/old.html", old - 3 * 86400), (b"/pages/new.html", old)):
            files.create(self.home + page)
            os.utime(self.home + page, (t, t))
        self.assertEqual(self.sweep(), ["damaged: damaged"])
        self.assertEqual(os.listdir(self.home + b"/state"), [b".2-building-now"])
        self.assertIn(b"just-now", os.listdir(self.home + b"/ended"))
        self.assertNotIn(b"long-ago", os.listdir(self.home + b"/ended"))
        self.assertEqual(os.listdir(self.home + b"/pages"), [b"new.html"])

    def test_an_empty_home(self) -> None:
        files.make_directory(self.home)
        self.assertEqual(self.sweep(), [])

    def test_what_has_no_record_goes_unless_it_holds_something(self) -> None:
        for name in (b"husk", b"holds"):
            files.make_directory(roster.directory(self.home, name) + b"/notices")
        files.make_directory(roster.directory(self.home, b"holds") + b"/claims")
        claim = roster.directory(self.home, b"holds") + b"/claims/f-x"
        files.create(claim, b"{}")
        files.make_directory(self.home + b"/state/.%d-built" % self.dead())
        files.make_directory(self.home + b"/state/.%d-built" % os.getpid())
        files.create(self.home + b"/state/a-file")
        self.assertEqual(self.sweep(), ["husk: damaged"])
        there = sorted(os.listdir(self.home + b"/state"))
        self.assertEqual(there, [b".%d-built" % os.getpid(), b"a-file", b"holds"])
        os.utime(claim, (0, time.time() - 2 * WINDOW))
        self.assertEqual(self.sweep(), ["holds: damaged"])

    def test_a_start_sweeps_too(self) -> None:
        files.make_directory(roster.directory(self.home, b"husk") + b"/notices")
        self.start("s", 5)
        self.assertEqual([identifier for identifier, _ in sweep.sweep(self.home, time.time(), WINDOW)], ["husk"])

    def test_what_slack_is_still_to_be_told_of_stays_a_month(self) -> None:
        now = time.time()
        for name, state, days in ((b"live", "live", 4), (b"told", "closed", 4), (b"long-ago", "live", 31)):
            where = roster.ended_directory(self.home, name)
            files.make_directory(where)
            files.create(where + b"/session.json", b"{}")
            files.create(where + b"/thread.json", b'{"state": "%s"}' % state.encode())
            for path in (where + b"/session.json", where + b"/thread.json", where):
                os.utime(path, (now - days * 86400,) * 2)
        self.sweep()
        self.assertEqual(os.listdir(self.home + b"/ended"), [b"live"])

    def test_a_damaged_record_goes_when_somebody_asks(self) -> None:
        self.start("s", 5)
        files.replace(roster.directory(self.home, b"s") + b"/session.json", b"{")
        self.assertEqual(sweep.sweep(self.home, time.time(), WINDOW), [])
        self.assertEqual(self.sweep(), ["s: damaged"])
        self.assertTrue(sessions.attach(self.home, self.observe("s")), "it lives on with its next hook")
        self.assertIsNotNone(sessions.load(self.home, b"s"))

    def test_a_sign_of_life_ahead_of_the_clock_is_none(self) -> None:
        self.start("next-year", -365 * 86400)
        self.start("in-an-hour", -3600)
        self.start("dead-in-an-hour", -3600, self.dead())
        self.assertEqual(self.sweep(), ["dead-in-an-hour: process gone", "next-year: idle"])
        ahead = time.time() + 365 * 86400
        for name in (b"/ended/x", b"/said/x", b"/state/.x"):
            files.make_directory(self.home + name)
            os.utime(self.home + name, (ahead, ahead))
        os.utime(self.home + b"/swept", (ahead, ahead))
        sweep.sweep(self.home, time.time(), WINDOW)
        for name in (b"/ended/x", b"/said/x", b"/state/.x"):
            self.assertFalse(os.path.exists(self.home + name), name)

    def test_what_cannot_be_dropped_does_not_keep_the_others(self) -> None:
        self.start("a-day-idle", 25 * 3600)
        self.start("barred", 25 * 3600)
        kept = files.move
        stuck: List[bytes] = []

        def move(source: bytes, target: bytes) -> bool:
            if source.endswith(b"/barred"):
                raise PermissionError(13, "Permission denied")
            return kept(source, target)

        with mock.patch("csg.base.files.move", move):
            swept = sweep.sweep(self.home, time.time(), WINDOW, remains=True, stuck=stuck)
        self.assertEqual(([identifier for identifier, _ in swept], stuck), (["a-day-idle"], [b"barred"]))
        with open(self.home + b"/events.log", "rb") as file:
            self.assertEqual(file.read().count(b"state/barred: Permission denied"), 1)

    def test_a_full_disk(self) -> None:
        self.start("a-day-idle", 25 * 3600)
        with mock.patch("csg.base.files.replace", side_effect=OSError(28, "No space left on device")):
            self.assertEqual(self.sweep(), ["a-day-idle: idle"])

    def test_what_nobody_can_read_in_a_session(self) -> None:
        self.start("s", 5)
        where = roster.directory(self.home, b"s")
        files.make_directory(where + b"/claims/f-folder/in")
        files.create(where + b"/claims/f-just-made")
        os.mkfifo(where + b"/claims/f-fifo")
        os.symlink(b"nowhere", where + b"/claims/f-link")
        os.mkfifo(where + b"/notices")
        names.set_intent(self.home, b"s", "x", 1.0)
        files.create(where + b"/thread.json", b"[" * 99999)
        gone = [b"claims/f-fifo", b"claims/f-folder", b"claims/f-link", b"notices", b"thread.json"]
        self.assertEqual(sorted(sweep.tidy(self.home)), [b"state/s/" + path for path in gone])
        self.assertEqual(sweep.tidy(self.home), [])
        self.assertEqual(sorted(os.listdir(where)), [b"claims", b"intent.json", b"session.json"])
        self.assertEqual(os.listdir(where + b"/claims"), [b"f-just-made"])
