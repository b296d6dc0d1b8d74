"""What a newcomer sees who installs, opens two sessions and keeps `csg top` beside them."""

import os

from tests.client import driver
from tests.client.calls import edit, read, write
from tests.client.case import ClientCase
from tests.client.model import Hold
from tests.e2e.tmux import Tmux
from tests.support import archive


class Newcomer(ClientCase):
    def test_the_first_conflict(self) -> None:
        driver.write_settings(self.box, {})
        done = self.box.csg("install")
        self.assertEqual(done.returncode, 0, done.stderr)
        environ = {name: value for name, value in self.box.environ.items() if value is not None}
        top = Tmux(self.box, 100, 24, "'%s' top" % archive(), environ)
        self.addCleanup(top.close)
        top.wait_for("no live sessions")
        path = os.path.join(self.repository, "till.py")
        held, edited = Hold("A is done."), Hold("B is done.")
        a = self.client([write(path, "one\ntwo\n"), held])
        a.reach(held)
        self.assertNotIn("contested", top.wait_for("till.py"))
        b = self.client([read(path), edit(path, "two", "three"), edited])
        b.reach(edited)
        shown = top.wait_for("1 contested file")
        self.assertIn("! till.py", shown)
        for one in (a, b):
            self.assertIn(one.short, shown)
        self.assertIn("conflict over till.py", shown)
        self.assertIn("line 2, since", shown)
        held.release()
        edited.release()
        self.ended_well(a, b)
        top.wait_for("no live sessions")
        top.keys("q")
