"""The holder of a file learns who came into its way, with its next request."""

import os
import unittest

from tests.client.calls import agent, edit, read, write
from tests.client.case import ClientCase
from tests.client.model import Hold

_SINCE = "csg: since this session's last step:"


class Holder(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "till.py")
        self.other = os.path.join(self.repository, "other.py")

    def test_with_its_next_edit(self) -> None:
        """And not again."""
        meeting, again = Hold(write(self.other, "x\n")), Hold("A is done.")
        more = [read(self.file), edit(self.file, "three", "four")]
        a = self.client([write(self.file, "one\ntwo\n"), meeting, *more, again])
        a.reach(meeting)
        b = self.client([read(self.file), edit(self.file, "two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2], b.report())
        meeting.release()
        a.reach(again)
        self.told(a, 2, _SINCE, "- session `%s` meant to edit `till.py`" % b.short, "and went ahead")
        self.assertEqual(a.requests()[4].text().count(_SINCE), 1)
        self.assertEqual(a.requests()[4].text().count(b.short), 1)
        again.release()
        self.ended_well(a)
        self.assertEqual(self.warned(a), [])
        self.assertEqual(self.box.sessions(), [])

    def test_that_a_write_was_held(self) -> None:
        meeting = Hold(write(self.other, "x\n"))
        a = self.client([write(self.file, "one\n"), meeting, "A is done."])
        a.reach(meeting)
        b = self.client([read(self.file), write(self.file, "mine\n"), "B leaves it."])
        self.ended_well(b)
        meeting.release()
        self.ended_well(a)
        self.told(a, 2, "session `%s` meant to edit `till.py`" % b.short, "was held from replacing the whole file")
        self.assertEqual(self.read(self.file), "one\n")

    def test_with_the_persons_next_prompt(self) -> None:
        a = self.terminal([write(self.file, "one\ntwo\n"), "A wrote.", "A is done."])
        a.submit("please write")
        a.wait(lambda: len(a.requests()) == 2, "A did not write")
        b = self.client([read(self.file), edit(self.file, "two", "three"), "B is done."])
        self.ended_well(b)
        a.submit("and now")
        a.wait(lambda: len(a.requests()) == 3, "A was not asked")
        self.told(a, 2, _SINCE, "session `%s` meant to edit `till.py`" % b.short)
        a.submit("/exit")
        self.ended_well(a)

    def test_an_agent_that_is_done_holds_nothing(self) -> None:
        """SubagentStop lets go of what the subagent claimed."""
        held = Hold("A is done.")
        a = self.client(
            [agent("ONE", background=False), held], agents={"ONE": [write(self.file, "one\ntwo\n"), "One is done."]}
        )
        a.reach(held)
        b = self.client([read(self.file), edit(self.file, "two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [], b.report())
        held.release()
        self.ended_well(a)
        self.assertEqual(self.read(self.file), "one\nthree\n")

    @unittest.skipUnless(os.path.isdir("/proc/self"), "skipped: there is no /proc, where nothing can be written")
    def test_a_failed_edit_is_no_claim(self) -> None:
        """What the client finds out only when it writes."""
        held = Hold("A is done.")
        a = self.client([write("/proc/till.py", "one\n"), held], mode="bypass")
        a.reach(held)
        self.assertEqual([result.failed for result in a.requests()[-1].results()], [True], a.report())
        (claim,) = [line for line in self.box.claims(a.id) if "tool" in line]
        a.wait(lambda: {"withdrawn": claim["id"]}.items() <= self.box.claims(a.id)[-1].items(), "the claim stands")
        held.release()
        self.ended_well(a)
