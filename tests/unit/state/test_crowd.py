"""Found by the file or not at all: what a crowd's looking up must never miss."""

import contextlib
import errno
import os
import posix
import random
import shutil
import time
from typing import Any, Callable, List
from unittest import mock

from csg.base import files
from csg.state import claims, crowd, holdings, roster, sessions, sweep
from tests.race.turns import Turns
from tests.support import FULL
from tests.unit.state.test_sessions import NOW, SessionCase

LATER = 3 * 24 * 3600.0  # seconds; a time to which nobody belongs is over by then
STEPS = ("mkdir", "open", "write", "rename", "unlink", "rmdir", "link", "access", "lstat", "pread")


class Died(BaseException):
    """The process is no more."""


class CrowdCase(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        self.target = claims.Target(self.top + b"/f.py")

    def crowded(self, least: int = -1) -> Any:
        """Where more Sessions than that are a crowd."""
        return mock.patch.object(roster, "CROWD", least)

    def start(self, name: str) -> None:
        sessions.start(self.home, self.observe(name))

    def claim(self, name: bytes, path: bytes = b"/f.py") -> None:
        target = claims.Target(self.top + path)
        claims.publish(self.home, name, target, NOW, os.urandom(4).hex(), "", 1, "Edit")

    def end(self, name: str) -> None:
        sessions.end(self.home, name, {})

    def at(self, folder: bytes) -> List[bytes]:
        """What is in that folder of each time."""
        top = self.home + b"/crowd/"
        return sorted(name for at in files.names(top) for name in files.names(top + at + folder))

    def marks(self) -> List[bytes]:
        return self.at(b"/sessions")

    def sweep(self, later: float = LATER) -> None:
        crowd.sweep(self.home, time.time() + later)

    def check(self) -> None:
        """Whoever claimed a file is found by it."""
        with self.crowded():
            for name in roster.names(self.home):
                for key in holdings.keys(self.home, name):
                    self.assertIn(name, claims.holders(self.home, b"", key))


class Found(CrowdCase):
    def test_small_homes_have_nothing_of_it(self) -> None:
        for name in ("a", "b", "c"):
            self.start(name)
            self.claim(name.encode())
        self.assertEqual(os.listdir(self.home), [b"state"])
        self.assertEqual(sorted(os.listdir(self.home + b"/state/a")), [b"claims", b"session.json"])

    def test_who_was_there_before_the_crowd_and_who_came_into_it(self) -> None:
        names = [b"n%03d" % number for number in range(150)]
        for name in names:
            self.start(name.decode())
        for name in (names[0], names[100], names[101], names[149]):
            self.claim(name)
        self.claim(names[120], b"/g.py")
        self.assertEqual(self.marks(), names[101:])
        self.assertEqual(self.at(b"/files/" + self.target.key), [names[101], names[149]])
        self.assertEqual(
            sorted(claims.holders(self.home, names[101], self.target.key)), [names[0], names[100], names[149]]
        )
        os.remove(claims.file(self.home, names[149], self.target.key))  # an entry alone is no Claim
        self.assertEqual(sorted(claims.holders(self.home, names[101], self.target.key)), [names[0], names[100]])

    def test_only_who_has_no_mark_and_who_is_entered_is_looked_at(self) -> None:
        for number in range(150):
            self.start("n%03d" % number)
        self.claim(b"n149")
        with mock.patch("posix.access", side_effect=posix.access) as looks:
            claims.holders(self.home, b"me", self.target.key)
        self.assertEqual(looks.call_count, 102)

    def test_guests_and_other_machines_are_looked_at(self) -> None:
        with self.crowded():
            self.start("a")
            os.makedirs(self.home + b"/state/remote.1/claims/" + self.target.key)
            self.assertEqual(claims.holders(self.home, b"a", self.target.key), [b"remote.1"])

    def test_a_resumed_one_is_of_the_crowd_too(self) -> None:
        with self.crowded():
            self.start("a")
            self.claim(b"a")
            self.end("a")
            self.start("a")
            self.assertEqual(self.marks(), [b"a"])
            self.assertEqual(claims.holders(self.home, b"", self.target.key), [])
            self.claim(b"a")
        self.check()


class Kept(CrowdCase):
    """A mark says that there is an entry for each Claim."""

    def test_what_appears_anew_in_a_small_home_has_no_mark_of_an_earlier_one(self) -> None:
        with self.crowded():
            self.start("a")
            self.end("a")
        self.start("a")
        self.assertEqual(self.marks(), [])
        self.claim(b"a")
        self.check()

    def test_one_with_claims_gets_no_mark(self) -> None:
        self.start("a")
        self.claim(b"a")
        where, gone = roster.directory(self.home, b"a"), roster.ended_directory(self.home, b"a")
        files.make_directory(os.path.dirname(gone))
        files.move(where, gone)  # a sweep that went no further
        with self.crowded():
            self.start("a")
        self.assertEqual(self.marks(), [])
        self.check()

    def test_one_that_belongs_to_another_time_gets_no_mark_of_this_one(self) -> None:
        with self.crowded():
            self.start("a")
            where, gone = roster.directory(self.home, b"a"), roster.ended_directory(self.home, b"a")
            files.make_directory(os.path.dirname(gone))
            files.move(where, gone)
            with mock.patch("time.time", return_value=time.time() + LATER / 2):
                self.start("b")
                self.start("a")
            self.claim(b"a")
        self.sweep()
        self.check()

    def test_entries_that_somebody_removed(self) -> None:
        with self.crowded():
            self.start("a")
            shutil.rmtree(self.home + b"/crowd/" + files.names(self.home + b"/crowd")[0] + b"/files")
            self.claim(b"a")
        self.check()

    def test_junk_in_its_places(self) -> None:
        for junk in (b"", b"x", b"../..", b"1" * 5000):
            with self.subTest(junk), self.crowded():
                self.start("a")
                files.replace(self.home + b"/state/a/crowd", junk)
                self.claim(b"a")
                self.check()
                self.end("a")
        with self.crowded():
            shutil.rmtree(self.home + b"/crowd")
            files.create(self.home + b"/crowd", b"a file")
            self.start("b")
            self.claim(b"b")
            self.sweep()
        self.check()

    def test_entries_that_cannot_be_read(self) -> None:
        def names(path: bytes) -> List[bytes]:
            if b"/files/" in path:
                raise PermissionError(errno.EACCES, "no")
            return kept(path)

        kept = files.names
        with self.crowded():
            for name in ("a", "b"):
                self.start(name)
            self.claim(b"a")
            with mock.patch("csg.base.files.names", names):
                self.assertEqual(claims.holders(self.home, b"b", self.target.key), [b"a"])

    def test_marks_that_cannot_be_taken_away(self) -> None:
        with self.crowded():
            self.start("a")
            files.replace(self.home + b"/state/a/crowd", b"x")
            with mock.patch("csg.base.files.remove", side_effect=PermissionError(errno.EACCES, "no")):
                self.claim(b"a")
                self.start("b")
        self.assertEqual(sorted(roster.names(self.home)), [b"a", b"b"])
        self.assertEqual(holdings.keys(self.home, b"a"), [self.target.key])

    def test_a_file_system_without_links(self) -> None:
        with self.crowded(), mock.patch("posix.link", side_effect=PermissionError(errno.EPERM, "none")):
            self.start("a")
        self.assertEqual(self.marks(), [])
        self.claim(b"a")
        self.check()


class Swept(CrowdCase):
    def test_marks_of_who_is_gone_and_times_that_are_over(self) -> None:
        with self.crowded():
            for name in ("a", "b"):
                self.start(name)
                self.claim(name.encode())
            self.end("b")
            self.sweep()
            self.assertEqual(self.marks(), [b"a"])
            self.assertEqual(self.at(b"/files/" + self.target.key), [b"a", b"b"])
            self.end("a")
            self.sweep(later=0.0)
            self.assertEqual(self.marks(), [])
            self.assertTrue(os.listdir(self.home + b"/crowd"))
            self.sweep()
        self.assertFalse(os.path.exists(self.home + b"/crowd"))

    def test_with_the_remains(self) -> None:
        with self.crowded():
            self.start("a")
            self.end("a")
        sweep.sweep(self.home, time.time() + LATER, 600.0, remains=True)
        self.assertFalse(os.path.exists(self.home + b"/crowd"))

    def test_a_sweep_that_died_is_made_up_for(self) -> None:
        with self.crowded():
            self.start("a")
            self.end("a")
            with mock.patch("csg.state.salvage.remove", side_effect=[True, Died]), self.assertRaises(Died):
                self.sweep()
        self.assertEqual(len(files.hidden(self.home + b"/crowd")), 1)
        self.sweep()
        self.assertFalse(os.path.exists(self.home + b"/crowd"))

    def test_a_day_has_one_time_and_the_next_another(self) -> None:
        with self.crowded():
            begun = time.time()
            for hours in (0, 5, 23, 25, -30):
                with mock.patch("time.time", return_value=begun + hours * 3600):
                    self.start("after-%d" % hours)
        self.assertEqual(len(os.listdir(self.home + b"/crowd")), 3)
        self.check()


class Harmed(CrowdCase):
    """Each step fails, or is the last; also all that write from there on, as on a full disk."""

    def harmed(self, work: Callable[[], None], at: int, how: str) -> int:
        """How many steps the work came to."""
        count = 0

        def wrapped(name: str) -> Callable[..., Any]:
            kept = getattr(posix, name)

            def call(*given: Any, **more: Any) -> Any:
                nonlocal count
                count += 1
                if how == "died" and count == at:
                    raise Died
                full = name in ("mkdir", "write", "link") or (name == "open" and given[1] & posix.O_CREAT)
                if (count == at and how == "fails") or (count >= at and how == "full" and full):
                    if name == "access":
                        return False
                    raise OSError(errno.ENOSPC if how == "full" else errno.EIO, "harmed")
                return kept(*given, **more)

            return call

        with contextlib.ExitStack() as stack:
            for name in STEPS:
                stack.enter_context(mock.patch.object(posix, name, wrapped(name)))
            try:
                work()
            except (OSError, Died):
                pass
        return count

    def sweep_through(self, before: Callable[[], None], work: Callable[[], None], *hows: str) -> None:
        for how in hows:
            at, steps = 0, 1
            while at < steps:
                at += 1
                shutil.rmtree(self.home, ignore_errors=True)
                with self.crowded(), self.subTest(how=how, at=at):
                    before()
                    steps = self.harmed(work, at, how)
                    self.check()
                    for name in roster.names(self.home):
                        self.claim(name, b"/later.py")
                    self.check()

    def test_appearing(self) -> None:
        self.sweep_through(lambda: self.start("b"), lambda: self.start("a"), "died", "fails", "full")

    def test_claiming(self) -> None:
        self.sweep_through(lambda: self.start("a"), lambda: self.claim(b"a"), "died", "full")

    def test_coming_back(self) -> None:
        def before() -> None:
            self.start("a")
            self.claim(b"a")
            self.end("a")

        self.sweep_through(before, lambda: self.start("a"), "died", "fails", "full")

    def test_sweeping(self) -> None:
        def before() -> None:
            for name in ("a", "b"):
                self.start(name)
                self.claim(name.encode())
            self.end("b")
            self.end("a")
            self.start("a")
            self.claim(b"a")

        self.sweep_through(before, self.sweep, "died", "fails", "full")


class Orders(CrowdCase):
    def test_one_appears_and_another_looks_while_a_time_is_swept(self) -> None:
        def claimed(name: str) -> bool:
            self.claim(name.encode())
            return bool(claims.holders(self.home, name.encode(), self.target.key))

        def comes() -> bool:
            self.start("b")
            return claimed("b")

        def race(*switches: int) -> List[int]:
            shutil.rmtree(self.home, ignore_errors=True)
            for name in ("a", "c"):  # the first has no mark; the other leaves a time to which nobody belongs
                self.start(name)
            self.end("c")
            turns = Turns([self.sweep, comes, lambda: claimed("a")], switches)
            told = turns.run()
            self.assertTrue(told[1] or told[2], switches)
            self.check()
            return turns.steps

        with self.crowded(0):
            steps = race()
            pairs = [(i, j) for i in range(1, steps[0] + 1) for j in range(i + 1, i + 1 + sum(steps))]
            self.assertGreater(len(pairs), 500)
            for switches in pairs if FULL else random.Random(0).sample(pairs, 500):
                race(*switches)
