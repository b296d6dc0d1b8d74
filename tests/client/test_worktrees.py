"""Two sessions in two worktrees of one repository: what they do meets at merge."""

import os

from tests.client.calls import edit, load, read, write
from tests.client.case import WARNING, ClientCase
from tests.client.model import Call, Hold


class Worktrees(ClientCase):
    def test_the_same_file(self) -> None:
        there = os.path.join(self.box.work, "shop-fix")
        self.git(self.repository, "worktree", "add", "--quiet", "-b", "fix", there)
        theirs = os.path.join(there, "README")
        held = Hold("A is done.")
        a = self.client([read(theirs), write(theirs, "fixed\n"), held], cwd=there)
        a.reach(held)
        mine = os.path.join(self.repository, "README")
        b = self.client(
            [read(mine), edit(mine, "shop", "store"), edit(mine, "store", "shop"), "B is done."], cwd=self.repository
        )
        self.ended_well(b)
        # the brief: one repository, though not one directory
        self.told(b, 0, "- `%s` on `fix` holds `../shop-fix/README` (" % a.short)
        self.assertEqual(self.warned(b), [2, 3], b.report())
        news = self.news(b, 2)
        self.assertIn("1 other session is at work on `README` in another worktree of this repository.", news)
        self.assertIn("session `%s` (repository `shop`, branch `fix`" % a.short, news)
        self.assertIn("editing in worktree `%s`" % there, news)
        self.assertIn("will meet at merge", news)
        self.assertIn("; with this edit, the two versions conflict in line 1 of this one.", news)
        # told once
        self.assertEqual(b.requests()[3].text().count(WARNING), 1)
        held.release()
        self.ended_well(a)
        self.assertEqual(self.warned(a), [])
        self.assertEqual((self.read(mine), self.read(theirs)), ("shop\n", "fixed\n"))
        self.assertEqual(self.box.sessions(), [])

    def test_the_way_out(self) -> None:
        """Beside another session: the tool that the brief names is on offer, and leads to a checkout of one's own."""
        held = Hold("A is done.")
        theirs = os.path.join(self.repository, "README")
        a = self.client([read(theirs), write(theirs, "shop\nprices\n"), held])
        a.reach(held)
        mine = os.path.join(self.repository, ".claude", "worktrees", "mine", "README")
        enter = Call("EnterWorktree", {"name": "mine"})
        b = self.client([load("EnterWorktree"), enter, read(mine), write(mine, "shop\nprices\n"), "B is done."])
        self.ended_well(b)
        self.told(b, 0, "`csg check --wait SECONDS FILE`", "`claude --worktree`, or here the EnterWorktree tool")
        self.assertEqual([result.failed for result in b.requests()[-1].results()], [False] * 4, b.report())
        self.assertIn("; with this edit, the two versions merge cleanly.", self.news(b, 4))
        held.release()
        self.ended_well(a)
        self.assertEqual((self.read(mine), self.read(theirs)), ("shop\nprices\n", "shop\nprices\n"))
