import json
import os
import tempfile
import time
import unittest
from typing import Dict

from csg.base import files, paths, processes
from csg.state import names, roster, sessions, sweep

NOW = 1_700_000_000.0


class SessionCase(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.fsencode(os.path.realpath(folder.name))
        self.home = self.top + b"/home"
        self.environ: Dict[bytes, bytes] = {b"CLAUDE_PID": b"%d" % os.getpid()}

    def observe(self, identifier: str = "s", now: float = NOW, pid: int = 0) -> sessions.Session:
        environ = {b"CLAUDE_PID": b"%d" % pid} if pid else self.environ
        return sessions.observe(identifier, self.top, environ, now)


class Lives(SessionCase):
    def test_the_record_keeps_every_fact(self) -> None:
        session = self.observe()
        session.root, session.gitdir, session.common, session.branch = b"/r\xff", b"/r/.git", b"/c", "b\u00fc"
        self.assertTrue(sessions.start(self.home, session))
        again = sessions.load(self.home, session.name)
        assert again is not None
        for field in sessions.Session.__slots__:
            self.assertEqual(getattr(again, field), getattr(session, field), field)
        self.assertEqual(again.process(), processes.RUNNING)

    def test_start_again_keeps_claims_and_the_start_time(self) -> None:
        sessions.start(self.home, self.observe(now=NOW))
        claim = roster.directory(self.home, b"s") + b"/claims/f-x"
        files.make_directory(os.path.dirname(claim))
        files.append_line(claim, b"{}")
        self.assertFalse(sessions.start(self.home, self.observe(now=NOW + 99)))
        again = sessions.load(self.home, b"s")
        assert again is not None
        self.assertEqual(again.started, NOW)
        self.assertTrue(os.path.exists(claim))

    def test_end_leaves_only_remains(self) -> None:
        sessions.start(self.home, self.observe())
        names.set_intent(self.home, b"s", "x", NOW)
        self.assertTrue(sessions.end(self.home, "s", self.environ))
        self.assertEqual(roster.names(self.home), [])
        self.assertEqual(sorted(os.listdir(self.home + b"/ended/s")), [b"closed", b"session.json"])

    def test_an_ended_session_is_not_attached_by_its_own_process(self) -> None:
        sessions.start(self.home, self.observe())
        sessions.end(self.home, "s", self.environ)
        self.assertFalse(sessions.attach(self.home, self.observe()))
        self.assertEqual(roster.names(self.home), [])

    def test_nor_when_it_was_never_on_record(self) -> None:
        sessions.end(self.home, "s", self.environ)
        self.assertFalse(sessions.attach(self.home, self.observe()))

    def test_another_process_of_the_same_id_may_go_on(self) -> None:
        sessions.start(self.home, self.observe())
        sessions.end(self.home, "s", self.environ)
        self.assertTrue(sessions.attach(self.home, self.observe(pid=os.getppid())))
        again = sessions.load(self.home, b"s")
        assert again is not None
        self.assertEqual(again.pid, os.getppid())

    def test_an_ended_session_that_is_resumed_lives(self) -> None:
        sessions.start(self.home, self.observe(now=NOW))
        files.create(roster.directory(self.home, b"s") + b"/thread.json", b"{}")
        sessions.end(self.home, "s", self.environ)
        sessions.start(self.home, self.observe(now=NOW + 5))
        self.assertEqual(roster.names(self.home), [b"s"])
        there = sorted(os.listdir(roster.directory(self.home, b"s")))
        self.assertEqual(there, [b"session.json", b"thread.json"])
        self.assertTrue(sessions.end(self.home, "s", self.environ))

    def test_end_when_a_live_process_goes_on_with_the_id(self) -> None:
        sessions.start(self.home, self.observe(pid=os.getppid()))
        self.assertFalse(sessions.end(self.home, "s", self.environ))
        self.assertEqual(roster.names(self.home), [b"s"])

    def test_end_twice(self) -> None:
        for _ in range(2):
            self.assertTrue(sessions.end(self.home, "s", self.environ))
        for _ in range(2):
            sessions.start(self.home, self.observe())
            self.assertTrue(sessions.end(self.home, "s", self.environ))
        self.assertEqual(roster.names(self.home), [])

    def test_ids_never_leave_the_home(self) -> None:
        for identifier in ("../../evil", "/etc/passwd", ".", "..", "a/b", "\0", "A", "\udcff"):
            session = self.observe(identifier)
            sessions.start(self.home, session)
            loaded = sessions.load(self.home, session.name)
            assert loaded is not None
            self.assertEqual(loaded.id, identifier)
            self.assertTrue(sessions.end(self.home, identifier, self.environ))
        self.assertEqual(sorted(os.listdir(self.top)), [b"home"])
        self.assertEqual(sorted(os.listdir(self.home)), [b"ended", b"state"])

    def test_a_damaged_record(self) -> None:
        sessions.start(self.home, self.observe())
        record = roster.directory(self.home, b"s") + b"/session.json"
        for content in (b"", b"{", b"[]", b'{"pid": "x", "cwd": 5, "started": -1}'):
            files.replace(record, content)
            loaded = sessions.load(self.home, b"s")
            self.assertTrue(loaded is None or (loaded.pid, loaded.cwd, loaded.started) == (0, b"/", 0.0))
            self.assertTrue(sessions.end(self.home, "s", self.environ))
            sessions.start(self.home, self.observe())

    def husk(self) -> bytes:
        """A directory of the Session without a record, but with a Notice."""
        where = roster.directory(self.home, b"s")
        files.make_directory(where + b"/notices")
        files.create(where + b"/notices/1", b"{}")
        return where

    def test_a_directory_without_a_record_becomes_a_session_again(self) -> None:
        where = self.husk()
        self.assertTrue(sessions.start(self.home, self.observe(now=NOW)))
        self.assertEqual(sorted(os.listdir(where)), [b"notices", b"session.json"])
        sessions.end(self.home, "s", self.environ)
        where = self.husk()
        self.assertTrue(sessions.attach(self.home, self.observe(pid=os.getppid())))
        loaded = sessions.load(self.home, b"s")
        assert loaded is not None
        self.assertEqual((loaded.pid, loaded.attached), (os.getppid(), True))
        self.assertEqual(os.listdir(where + b"/notices"), [b"1"])

    def test_it_can_end_too(self) -> None:
        self.husk()
        self.assertTrue(sessions.end(self.home, "s", self.environ))
        self.assertEqual(roster.names(self.home), [])
        self.assertEqual(sorted(os.listdir(self.home + b"/ended/s")), [b"closed", b"session.json"])
        self.assertFalse(sessions.attach(self.home, self.observe()), "its own straggler")
        self.assertTrue(sessions.attach(self.home, self.observe(pid=os.getppid())))

    def test_what_stands_in_the_way_goes(self) -> None:
        where = roster.directory(self.home, b"s")
        files.make_directory(os.path.dirname(where))
        for begin in (sessions.start, sessions.attach):
            files.create(where)
            begin(self.home, self.observe())
            self.assertIsNotNone(sessions.load(self.home, b"s"))
            files.remove_tree(where)
            files.make_directory(where + b"/session.json/in/it")
            sessions.start(self.home, self.observe())
            self.assertIsNotNone(sessions.load(self.home, b"s"))
            files.remove_tree(where)

    def test_an_end_that_was_killed_does_not_bar_the_way_for_days(self) -> None:
        files.make_directory(self.home + b"/ended/s")
        self.assertFalse(sessions.attach(self.home, self.observe(now=time.time())), "it may be at work")
        self.assertTrue(sessions.attach(self.home, self.observe(now=time.time() + 100)))

    def test_remains_of_which_the_record_is_damaged(self) -> None:
        for closed in (False, True):
            sessions.start(self.home, self.observe())
            sessions.end(self.home, "s", self.environ)
            files.replace(self.home + b"/ended/s/session.json", b"[")
            if not closed:
                files.remove(self.home + b"/ended/s/closed")
            self.assertEqual(sessions.attach(self.home, self.observe()), not closed)

    @unittest.skipUnless(os.path.exists("/proc/self/stat"), "skipped: start times are read from /proc")
    def test_a_pid_that_was_used_again_did_not_end_it(self) -> None:
        session = self.observe()
        session.pid_started = "1"
        sessions.start(self.home, session)
        sessions.end(self.home, "s", self.environ)
        self.assertTrue(sessions.attach(self.home, self.observe()))

    def test_no_field_of_a_record_can_do_harm(self) -> None:
        sessions.start(self.home, self.observe())
        record = roster.directory(self.home, b"s") + b"/session.json"
        host = json.dumps(processes.host()).encode()
        values = [
            "1" * 400,
            "-1",
            "2147483648",
            "1e999",
            "NaN",
            "[" * 500 + "]" * 500,
            '"\\ud800"',
            '"a\\u0000"',
            '"/%s"' % ("d" * 9999),
        ]
        for field in sessions.Session.__slots__:
            for value in values:
                files.replace(record, b'{"host": %s, "%s": %s}' % (host, field.encode(), value.encode()))
                loaded = sessions.load(self.home, b"s")
                assert loaded is not None
                self.assertIn(loaded.process(), (processes.UNKNOWN, processes.GONE))
                json.dumps([loaded.branch_now(), paths.text(loaded.place() + loaded.repository_name())])
                loaded.encode()

    def test_intent(self) -> None:
        sessions.start(self.home, self.observe())
        self.assertEqual(names.intent(self.home, b"s"), "")
        names.set_intent(self.home, b"s", "tidy `up`", NOW)
        self.assertEqual(names.intent(self.home, b"s"), "tidy `up`")
        names.set_intent(self.home, b"s", "", NOW)
        self.assertEqual(names.intent(self.home, b"s"), "")
        with self.assertRaises(FileNotFoundError):
            names.set_intent(self.home, b"other", "x", NOW)


class Sweeping(SessionCase):
    def test_a_session_that_shows_life_is_put_back(self) -> None:
        sessions.start(self.home, self.observe())
        self.assertFalse(sweep.drop(self.home, b"s", 0.0))
        self.assertEqual(roster.names(self.home), [b"s"])

    def test_a_swept_session_comes_back_with_its_next_hook(self) -> None:
        sessions.start(self.home, self.observe())
        self.assertTrue(sweep.drop(self.home, b"s", roster.last_active(self.home, b"s")))
        self.assertEqual(roster.names(self.home), [])
        self.assertTrue(sessions.attach(self.home, self.observe()))
        self.assertEqual(roster.names(self.home), [b"s"])

    def test_what_is_not_there(self) -> None:
        self.assertFalse(sweep.drop(self.home, b"s", 0.0))
        self.assertEqual(paths.safe_name("s"), b"s")
