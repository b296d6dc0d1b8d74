"""What any other client and a Claude session show when they meet; a module a client has more of its own."""

import os
from typing import List

from csg.base import wording
from tests.agents.agent import Agent
from tests.agents.case import AgentCase
from tests.agents.model import Request
from tests.client.calls import edit, read, write
from tests.client.case import WARNING
from tests.client.driver import Client
from tests.client.model import Call, Hold, Turn


class Meets(AgentCase):
    """NAME is the client's; by the methods its tools are called.

    LEAVES  what it leaves on record when it has ended: 1 where it says nothing of its end"""

    NAME = ""
    LEAVES = 0

    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.box.make("work", "shop", "src"), "till.py")
        self.held = Hold("Done.")

    def opens(self, path: str) -> List[Turn]:
        """What it must have done before it may change a file that is there."""
        return []

    def edits(self, path: str, old: str, new: str) -> Call:
        """A call that replaces text in a file."""
        raise NotImplementedError

    def writes(self, path: str, text: str) -> Call:
        """A call that writes a whole file."""
        raise NotImplementedError

    def runs(self, command: str) -> Call:
        """A call of the shell."""
        raise NotImplementedError

    def other(self, *turns: Turn) -> Agent:
        """Start the client that this is about."""
        return self.agent(self.NAME, turns)

    def claude_holds(self, *turns: Turn) -> Client:
        """Start a Claude session that has written the file, and whose model thinks."""
        a = self.client(turns or [write(self.file, "one\ntwo\n"), self.held])
        a.reach(self.held)
        return a

    def ends(self, first: Client) -> None:
        """The first ends as well; nobody is left but who says nothing of an end."""
        self.held.release()
        self.ended_well(first)
        self.assertEqual(len(self.box.sessions()), self.LEAVES)

    def decisions(self) -> List[str]:
        """What was decided about edits of files that others are at work on, by the log."""
        return [line["decision"] for line in self.box.log() if line["event"] == "conflict"]

    def prompts(self) -> List[str]:
        """What the log's sessions were asked by their persons, as the state keeps it."""
        found = []
        for folder, _, names in os.walk(self.box.home):
            found += [self.read(os.path.join(folder, name)) for name in names if name == "prompt.json"]
        return found

    def test_an_edit_is_told_with_its_result(self) -> None:
        a = self.claude_holds()
        opening = self.opens(self.file)
        b = self.other(*opening, self.edits(self.file, "two", "three"), "Done.")
        self.ended_well(b)
        self.assertEqual(self.warned(b), [len(opening) + 1], b.report())
        result = b.requests()[-1].results()[-1]
        self.assertIn("1 other session is at work on `src/till.py`.", result)
        self.assertIn("session `%s`" % a.short, result)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.decisions(), ["warned"])
        self.ends(a)

    def test_a_write_is_held_once(self) -> None:
        a = self.claude_holds()
        seen: List[str] = []

        def again(_: Request) -> Turn:
            seen.append(self.read(self.file))
            return self.writes(self.file, "mine\n")

        b = self.other(*self.opens(self.file), self.writes(self.file, "mine\n"), again, "Done.")
        self.ended_well(b)
        first, second = b.requests()[-1].results()[-2:]
        for fact in (WARNING, "session `%s`" % a.short, "nothing was written"):
            self.assertIn(fact, first)
        self.assertNotIn(WARNING, second)
        self.assertEqual(seen, ["one\ntwo\n"])
        self.assertEqual(self.read(self.file), "mine\n")
        self.assertEqual(self.decisions()[0], "held")
        self.ends(a)

    def test_a_command_is_held_once(self) -> None:
        path = os.path.join(self.repository, "README")
        a = self.claude_holds(read(path), edit(path, "shop", "half-done"), self.held)
        seen: List[str] = []

        def again(_: Request) -> Turn:
            seen.append(self.read(path))
            return self.runs("git checkout -- .")

        b = self.other(self.runs("git checkout -- ."), again, "Done.")
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        for fact in (WARNING, "`git checkout", "session `%s`" % a.short, "`README`", "nothing was run"):
            self.assertIn(fact, first)
        self.assertNotIn(WARNING, second)
        self.assertEqual((seen, self.read(path)), (["half-done\n"], "shop\n"))
        self.held.turn = [read(path)]
        self.held.release()
        self.ended_well(a)

    def test_a_brief_at_the_start_is_no_part_of_the_prompt(self) -> None:
        a = self.claude_holds()
        b = self.other("Done.")
        self.ended_well(b)
        self.told(b, 0, "csg: 1 other session is at work in `shop`.", "holds `src/till.py` (")
        self.assertEqual([text for text in self.prompts() if "csg" in text], [])
        self.assertEqual(len([text for text in self.prompts() if "Please do the task." in text]), 2)
        self.ends(a)

    def test_claude_comes_second(self) -> None:
        """It is told of the other, by name, and the other of it with its next result."""
        held = Hold(self.runs("true"))
        b = self.other(self.writes(self.file, "one\ntwo\n"), held, "Done.")
        b.reach(held)
        (other,) = {line["session"] for line in self.box.log()}
        a = self.client([read(self.file), edit(self.file, "two", "three"), write(self.file, "mine\n"), "Done."])
        self.ended_well(a)
        self.assertEqual(self.warned(a)[0], 2, a.report())
        self.told(a, 2, "session `%s`" % wording.short(other), "its process is running")
        self.told(a, 3, "nothing was written")
        self.assertEqual(self.read(self.file), "one\nthree\n")
        held.release()
        self.ended_well(b)
        news = self.news(b, 2)
        self.assertIn("session `%s` meant to edit `src/till.py`" % a.short, news)
        self.assertIn("and went ahead", news)
        self.assertEqual(len(self.box.sessions()), self.LEAVES)

    def test_a_script_claims_what_it_changes(self) -> None:
        """Neither the line nor the client says what that is."""
        self.box.write("shop/change.py", "with open('made.txt', 'w') as file:\n    file.write('one\\n')\n")
        held = Hold("Done.")
        b = self.other(self.runs("python3 change.py"), held)
        b.reach(held)
        made = os.path.join(self.repository, "made.txt")
        a = self.client([read(made), edit(made, "one", "two"), "Done."])
        self.ended_well(a)
        self.assertEqual(self.warned(a), [2], a.report())
        held.release()
        self.ended_well(b)

    def test_an_edit_that_comes_to_nothing_holds_nothing(self) -> None:
        self.box.write(self.file, "one\ntwo\n")
        held = Hold("Done.")
        b = self.other(self.edits(self.file, "not there", "three"), held)
        b.reach(held)
        a = self.client([read(self.file), edit(self.file, "two", "three"), "Done."])
        self.ended_well(a)
        self.assertEqual(self.warned(a), [], a.report())
        held.release()
        self.ended_well(b)
