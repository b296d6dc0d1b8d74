"""Files changed by shell commands: the client reports them after the fact, or the command line names them."""

import glob
import os
from typing import List

from tests.client import driver, wiring
from tests.client.calls import bash, edit, read, write
from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.client.model import Hold, Request, Turn

# It does not name the file that it writes, so only the client's report can tell.
_SCRIPT = "printf 'one\\ntwo\\n' >\"$(printf till.%s py)\""


class Shell(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "till.py")

    def report(self) -> None:
        """Have the client report what shell commands change, in any mode."""
        driver.write_settings(self.box, {**self.wired_settings(), **wiring.SHELL_EDITS})

    def wait_for_claim(self, client: Client) -> None:
        """The hook is asynchronous: wait until it has published."""
        client.wait(lambda: any(map(os.path.getsize, self.left(client, "claims"))), "no claim is published")

    def left(self, client: Client, what: str) -> List[str]:
        """The files there: of its claims or its notices.  A hidden one is still being written."""
        return glob.glob(os.path.join(glob.escape(self.box.home), "state", client.id, what, "*"))

    def b_is_warned(self, command: str, mode: str) -> None:
        """A runs the command, and B, who edits the file then, is warned of it."""
        held = Hold("A is done.")
        a = self.client([bash(command), held], mode=mode, allowed=["Bash"])
        a.reach(held)
        self.wait_for_claim(a)
        b = self.client([read(self.file), edit(self.file, "two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2], b.report())
        self.assertIn("- session `%s`" % a.short, self.news(b, 2))
        self.assertEqual([claim["tool"] for claim in self.box.claims(a.id)], ["Bash"])
        held.release()
        self.ended_well(a)
        self.assertEqual(self.box.sessions(), [])


class Reported(Shell):
    def test_where_permissions_are_bypassed(self) -> None:
        """The client reports of itself there."""
        self.b_is_warned(_SCRIPT, "bypass")

    def test_where_the_settings_say_so(self) -> None:
        self.report()
        self.b_is_warned(_SCRIPT, "acceptEdits")

    def test_not_reported(self) -> None:
        """What the command line names counts, seen from where the command was started."""
        self.file = self.box.write("shop/src/till.py", "one\n")
        self.b_is_warned("cd src && printf 'one\\ntwo\\n' >till.py", "acceptEdits")


class Told(Shell):
    def test_the_one_who_ran_it(self) -> None:
        """It learns afterwards whose file that was, with its next call; the holder with its next."""
        self.report()
        written, held = Hold(read(self.file)), Hold("A is done.")
        other = os.path.join(self.repository, "other.py")
        a = self.client([write(self.file, "one\n"), written, write(other, "x\n"), held])
        a.reach(written)

        def told(_: Request) -> Turn:
            b.wait(lambda: bool(self.left(b, "notices")), "nothing is found")
            a.wait(lambda: bool(self.left(a, "notices")), "the holder is not told")
            return write(os.path.join(self.repository, "mine.py"), "x\n")

        b = self.client([bash("sed -i s/one/two/ till.py"), told, "B is done."], allowed=["Bash"])
        self.ended_well(b)
        self.told(b, 2, "a shell command of this session changed `till.py`", "which session %s is at work on" % a.short)
        written.release()
        a.reach(held)
        self.told(a, 3, "session `%s` meant to edit `till.py`" % b.short, "and went ahead")
        held.release()
        self.ended_well(a)
        self.assertEqual(self.read(self.file), "two\n")
        self.assertEqual(self.warned(a), [])

    def test_one_session_alone(self) -> None:
        self.report()
        turns = [write(self.file, "one\n"), bash("sed -i s/one/two/ till.py"), read(self.file)]
        a = self.client(
            [*turns, edit(self.file, "two", "three"), bash("git add -A && git stash"), "A is done."], mode="bypass"
        )
        self.ended_well(a)
        self.assertEqual([result.failed for result in a.requests()[-1].results()], [False] * 5, a.report())
        self.assertFalse("csg: " in a.requests()[-1].text())
        self.assertEqual(self.warned(a), [])
