"""Sessions on other machines in what is asked and said here: listed, checked, told."""

import os
import time
from typing import Any, Dict

from csg.base import errors, files, locks
from csg.machines import notes
from csg.machines.arrivals import Arrivals
from csg.machines.exchange import Arrival
from csg.mcp import fitting, tools
from csg.talk import asking, checking, listing, messages, reading
from tests.support import SandboxCase

NOW = time.time()


class Beyond(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.home = os.fsencode(self.box.home)
        self.place = os.fsencode(self.box.repository())
        files.make_directory(self.home + b"/machines")
        lock = locks.flocked(self.home + b"/machines/lock")  # a carrier is at work
        assert lock is not None
        self.lock = os.fdopen(lock)
        self.addCleanup(self.lock.close)
        self.arrivals = Arrivals(self.home)
        self.arrivals.settle({"example.com/shop": [self.place + b"/.git"]}, NOW, 600.0)
        self.asker = asking.typed(self.home, os.environb, self.place, NOW, None)

    def hear(self, seq: int, owner: str, machine: str, called: str, **more: Any) -> None:
        claim: Dict[str, Any] = {"k": "claim", "s": called, "f": "src/a.py", "id": "c%d" % seq, "n": 2, **more}
        facts = {"k": "session", "s": called, "b": "main", "i": "prices of " + called, "c": "codex", "u": True}
        for number, body in enumerate((facts, claim)):
            self.arrivals.take(Arrival(owner, machine, 10 * seq + number, "example.com/shop", 3.0, body), NOW)

    def test_listed_by_the_schema(self) -> None:
        self.hear(1, "alice", "desk", "a1-00000001")
        value = listing.list_sessions(self.asker, False)
        self.assertEqual(fitting.misfit(tools.TOOLS["list_sessions"].output, value, ""), "")
        (one,) = value["sessions"]
        self.assertEqual((one["machine"], one["owner"], one["repository"]), ("desk", "alice", "example.com/shop"))
        self.assertEqual([file["path"] for file in one["files"]], ["src/a.py"])
        self.assertIn("- session `a1-00000001` (Codex, repository `example.com/shop`", reading.sessions(value))
        self.assertIn("machine `desk` of `alice`): editing, last active 3 seconds ago", reading.sessions(value))
        elsewhere = asking.typed(self.home, os.environb, os.fsencode(self.box.repository("till")), NOW, None)
        self.assertEqual(listing.list_sessions(elsewhere, False)["sessions"], [])
        self.assertEqual(len(listing.list_sessions(elsewhere, True)["sessions"]), 1)

    def test_checked_by_the_schema(self) -> None:
        self.hear(1, "alice", "desk", "a1-00000001", at=[4, 9])
        value = checking.check(self.asker, ["src/a.py"])
        self.assertEqual(fitting.misfit(tools.TOOLS["check_files"].output, value, ""), "")
        (holder,) = value["files"][0]["holders"]
        self.assertEqual((value["held"], holder["machine"], holder["lines"]), (0, "desk", "lines 4 to 9"))

    def test_told(self) -> None:
        self.hear(1, "alice", "desk", "a1-00000001")
        self.hear(2, "alice", "desk", "a2-00000002")
        self.hear(3, "bob", "lap", "b1-00000003")

        def tell(to: str) -> Any:
            return [one["session"] for one in messages.tell(self.asker, to, "hello", outside=True)["elsewhere"]]

        self.assertEqual(tell("b1"), ["b1-00000003"])
        self.assertEqual(tell("lap"), ["b1-00000003"])
        self.assertEqual(sorted(tell("desk")), ["a1-00000001", "a2-00000002"])
        self.assertEqual(tell("prices of a2"), ["a2-00000002"])
        for to, why in (
            ("a", "several sessions fit `a`: a1-00000001 (on desk), a2-00000002 (on desk)"),
            ("nobody", "no live session's id begins with `nobody`"),
            ("all", "tell each by its id, or by its machine's name"),
        ):
            with self.assertRaises(errors.CsgError) as raised:
                tell(to)
            self.assertIn(why, str(raised.exception))

    def test_what_is_left_for_one_is_said_once_in_its_order(self) -> None:
        self.hear(1, "alice", "desk", "a1-00000001")
        for text in ("first", "second \U0001f600" + "\U0001f600" * 950):
            messages.tell(self.asker, "a1", text, outside=True)
            self.asker.now += 0.01
        rows = [row for row, _ in notes.leaving(self.home, self.arrivals)]
        self.assertEqual(rows, [row for row, _ in notes.leaving(self.home, self.arrivals)])
        self.assertEqual(["first" in row.body for row in rows], [True, False])
        self.assertTrue(-(1 << 63) <= rows[0].seq < rows[1].seq < 0)
        self.assertTrue(all(len(row.body) <= 8192 and row.repository == "example.com/shop" for row in rows))

    def test_a_machine_name_that_two_persons_gave_is_not_clear(self) -> None:
        self.hear(1, "alice", "laptop", "a1-00000001")
        self.hear(2, "bob", "laptop", "b1-00000002")
        with self.assertRaises(errors.CsgError) as raised:
            messages.tell(self.asker, "laptop", "hello", outside=True)
        self.assertIn("several sessions fit `laptop`", str(raised.exception))

    def test_nobody_is_there_once_no_carrier_is(self) -> None:
        self.hear(1, "alice", "desk", "a1-00000001")
        self.assertEqual(len(listing.list_sessions(self.asker, True)["sessions"]), 1)
        self.lock.close()
        self.assertEqual(listing.list_sessions(self.asker, True)["sessions"], [])
