"""The operations behind the MCP tools and the verbs, in process, on a home of their own."""

import os
import shutil
import tempfile
import time
import unittest
from typing import Callable, List, Optional

from csg.base import errors, paths
from csg.state import claims, notices, roster, sessions
from csg.talk import asking


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.top = os.fsencode(os.path.realpath(tempfile.mkdtemp(prefix="csg-test-")))
        self.addCleanup(shutil.rmtree, self.top, True)
        self.home = self.top + b"/home"
        self.work = self.top + b"/work"
        os.mkdir(self.work)
        self.now = time.time()

    def session(self, name: str, cwd: bytes = b"", pid: int = 0) -> sessions.Session:
        environ = {b"CLAUDE_PID": b"%d" % (pid or os.getpid())}
        session = sessions.observe(name, cwd or self.work, environ, self.now)
        sessions.start(self.home, session)
        return session

    def asker(self, me: Optional[sessions.Session] = None, **environ: str) -> asking.Asker:
        variables = {k.encode(): v.encode() for k, v in environ.items()}
        return asking.typed(self.home, variables, self.work, self.now, me)

    def hold(self, session: sessions.Session, name: bytes, age: float = 0.0) -> bytes:
        path = self.work + b"/" + name
        target = claims.Target(path)
        claims.publish(self.home, session.name, target, self.now - age, os.urandom(4).hex(), "", 0, "Edit")
        return path


class Patterns(Case):
    def matching(self, pattern: str, names: List[bytes]) -> List[bytes]:
        wanted = asking._Wanted(self.asker(), pattern)
        self.assertEqual(wanted.kind, "pattern")
        return [name for name in names if wanted.matches(self.work + b"/" + name)]

    def test_stars(self) -> None:
        names = [b"a.py", b"b.md", b"src/a.py", b"src/x/a.py", b"src/x/y/b.py", b"srcs/a.py", b".a.py"]
        for pattern, fits in (
            ("*", [b"a.py", b"b.md", b".a.py"]),
            ("*.py", [b"a.py", b".a.py"]),
            ("?.py", [b"a.py"]),
            ("./*.py", [b"a.py", b".a.py"]),
            ("**", names),
            ("**/*.py", [n for n in names if n != b"b.md"]),
            ("src/*", [b"src/a.py"]),
            ("src/**", [b"src/a.py", b"src/x/a.py", b"src/x/y/b.py"]),
            ("src/**/a.py", [b"src/a.py", b"src/x/a.py"]),
            ("**/x/**/*.py", [b"src/x/a.py", b"src/x/y/b.py"]),
            ("src*/a.py", [b"src/a.py", b"srcs/a.py"]),
            ("src/*/*", [b"src/x/a.py"]),
            ("*/", [b"a.py", b"b.md", b".a.py"]),
        ):
            self.assertEqual(
                self.matching(pattern, names), fits if pattern != "*/" else [b"a.py", b"b.md", b".a.py"], pattern
            )

    def test_bytes_that_are_not_utf8_are_one_character_each(self) -> None:
        self.assertEqual(
            self.matching("?.py", [b"\xff.py", "\u00e9.py".encode(), b"ab.py"]), [b"\xff.py", "\u00e9.py".encode()]
        )

    def test_an_absolute_one_and_one_above(self) -> None:
        top = paths.text(self.work)
        self.assertEqual(self.matching(top + "/*.py", [b"a.py"]), [b"a.py"])
        self.assertEqual(self.matching("../work/*.py", [b"a.py"]), [b"a.py"])
        self.assertEqual(self.matching("/**/a.py", [b"a.py"]), [b"a.py"])

    def test_malicious_ones_take_no_time(self) -> None:
        start = time.process_time()
        self.assertEqual(self.matching("*a" * 1000 + "b", [b"a" * 255]), [])
        self.assertEqual(self.matching("**/a/" * 500 + "b", [b"/".join([b"a"] * 400)]), [])
        self.assertLess(time.process_time() - start, 2.0)

    def test_a_literal_name_wins(self) -> None:
        os.close(os.open(self.work + b"/a*.py", os.O_CREAT))
        self.assertEqual(asking._Wanted(self.asker(), "a*.py").kind, "file")
        self.assertEqual(asking._Wanted(self.asker(), "[id].tsx").kind, "file")


