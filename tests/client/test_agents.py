"""Agents of one session meet over one file: they share its id, its process and its environment."""

import os

from tests.client.calls import agent, edit, read, write
from tests.client.case import ClientCase
from tests.client.model import Hold, Request, Turn


class Agents(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "till.py")

    def test_two_subagents(self) -> None:
        written = Hold("One is done.")  # the first one has written, and is not done

        def when_written(_: Request) -> Turn:
            written.reached.wait(60)
            return read(self.file)

        def then(_: Request) -> Turn:
            written.release()
            return "Two is done."

        a = self.client(
            [[agent("ONE"), agent("TWO")], "Both are at work.", "A is done."],
            agents={
                "ONE": [write(self.file, "one\ntwo\n"), written],
                "TWO": [when_written, edit(self.file, "two", "three"), then],
            },
        )
        self.ended_well(a)
        self.assertEqual(self.warned(a, "TWO"), [2], a.report())
        news = self.news(a, 2, "TWO")
        self.assertIn("another agent of this session is at work on `till.py`.", news)
        self.assertIn("- agent `%s` of this session: 1 edit" % a.requests("ONE")[0].agent, news)
        self.assertEqual(self.warned(a, "ONE"), [])
        self.assertEqual(self.warned(a), [])
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.box.sessions(), [])

    def test_a_subagent_and_the_main_agent(self) -> None:
        a = self.client(
            [write(self.file, "one\ntwo\n"), agent("ONE", background=False), "A is done."],
            agents={"ONE": [read(self.file), edit(self.file, "two", "three"), "One is done."]},
        )
        self.ended_well(a)
        self.assertEqual(self.warned(a, "ONE"), [2], a.report())
        self.assertIn("- the main agent of this session: 1 edit", self.news(a, 2, "ONE"))
        self.assertEqual(self.warned(a), [])
        self.assertEqual(self.read(self.file), "one\nthree\n")
