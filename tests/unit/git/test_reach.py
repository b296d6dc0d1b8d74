"""Which files an Effect may touch."""

import os
import tempfile
import unittest
from typing import List, Optional

from csg.git import effects
from csg.git.reach import Reach


class Covers(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.path.realpath(folder.name).encode()
        for name in (b"shop", b"shop/inner"):
            os.makedirs(os.path.join(self.top, name, b".git"))
            with open(os.path.join(self.top, name, b".git", b"HEAD"), "w") as file:
                file.write("ref: refs/heads/main\n")
        os.makedirs(os.path.join(self.top, b"shop", b"src"))
        self.shop = self.top + b"/shop"

    def reach(self, directory: Optional[bytes], named: Optional[List[bytes]] = None, shown: str = "git stash") -> Reach:
        return Reach(effects.Effect(effects.DISCARD, shown, directory, named), self.shop)

    def test_the_whole_checkout(self) -> None:
        for directory in (None, self.shop, self.shop + b"/src"):
            reach = self.reach(directory)
            self.assertEqual(reach.root, self.shop)
            self.assertTrue(reach.covers(self.shop + b"/a.py", self.shop))
            self.assertTrue(reach.covers(self.shop + b"/a.py", b""))
            self.assertFalse(reach.covers(self.top + b"/a.py", b""))

    def test_pathspecs_are_read_where_git_works(self) -> None:
        reach = self.reach(self.shop + b"/src", [b"."])
        self.assertTrue(reach.covers(self.shop + b"/src/c.py", self.shop))
        self.assertFalse(reach.covers(self.shop + b"/a.py", self.shop))
        self.assertTrue(self.reach(self.shop + b"/src", [b".", b"../a.py"]).covers(self.shop + b"/a.py", self.shop))

    def test_a_repository_inside_is_not_touched(self) -> None:
        inner = self.shop + b"/inner"
        self.assertFalse(self.reach(self.shop).covers(inner + b"/a.py", inner))

    def test_pathspecs_do_not_reach_into_a_repository(self) -> None:
        inner = self.shop + b"/inner"
        for named, covered in ((None, True), ([b"."], True), ([b"inner"], True), ([b"*.py"], False), ([b"src"], False)):
            effect = effects.Effect(effects.DISCARD, "git rm", self.shop, named)
            effect.nested = effects.SUBMODULES
            self.assertIs(Reach(effect, self.shop).covers(inner + b"/a.py", inner), covered, named)
        effect.nested = effects.ONLY_SUBMODULES
        self.assertFalse(Reach(effect, self.shop).covers(self.shop + b"/src", self.shop))

    def test_a_worktree_that_goes_takes_all_with_it(self) -> None:
        git, fix = self.shop + b"/.git", self.top + b"/trees/fix"
        own = git + b"/worktrees/fix"
        for folder in (fix + b"/inner/.git", own):
            os.makedirs(folder)
        for path, line in (
            (fix + b"/.git", b"gitdir: " + own),
            (own + b"/HEAD", b"ref: refs/heads/fix"),
            (own + b"/commondir", b"../.."),
            (own + b"/gitdir", fix + b"/.git"),
            (fix + b"/inner/.git/HEAD", b"ref: refs/heads/main"),
        ):
            with open(path, "wb") as file:
                file.write(line + b"\n")
        effect = effects.Effect(effects.DISCARD, effects.REMOVE, None, None)
        for called in (fix, b"../trees/fix", b"fix", b"trees/fix", b"../trees/fix/"):
            effect.worktree = called
            reach = Reach(effect, self.shop)
            self.assertEqual(reach.root, fix, called)
            self.assertTrue(reach.covers(fix + b"/inner/a.py", fix + b"/inner"))
        for called in (b"src", self.shop, b"x", b""):
            effect.worktree = called
            self.assertEqual(Reach(effect, self.shop).root, b"", called)
        effect.worktree = b"fix"
        with open(own + b"/locked", "wb"):
            pass
        for forced, root in ((0, b""), (1, b""), (2, fix)):
            effect.forced = forced
            self.assertEqual(Reach(effect, self.shop).root, root)

    def test_no_checkout(self) -> None:
        self.assertEqual(self.reach(self.top).root, b"")

    def test_what_a_file_is_called_in_the_checkout(self) -> None:
        self.assertEqual(self.reach(None).inside(self.shop + b"/src/c.py"), b"src/c.py")


if __name__ == "__main__":
    unittest.main()
