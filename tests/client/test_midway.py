"""The guard is wired in while sessions are at work."""

import os
import time

from tests.client import driver
from tests.client.calls import edit, read, write
from tests.client.case import ClientCase
from tests.client.model import Hold, Request, Turn


class Midway(ClientCase):
    def test_no_session_start(self) -> None:
        """With PreToolUse alone wired in, a Session is on record from its first edit on."""
        self.wire(["PreToolUse"])
        path = os.path.join(self.repository, "till.py")
        held = Hold("A is done.")
        a = self.client([write(path, "one\ntwo\n"), held])
        a.reach(held)
        b = self.client([read(path), edit(path, "two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2], b.report())
        self.assertIn("session `%s` (repository `shop`, branch `main`" % a.short, self.news(b, 2))
        held.release()
        self.ended_well(a)
        self.assertEqual(self.warned(a), [])
        attached = [line["session"] for line in self.box.log() if line["event"] == "attach"]
        self.assertEqual(attached, [a.id, b.id])

    def test_a_client_that_runs_already(self) -> None:
        """A client takes new settings up while it runs, a moment later; from then on its edits count."""
        driver.write_settings(self.box, {})
        path = os.path.join(self.repository, "till.py")
        wired, counted = Hold(write(path, "one\n")), Hold("A is done.")

        def write_until_it_counts(request: Request) -> Turn:
            if self.box.sessions():
                return counted
            time.sleep(0.2)  # the client watches its settings file at a pace of its own
            return write(path, "one\ntwo %d\n" % len(request.results()))

        a = self.client([write(path, "one\n"), wired, *[write_until_it_counts] * 100])
        a.reach(wired)
        self.assertEqual(self.box.sessions(), [])
        self.wire()
        wired.release()
        a.reach(counted)
        self.assertEqual(self.box.sessions(), [a.id])
        b = self.client([read(path), edit(path, "two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2], b.report())
        counted.release()
        self.ended_well(a)
        self.assertEqual(self.box.sessions(), [])
