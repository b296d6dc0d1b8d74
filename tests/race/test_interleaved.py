"""First edits of one file at the same moment, in every order of their file operations: never is nobody told.

CSG_RACES=N in the environment: five times as many interleavings."""

import os
import random
import shutil
import time
import unittest
from typing import Any, Callable, Dict, Iterator, List, Sequence, Tuple
from unittest import mock

from csg.base import errors
from csg.hooks import hook
from csg.state import claims, crowd, holdings, roster
from tests.race.turns import Turns
from tests.support import Sandbox, edit_event, event

RACES = int(os.environ.get("CSG_RACES", "24")) * 5


Events = List[Dict[str, Any]]


class Interleaved(unittest.TestCase):
    """The events of a race are made by a function of the session's names; the first of them are the editors'."""

    def setUp(self) -> None:
        self.box = Sandbox(quick=True)
        self.addCleanup(self.box.remove)
        self.top = self.box.repository()
        self.file = self.box.write("shop/f.py")
        self.home = os.fsencode(self.box.home)
        self.environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}
        patch = mock.patch.dict("posix.environ", self.environ, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def handled(self, fields: Dict[str, Any]) -> str:
        """What the hook answers, all that follows its printing included.  "pid": of another client.

        "sweep": no event, but a look so many seconds later at what a crowd has left."""
        environ = {**self.environ, b"CLAUDE_PID": fields.get("pid", self.environ[b"CLAUDE_PID"])}
        if "sweep" in fields:
            crowd.sweep(self.home, time.time() + fields["sweep"])
            return ""
        try:
            answer = hook.handle(fields, "", environ, self.home, time.time())
        except errors.NotForUs:
            return ""
        text = answer.encode() if answer is not None else ""
        if answer is not None:
            answer.printed()
        return text

    def edit(self, session: str, tool: str = "Edit", agent: str = "") -> Dict[str, Any]:
        return edit_event(session, self.file, tool, self.top, agent=agent)

    def start(self, session: str) -> Dict[str, Any]:
        return event("SessionStart", session, self.top, source="startup")

    def end(self, session: str) -> Dict[str, Any]:
        return event("SessionEnd", session, self.top, reason="other")

    def race(self, before: Events, racing: Events, editors: int, switches: Sequence[int]) -> List[int]:
        """Have the events `before` one after the other, the others at once; how many steps those took, of each.

        All editors but the very first to publish must be told."""
        shutil.rmtree(self.box.home, ignore_errors=True)
        for fields in before:
            self.handled(fields)
        works: List[Callable[[], str]] = [lambda fields=fields: self.handled(fields) for fields in racing]  # type: ignore[misc]
        turns = Turns(works, switches)
        answers = turns.run()
        told = [answer for answer in answers[:editors] if "CONCURRENCY" in answer]
        self.assertGreaterEqual(len(told), editors - 1, (switches, answers))
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])
        for name in roster.names(self.home):
            for key in holdings.keys(self.home, name):
                self.assertIn(name, claims.holders(self.home, b"", key))
        return turns.steps

    def orders(self, steps: List[int], most: int) -> Iterator[Tuple[int, ...]]:
        """When to switch: each way to do so once or twice where there are no more than that, then any, up to `most`."""
        total, chance = sum(steps), random.Random(str(steps))
        twice = [(i, j) for i in range(1, steps[0] + 1) for j in range(i + 1, i + 1 + steps[1])]
        if len(twice) > most:
            twice = chance.sample(twice, most)
        yield from twice
        for _ in range(most - len(twice)):
            yield tuple(chance.sample(range(1, total + 1), min(total, chance.choice((1, 2, 3, 4, 6, 12)))))

    def races(self, editors: int, make: Callable[[], Tuple[Events, Events]]) -> None:
        before, racing = make()
        steps = self.race(before, racing, editors, ())
        self.assertGreater(min(steps[:editors]), 5)
        self.assertGreater(min(steps), 2)
        for switches in self.orders(steps, RACES // 8):
            with self.subTest(switches=switches):
                self.race(*make(), editors, switches)

    def test_two_that_nobody_knows(self) -> None:
        self.races(2, lambda: ([], [self.edit("a"), self.edit("b")]))

    def test_two_that_have_started(self) -> None:
        self.races(2, lambda: ([self.start("a"), self.start("b")], [self.edit("a"), self.edit("b")]))

    def test_two_that_replace_the_file(self) -> None:
        self.races(2, lambda: ([self.start("a")], [self.edit("a", "Write"), self.edit("b", "Write")]))

    def test_two_agents_of_a_session(self) -> None:
        self.races(2, lambda: ([self.start("a")], [self.edit("a"), self.edit("a", agent="one")]))

    def test_three(self) -> None:
        self.races(3, lambda: ([self.start("a")], [self.edit(name) for name in "abc"]))

    def test_one_starts_meanwhile(self) -> None:
        self.races(2, lambda: ([], [self.edit("a"), self.edit("b"), self.start("b")]))

    def test_another_ends_meanwhile(self) -> None:
        before = [self.start("c"), self.edit("c", "Write")]
        self.races(2, lambda: ([*before, self.start("a")], [self.edit("a"), self.edit("b"), self.end("c")]))

    def test_one_comes_back_meanwhile(self) -> None:
        before = [{**fields, "pid": b"1"} for fields in (self.start("b"), self.end("b"))]
        self.races(2, lambda: (before, [self.edit("a"), self.edit("b"), self.start("b")]))


class InACrowd(Interleaved):
    """The same where files are looked up by their keys: all Sessions are of a crowd."""

    least = -1  # Sessions, beyond which there is one

    def setUp(self) -> None:
        super().setUp()
        patch = mock.patch.object(roster, "CROWD", self.least)
        patch.start()
        self.addCleanup(patch.stop)

    def sweep(self) -> Dict[str, Any]:
        return {"sweep": 3 * 24 * 3600.0}  # when a time to which nobody belongs any more is over

    def test_swept_meanwhile(self) -> None:
        before = [self.start("a")]
        self.races(2, lambda: (before, [self.edit("a"), self.edit("b"), self.sweep()]))

    def test_one_comes_back_while_its_marks_are_swept(self) -> None:
        before = [{**fields, "pid": b"1"} for fields in (self.start("b"), self.edit("b", "Write"), self.end("b"))]
        self.races(2, lambda: (before, [self.edit("b"), self.edit("a"), self.sweep()]))

    def test_swept_by_two(self) -> None:
        self.races(2, lambda: ([], [self.edit("a"), self.edit("b"), self.sweep(), self.sweep()]))


class AtItsEdge(InACrowd):
    """The same where the second one makes it a crowd, so that only some have marks."""

    least = 1


class Scheduling(unittest.TestCase):
    """The tests' own: what is looked for would be found."""

    def test_look_then_publish_is_found_out(self) -> None:
        box = Sandbox(quick=True)
        self.addCleanup(box.remove)

        def silent(switches: Sequence[int]) -> bool:
            shutil.rmtree(box.work)
            os.mkdir(box.work)

            def look_then_publish(name: str) -> bool:
                import posix

                seen = bool(posix.listdir(box.work))
                posix.mkdir(os.path.join(box.work, name))
                return seen

            return not any(Turns([lambda: look_then_publish("a"), lambda: look_then_publish("b")], switches).run())

        found = [switches for switches in ((), (1,), (2,), (3,), (2, 4)) if silent(switches)]
        self.assertEqual(found, [(2,), (2, 4)])
