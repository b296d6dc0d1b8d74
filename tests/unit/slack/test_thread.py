import os

from csg.base import files
from csg.slack import thread as threads
from csg.state import sessions
from tests.unit.state.test_outbox import HomeCase


class Place(HomeCase):
    def start(self) -> None:
        sessions.start(self.home, sessions.observe("one", b"/", {b"CLAUDE_PID": b"1"}, 5.0))

    def end(self) -> None:
        sessions.end(self.home, "one", {b"CLAUDE_PID": b"1"})

    def test_goes_with_the_session(self) -> None:
        self.start()
        thread = threads.load(self.home, b"one")
        self.assertEqual((thread.ts, thread.state), ("", "live"))
        thread.ts, thread.edits = "1.5", 3
        thread.count(["/w/a"], 1)
        thread.told = 7.0
        self.assertTrue(thread.save(self.home))
        self.end()
        again = threads.load(self.home, b"one")
        self.assertEqual((again.ts, again.edits, again.told, len(again.files)), ("1.5", 4, 7.0, 1))
        again.state = "closed"
        self.assertTrue(again.save(self.home))
        self.start()
        self.assertEqual(threads.load(self.home, b"one").state, "closed")
        self.assertEqual(os.listdir(os.path.join(self.path, "ended")), [])

    def test_moved_while_it_is_saved(self) -> None:
        self.start()
        thread = threads.load(self.home, b"one")
        thread.ts = "1.5"
        real, moves = files.replace, [self.end, self.start, self.end]

        def moving(path: bytes, data: bytes, beside: bytes = b"") -> None:
            if moves and path.endswith(b"thread.json"):
                moves.pop(0)()
            real(path, data, beside)

        files.replace = moving
        try:
            self.assertTrue(thread.save(self.home))
        finally:
            files.replace = real
        self.assertEqual(threads.load(self.home, b"one").ts, "1.5")
        left = os.listdir(os.path.join(self.path, "ended", "one"))
        self.assertEqual(sorted(left), ["closed", "session.json", "thread.json"])

    def test_without_a_directory(self) -> None:
        thread = threads.load(self.home, b"nobody")
        self.assertFalse(thread.save(self.home))
        self.assertFalse(os.path.exists(os.path.join(self.path, "ended", "nobody")))

    def test_distinct_files(self) -> None:
        thread = threads.load(self.home, b"one")
        for i in range(1000):
            thread.count(["/some/long/directory/somewhere/dir%d/file%d.py" % (i % 5, i % 250)], 1)
        self.assertEqual((thread.edits, len(thread.files)), (1000, 250))
