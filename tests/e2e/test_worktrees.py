"""One repository in several working trees, and the other ways a directory belongs to a repository, by git itself."""

import os
import subprocess
from typing import Any, Dict

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import event


class Worktrees(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", "-b", "fix", self.there)
        self.mine = os.path.join(self.shop, "a.py")
        self.theirs = os.path.join(self.there, "a.py")
        self.box.start(A, self.there)
        self.box.start(B, self.shop)
        self.box.edit(A, self.theirs, cwd=self.there)

    def test_told_once_and_softly(self) -> None:
        answer = self.box.edit(B, self.mine, cwd=self.shop)
        self.assertEqual(answer.decision, "")
        lines = answer.context.split("\n")
        self.assertEqual(
            lines[0], TITLE + " 1 other session is at work on `a.py` in another worktree of this repository."
        )
        for fact in ("`aaaaaaaa`", "repository `shop`", "branch `fix`", "editing in worktree `%s`" % self.there):
            self.assertIn(fact, lines[1])
        self.assertIn("will meet at merge", lines[2])
        self.assertEqual(len(lines), 3)
        self.assertEqual(self.box.edit(B, self.mine, cwd=self.shop).stdout, b"")

    def test_a_write_is_not_held(self) -> None:
        answer = self.box.edit(B, self.mine, "Write", cwd=self.shop)
        self.assertEqual((answer.decision, answer.context[: len(TITLE)]), ("", TITLE))

    def test_settings(self) -> None:
        for number, (action, told) in enumerate({"off": 0, "warn": 1, "pause": 1, "ask": 1, "deny": 1}.items()):
            session = "s%d" % number
            answer = self.box.edit(session, self.mine, cwd=self.shop, CSG_ON_OVERLAP=action)
            self.assertEqual((answer.decision, answer.context.count("`aaaaaaaa`")), ("", told), action)
            self.box.end(session)
        answer = self.box.edit("x", self.mine, cwd=self.shop, CSG_ON_EDIT="deny", CSG_ON_WRITE="deny")
        self.assertEqual(answer.decision, "", "nothing of the other worktree is at risk")

    def test_a_conflict_here_comes_first(self) -> None:
        self.box.edit("c", self.mine, cwd=self.shop)
        text = self.box.edit(B, self.mine, cwd=self.shop).context
        self.assertIn("session `c`", text)
        self.assertNotIn("worktree", text)
        self.assertIn("another worktree", self.box.edit(B, self.mine, cwd=self.shop).context)

    def test_another_file_of_that_name(self) -> None:
        self.assertEqual(self.box.edit(B, self.box.write("shop/src/a.py"), cwd=self.shop).stdout, b"")
        other = self.clone("other")
        self.assertEqual(self.box.edit(B, other + "/a.py", cwd=other).stdout, b"")
        copy = os.path.join(self.box.work, "copy")
        self.git(self.box.work, "clone", "-q", self.shop, copy)
        self.assertEqual(self.box.edit("c", copy + "/a.py", cwd=copy).stdout, b"", "a clone is another repository")

    def test_three(self) -> None:
        third = os.path.join(self.shop, ".claude", "worktrees", "agent-1")
        self.git(self.shop, "worktree", "add", "-q", third)
        self.box.edit("c", third + "/a.py", cwd=third, CSG_ON_OVERLAP="off")
        text = self.box.edit(B, self.mine, cwd=self.shop).context
        self.assertIn("2 other sessions are at work on `a.py` in another worktree", text)
        for place in (third, self.there):
            self.assertIn("editing in worktree `%s`" % place, text)

    def test_its_own_twin(self) -> None:
        """What one agent does in two worktrees is its own affair."""
        self.assertNotIn(TITLE, self.box.edit(A, self.mine, cwd=self.there).context)


class AnotherCheckout(GitCase):
    """What counts is the file's place, never the cwd; and the session is told where its edit lands."""

    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", "-b", "fix", self.there)

    def test_it_is_told_once(self) -> None:
        answer = self.box.edit(A, self.there + "/a.py", cwd=self.shop)
        expected = (
            "csg: `../shop-fix/a.py` is in the checkout `%s` (branch `fix`), not in the one of this session's cwd"
        )
        self.assertIn(expected % self.there, answer.context)
        self.assertIn("`%s`." % self.shop, answer.context)
        self.assertEqual(answer.decision, "")
        self.assertEqual(self.box.edit(A, self.there + "/b.py", cwd=self.shop).stdout, b"")
        self.assertIn("branch `main`", self.box.edit(A, self.shop + "/a.py", cwd=self.there).context)

    def test_only_in_the_same_repository(self) -> None:
        other = self.clone("other")
        for path in (other + "/a.py", self.box.write("notes"), self.shop + "/src/c.py"):
            self.assertEqual(self.box.edit(A, path, cwd=self.shop + "/src").stdout, b"", path)
        self.assertEqual(self.box.edit(B, self.there + "/a.py", cwd=self.box.work).stdout, b"", "works nowhere")

    def test_through_a_link(self) -> None:
        os.symlink(self.shop, os.path.join(self.box.work, "link"))
        self.assertEqual(self.box.edit(A, self.shop + "/a.py", cwd=self.box.work + "/link").stdout, b"")

    def test_whose_it_is(self) -> None:
        self.box.edit(A, self.there + "/a.py", cwd=self.there)
        text = self.box.edit(B, self.there + "/a.py", cwd=self.shop).context
        self.assertIn("is at work on `../shop-fix/a.py`.", text)
        self.assertNotIn("will meet at merge", text)


class Layouts(GitCase):
    def meets(self, one: str, other: str, cwd: str = "") -> bool:
        """Is whoever edits the one told when somebody edited the other?"""
        first, second = "s" + os.urandom(4).hex(), "t" + os.urandom(4).hex()
        self.box.edit(first, one, cwd=cwd or os.path.dirname(one))
        told = TITLE in self.box.edit(second, other, cwd=cwd or os.path.dirname(other)).context
        self.box.end(first)
        self.box.end(second)
        return told

    def test_submodules(self) -> None:
        library = self.clone("library", "l.py")
        shop = self.clone()
        self.git(shop, "submodule", "--quiet", "add", library, "vendor/library")
        self.git(shop, "commit", "-q", "-m", "library")
        inside = shop + "/vendor/library/l.py"
        self.assertTrue(self.meets(inside, inside, shop))
        self.assertFalse(self.meets(inside, library + "/l.py"), "a clone is a repository of its own")
        self.box.start(A, shop + "/vendor/library")
        self.box.edit(A, inside, cwd=shop)
        self.assertIn("repository `library`", self.box.edit(B, inside, cwd=shop).context)

    def test_a_nested_repository(self) -> None:
        shop = self.clone()
        inside = self.clone("shop/tools", "a.py")
        self.assertTrue(self.meets(inside + "/a.py", inside + "/a.py", shop))
        self.assertFalse(self.meets(inside + "/a.py", shop + "/a.py"))

    def test_worktrees_of_a_bare_repository(self) -> None:
        shop = self.clone()
        bare = os.path.join(self.box.work, "shop.git")
        self.git(self.box.work, "clone", "-q", "--bare", shop, bare)
        for name in ("one", "two"):
            self.git(bare, "worktree", "add", "-q", os.path.join(self.box.work, name), "-b", name)
        places = [os.path.join(self.box.work, name, "a.py") for name in ("one", "two")]
        self.assertTrue(self.meets(*places))
        self.assertFalse(self.meets(places[0], shop + "/a.py"))
        self.assertTrue(self.meets(bare + "/description", bare + "/description"), "a file like any other")

    def test_a_git_directory_elsewhere(self) -> None:
        place = self.box.make("work", "apart")
        self.git(place, "init", "-q", "--separate-git-dir", os.path.join(self.box.work, "apart.git"), place)
        self.box.write("apart/a.py")
        self.git(place, "add", "-A")
        self.git(place, "commit", "-q", "-m", "start")
        self.git(place, "worktree", "add", "-q", "../apart-fix")
        self.assertTrue(self.meets(place + "/a.py", self.box.work + "/apart-fix/a.py"))

    def test_no_repository(self) -> None:
        path = self.box.write("plain/a.py")
        self.assertTrue(self.meets(path, path))
        self.assertFalse(self.meets(path, self.box.write("other/a.py")))

    def test_a_variable_does_not_move_the_file(self) -> None:
        """GIT_DIR says where git keeps things, not whose file it is."""
        shop = self.clone()
        self.box.edit(A, shop + "/a.py", cwd=shop, GIT_DIR="/nonexistent", GIT_WORK_TREE="/")
        text = self.box.edit(B, shop + "/a.py", cwd=shop).context
        self.assertIn("repository `shop`", text)

    def test_a_repository_that_comes_later(self) -> None:
        """Two sessions, one before and one after `git init`: two keys, which is known and accepted."""
        path = self.box.write("young/a.py")
        self.box.edit(A, path)
        self.git(os.path.dirname(path), "init", "-q")
        self.assertEqual(self.box.edit(B, path).stdout, b"")
        self.assertIn(TITLE, self.box.edit("c", path).context)
        self.assertEqual(self.bash("d", "git stash -u", os.path.dirname(path)).decision, "deny")


class Merging(GitCase):
    """An Overlap's warning says whether the two versions merge, by `git merge` itself."""

    BASE = [b"%d\n" % n for n in range(1, 31)]

    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.put(self.shop, {})
        self.git(self.shop, "commit", "-q", "-a", "-m", "lines")
        self.there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", "-b", "fix", self.there)
        self.box.edit(A, self.there + "/a.py", cwd=self.there)

    def put(self, root: str, changed: Dict[int, bytes], end: bytes = b"\n") -> str:
        path = os.path.join(root, "a.py")
        with open(path, "wb") as file:
            file.write(b"".join([changed.get(n, x) for n, x in enumerate(self.BASE, 1)]).replace(b"\n", end))
        return path

    def told(self, tool: str, **given: Any) -> str:
        """What the warning of a new session's edit says of the versions: the end of the sibling's line."""
        session = "s" + os.urandom(4).hex()
        fields = {"tool_name": tool, "tool_input": {"file_path": self.shop + "/a.py", **given}}
        text = self.box.send(event("PreToolUse", session, self.shop, tool_use_id=os.urandom(4).hex(), **fields)).context
        lines = text.split("\n")
        self.assertEqual(len(lines), 3, text)
        self.assertIn("will meet at merge", lines[2])
        self.box.end(session)
        self.no_errors()
        return lines[1].rpartition("; ")[2]

    def merges(self) -> bool:
        """Does git merge the two branches once both have committed?"""
        for root in (self.shop, self.there):
            self.git(root, "commit", "-q", "-a", "--allow-empty", "-m", "done")
        try:
            self.git(self.shop, "merge", "-q", "--no-edit", "fix")
        except subprocess.CalledProcessError:
            return False
        return True

    def test_the_edit_that_is_about_to_be_made_counts(self) -> None:
        self.put(self.there, {10: b"theirs\n"})
        cleanly = "with this edit, the two versions merge cleanly."
        self.assertEqual(self.told("Edit", old_string="20\n", new_string="mine\n"), cleanly)
        conflict = "with this edit, the two versions conflict in line 10 of this one."
        self.assertEqual(self.told("Edit", old_string="10\n", new_string="mine\n"), conflict)
        several = "with this edit, the two versions conflict in lines 9 to 12 of this one."
        self.assertEqual(self.told("Edit", old_string="9\n10\n", new_string="a\nb\nc\nd\n"), several)
        twice = [{"old_string": "20\n", "new_string": "mine\n"}, {"old_string": "mine\n", "new_string": "20\n"}]
        self.assertEqual(self.told("MultiEdit", edits=twice), cleanly)
        content = b"".join([b"mine\n" if n == 10 else line for n, line in enumerate(self.BASE, 1)]).decode()
        self.assertEqual(self.told("Write", content=content), conflict)
        self.put(self.shop, {10: b"mine\n"})
        self.assertFalse(self.merges())

    def test_cleanly(self) -> None:
        self.put(self.there, {10: b"theirs\n"})
        self.assertIn("merge cleanly", self.told("Edit", old_string="20\n", new_string="mine\n"))
        self.put(self.shop, {20: b"mine\n"})
        self.assertTrue(self.merges())

    def test_where_the_edit_cannot_be_made_here(self) -> None:
        self.put(self.there, {10: b"theirs\n"})
        self.put(self.shop, {10: b"mine\n"})
        said = "as the files are now, the two versions conflict in line 10 of this one."
        self.assertEqual(self.told("Edit", old_string="not there", new_string="x"), said)
        self.assertEqual(self.told("Edit", old_string="1", new_string="x"), said, "it is there more than once")
        self.assertNotEqual(self.told("Edit", old_string="1", new_string="x", replace_all=True), said)

    def test_converted_line_ends(self) -> None:
        self.git(self.shop, "config", "core.autocrlf", "true")
        self.put(self.there, {10: b"theirs\n"}, b"\r\n")
        self.put(self.shop, {}, b"\r\n")
        self.assertIn("merge cleanly", self.told("Edit", old_string="19\n20\n", new_string="mine\n"))

    def test_what_is_not_known_is_not_said(self) -> None:
        for data in (b"\0", b"x" * (1 << 20) + b"\n"):
            with open(self.there + "/a.py", "wb") as file:
                file.write(data)
            self.assertNotIn("the two versions", self.told("Edit", old_string="20\n", new_string="mine\n"))
        os.remove(self.there + "/a.py")
        self.assertNotIn("the two versions", self.told("Edit", old_string="20\n", new_string="mine\n"))

    def test_not_in_a_conflict_here(self) -> None:
        self.box.edit("c", self.shop + "/a.py", cwd=self.shop)
        self.assertNotIn("the two versions", self.box.edit(B, self.shop + "/a.py", cwd=self.shop).context)
