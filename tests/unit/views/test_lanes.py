"""lanes, marks, outcomes: a played past as facts."""

import json
import os
import time
import unittest
from typing import Any, Dict, List

from csg.base import policy
from csg.base.here import Here
from csg.state import sweep
from csg.views import lanes, timeline_text
from tests import played
from tests.support import Sandbox

NOW = time.time()
MINUTE, DAY = 60.0, 86400.0
A, B, C = played.PRICES, played.TAX, played.TESTS


class Played(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.shop = self.box.repository("shop")
        self.past = played.Past(self.box.home)
        self.cart = os.path.join(self.shop, "cart.py")
        self.tax = os.path.join(self.shop, "tax.py")

    def here(self, cwd: str = "") -> Here:
        here = Here({b"HOME": os.fsencode(self.box.user), b"CLAUDE_SESSION_GUARD_HOME": os.fsencode(self.box.home)})
        here.now, here.cwd = NOW, os.fsencode(cwd or self.shop)
        return here

    def facts(self, minutes: float = 240, cwd: str = "") -> Dict[str, Any]:
        facts = lanes.facts(self.here(cwd), NOW - minutes * MINUTE, bool(cwd))
        json.dumps(facts)
        return facts

    def marks(self, kind: str = "", minutes: float = 240) -> List[Dict[str, Any]]:
        return [mark for mark in self.facts(minutes)["marks"] if kind in ("", mark["kind"])]


class Facts(Played):
    def test_nothing(self) -> None:
        facts = self.facts()
        self.assertEqual((facts["lanes"], facts["marks"], facts["version"]), ([], [], 1))

    def test_an_afternoon(self) -> None:
        played.afternoon(self.past, self.shop, self.box.repository("site"), NOW)
        facts = self.facts()
        self.assertEqual(
            [(one["name"], one["edits"], one["conflicts"], one["holds"], one["commits"]) for one in facts["lanes"]],
            [
                ("Teach the cart about prices", 8, 0, 1, 0),
                ("Round the VAT up, not down", 5, 1, 0, 1),
                ("Cover the checkout with tests", 9, 1, 1, 0),
                ("New front page", 13, 0, 0, 0),
            ],
        )
        self.assertEqual([one["ended"] is None for one in facts["lanes"]], [True, False, True, True])
        self.assertEqual(lanes.summary(facts)["files"], 5)
        times = [mark["t"] for mark in facts["marks"]]
        self.assertEqual(times, sorted(times))
        (commit,) = self.marks("commit")
        self.assertEqual([os.path.basename(path) for path in commit["files"]], ["cart.py", "tax.py"])
        self.assertEqual([mark["outcome"] for mark in self.marks("hold")], ["repeated", "heeded"])
        (message,) = self.marks("message")
        self.assertEqual((message["session"], message["others"]), (C, [A]))

    def test_of_this_repository(self) -> None:
        site = self.box.repository("site")
        played.afternoon(self.past, self.shop, site, NOW)
        self.assertEqual([one["id"] for one in self.facts(cwd=site)["lanes"]], [played.DOCS])
        self.assertEqual([one["id"] for one in self.facts(cwd=self.shop)["lanes"]], [A, B, C])
        # who works here from elsewhere is here too
        self.past.edit(played.DOCS, NOW - 60, self.cart)
        self.assertEqual(len(self.facts(cwd=self.shop)["lanes"]), 4)

    def test_only_what_is_within_the_time(self) -> None:
        self.past.start(A, NOW - 100 * MINUTE, self.shop)
        self.past.edit(A, NOW - 90 * MINUTE, self.cart)
        self.past.edit(A, NOW - 10 * MINUTE, self.cart)
        self.assertEqual(len(self.marks("edit", 60)), 1)
        self.assertEqual(len(self.marks("edit", 95)), 2)
        self.assertEqual(self.facts(5)["lanes"], [])

    def test_a_live_session_without_marks_has_a_lane(self) -> None:
        self.past.start(A, NOW - 100 * MINUTE, self.shop)
        self.past._touch(A, NOW - 60)
        self.assertEqual([one["id"] for one in self.facts(60)["lanes"]], [A])

    def test_every_edit_also_after_the_end(self) -> None:
        self.past.start(A, NOW - DAY, self.shop, "the cart")
        for n in range(5):
            self.past.edit(A, NOW - DAY + n * MINUTE, self.cart)
        self.past.end(A, NOW - DAY + 10 * MINUTE)
        self.assertEqual(len(self.marks("edit", 2880)), 5)
        (lane,) = self.facts(2880)["lanes"]
        self.assertEqual((lane["name"], lane["live"], lane["last"]), ("the cart", False, lane["ended"]))

    def test_when_nothing_but_the_log_is_left(self) -> None:
        self.past.start(A, NOW - 5 * DAY, self.shop)
        self.past.record(NOW - 5 * DAY + 1, "intent", A, text="the cart")
        for n in range(5):
            self.past.edit(A, NOW - 5 * DAY + n * MINUTE, self.cart)
        self.past.meet(A, NOW - 5 * DAY + 9 * MINUTE, self.tax, [B], policy.HELD, "Write")
        self.past.end(A, NOW - 5 * DAY + 10 * MINUTE)
        self.past.forget(A)
        facts = self.facts(7 * 1440)
        self.assertAlmostEqual(facts["every_edit_since"], NOW - 3 * DAY)
        self.assertEqual([mark["files"] for mark in self.marks("edit", 7 * 1440)], [[self.cart]])
        self.assertEqual(
            [(one["name"], one["repository"]) for one in facts["lanes"] if one["id"] == A], [("the cart", "shop")]
        )
        (hold,) = self.marks("hold", 7 * 1440)
        self.assertEqual((hold["outcome"], hold["others"]), ("unknown", [B]))

    def test_what_came_before_says_who_it_is(self) -> None:
        for session in (A, B):
            self.past.start(session, NOW - 200 * MINUTE, self.shop, "its prompt")
        self.past.record(NOW - 190 * MINUTE, "intent", A, text="its intent")
        for session in (A, B):
            self.past.edit(session, NOW - 10 * MINUTE, self.cart)
            self.past.end(session, NOW - 5 * MINUTE)
        self.past.forget(B)
        found = {one["id"]: (one["name"], one["repository"]) for one in self.facts(60)["lanes"]}
        self.assertEqual(found, {A: ("its intent", "shop"), B: ("", "shop")})
        self.assertEqual([mark["kind"] for mark in self.marks(minutes=60)].count("start"), 0)

    def test_a_long_session_has_its_edits_once(self) -> None:
        self.past.start(A, NOW - 5 * DAY, self.shop)
        for n in range(3):
            self.past.edit(A, NOW - (5 - 2 * n) * DAY + 0.1234567, self.cart)
        self.assertEqual(len(self.marks("edit", 7 * 1440)), 3)

    def test_who_was_swept_was_gone_before(self) -> None:
        self.past.start(A, NOW - 200 * MINUTE, self.shop)
        self.past.edit(A, NOW - 150 * MINUTE, self.cart)
        sweep.drop(self.past.home, A.encode(), NOW - 150 * MINUTE)
        self.past.record(NOW - MINUTE, "swept", A, why="idle")
        facts = self.facts()
        (lane,) = facts["lanes"]
        self.assertEqual((lane["live"], lane["swept"], lane["ended"]), (False, True, round(NOW - MINUTE, 3)))
        self.assertAlmostEqual(timeline_text.span(lane, facts)[1], NOW - 150 * MINUTE, places=2)
        self.assertEqual(self.marks("end")[0]["text"], "idle")

    def test_a_held_call_is_no_edit(self) -> None:
        self.past.start(A, NOW - 100 * MINUTE, self.shop)
        self.past.meet(A, NOW - 90 * MINUTE, self.cart, [B], policy.HELD, "Write")
        self.assertEqual(self.marks("edit"), [])
        self.assertEqual(len(self.marks("hold")), 1)

    def test_a_message_of_the_person_stands_where_it_went(self) -> None:
        self.past.start(A, NOW - 100 * MINUTE, self.shop)
        self.past.record(NOW - MINUTE, "tell", to=[A], text="stop")
        (message,) = self.marks("message")
        self.assertEqual((message["session"], message["event"], message["text"]), (A, "told by hand", "stop"))

    def test_what_is_csgs_own_is_left_out(self) -> None:
        self.past.start(A, NOW - 100 * MINUTE, self.shop)
        self.past.record(NOW - 50, "error", A, what="x")
        self.past.record(NOW - 50, "skipped", what="x")
        self.past.record(NOW - 50, "edit", A, path="\0", tool=7)
        self.past.record(NOW - 50, "from another version", A)
        self.assertEqual([mark["kind"] for mark in self.marks()], ["start"])


class Outcomes(Played):
    """What became of a warning or a hold, B's at 60 minutes ago."""

    def setUp(self) -> None:
        super().setUp()
        for session in (A, B):
            self.past.start(session, NOW - 100 * MINUTE, self.shop)

    def outcome(self) -> str:
        return str([mark for mark in self.marks() if mark["kind"] in ("conflict", "hold", "git")][-1].get("outcome"))

    def meet(self, minutes: float = 60, decision: str = policy.TOLD) -> None:
        self.past.meet(B, NOW - minutes * MINUTE, self.cart, [A], decision)

    def edit(self, minutes: float, path: str = "") -> None:
        self.past.edit(B, NOW - minutes * MINUTE, path or self.cart)

    def test_warned(self) -> None:
        self.meet()
        self.assertEqual(self.outcome(), "heeded")  # the window has passed
        self.edit(45)
        self.assertEqual(self.outcome(), "heeded")  # after it
        self.edit(55, self.tax)
        self.assertEqual(self.outcome(), "heeded")  # it went on elsewhere
        self.edit(52)
        self.assertEqual(self.outcome(), "went ahead")

    def test_held(self) -> None:
        self.meet(decision=policy.HELD)
        self.assertEqual(self.outcome(), "heeded")
        self.edit(59)
        self.assertEqual(self.outcome(), "repeated")

    def test_not_over_yet(self) -> None:
        self.meet(5)
        self.assertEqual(self.outcome(), "open")
        self.edit(4, self.tax)
        self.assertEqual(self.outcome(), "heeded")

    def test_who_ends_leaves_it_alone(self) -> None:
        self.meet(5)
        self.past.end(B, NOW - 4 * MINUTE)
        self.assertEqual(self.outcome(), "heeded")

    def test_a_command_is_repeated_if_it_passed(self) -> None:
        at = NOW - 50 * MINUTE
        self.past.record(at, "git", B, command="git stash", decision=policy.HELD, root=self.shop, others=[A])
        self.assertEqual(self.outcome(), "heeded")
        self.past.passed(B, at + 30, self.cart, "discard git reset --hard")
        self.assertEqual(self.outcome(), "heeded")
        self.past.passed(B, at + 30, self.cart, "discard git stash")
        self.assertEqual(self.outcome(), "repeated")

    def test_of_a_command_that_was_only_warned_of_nothing_is_known(self) -> None:
        self.past.record(NOW - 60, "git", B, command="git add -A", decision=policy.TOLD, root=self.shop, others=[A])
        self.assertEqual(self.outcome(), "unknown")


if __name__ == "__main__":
    unittest.main()
