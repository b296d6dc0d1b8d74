"""What else there is to do, told once where it helps: at the start beside others, and when a call was held."""

import os

from tests.e2e.test_git_guard import TITLE, A, B, GitCase

CHECK, TELL = "`csg check --wait SECONDS FILE`", "`csg tell SESSION TEXT`"
WORKTREE = "`claude --worktree`, or here the EnterWorktree tool, makes a checkout of one's own"


class Case(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.box.start(A, self.shop)
        self.works(A, self.shop + "/a.py", cwd=self.shop)


class AtTheStart(Case):
    def test_beside_others(self) -> None:
        text = self.box.start(B, self.shop).context
        for way in (CHECK, TELL, WORKTREE):
            self.assertIn(way, text.split("\n")[-1])
        self.assertLessEqual(len(text.encode()), 1024)

    def test_only_what_the_client_has(self) -> None:
        text = self.box.start(B, self.shop, CLAUDE_PID=None).context
        self.assertIn(CHECK, text)
        self.assertNotIn("EnterWorktree", text)

    def test_outside_git(self) -> None:
        self.box.start("c")
        text = self.box.start("d").context
        self.assertIn(CHECK, text)
        self.assertNotIn("EnterWorktree", text)

    def test_once(self) -> None:
        self.assertIn(CHECK, self.box.start(B, self.shop, "clear").context)
        for source in ("resume", "compact"):
            text = self.box.start(B, self.shop, source).context
            self.assertIn("`aaaaaaaa`", text)
            self.assertNotIn(CHECK, text, source)

    def test_not_for_one_with_a_checkout_of_its_own(self) -> None:
        there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", "-b", "fix", there)
        text = self.box.start(B, there).context
        self.assertIn("`aaaaaaaa`", text)
        self.assertNotIn(CHECK, text)

    def test_not_for_one_alone(self) -> None:
        self.assertEqual(self.box.start(B, self.clone("other")).stdout, b"")


class AtAHold(Case):
    def test_once_a_kind(self) -> None:
        write = self.box.edit(B, self.shop + "/a.py", "Write", cwd=self.shop)
        self.assertEqual(write.decision, "deny")
        first, _, second = write.reason.partition("\n\n")
        self.assertTrue(first.startswith(TITLE))
        for way in (CHECK, TELL, WORKTREE):
            self.assertIn(way, second)
            self.assertEqual(write.reason.count(way), 1)
        self.assertIn(WORKTREE, self.bash(B, "git checkout -- a.py", self.shop).reason, "another kind")
        switch = self.bash(B, "git switch -c other", self.shop)
        self.assertEqual((switch.decision, switch.reason.count(WORKTREE)), ("deny", 1), "and another")
        again = self.bash(B, "git switch -c third", self.shop)
        self.assertEqual((again.decision, CHECK in again.reason), ("deny", False))
        again = self.bash(B, "git reset --hard", self.shop)
        self.assertEqual(again.decision, "deny")
        self.assertNotIn(CHECK, again.reason)
        self.works(A, self.shop + "/b.py", cwd=self.shop)
        again = self.box.edit(B, self.shop + "/b.py", "Write", cwd=self.shop)
        self.assertEqual(again.decision, "deny")
        self.assertNotIn(CHECK, again.reason)
        self.assertIn(CHECK, self.box.edit("c", self.shop + "/b.py", "Write", cwd=self.shop).reason, "another session")
        self.no_errors()

    def test_once_in_an_answer(self) -> None:
        both = self.bash(B, "git stash && git switch -c other", self.shop)
        self.assertEqual((both.decision, both.reason.count(CHECK)), ("deny", 1), both.reason)

    def test_it_does_not_let_the_call_through_nor_hold_it_longer(self) -> None:
        self.assertEqual(self.box.edit(B, self.shop + "/a.py", "Write", cwd=self.shop).decision, "deny")
        self.assertEqual(self.box.edit(B, self.shop + "/a.py", "Write", cwd=self.shop).stdout, b"")

    def test_where_it_is_refused_and_where_it_is_asked(self) -> None:
        path = self.shop + "/a.py"
        self.assertIn(CHECK, self.box.edit(B, path, cwd=self.shop, CSG_ON_EDIT="deny").reason)
        asked = self.box.edit("c", path, cwd=self.shop, CSG_ON_EDIT="ask")
        self.assertEqual((asked.decision, CHECK in asked.reason), ("ask", False), "that is read by the person")

    def test_not_where_nothing_is_held(self) -> None:
        self.assertNotIn(CHECK, self.box.edit(B, self.shop + "/a.py", cwd=self.shop).context)
        self.assertNotIn(CHECK, self.bash(B, "git add -A", self.shop).context)

    def test_only_what_there_is(self) -> None:
        plain = self.box.write("plain.txt")
        self.box.edit(A, plain)
        reason = self.box.edit(B, plain, "Write").reason
        self.assertIn(CHECK, reason)
        self.assertNotIn("EnterWorktree", reason, "outside git there is no worktree")
        reason = self.box.edit(B, self.shop + "/a.py", "Write", cwd=self.shop, CSG_ON_WRITE="deny").reason
        self.assertNotIn(CHECK, reason)
        reason = self.bash(B, "git reset --hard", self.shop, CLAUDE_PID="").reason
        self.assertIn(CHECK, reason)
        self.assertNotIn("EnterWorktree", reason)

    def test_a_disk_that_takes_no_note(self) -> None:
        """Rather twice than never, and the hold stands."""
        self.box.start(B, self.shop)
        folder = os.path.join(self.box.home, "state", B)
        os.mkdir(folder + "/told-way-out-write")
        self.assertIn(CHECK, self.box.edit(B, self.shop + "/a.py", "Write", cwd=self.shop).reason)
