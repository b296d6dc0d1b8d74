"""Codex beside Claude Code.  What its tools take: 0.169.0."""

import json
import os
from typing import List, Mapping, Optional, Tuple

from tests.agents import meeting, programs
from tests.agents.agent import Agent
from tests.agents.codex_server import Server
from tests.agents.model import Request
from tests.client.calls import edit, read, write
from tests.client.case import WARNING
from tests.client.model import Call, Hold, Turn
from tests.support import Sandbox

CLAUSES = "*** Begin Patch\n%s\n*** End Patch"


def patch(*clauses: str) -> Call:
    """A call that applies a patch."""
    return Call("apply_patch", {"input": CLAUSES % "\n".join(clauses)})


def added(path: str, text: str) -> str:
    """The clause that writes a file."""
    return "*** Add File: %s\n%s" % (path, "\n".join(["+" + line for line in text.splitlines()]))


class Untrusted(Agent):
    """One whose person has not reviewed the hooks."""

    def _codex(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        words, added = super()._codex(box, url)
        return [word for word in words if "trust" not in word], added


class Codex(meeting.Meets):
    NAME = "codex"
    CLIENTS = (NAME,)

    def edits(self, path: str, old: str, new: str) -> Call:
        shown = os.path.relpath(path, self.repository)
        return patch("*** Update File: %s\n@@\n-%s\n+%s" % (shown, old, new))

    def writes(self, path: str, text: str) -> Call:
        return patch(added(os.path.relpath(path, self.repository), text))

    def runs(self, command: str) -> Call:
        return Call("exec_command", {"cmd": command})

    def in_the_shell(self, body: str) -> Call:
        """The patch as a here-document."""
        return self.runs("cd src && apply_patch <<'EOF'\n%s\nEOF" % (CLAUSES % body))

    def test_an_edit_is_told_with_its_result(self) -> None:
        """The client puts a message of its own between the call and the result."""
        a = self.claude_holds()
        b = self.other(self.edits(self.file, "two", "three"), "Done.")
        self.ended_well(b)
        self.assertEqual(self.warned(b), [1], b.report())
        self.told(b, 1, "1 other session is at work on `src/till.py`.", "session `%s`" % a.short)
        self.assertIn("Success", b.requests()[1].results()[0])
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.decisions(), ["warned"])
        self.ends(a)

    def test_of_five_files_two_are_held(self) -> None:
        names = ["README", "src/till.py", "new.txt", "src/b.py", "src/c.py"]
        for name in names[3:]:
            self.box.write(os.path.join(self.repository, name), "one\n")
        paths = [os.path.join(self.repository, name) for name in names]
        a = self.claude_holds(write(self.file, "one\ntwo\n"), read(paths[3]), edit(paths[3], "one", "ONE"), self.held)
        call = patch(
            "*** Update File: README\n@@\n-shop\n+store",
            added("src/till.py", "mine"),
            added("new.txt", "new"),
            "*** Delete File: src/b.py",
            "*** Update File: src/c.py\n*** Move to: d.py\n@@\n-one\n+two",
        )
        seen: List[List[bool]] = []

        def again(_: Request) -> Turn:
            seen.append([os.path.exists(path) for path in paths])
            return call

        b = self.other(call, again, "Done.")
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        self.assertEqual(first.count(WARNING), 2, first)
        for fact in (
            "at work on `src/till.py`",
            "at work on `src/b.py`",
            "would remove the file",
            "nothing was written",
        ):
            self.assertIn(fact, first)
        self.assertNotIn(WARNING, second)
        self.assertEqual(seen, [[True, True, False, True, True]])
        self.assertEqual([os.path.exists(path) for path in paths], [True, True, True, False, False])
        self.assertEqual(self.read(self.file), "mine\n")
        self.assertEqual(self.decisions()[:2], ["held", "held"])
        self.ends(a)

    def test_a_patch_in_the_shell(self) -> None:
        a = self.claude_holds()
        shown = self.in_the_shell("*** Update File: till.py\n@@\n-two\n+three")
        whole = self.in_the_shell(added("till.py", "mine"))
        b = self.other(shown, whole, whole, "Done.")
        self.ended_well(b)
        self.assertIn("at work on `src/till.py`", b.requests()[1].text())
        warned, held, done = b.requests()[-1].results()
        self.assertIn("Success", warned)
        self.assertIn("nothing was written", held)
        self.assertIn("Success", done)
        self.assertEqual(self.read(self.file), "mine\n")
        self.ends(a)

    def test_a_shells_own_changes(self) -> None:
        """What a command wrote is claimed, and is said of who is told of it."""
        held = Hold("Done.")
        self.box.write(self.file, "one\ntwo\n")
        b = self.other(self.runs("echo three >> src/till.py"), held)
        b.reach(held)
        a = self.client([read(self.file), edit(self.file, "two", "2"), "Done."])
        self.ended_well(a)
        self.assertEqual(self.warned(a), [2], a.report())
        held.release()
        self.ended_well(b)
        self.assertEqual(self.box.sessions(), [])

    def test_without_trust_it_runs_no_hook(self) -> None:
        b = Untrusted(self.NAME, programs.need(self.NAME), self.network, self.box, ["Done."], self.repository)
        self.addCleanup(b.close)
        self.ended_well(b)
        self.assertEqual(self.box.log(), [])

    def test_a_server_of_several_sessions_is_none_of_them(self) -> None:
        """As of the terminal interface's daemon: that it runs says nothing of a session, whose end it tells."""
        turns: List[Turn] = [self.writes(self.file, "one\n"), "Done."]
        turns += [self.writes(self.file, "mine\n"), "Done."]
        b = Server(self.NAME, programs.need(self.NAME), self.network, self.box, turns, self.repository)
        self.addCleanup(b.close)
        b.open(self.repository)
        first, second = b.session(self.repository), b.session(self.repository)
        self.assertIn("nothing was written", b.requests()[-1].results()[-1])
        self.assertIn("session `%s`" % first[:8], b.requests()[-1].results()[-1])
        self.assertEqual(self.read(self.file), "one\n")
        self.assertEqual(self.box.sessions(), sorted((first, second)))
        for session in (first, second):
            with open(os.path.join(self.box.home, "state", session, "session.json"), encoding="ascii") as file:
                self.assertEqual(json.load(file)["pid"], 0)
        b.ask("thread/archive", threadId=first)
        b.wait(lambda: self.box.sessions() == [second], "its end was not told")
        self.assertEqual(b.leave(), 0, b.report())
        self.assertEqual(self.box.sessions(), [])
