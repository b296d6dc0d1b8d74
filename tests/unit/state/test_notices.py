import os
import subprocess
import sys
from typing import Any, List
from unittest import mock

from csg.base import files, policy
from csg.state import events, notices, roster, sessions
from tests.unit.state.test_sessions import NOW, SessionCase

WINDOW = 600.0


class NoticeCase(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        sessions.start(self.home, self.observe("s"))
        self.folder = roster.directory(self.home, b"s") + b"/notices/"

    def leave(self, number: int, now: float = NOW, **more: Any) -> bool:
        return notices.leave(self.home, b"s", now, {"n": number, **more})

    def unread(self, now: float = NOW, agent: str = "") -> List[notices.Notice]:
        return notices.unread(self.home, b"s", now, WINDOW, agent)

    def numbers(self, now: float = NOW, agent: str = "") -> List[int]:
        return [notice.fields["n"] for notice in self.unread(now, agent)]


class Notices(NoticeCase):
    def test_they_wait_in_order_until_they_are_removed(self) -> None:
        self.assertFalse(notices.waiting(self.home, b"s"))
        for number in range(3):
            self.assertTrue(self.leave(number, NOW + number))
        self.assertTrue(notices.waiting(self.home, b"s"))
        for _ in range(2):
            self.assertEqual(self.numbers(NOW + 5), [0, 1, 2])
        self.unread(NOW + 5)[0].remove()
        self.assertEqual(self.numbers(NOW + 5), [1, 2])

    def test_each_agent_has_its_own(self) -> None:
        self.leave(0)
        self.leave(1, agent="one")
        self.assertEqual((self.numbers(), self.numbers(agent="one"), self.numbers(agent="two")), ([0], [1], []))

    def test_old_ones_are_dropped(self) -> None:
        self.leave(0)
        self.assertEqual(self.numbers(NOW + WINDOW + 1, "another agent than it is for"), [])
        self.assertFalse(notices.waiting(self.home, b"s"))

    def test_messages_are_never_too_old(self) -> None:
        self.leave(0, kind="message")
        self.assertEqual(self.numbers(NOW + 100 * WINDOW), [0])

    def test_nobody_is_buried(self) -> None:
        left = [self.leave(number, NOW + number) for number in range(80)]
        self.assertEqual(left, [True] * 50 + [False] * 30)
        self.assertTrue(self.leave(99, NOW + policy.WINDOW + 10), "what has expired makes room")

    def test_a_session_that_is_not_live(self) -> None:
        self.assertFalse(notices.leave(self.home, b"z", NOW, {}))
        self.assertEqual(notices.unread(self.home, b"z", NOW, 1.0), [])

    def test_a_session_that_ends_meanwhile_does_not_come_back(self) -> None:
        kept = files.create

        def create(path: bytes, data: bytes = b"") -> bool:
            if b"/notices/" in path and roster.names(self.home):
                sessions.end(self.home, "s", self.environ)
            return kept(path, data)

        for ready in (False, True):  # is there a place for Notices already?
            sessions.start(self.home, self.observe("s"))
            if ready:
                os.mkdir(roster.directory(self.home, b"s") + b"/notices")
            with mock.patch("csg.base.files.create", create):
                self.assertFalse(notices.leave(self.home, b"s", NOW, {}))
            self.assertEqual(roster.names(self.home), [])

    def test_what_has_no_record_is_left_nothing(self) -> None:
        where = roster.directory(self.home, b"husk")
        os.mkdir(where)
        self.assertFalse(notices.leave(self.home, b"husk", NOW, {}))
        self.assertEqual(os.listdir(where), [])


class Taking(NoticeCase):
    def test_only_one_hook_tells_it(self) -> None:
        self.leave(0)
        mine, another = self.unread() + self.unread()
        self.assertTrue(mine.take(NOW))
        self.assertFalse(another.take(NOW))
        (name,) = os.listdir(self.folder)
        os.rename(self.folder + name, self.folder + name.replace(b"~%d~" % os.getpid(), b"~%d~" % os.getppid()))
        self.assertEqual(self.numbers(), [], "another process is telling it")
        self.assertEqual(self.numbers(NOW + 61), [0], "no hook takes so long: that is another process by now")

    def test_a_hook_that_dies_over_it(self) -> None:
        self.leave(0)
        code = "import sys; sys.path[:0] = sys.argv[1:2]; from csg.state import notices; import os\n"
        code += "(one,) = notices.unread(os.fsencode(sys.argv[2]), b's', %r, 600.0); print(one.take(%r))" % (NOW, NOW)
        command = [sys.executable, "-S", "-c", code, os.getcwd(), os.fsdecode(self.home)]
        self.assertEqual(subprocess.run(command, stdout=subprocess.PIPE, timeout=60).stdout, b"True\n")
        self.assertIn(b"~", os.listdir(self.folder)[0])
        self.assertEqual(self.numbers(), [0])

    def test_odd_names(self) -> None:
        self.leave(0)
        for suffix in (b"~", b"~1", b"~x~y", b"~0~0", b"~%d~5" % 10**10, b"~%d~%d" % (10**40, 10**40), b"~~"):
            (name,) = os.listdir(self.folder)
            os.rename(self.folder + name, self.folder + name.partition(b"~")[0] + suffix)
            self.assertEqual(self.numbers(), [0], suffix)


class Unreadable(NoticeCase):
    def test_it_stays_is_logged_once_and_gc_removes_it(self) -> None:
        self.leave(0)
        for name, data in ((b"0-junk", b"{"), (b"1-list", b"[]"), (b"2-empty", b"")):
            with open(self.folder + name, "wb") as file:
                file.write(data)
        os.mkdir(self.folder + b"3-directory")
        for _ in range(3):
            self.assertEqual(self.numbers(NOW + 5), [0])
        with open(events.log_file(self.home), encoding="ascii") as log:
            lines = log.read().splitlines()
        self.assertEqual(len(lines), 4, lines)
        self.assertIn("csg gc removes it", lines[0])
        self.assertEqual(notices.drop_unreadable(self.home, b"s"), 4)
        self.assertEqual(len(os.listdir(self.folder)), 1)

    def test_odd_times(self) -> None:
        self.leave(99)
        for number, t in enumerate(('"now"', "null", "-1", "1e300", "1" + 400 * "0", "true", "[]")):
            path = self.folder + b"%d" % number
            with open(path, "w", encoding="ascii") as file:
                file.write('{"n": %d, "t": %s}' % (number, t))
            os.utime(path, (NOW, NOW))
        self.assertEqual(sorted(self.numbers()), [0, 1, 2, 3, 4, 6, 99], "it is as old as its file; but true is 1")
        self.assertEqual(self.numbers(NOW + WINDOW + 1), [])
