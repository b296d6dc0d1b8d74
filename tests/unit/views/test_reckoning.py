"""reckoning, advice, working_hours: a played past reckoned up."""

import json
import os
import time
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.base import policy
from csg.views import advice, marks, reckoning, working_hours
from tests import played
from tests.unit.views import test_lanes
from tests.unit.views.test_lanes import DAY, MINUTE, NOW

A, B, C = played.PRICES, played.TAX, played.TESTS


class Reckoned(test_lanes.Played):
    def reckoned(self, days: float = 7, cwd: str = "") -> Dict[str, Any]:
        facts = reckoning.facts(self.here(cwd), NOW - days * DAY, bool(cwd))
        json.dumps(facts)
        return facts

    def kinds(self) -> List[str]:
        return [one["kind"] for one in self.reckoned()["advice"]]

    def starts(self, *sessions: str, cwd: str = "", minutes: float = 300) -> None:
        for session in sessions:
            self.past.start(session, NOW - minutes * MINUTE, cwd or self.shop)


class Facts(Reckoned):
    def test_nothing(self) -> None:
        facts = self.reckoned()
        self.assertEqual((facts["warnings"]["given"], facts["holds"]["given"]), (0, 0))
        self.assertEqual((facts["files"], facts["pairs"], facts["overlap"], facts["advice"]), ([], [], [], []))

    def test_an_afternoon(self) -> None:
        played.afternoon(self.past, self.shop, self.box.repository("site"), NOW)
        facts = self.reckoned()
        warned = {"given": 2, "heeded": 1, "went_ahead": 1, "open": 0, "unknown": 0}
        held = {"given": 2, "repeated": 1, "heeded": 1, "refused": 0, "open": 0, "unknown": 0}
        self.assertEqual((facts["warnings"], facts["holds"]), (warned, held))
        files = [
            (os.path.basename(one["path"]), one["conflicts"], one["holds"], len(one["sessions"]))
            for one in facts["files"]
        ]
        self.assertEqual(files, [("cart.py", 2, 0, 3), ("tax.py", 0, 1, 2)])
        met = {
            frozenset(one["sessions"]): (one["meetings"], len(one["files"]), one["commands"]) for one in facts["pairs"]
        }
        expected = {frozenset((A, B)): (2, 2, 0), frozenset((A, C)): (2, 1, 1), frozenset((B, C)): (1, 1, 0)}
        self.assertEqual(met, expected)
        self.assertEqual(facts["commands"], [{"root": self.shop, "holds": 1, "warnings": 0}])
        self.assertTrue(all(one["same_checkout"] for one in facts["pairs"]))
        site = self.reckoned(cwd=os.path.join(self.box.work, "site"))
        self.assertEqual((len(site["sessions"]), site["edits"]), (1, 13))

    def test_refused_is_neither_repeated_nor_heeded(self) -> None:
        self.starts(A, B)
        self.past.meet(A, NOW - 60 * MINUTE, self.cart, [B], policy.DENIED, "Write")
        holds = self.reckoned()["holds"]
        self.assertEqual((holds["given"], holds["refused"], holds["heeded"]), (1, 1, 0))

    def test_what_is_too_old_to_be_known(self) -> None:
        self.starts(A, B, minutes=5 * 1440)
        self.past.meet(B, NOW - 5 * DAY + 60, self.cart, [A])
        for session in (A, B):
            self.past.end(session, NOW - 5 * DAY + 3600)
            self.past.forget(session)
        self.assertEqual(self.reckoned()["warnings"]["unknown"], 1)

    def test_hours(self) -> None:
        self.starts(A)  # at work for ten minutes from 300 minutes ago
        self.starts(B, minutes=295)
        (shop,) = self.reckoned()["overlap"]
        self.assertEqual((shop["repository"], shop["sessions"], shop["most"]), ("shop", 2, 2))
        self.assertAlmostEqual(shop["together"], 5 * MINUTE, places=0)
        self.assertAlmostEqual(shop["at_work"], 15 * MINUTE, places=0)
        self.assertAlmostEqual(sum(day["together"] for day in self.reckoned()["days"]), 5 * MINUTE, places=0)
        self.past.end(A, NOW - 293 * MINUTE)
        self.assertAlmostEqual(self.reckoned()["overlap"][0]["together"], 2 * MINUTE, places=0)

    def test_another_repository_is_no_overlap(self) -> None:
        self.starts(A)
        self.starts(B, cwd=self.box.repository("site"))
        self.assertEqual([one["together"] for one in self.reckoned()["overlap"]], [0.0, 0.0])


