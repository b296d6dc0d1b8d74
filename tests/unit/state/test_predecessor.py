"""predecessor: another program's files, read for what they surely say."""

import datetime
import json
import os
import random
import tempfile
import unittest
from typing import Any, Dict, List

from csg.state import holdings, predecessor, roster, sessions

NOW = 1_800_000_000.0


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(os.path.realpath(folder.name))
        os.mkdir(self.home + b"/state")

    def put(self, text: str, name: str = "s.json") -> bytes:
        path = self.home + b"/state/" + name.encode()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.utime(path, (NOW, NOW))
        return path


class Times(unittest.TestCase):
    def test_as_datetime_has_them(self) -> None:
        chance = random.Random(1)
        for _ in range(2000):
            zone = datetime.timezone(datetime.timedelta(minutes=chance.randint(-720, 840)))
            moment = datetime.datetime(1971, 1, 1, tzinfo=zone) + datetime.timedelta(seconds=chance.randrange(10**10))
            self.assertEqual(predecessor._seconds(moment.isoformat(timespec="seconds")), moment.timestamp())
        self.assertEqual(predecessor._seconds("2026-04-18T14:32:01.5Z"), predecessor._seconds("2026-04-18T14:32:01Z"))

    def test_what_is_none(self) -> None:
        for text in ("", "now", "2026-04-18", "2026-04-18T14:32:01", "2026-04-18T14:32:01*04:00", "x" * 40, 7, None):
            self.assertEqual(predecessor._seconds(text), 0.0, text)


class Read(Case):
    STATE: Dict[str, Any] = {"session_id": "s", "cwd": "/w", "started_at": "2027-01-15T08:00:00Z", "branch": "\u2014"}

    def test_facts(self) -> None:
        self.put(json.dumps({**self.STATE, "claims": None, "lazy": True}, indent=2))
        session = sessions.load(self.home, b"s.json")
        assert session is not None
        self.assertEqual((session.id, session.cwd, session.branch, session.attached), ("s", b"/w", "", True))
        self.assertEqual((session.process(), session.started), ("unknown", NOW))

    def test_claims_that_make_no_sense_are_passed_over(self) -> None:
        good = {"file": "a", "abs": "/w/a", "at": "2027-01-15T07:59:59Z"}
        junk: List[Any] = [None, 1, "x", [], {}, {"file": "b"}, {"at": good["at"]}, {"file": 3, "at": good["at"]}]
        junk += [{"file": "b", "at": 5}, {"file": "b", "at": "never"}, {"file": "\0", "at": good["at"]}]
        self.put(json.dumps({**self.STATE, "claims": [*junk, good, *junk]}))
        held = holdings.held_by(self.home, b"s.json", NOW, 600.0)
        self.assertEqual([(h.path, h.newest) for h in held], [(b"/w/a", NOW - 1)])
        self.assertEqual(len(predecessor.lines(self.home, b"s.json", 0.0)), 1)

    def test_the_newest_and_how_many_more(self) -> None:
        rows = [{"file": name, "at": "2027-01-15T07:59:0%dZ" % n} for n, name in enumerate("abc")]
        self.put(json.dumps({**self.STATE, "claims": rows}))
        found, more = holdings.newest(self.home, b"s.json", NOW, 600.0, 2)
        self.assertEqual(([h.path for h in found], more), ([b"/w/c", b"/w/b"], 1))

    def test_files_that_are_no_sessions(self) -> None:
        changes: List[Dict[str, Any]] = [{"session_id": ""}, {"session_id": 1}, {"cwd": "w"}, {"cwd": None}]
        for more in [*changes, {"started_at": 3}, {"claims": {}}, {"claims": "x"}]:
            self.put(json.dumps({**self.STATE, **more}))
            self.assertIsNone(predecessor.facts(self.home, b"s.json"), more)
            self.assertEqual(predecessor.lines(self.home, b"s.json", 0.0), [])
            self.assertEqual(predecessor.stale(self.home, NOW + 10**6, 600.0), [])
            self.assertEqual(predecessor.strangers(self.home), [b"s.json"])


class Told(Case):
    def test_whose_a_name_is(self) -> None:
        os.mkdir(self.home + b"/state/mine")
        for name in ("mine.json", "other.json", "x.json.1.tmp", "README.md", ".hidden.json"):
            self.put("{}", name)
        self.assertEqual(roster.names(self.home), [b"mine"])
        self.assertEqual(sorted(roster.others(self.home, b"mine")), [b"other.json"])
        self.assertEqual(sorted(roster.others(self.home, b"")), [b"mine", b"mine.json", b"other.json"])
        self.assertEqual(sorted(roster.present(self.home)), [b"mine", b"other.json"])


if __name__ == "__main__":
    unittest.main()
