"""Agents and processes of one session: they share its id and must be told apart."""

import json
import os
import subprocess
import sys
import time
import unittest
from typing import List

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import event


class Agents(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("f.py")

    def test_two_subagents(self) -> None:
        self.assertEqual(self.box.edit(A, self.file, agent="one").stdout, b"")
        self.assertEqual(self.box.edit(A, self.file, agent="one").stdout, b"", "its own")
        text = self.box.edit(A, self.file, agent="two").context
        self.assertTrue(text.startswith(TITLE + " another agent of this session is at work on `f.py`."), text)
        self.assertIn("- agent `one` of this session: 2 edits", text)
        self.assertEqual(self.box.edit(A, self.file, agent="two").stdout, b"", "told once")
        self.assertIn("agent `two`", self.box.edit(A, self.file, agent="one").context)

    def test_three_and_a_sibling(self) -> None:
        for session, agent in ((A, ""), (A, "one"), (B, "far")):
            self.box.edit(session, self.file, agent=agent, CSG_ON_EDIT="off")  # nobody is told yet
        text = self.box.edit(A, self.file, agent="two").context
        self.assertIn("1 other session and 2 other agents of this session are at work on `f.py`.", text)
        for who in ("session `bbbbbbbb`, agent `far`", "agent `one` of this session", "the main agent of this session"):
            self.assertIn(who, text)

    def test_each_has_a_context_of_its_own(self) -> None:
        self.box.edit(B, self.file)
        for agent in ("", "one", "two"):
            text = self.box.edit(A, self.file, agent=agent).context
            self.assertIn("session `bbbbbbbb`", text, agent)

    def test_a_write_over_anothers_file_is_held(self) -> None:
        self.box.edit(A, self.file, agent="one")
        self.assertEqual(self.box.edit(A, self.file, "Write").decision, "deny")
        self.assertEqual(self.box.edit(A, self.file, agent="one").stdout, b"", "what was held did not happen")
        self.assertEqual(self.box.edit(A, self.file, "Write").decision, "deny", "a newer edit is news")
        self.assertEqual(self.box.edit(A, self.file, "Write").stdout, b"", "the same call goes through")

    def test_one_that_has_stopped(self) -> None:
        other = self.box.write("g.py")
        for path in (self.file, other):
            self.box.edit(A, path, agent="one")
        self.box.edit(A, self.file, agent="two")
        self.stop_agent(A, "one")
        text = self.box.edit(A, self.file).context
        self.assertIn("agent `two`", text)
        self.assertNotIn("agent `one`", text)
        self.assertEqual(self.box.edit(A, other).stdout, b"")
        self.assertNotIn("`one`", self.box.edit(B, self.file).context)
        self.stop_agent(A, "nobody")
        self.stop_agent("a session that is not on record", "one")
        self.no_errors()

    def test_the_main_agents_stop_is_none(self) -> None:
        self.box.edit(A, self.file)
        self.assertEqual(self.box.send(event("SubagentStop", A, self.box.work)).stdout, b"")
        self.assertEqual(self.box.send(event("Stop", A, self.box.work)).stdout, b"")
        self.assertIn(TITLE, self.box.edit(B, self.file).context)

    def test_odd_ids(self) -> None:
        for agent in ("o`n\ne", "x" * 3000, "\u00fc"):
            path = self.box.write("of" + agent[:3].replace("\n", ""))
            self.box.edit(A, path, agent=agent)
            text = self.box.edit(A, path).context
            self.assertEqual(len(text.split("\n")), 4, text)
            self.assertLess(len(text), 1000)
            self.stop_agent(A, agent)
            self.assertEqual(self.box.edit(A, path, agent="next").context.count("agent `"), 0)


class Processes(GitCase):
    """A session that is open twice: one id, two clients."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("f.py")
        self.others: List[subprocess.Popen[bytes]] = []

    def process(self) -> str:
        started = subprocess.Popen([sys.executable, "-S", "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        self.others.append(started)
        self.addCleanup(started.communicate)
        return str(started.pid)

    def test_both_live(self) -> None:
        one, two = self.process(), self.process()
        self.assertEqual(self.box.edit(A, self.file, CLAUDE_PID=one).stdout, b"")
        text = self.box.edit(A, self.file, CLAUDE_PID=two).context
        self.assertIn("the main agent of this session, open in another process (pid %s): 1 edit" % one, text)
        self.assertEqual(self.box.edit(A, self.file, CLAUDE_PID=two).stdout, b"", "told once")
        self.assertIn("pid " + two, self.box.edit(A, self.file, CLAUDE_PID=one).context)

    def test_the_end_of_one_is_not_the_others(self) -> None:
        one, two = self.process(), self.process()
        self.box.start(A, CLAUDE_PID=one)
        self.box.edit(A, self.file, CLAUDE_PID=one)
        self.box.end(A, CLAUDE_PID=two)
        self.assertEqual(self.box.sessions(), [A])
        self.assertIn(TITLE, self.box.edit(B, self.file).context)

    def test_resumed_after_the_first_has_gone(self) -> None:
        one = self.process()
        self.box.edit(A, self.file, CLAUDE_PID=one)
        self.others[0].communicate()
        self.assertEqual(self.box.edit(A, self.file, CLAUDE_PID=self.process()).stdout, b"")

    @unittest.skipUnless(hasattr(time, "CLOCK_BOOTTIME"), "skipped: start times are read from /proc")
    def test_resumed_after_the_first_ones_pid_was_given_again(self) -> None:
        one = self.process()
        self.box.edit(A, self.file, CLAUDE_PID=one)
        self.others[0].communicate()
        folder = os.path.join(self.box.home, "state", A, "claims")
        (name,) = os.listdir(folder)
        path = os.path.join(folder, name)
        with open(path, encoding="ascii") as file:
            line = file.read()
        time.sleep(0.2)
        self.box.write(path, line.replace('"pid": %s,' % one, '"pid": %s,' % self.process()))
        self.assertEqual(self.box.edit(A, self.file, CLAUDE_PID=self.process()).stdout, b"", "it is its own Claim")

    def test_a_client_that_says_no_pid(self) -> None:
        self.box.edit(A, self.file, CLAUDE_PID=None)
        self.assertEqual(self.box.edit(A, self.file, CLAUDE_PID=self.process()).stdout, b"")


class Failures(GitCase):
    """An edit that came to nothing is no Claim."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("f.py")

    def failed(self, session: str, path: str, call: str, tool: str = "Edit") -> None:
        fields = {"tool_name": tool, "tool_use_id": call, "error": "no", "is_interrupt": False}
        failure = event("PostToolUseFailure", session, self.box.work, tool_input={"file_path": path}, **fields)
        self.assertEqual(self.box.send(failure).stdout, b"")

    def test_it_is_withdrawn(self) -> None:
        self.box.edit(A, self.file, call="toolu_1")
        self.failed(A, self.file, "toolu_1")
        self.assertEqual(self.box.edit(B, self.file).stdout, b"")
        self.no_errors()

    def test_only_that_one(self) -> None:
        self.box.edit(A, self.file, call="toolu_1")
        self.box.edit(A, self.file, call="toolu_2")
        self.failed(A, self.file, "toolu_2")
        self.assertIn(": 1 edit,", self.box.edit(B, self.file).context)
        self.failed(A, self.file, "toolu_1")
        self.assertEqual(self.box.edit("c", self.file).context.count("aaaaaaaa"), 0)

    def test_of_an_agent(self) -> None:
        self.box.edit(A, self.file, agent="one", call="toolu_1")
        self.failed(A, self.file, "toolu_1")
        self.assertEqual(self.box.edit(A, self.file).stdout, b"")

    def test_before_the_edit_was_seen(self) -> None:
        """Both hooks run at once; the failure's may be first."""
        self.box.start(A)
        self.failed(A, self.file, "toolu_1")
        self.assertEqual(self.box.edit(A, self.file, call="toolu_2").stdout, b"")
        self.assertIn(": 1 edit,", self.box.edit(B, self.file).context)

    def test_of_other_tools_and_strangers(self) -> None:
        for tool in ("Bash", "Read", "mcp__x__y"):
            self.failed(A, self.file, "toolu_1", tool)
        self.assertEqual(self.box.sessions(), [])


class Asked(GitCase):
    """After `ask` no hook tells what the person said: the file does."""

    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("f.py")
        self.box.edit(B, self.file)
        self.assertEqual(self.box.edit(A, self.file, CSG_ON_EDIT="ask").decision, "ask")
        self.box.end(B)

    def test_no(self) -> None:
        os.utime(self.file, (1, 1))
        self.assertEqual(self.box.edit("c", self.file).stdout, b"")

    def test_yes(self) -> None:
        self.box.write(self.file, "changed\n")
        self.assertIn("`aaaaaaaa`", self.box.edit("c", self.file).context)

    def test_each_time(self) -> None:
        self.box.write(self.file, "changed\n")
        for _ in range(2):
            answer = self.box.edit("c", self.file, CSG_ON_EDIT="ask")
            self.assertEqual((answer.decision, answer.reason), ("ask", answer.context))
            self.assertEqual(json.loads(answer.stdout)["systemMessage"], answer.reason)
