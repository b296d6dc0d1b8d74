from csg.state import notices, sessions
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