class Asking(Case):
    def test_a_claim_out_of_the_window_is_none(self) -> None:
        other = self.session("other")
        self.hold(other, b"new.py", 599.0)
        self.hold(other, b"old.py", 601.0)
        rows = asking.check(self.asker(), ["new.py", "old.py", "."])["files"]
        self.assertEqual([row["status"] for row in rows], ["held", "free", "held"])
        self.assertEqual(len(rows[2]["holders"]), 1)
        listed = asking.list_sessions(self.asker(), True)["sessions"][0]
        self.assertEqual([file["age_seconds"] for file in listed["files"]], [599])

    def test_the_windows_length_is_the_persons(self) -> None:
        self.hold(self.session("other"), b"a.py", 300.0)
        for minutes, status in (("4", "free"), ("6", "held")):
            rows = asking.check(self.asker(CSG_WINDOW_MINUTES=minutes), ["a.py"])["files"]
            self.assertEqual(rows[0]["status"], status)

    def test_what_was_released_is_free(self) -> None:
        me = self.session("me")
        self.hold(me, b"a.py")
        self.hold(me, b"b.py")
        done = asking.release(self.asker(me), ["a.py"])
        self.assertEqual(done["released"], [paths.text(self.work + b"/a.py")])
        rows = asking.check(self.asker(), ["a.py", "b.py"])["files"]
        self.assertEqual([row["status"] for row in rows], ["free", "held"])

    def test_too_many_paths(self) -> None:
        with self.assertRaisesRegex(errors.CsgError, "501 paths are too many"):
            asking.check(self.asker(), [str(n) for n in range(501)])

    def test_many_sessions_are_counted(self) -> None:
        for number in range(25):
            self.session("s%02d" % number)
        value = asking.list_sessions(self.asker(), False)
        self.assertEqual((len(value["sessions"]), value["more_sessions"]), (20, 5))
        self.assertIn("25 live sessions", asking.list_text(value))
        self.assertIn("and 5 more", asking.list_text(value))

    def test_a_damaged_record_is_passed_over(self) -> None:
        for name in (b"empty", b"junk"):
            os.makedirs(self.home + b"/state/" + name + b"/claims")
        with open(self.home + b"/state/junk/session.json", "wb") as file:
            file.write(b'[{"session": ')
        other = self.session("other")
        path = self.hold(other, b"a.py")
        with open(self.home + b"/state/other/claims/" + claims.Target(path).key, "ab") as file:
            file.write(b'{"t": "x", "path": 3}\n{"t": NaN, "path": "a", "id": "x"}\n\xff\n')
        self.assertEqual([s["id"] for s in asking.list_sessions(self.asker(), True)["sessions"]], ["other"])
        self.assertEqual(asking.check(self.asker(), ["a.py", "."])["held"], 2)

    def test_a_session_that_ended_meanwhile_is_not_brought_back(self) -> None:
        me, other = self.session("me"), self.session("other")
        asker = self.asker(me)
        sessions.end(self.home, "me", {b"CLAUDE_PID": b"%d" % os.getpid()})
        writes: List[Callable[[], object]] = [
            lambda: asking.claim(asker, ["a.py"], "x"),
            lambda: asking.release(asker, ["a.py"]),
            lambda: asking.set_intent(asker, "x"),
            lambda: asking.tell(asker, other.id, "x"),
        ]
        for write in writes:
            with self.assertRaisesRegex(errors.CsgError, "session me has ended"):
                write()
        self.assertEqual(roster.names(self.home), [b"other"])

    def test_nobody_may_not_write(self) -> None:
        with self.assertRaisesRegex(errors.CsgError, "which session"):
            asking.set_intent(self.asker(), "x")


class Telling(Case):
    def test_a_receiver_that_ends_this_moment(self) -> None:
        me, other, third = self.session("me"), self.session("other"), self.session("third")
        asker = self.asker(me)
        asker.everyone()
        sessions.end(self.home, "other", {b"CLAUDE_PID": b"%d" % os.getpid()})
        value = asking.tell(asker, "all", "x")
        self.assertEqual(value["told"], ["third"])
        self.assertEqual(value["missed"], [{"session": "other", "why": "it has ended"}])
        self.assertIn("not told: session `other`", asking.tell_text(value))
        self.assertEqual(len(notices.take(self.home, third.name, self.now, 60.0, "")), 1)
        self.assertFalse(os.path.exists(roster.directory(self.home, other.name)))

    def test_foreign_names_among_the_sent_do_no_harm(self) -> None:
        me = self.session("me")
        self.session("other")
        sent = roster.directory(self.home, me.name) + b"/sent"
        os.mkdir(sent)
        for name in (b"x", b"9" * 16, b"\xff"):
            os.close(os.open(sent + b"/" + name, os.O_CREAT))
        asking.tell(self.asker(me), "other", "x")
        self.assertEqual(len(os.listdir(sent)), 1)


if __name__ == "__main__":
    unittest.main()
