"""Two real clients meet over one file, and the second one's model is told."""

import os
import signal
from typing import Dict, List

from tests.client.calls import edit, load, notebook, read, write
from tests.client.case import WARNING, ClientCase
from tests.client.driver import Client
from tests.client.model import Hold, Request, Turn

NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "execution_count": null, "id": "c1", "metadata": {}, "outputs": [],'
    ' "source": ["print(1)"]}, {"cell_type": "code", "execution_count": null, "id": "c2", "metadata": {},'
    ' "outputs": [], "source": ["print(2)"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'
)


class Meeting(ClientCase):
    """A writes src/till.py and stays open; B comes."""

    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.box.make("work", "shop", "src"), "till.py")
        self.held = Hold("A is done.")

    def a_holds(self, *turns: Turn) -> Client:
        """Start A; it has written the file, and its model thinks."""
        a = self.client(turns or [write(self.file, "one\ntwo\n"), self.held])
        a.reach(self.held)
        return a

    def a_ends(self, a: Client) -> None:
        self.held.release()
        self.ended_well(a)


class Warned(Meeting):
    """The default: an Edit is not held back, the model is told with its result."""

    def test_an_edit(self) -> None:
        a = self.a_holds()
        b = self.client([read(self.file), edit(self.file, "two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2], b.report())
        news = self.news(b, 2)
        self.assertIn("1 other session is at work on `src/till.py`.", news)
        self.assertIn("- session `%s` (repository `shop`, branch `main`, cwd `%s`)" % (a.short, self.repository), news)
        self.assertIn("its process is running", news)
        self.assertIn("prefers that overlapping edits are raised with them first", news)
        self.assertEqual([result.failed for result in b.requests()[-1].results()], [False, False])
        self.a_ends(a)
        self.assertEqual(self.warned(a), [])
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.box.sessions(), [])

    def test_a_brief_at_the_start(self) -> None:
        a = self.a_holds()
        b = self.client(["B is done."])
        self.ended_well(b)
        self.told(
            b,
            0,
            "csg: 1 other session is at work in `shop`.",
            "- `%s` on `main` holds `src/till.py` (" % a.short,
        )
        self.a_ends(a)
        self.assertFalse("csg: " in a.requests()[-1].text())

    def test_a_notebook(self) -> None:
        path = self.box.write("shop/sums.ipynb", NOTEBOOK)
        a = self.a_holds(load("NotebookEdit"), read(path), notebook(path, "c1", "print(10)"), self.held)
        b = self.client([load("NotebookEdit"), read(path), notebook(path, "c2", "print(20)"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [3], b.report())
        self.assertIn("1 other session is at work on `sums.ipynb`.", self.news(b, 3))
        self.a_ends(a)
        self.assertEqual(self.warned(a), [])
        self.assertIn("print(10)", self.read(path))
        self.assertIn("print(20)", self.read(path))

    def test_a_session_that_was_killed(self) -> None:
        a = self.a_holds()
        a.signal(signal.SIGKILL)
        self.assertEqual(a.finish(), -signal.SIGKILL)
        b = self.client([read(self.file), edit(self.file, "two", "three"), "B is done."])
        self.ended_well(b)
        self.told(b, 0, "- `%s` on `main` holds `src/till.py` (" % a.short)
        self.assertEqual(self.warned(b), [2], b.report())
        self.assertIn("its process is gone", self.news(b, 2))
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.box.sessions(), [a.id])


class Held(Meeting):
    """A call that replaces what a sibling is at work on is held before the file changes."""

    def test_a_write_is_held_once(self) -> None:
        a = self.a_holds()
        seen: Dict[str, str] = {}

        def again(_: Request) -> Turn:
            seen["after the first"] = self.read(self.file)
            return write(self.file, "mine\n")

        b = self.client([read(self.file), write(self.file, "mine\n"), again, "B is done."])
        self.ended_well(b)
        self.assertEqual(seen["after the first"], "one\ntwo\n")
        self.assertEqual(self.read(self.file), "mine\n")
        _, first, second = b.requests()[3].results()
        self.assertTrue(first.failed)
        self.assertIn(WARNING, first.text)
        self.assertIn("session `%s`" % a.short, first.text)
        self.assertIn("nothing was written", first.text)
        self.assertFalse(second.failed, second.text)
        self.assertNotIn(WARNING, second.text)
        self.a_ends(a)
        self.assertEqual(self.warned(a), [])
        self.assertEqual(self.box.sessions(), [])

    def test_a_new_file_is_not(self) -> None:
        """One may well be written beside another."""
        a = self.a_holds()
        other = os.path.join(self.repository, "src", "other.py")
        b = self.client([write(other, "mine\n"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [])
        self.assertEqual(self.read(other), "mine\n")
        self.a_ends(a)


class Refused(Meeting):
    """The person wants more than a warning."""

    def refused(self, action: str, mode: str) -> List[str]:
        """B edits twice under this action: what its calls gave back.  The file stays as it is."""
        a = self.a_holds()
        call = edit(self.file, "two", "three")
        b = self.client([read(self.file), call, call, "B is done."], mode=mode, environ={"CSG_ON_EDIT": action})
        self.ended_well(b)
        results = b.requests()[-1].results()[1:]
        self.assertEqual([result.failed for result in results], [True, True], b.report())
        self.assertEqual(self.read(self.file), "one\ntwo\n")
        self.a = a
        self.a_ends(a)
        self.assertEqual(self.box.sessions(), [])
        return [result.text for result in results]

    def test_deny(self) -> None:
        for text in self.refused("deny", "acceptEdits"):
            self.assertIn(WARNING, text)
            self.assertIn("session `%s`" % self.a.short, text)
            self.assertIn("was refused and nothing was written", text)

    def test_deny_holds_where_permissions_are_bypassed(self) -> None:
        for text in self.refused("deny", "bypass"):
            self.assertIn(WARNING, text)

    def test_ask(self) -> None:
        """Nobody is there to be asked, so the call is refused, even where permissions are bypassed."""
        for text in self.refused("ask", "bypass"):
            self.assertIn(WARNING, text)
            self.assertIn("session `%s`" % self.a.short, text)
