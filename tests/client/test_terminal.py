"""The client at a terminal: /clear goes on under a new session id, and prompts ask a person."""

import os
from typing import List

from tests.client.calls import edit, read, write
from tests.client.case import ClientCase
from tests.client.model import Hold, Turn


class Clear(ClientCase):
    def test_a_new_session(self) -> None:
        """What it held before is let go; what it does after counts as the new one's."""
        path = os.path.join(self.repository, "till.py")
        a = self.terminal([write(path, "one\n"), "A wrote.", read(path), edit(path, "one", "two"), "A edited."])
        a.submit("please write")
        a.wait(lambda: len(a.requests()) == 2, "A did not write")
        self.assertEqual(self.box.sessions(), [a.id])
        a.submit("/clear")
        a.wait(lambda: self.box.sessions() not in ([a.id], []), "no new session")
        (new,) = self.box.sessions()
        self.assertEqual(self.box.claims(new), [])
        a.submit("please edit")
        a.wait(lambda: len(a.requests()) == 5, "A did not edit")
        self.assertEqual(self.warned(a), [])
        self.assertEqual([claim["tool"] for claim in self.box.claims(new)], ["Edit"])
        a.submit("/exit")
        self.ended_well(a)
        self.assertEqual(self.box.sessions(), [])


class Asked(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "till.py")
        self.held = Hold("A is done.")
        self.a = self.client([write(self.file, "one\ntwo\n"), self.held])
        self.a.reach(self.held)
        turns: List[Turn] = [read(self.file), edit(self.file, "two", "three"), "B is done."]
        self.b = self.terminal(turns, CSG_ON_EDIT="ask")
        self.b.submit("please edit")
        self.b.wait(lambda: "Do you want to make this edit" in self.b.shown(), "B's person is not asked")
        self.assertEqual(self.read(self.file), "one\ntwo\n")

    def all_end(self) -> None:
        self.b.submit("/exit")
        self.held.release()
        self.ended_well(self.b, self.a)
        self.assertEqual(self.warned(self.a), [])
        self.assertEqual(self.box.sessions(), [])

    def test_yes(self) -> None:
        """The call goes ahead, and the model is told."""
        self.b.press(b"\r", until=lambda: len(self.b.requests()) == 3)
        self.assertEqual(self.warned(self.b), [2], self.b.report())
        self.assertIn("session `%s`" % self.a.short, self.news(self.b, 2))
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.all_end()

    def test_no(self) -> None:
        """Nothing is written."""
        self.b.press(b"2", until=lambda: "Rejected" in self.b.shown())
        self.assertEqual(self.read(self.file), "one\ntwo\n")
        self.assertEqual(len(self.b.requests()), 2)
        self.all_end()
