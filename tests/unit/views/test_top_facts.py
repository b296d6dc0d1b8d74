"""What the live view reads: what changed, and what changes by itself."""

import os
import shutil
import time
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.base.here import Here
from csg.git import repository
from csg.state import claims, events, heads, holdings, names, notices, roster, sessions
from csg.views import top_facts
from tests.support import SandboxCase


class Reading(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.home = self.box.home.encode()
        self.here = Here({b"CLAUDE_SESSION_GUARD_HOME": self.home, b"HOME": self.box.user.encode()})
        self.now = time.time()
        self.reader = self.new_reader()
        for identifier in ("one", "two"):
            self.start(identifier)

    def new_reader(self) -> top_facts.Reader:
        reader = top_facts.Reader(self.here)
        self.addCleanup(reader.close)
        return reader

    def start(self, identifier: str) -> None:
        pid = str(os.getpid()).encode()
        session = sessions.observe(identifier, self.shop.encode(), {b"CLAUDE_PID": pid}, self.now)
        sessions.start(self.home, session)

    def claim(self, identifier: str, name: str, at: float, *lines: int) -> None:
        target = claims.Target(os.path.join(self.shop, name).encode())
        roster.touch(self.home, identifier.encode())
        claims.publish(self.home, identifier.encode(), target, at, "%s %s" % (name, at), "", 0, "Edit", lines)

    def read(self, later: float = 0.0) -> top_facts.Facts:
        return self.reader.read(self.now + later)

    def session(self, facts: top_facts.Facts, identifier: str) -> Dict[str, Any]:
        (found,) = [s for s in facts.sessions if s["id"] == identifier]
        return found

    def test_what_it_reads_again_is_what_a_new_one_reads(self) -> None:
        """Through a life of claims, releases, intents and times that pass."""

        def some() -> List[Any]:
            both = []
            for reader in (self.reader, self.new_reader()):
                facts = reader.read(self.now + moment)
                both.append(([dict(s, stopped=None) for s in facts.sessions], facts.contested, facts.holders))
            return both

        def window_ends() -> None:
            pass

        deeds = (
            (1.0, lambda: self.claim("one", "cart.py", self.now + 1, 4, 9)),
            (2.0, lambda: self.claim("two", "cart.py", self.now + 2)),
            (3.0, lambda: names.set_intent(self.home, b"one", "round up", self.now)),
            (100.0, lambda: self.claim("one", "cart.py", self.now + 100, 30, 31)),
            (101.0, lambda: notices.leave(self.home, b"two", self.now, {"kind": "message"})),
            (630.0, window_ends),
            (780.0, window_ends),
            (781.0, lambda: sessions.end(self.home, "two", {})),
        )
        for moment, deed in deeds:
            deed()
            again, anew = some()
            self.assertEqual(again, anew, moment)
        self.assertEqual([s["state"] for s in again[0]], ["idle"])

    def test_little_is_read_twice(self) -> None:
        for n in range(5):
            self.claim("one", "%d.py" % n, self.now)
        self.read(5)
        with mock.patch("csg.state.holdings.records", side_effect=holdings.records) as records:
            self.read(6)
            self.read(7)
            self.assertEqual(records.mock_calls, [])
            self.claim("one", "3.py", self.now + 7)
            facts = self.read(8)
        key = claims.Target(os.path.join(self.shop, "3.py").encode()).key
        self.assertEqual([call[1][2] for call in records.mock_calls], [key])
        self.assertEqual(self.session(facts, "one")["files"][0]["edits"], 2)

    def test_since_when(self) -> None:
        self.claim("one", "a.py", self.now - 500)
        self.claim("one", "a.py", self.now - 30)
        (file,) = self.session(self.read(), "one")["files"]
        self.assertAlmostEqual(file["since"], self.now - 500, 3)
        (file,) = self.session(self.read(200), "one")["files"]
        self.assertAlmostEqual(file["since"], self.now - 30, 3)

    def test_the_branch_that_it_believes_in(self) -> None:
        self.assertEqual(self.session(self.read(), "one")["believes"], "main")
        self.box.write("shop/.git/HEAD", "ref: refs/heads/other\n")
        found = self.session(self.read(1), "one")
        self.assertEqual((found["believes"], found["branch"]), ("main", "other"))
        repo = repository.find(self.shop.encode())
        assert repo is not None
        heads.keep(self.home, b"one", repo, b"x", ("refs/heads/other", ""))
        self.assertEqual(self.session(self.read(2), "one")["believes"], "other")
        self.assertEqual(self.session(self.read(2), "two")["believes"], "main")

    def test_held_commands(self) -> None:
        for kind, decision, t in (("git", "held", -20), ("kill", "denied", -10), ("git", "warned", -5)):
            events.record(self.home, self.now + t, kind, "one", command="x", decision=decision)
        stopped = self.session(self.read(), "one")["stopped"]
        self.assertEqual((stopped.kind, stopped.text("decision")), ("kill", "denied"))
        self.assertIsNone(self.session(self.read(), "two")["stopped"])
        self.assertIsNone(self.session(self.read(700), "one")["stopped"])

    def test_names_of_those_that_ended(self) -> None:
        names.keep_prompt(self.home, b"two", "tidy up", self.now)
        events.record(self.home, self.now, "end", "two")
        sessions.end(self.home, "two", {})
        facts = self.read()
        self.assertEqual(facts.names["two"], "tidy up")
        self.assertEqual(facts.bases["two"], self.shop.encode())

    def test_order(self) -> None:
        """A repository with contested files goes first, and so does its checkout."""
        other = self.box.repository("a-first")
        self.shop, shop = other, self.shop
        self.start("three")
        self.shop = shop
        self.assertEqual([s["id"] for s in self.read().sessions], ["three", "one", "two"])
        self.claim("one", "a.py", self.now)
        self.claim("two", "a.py", self.now)
        self.assertEqual([s["id"] for s in self.read(1).sessions], ["one", "two", "three"])

    def test_damage(self) -> None:
        self.claim("one", "a.py", self.now)
        self.claim("two", "a.py", self.now)
        state = os.path.join(self.box.home, "state")
        for junk in ("", "{", "[]", '{"session": 3, "cwd": "\\u0000", "root": [], "head": 7, "pid": "x"}', "\0" * 100):
            self.box.write(os.path.join(state, "one", "session.json"), junk)
            for name in os.listdir(os.path.join(state, "two", "claims")):
                self.box.write(os.path.join(state, "two", "claims", name), junk + '\n{"t": 1e999, "path": "/x"}\n')
            self.box.write(
                os.path.join(self.box.home, "events.log"), junk + '\n{"t": 5, "event": "x", "session": []}\n'
            )
            for reader in (self.reader, self.new_reader()):
                self.assertLessEqual({s["id"] for s in reader.read(self.now).sessions}, {"one", "two"})
        shutil.rmtree(self.box.home)
        self.assertEqual(self.read().sessions, [])
        self.box.write(self.box.home, "a file")
        self.assertEqual(self.read().sessions, [])
        os.unlink(self.box.home)
        self.start("new")
        self.assertEqual([s["id"] for s in self.read().sessions], ["new"])


if __name__ == "__main__":
    unittest.main()
