import os
from unittest import mock

from csg.base import files
from csg.state import notices, roster, sessions
from tests.unit.state.test_sessions import NOW, SessionCase


class Notices(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        sessions.start(self.home, self.observe("s"))

    def test_taken_once_in_order(self) -> None:
        self.assertFalse(notices.waiting(self.home, b"s"))
        for number in range(3):
            self.assertTrue(notices.leave(self.home, b"s", NOW + number, {"n": number}))
        self.assertTrue(notices.waiting(self.home, b"s"))
        taken = notices.take(self.home, b"s", NOW + 5, 600.0)
        self.assertEqual([notice["n"] for notice in taken], [0, 1, 2])
        self.assertEqual(notices.take(self.home, b"s", NOW + 5, 600.0), [])

    def test_old_ones_are_dropped(self) -> None:
        notices.leave(self.home, b"s", NOW, {"n": 0})
        self.assertEqual(notices.take(self.home, b"s", NOW + 601, 600.0), [])
        self.assertFalse(notices.waiting(self.home, b"s"))

    def test_nobody_is_buried(self) -> None:
        left = [notices.leave(self.home, b"s", NOW + n, {"n": n}) for n in range(80)]
        self.assertLess(left.count(True), 80)
        self.assertFalse(left[-1])

    def test_a_session_that_is_not_live(self) -> None:
        self.assertFalse(notices.leave(self.home, b"z", NOW, {}))
        self.assertEqual(notices.take(self.home, b"z", NOW, 1.0), [])

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
