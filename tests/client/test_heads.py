"""A branch that is switched under a session: who switches is stopped first, and the other is told."""

import os

from tests.client.calls import bash, edit, read, write
from tests.client.case import WARNING, ClientCase
from tests.client.model import Hold


class Heads(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "README")

    def test_a_switch_is_in_the_others_next_request(self) -> None:
        meeting, again = Hold(edit(self.file, "shop", "store")), Hold("A is done.")
        a = self.client([read(self.file), meeting, again])
        a.reach(meeting)
        b = self.client([bash("git switch -q -c fix/x"), "B is done."], mode="bypass")
        self.ended_well(b)
        self.told(b, 1, WARNING, "`git switch -c` would switch from `main` to `fix/x`", "session `%s`" % a.short)
        self.assertEqual([result.failed for result in b.requests()[-1].results()], [False])
        meeting.release()
        a.reach(again)
        told = "csg: this checkout is now on `fix/x` (was `main`): session `%s` switched it" % b.short
        self.told(a, 2, told)
        self.assertEqual(a.requests()[2].text().count("is now on `fix/x`"), 1)
        again.release()
        self.ended_well(a)

    def test_a_switch_over_held_files_is_held_once(self) -> None:
        held = Hold("A is done.")
        a = self.client([read(self.file), write(self.file, "half-done\n"), held])
        a.reach(held)
        b = self.client([bash("git switch -q -c fix/x"), bash("git switch -q -c fix/x"), "B is done."], mode="bypass")
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        self.assertTrue(first.failed, b.report())
        for fact in (WARNING, "session `%s`" % a.short, "holds `README`", "nothing was run"):
            self.assertIn(fact, first.text)
        self.assertFalse(second.failed, second.text)
        self.assertEqual(self.git(self.repository, "symbolic-ref", "--short", "HEAD").strip(), "fix/x")
        held.release()
        self.ended_well(a)

    def test_own_moves_are_silent(self) -> None:
        line = bash("git switch -q -c fix/x && git commit -q --allow-empty -m x")
        a = self.client(
            [read(self.file), line, edit(self.file, "shop", "store"), bash("git status"), "A is done."], mode="bypass"
        )
        self.ended_well(a)
        self.assertFalse(any("csg:" in request.text() for request in a.requests()), a.report())