class Advice(Reckoned):
    """What is said, and what is not said yet, a number below the threshold."""

    def meetings(self, count: int, *others: str, decision: str = policy.TOLD, path: str = "", who: str = B) -> None:
        for n in range(count):
            self.past.meet(who, NOW - (200 - 15 * n) * MINUTE, path or self.cart, others or (A,), decision)

    def test_a_worktree(self) -> None:
        self.starts(A, B)
        self.meetings(advice.MEETINGS - 1)
        self.assertEqual(self.kinds(), [])
        self.meetings(1, path=self.tax)
        (one,) = self.reckoned()["advice"]
        self.assertEqual((one["kind"], one["meetings"], one["files"]), (advice.WORKTREE, 3, 2))
        self.assertEqual(set(one["sessions"]), {A, B})

    def test_merge_early(self) -> None:
        self.starts(A)
        self.starts(B, cwd=self.box.repository("other"))
        self.meetings(advice.MEETINGS)
        self.assertEqual(self.kinds(), [advice.MERGE])

    def test_split(self) -> None:
        self.starts(A, B, C)
        self.meetings(2)
        self.meetings(1, B, who=C)
        self.assertEqual(self.kinds(), [])
        self.meetings(1, A, who=C)
        self.assertEqual(self.kinds(), [advice.SPLIT])

    def test_commands(self) -> None:
        self.starts(A, B)
        for n in range(advice.COMMANDS):
            self.assertEqual(self.kinds(), [])
            more = {"decision": policy.HELD, "root": self.shop, "others": [A] if n else []}
            self.past.record(NOW - n * MINUTE, "git", B, command="git stash", **more)
        self.assertEqual(self.kinds(), [advice.CHECKOUT])

    def test_pause(self) -> None:
        self.starts(A, B)
        for n in range(advice.IGNORED):
            path = os.path.join(self.shop, "f%d" % n)
            self.assertNotIn(advice.PAUSE, self.kinds())
            self.past.meet(B, NOW - (200 - 15 * n) * MINUTE, path, [])
            self.past.edit(B, NOW - (198 - 15 * n) * MINUTE, path)
        self.assertEqual(self.kinds(), [advice.PAUSE])

    def test_a_longer_window(self) -> None:
        self.starts(A, B)
        for n in range(advice.MISSED):
            self.assertEqual(self.kinds(), [])
            path = os.path.join(self.shop, "f%d" % n)
            self.past.edit(A, NOW - 100 * MINUTE, path)
            self.past.edit(B, NOW - 87 * MINUTE, path)
        (one,) = self.reckoned()["advice"]
        self.assertEqual((one["kind"], one["edits"], one["minutes"]), (advice.LONGER, 3, 15))

    def test_what_was_committed_or_ended_was_not_missed(self) -> None:
        self.starts(A, B, C)
        for n in range(6):
            path = os.path.join(self.shop, "f%d" % n)
            self.past.edit((A, C)[n % 2], NOW - 100 * MINUTE, path)
            self.past.edit(B, NOW - 87 * MINUTE, path)
            if n % 2 == 0:
                self.past.record(NOW - 90 * MINUTE, "committed", A, path=path)
        self.past.end(C, NOW - 90 * MINUTE)
        self.assertEqual(self.kinds(), [])

    def test_a_shorter_window(self) -> None:
        self.starts(A, B)
        for n in range(advice.LATE):
            path = os.path.join(self.shop, "f%d" % n)
            self.assertNotIn(advice.SHORTER, self.kinds())
            self.past.edit(A, NOW - 100 * MINUTE, path)
            self.past.meet(B, NOW - 92 * MINUTE, path, [A])
            self.past.edit(B, NOW - 91 * MINUTE, path)
        (one,) = [one for one in self.reckoned()["advice"] if one["kind"] == advice.SHORTER]
        self.assertEqual((one["warnings"], one["minutes"]), (5, 6))


class Hours(unittest.TestCase):
    def test_together(self) -> None:
        some = working_hours.Together([[(0, 10), (20, 30)], [(5, 25)], [(24, 40)]])
        self.assertEqual((some.any, some.most, some.spans), (40, 3, [(5, 10), (20, 30)]))
        self.assertEqual(some.seconds(), 15)
        self.assertEqual(working_hours.Together([]).seconds(), 0)
        self.assertEqual(working_hours.Together([[(0, 5)], [(5, 9)]]).spans, [])

    def test_at_work(self) -> None:
        made = [marks.Mark(t, kind, b"a") for t, kind in ((0, "start"), (50, "edit"), (400, "edit"), (420, "end"))]
        byhand = marks.Mark(600, marks.MESSAGE, b"a", marks.BY_HAND)
        self.assertEqual(working_hours.at_work([*made, byhand], 100, 1000), {b"a": [(0, 150), (400, 420)]})
        self.assertEqual(working_hours.at_work([marks.Mark(950, "edit", b"a")], 100, 1000), {b"a": [(950, 1000)]})

    def zone(self, name: str) -> None:
        zone = mock.patch.dict(os.environ, TZ=name)
        zone.start()
        time.tzset()
        self.addCleanup(time.tzset)
        self.addCleanup(zone.stop)

    def test_days(self) -> None:
        self.zone("UTC")
        some = working_hours.by_day([(DAY - 60, DAY + 30), (DAY + 60, DAY + 70)])
        self.assertEqual(some, {"1970-01-01": 60.0, "1970-01-02": 40.0})
        self.assertEqual(working_hours.dates(DAY - 1, DAY), ["1970-01-01", "1970-01-02"])

    def test_a_day_that_begins_at_one(self) -> None:
        for name in ("America/Sao_Paulo", "America/Havana", "Asia/Beirut"):
            self.zone(name)
            for begin in range(1520000000, 1552000000, 3 * 86400):  # a year in which each of them changes at midnight
                found = working_hours.by_day([(begin, begin + 3 * DAY)])
                self.assertAlmostEqual(sum(found.values()), 3 * DAY)
                self.assertIn(len(found), (3, 4))


if __name__ == "__main__":
    unittest.main()
