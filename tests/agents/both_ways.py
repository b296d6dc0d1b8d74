"""A session of another client and one of Claude Code meet over one file, both ways."""

import os
from typing import Optional, Sequence, Tuple

from tests.agents.agent import Agent
from tests.agents.case import AgentCase
from tests.client.calls import edit, read, write
from tests.client.driver import Client
from tests.client.model import Call, Hold, Turn

GONE_AHEAD = "was told that this session is at work on it, and went ahead"


class Meeting(AgentCase):
    """NAME is the other client.  Nobody's session is left when all have ended."""

    NAME = ""

    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.box.make("work", "shop", "src"), "till.py")

    def own_edit(self, old: str, new: str) -> Call:
        """The call by which the other client's model replaces text in the file."""
        raise NotImplementedError

    def a_claude(self, then: Turn) -> Tuple[Client, Hold]:
        """A Claude session that has written the file, and thinks."""
        held = Hold(then)
        a = self.client([write(self.file, "one\ntwo\n"), held, "A is done."])
        a.reach(held)
        return a, held

    def other(self, turns: Sequence[Turn], cwd: Optional[str] = None) -> Agent:
        """A session of the other client's."""
        return self.agent(self.NAME, turns, cwd or self.repository)

    def nobody_is_left(self) -> None:
        self.assertEqual(self.box.sessions(), [])

    def check_it_is_warned(self) -> None:
        """Claude was there first: the other one's next request has the warning, and Claude hears of its edit."""
        a, held = self.a_claude(write(self.file + ".log", "x\n"))
        b = self.other([self.own_edit("two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [1], b.report())
        self.told(b, 1, "1 other session is at work on `src/till.py`.", "session `%s`" % a.short)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        held.release()
        self.ended_well(a)
        self.told(a, 2, GONE_AHEAD)
        self.nobody_is_left()

    def check_claude_is_warned(self) -> None:
        """The other one was there first."""
        self.box.write(self.file, "one\ntwo\n")
        held = Hold(self.own_edit("1", "ONE"))
        b = self.other([self.own_edit("one", "1"), held, "B is done."])
        b.reach(held)
        a = self.client([read(self.file), edit(self.file, "two", "three"), "A is done."])
        self.ended_well(a)
        self.assertEqual(self.warned(a), [2], a.report())
        self.told(a, 2, "1 other session is at work on `src/till.py`.")
        held.release()
        self.ended_well(b)
        self.told(b, 2, GONE_AHEAD)
        self.assertEqual(self.read(self.file), "ONE\nthree\n")
        self.nobody_is_left()

    def check_it_is_held(self, call: Call, then: str) -> None:
        """The other one's call is held before anything happens, and passes when it is repeated.

        call  would take Claude's work away      then  what the file says after it"""
        a, held = self.a_claude(write(self.file + ".log", "x\n"))
        seen = []

        def again(request: object) -> Turn:
            seen.append(self.read(self.file))
            return call

        b = self.other([call, again, "B is done."])
        self.ended_well(b)
        self.assertEqual(seen, ["one\ntwo\n"])
        self.assertIn("CONCURRENCY WARNING", b.requests()[1].results()[0])
        self.assertNotIn("CONCURRENCY WARNING", b.requests()[2].results()[1])
        self.assertEqual(self.read(self.file), then, b.report())
        held.release()
        self.ended_well(a)
        self.told(a, 2, "session")
        self.nobody_is_left()
