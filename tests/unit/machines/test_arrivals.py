"""What comes from other machines is foreign text: junk is dropped, nothing leaves its directories."""

import itertools
import json
import os
import posix
import random
import time
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.base import files, locks
from csg.machines import exchange
from csg.machines.arrivals import SILENT, Arrivals, inside_is_safe
from csg.machines.psql import Failed
from csg.state import claims, elsewhere, holdings
from tests.support import SandboxCase

NOW = time.time()
WINDOW = 600.0


_NUMBERS = itertools.count(1000)


def row(body: Dict[str, Any], seq: int = 0, owner: str = "alice", machine: str = "desk", age: float = 0.0) -> Any:
    """An Arrival."""
    return exchange.Arrival(owner, machine, seq or next(_NUMBERS), "example.com/shop", age, body)


class Written(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.home = os.fsencode(self.box.home)
        self.place = self.box.repository()
        self.target = claims.Target(os.fsencode(self.place) + b"/src/a.py")
        assert self.target.repository is not None
        self.common = self.target.repository.common
        files.make_directory(self.home + b"/machines")
        lock = locks.flocked(self.home + b"/machines/lock")  # a carrier is at work
        assert lock is not None
        self.addCleanup(os.close, lock)
        self.arrivals = Arrivals(self.home)
        self.arrivals.settle({"example.com/shop": [self.common]}, NOW, WINDOW)

    def take(self, *rows: Any, now: float = NOW) -> None:
        for one in rows:
            self.assertIsNone(self.arrivals.take(one, now))

    def held(self, now: float = NOW) -> List[holdings.Holding]:
        others = claims.holders(self.home, b"me", self.target.key)
        return holdings.look(self.home, others, self.target, now, WINDOW)

    def claim(self, **more: Any) -> Any:
        fields: Dict[str, Any] = {"k": "claim", "s": "s1", "f": "src/a.py", "id": "c1", "n": 2, "a": 3.0}
        return row({**fields, **more}, age=2.0)

    def test_a_claim_is_an_overlap_with_its_age_by_the_servers_clock(self) -> None:
        self.take(row({"k": "session", "s": "s1", "b": "main", "i": "prices", "u": True}), self.claim(at=[4, 9]))
        (held,) = self.held()
        self.assertTrue(held.elsewhere and elsewhere.is_remote(held.root))
        self.assertEqual((round(NOW - held.newest, 3), held.places, held.edits), (5.0, [(4, 9)], 2))
        facts = elsewhere.load(self.home, held.name)
        assert facts is not None
        clone = facts.clone(self.common)
        assert clone is not None
        self.assertEqual((facts.machine, facts.owner, clone.branch, clone.pushed), ("desk", "alice", "main", True))

    def test_a_list_taken_while_a_claim_is_written_anew_has_it_once(self) -> None:
        self.take(self.claim())
        where = os.path.join(self.home, b"state")
        (name,) = [name for name in os.listdir(where) if name.startswith(elsewhere.PREFIX)]
        rename, seen = posix.rename, []

        def moved(old: bytes, new: bytes) -> None:
            seen.append(holdings.keys(self.home, name))
            rename(old, new)

        with mock.patch.object(posix, "rename", moved):
            self.take(self.claim(id="c2"))
        self.assertEqual([len(keys) for keys in seen], [1])
        self.assertEqual(sorted(os.listdir(os.path.join(where, name))), [b"claims", b"session.json"])

    def test_released_ended_silent_and_out_of_the_window(self) -> None:
        self.take(self.claim())
        self.take(row({"k": "released", "s": "s1", "f": "src/a.py"}))
        self.assertEqual(self.held(), [])
        self.take(self.claim(id="c2"))
        self.assertEqual(len(self.held()), 1)
        self.take(row({"k": "end", "s": "s1"}))
        self.assertEqual((self.held(), elsewhere.everybody(self.home)), ([], []))
        self.take(self.claim(id="c3"))
        self.arrivals.settle({"example.com/shop": [self.common]}, NOW + WINDOW + 1, WINDOW)
        self.assertEqual(self.held(NOW + WINDOW + 1), [])
        self.assertEqual(len(elsewhere.everybody(self.home)), 1)
        self.arrivals.settle({"example.com/shop": [self.common]}, NOW + SILENT + 10, WINDOW)
        self.assertEqual(elsewhere.everybody(self.home), [])

    def test_one_in_two_repositories_ends_in_each_by_itself(self) -> None:
        other = os.fsencode(self.box.repository("till")) + b"/.git"
        self.arrivals.settle({"example.com/shop": [self.common], "example.com/till": [other]}, NOW, WINDOW)
        there = row({"k": "session", "s": "s1", "b": "next", "u": False})._replace(repository="example.com/till")
        self.take(row({"k": "session", "s": "s1", "b": "main"}), there, self.claim())
        (one,) = elsewhere.everybody(self.home)
        shop, till = one.clone(self.common), one.clone(other)
        assert shop is not None and till is not None
        self.assertEqual((shop.branch, shop.pushed, till.branch, till.pushed), ("main", None, "next", False))
        self.take(row({"k": "end", "s": "s1"})._replace(repository="example.com/till"))
        self.assertEqual(len(self.held()), 1)
        self.assertEqual(len(elsewhere.everybody(self.home, self.common)), 1)
        self.assertEqual(elsewhere.everybody(self.home, other), [])
        self.take(row({"k": "end", "s": "s1"}))
        self.assertEqual((self.held(), elsewhere.everybody(self.home)), ([], []))

    def test_what_was_over_before_it_came(self) -> None:
        """A lost connection's statement may be done after what was said since."""
        self.take(row({"k": "released", "s": "s1", "f": "src/a.py"}, seq=9), row({"k": "session", "s": "s1"}, seq=8))
        self.take(self.claim()._replace(seq=7))
        self.assertEqual((self.held(), len(elsewhere.everybody(self.home))), ([], 1))
        self.take(row({"k": "end", "s": "s1"}, seq=12), self.claim()._replace(seq=11))
        self.assertEqual(elsewhere.everybody(self.home), [])
        self.take(self.claim()._replace(seq=13))
        self.assertEqual(len(self.held()), 1)

    def test_the_same_row_twice_is_one(self) -> None:
        one = row({"k": "end", "s": "s1"}, seq=5)
        self.take(one, self.claim(), one)
        self.assertEqual(len(self.held()), 1)

    def test_a_clone_that_is_opened_later_finds_it_too(self) -> None:
        self.take(self.claim())
        other = self.box.repository("again")
        target = claims.Target(os.fsencode(other) + b"/src/a.py")
        assert target.repository is not None
        self.assertEqual(claims.holders(self.home, b"me", target.key), [])
        self.arrivals.settle({"example.com/shop": [self.common, target.repository.common]}, NOW, WINDOW)
        self.assertEqual(len(claims.holders(self.home, b"me", target.key)), 1)

    def test_nothing_of_a_carrier_that_died_stays(self) -> None:
        self.take(self.claim())
        Arrivals(self.home)
        self.assertEqual(elsewhere.everybody(self.home), [])

    def test_junk(self) -> None:
        chosen = random.Random(4)
        values: List[Any] = [
            None,
            1,
            -1.5,
            1e300,
            "",
            "x",
            "../../x",
            "/etc/passwd",
            "a\0b",
            "\x1b[31m",
            "z" * 9000,
            [],
            {},
        ]
        values += [[1, 2], {"a": 1}, True, "claim", "session", "end", "released", "notice", "\ud800"]
        before = set(os.listdir(self.box.path))
        for _ in range(3000):
            body = {name: chosen.choice(values) for name in "ksfibcnuai" if chosen.random() < 0.8}
            body["id"], body["at"] = chosen.choice(values), chosen.choice(values)
            if chosen.random() < 0.5:
                body["k"] = chosen.choice(["claim", "session", "end", "released"])
            self.arrivals.take(row(body, owner=str(chosen.choice(["a", "", "../x"]))), NOW)
        self.arrivals.settle({"example.com/shop": [self.common]}, NOW, WINDOW)
        self.assertEqual(set(os.listdir(self.box.path)), before)
        for name in os.listdir(self.box.home + "/state"):
            self.assertRegex(name, r"^remote\.[0-9a-f]+$")
        for name in os.listdir(self.box.home + "/state"):
            folder = self.box.home + "/state/" + name
            self.assertLessEqual(set(os.listdir(folder)), {"session.json", "intent.json", "claims"})
        self.held()

    def test_paths(self) -> None:
        for path, safe in {
            "a.py": True,
            "src/ä b.py": True,
            "a/../b": False,
            "../a": False,
            "/a": False,
            "": False,
            "a//b": False,
            "a/./b": False,
            "a\0": False,
            "x" * 3000: False,
        }.items():
            self.assertEqual(inside_is_safe(path), safe, path)


class Answers(unittest.TestCase):
    def test_what_is_no_answer(self) -> None:
        for lines in ([], ["x"], ["[1]"], ["{}"]):
            self.assertRaises(Failed, exchange.parsed, lines)
        good = json.dumps(["alice", "desk", 1, "r", 0.5, json.dumps({"k": "end"})])
        bad = ['["a"]', "[", json.dumps([1, 2, 3, 4, 5, 6]), json.dumps(["a", "m", 1, "r", "x", "{}"])]
        answer = exchange.parsed(["731:740", good, *bad, json.dumps(["a", "m", 2, "r", -5, "not json"])])
        self.assertEqual((answer.watermark, answer.open, answer.lost, len(answer.arrivals)), (731, True, False, 1))
        self.assertEqual(answer.arrivals[0].body, {"k": "end"})

    def test_literals(self) -> None:
        self.assertEqual(exchange.quoted("it's \\ :x $1 \0"), "'it''s \\ :x $1 '")
