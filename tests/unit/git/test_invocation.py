"""The directory that a git command works in."""

import unittest
from typing import Optional

from csg.git import commands
from tests.unit.git.command_lines import CWD


class Directory(unittest.TestCase):
    def check(self, command: str, directory: Optional[str], paths: str = "*", home: bytes = b"") -> None:
        with self.subTest(command):
            effects = commands.verdict(command, CWD, None, home)
            self.assertEqual(len(effects), 1, command)
            self.assertEqual(effects[0].directory, directory.encode() if directory else None)
            self.assertEqual("*" if effects[0].paths is None else b" ".join(effects[0].paths).decode(), paths)

    def test_cd(self) -> None:
        self.check("git stash", "/w")
        self.check("cd x && git stash", "/w/x")
        self.check("cd x; git stash", "/w/x")
        self.check("cd x\ngit stash", "/w/x")
        self.check("cd /y && git stash", "/y")
        self.check("cd x && cd y && git stash", "/w/x/y")
        self.check("cd x/y/.. && git stash", "/w/x")
        self.check("cd ../v && git stash", "/v")
        self.check("cd ../../../.. && git stash", "/")
        self.check("cd 'a b' && git stash", "/w/a b")
        self.check("cd -P x && git stash", "/w/x")
        self.check("cd -- x && git stash", "/w/x")
        self.check("cd x || exit 1; git stash", "/w/x")
        self.check("if cd x; then git stash; fi", "/w/x")
        self.check("cd x && git add a.py", "/w/x", "a.py")
        self.check("pushd x && git stash", "/w/x")
        self.check("eval 'cd x' && git stash", "/w/x")

    def test_cd_that_does_not_reach_it(self) -> None:
        self.check("(cd x); git stash", "/w")
        self.check("(cd x && ls) && git stash", "/w")
        self.check("x=$(cd x; pwd); git stash", "/w")
        self.check("`cd x`; git stash", "/w")
        self.check("cd x | cat; git stash", "/w")
        self.check("true | cd x; git stash", "/w")
        self.check("cd x && make & git stash", "/w")
        self.check("bash -c 'cd x'; git stash", "/w")
        self.check("sudo cd x; git stash", "/w")
        self.check("pushd x; popd; git stash", "/w")
        self.check("echo cd x; git stash", "/w")
        self.check("[ -d x ] || mkdir x; git stash", "/w")

    def test_cd_inside(self) -> None:
        self.check("(cd x && git stash)", "/w/x")
        self.check("bash -c 'cd x && git stash'", "/w/x")
        self.check("cd x && bash -c 'git stash'", "/w/x")
        self.check("cd x && (cd y; git stash)", "/w/x/y")
        self.check("echo $(cd x; git stash)", "/w/x")

    def test_unknown(self) -> None:
        self.check('cd "$DIR" && git stash', None)
        self.check("cd $(git rev-parse --show-toplevel) && git stash", None)
        self.check("cd - && git stash", None)
        self.check("cd && git stash", None)
        self.check("cd ~/x && git stash", None)
        self.check("cd x || cd y; git stash", None)
        self.check("popd; git stash", None)
        self.check("cd *x && git stash", None)
        self.check("git -C $X stash", None)

    def test_unknown_and_then_known(self) -> None:
        self.check('cd "$DIR" && cd /y && git stash', "/y")
        self.check('cd "$DIR" && git -C /y stash', "/y")

    def test_the_home_directory(self) -> None:
        self.check("cd && git stash", "/home/u", home=b"/home/u")
        self.check("cd ~/x && git stash", "/home/u/x", home=b"/home/u")
        self.check("cd $HOME/x && git stash", "/home/u/x", home=b"/home/u")
        self.check('cd "${HOME}/x" && git stash', "/home/u/x", home=b"/home/u")
        self.check("git -C ~/x stash", "/home/u/x", home=b"/home/u")
        self.check("cd '~/x' && git stash", "/w/~/x", home=b"/home/u")
        self.check("cd ~bob/x && git stash", None, home=b"/home/u")

    def test_options_of_git(self) -> None:
        self.check("git -C x stash", "/w/x")
        self.check("git -C x -C y stash", "/w/x/y")
        self.check("git -C x -C /y stash", "/y")
        self.check("git -C '' stash", "/w")
        self.check("git -C .. stash", "/w/..")
        self.check("cd x && git -C y stash", "/w/x/y")
        self.check("git -c a.b=c -C x checkout -- a.py", "/w/x", "a.py")
        self.check("git --work-tree=/t --git-dir=/g stash", "/t")
        self.check("git --git-dir /g --work-tree t stash", "/w/t")
        self.check("git -C x --work-tree=t stash", "/w/x/t")
        self.check("git --work-tree=/ checkout -- a.py", "/w", "a.py")
        self.check("git --git-dir=.git stash", "/w")
        self.check("GIT_WORK_TREE=/t GIT_DIR=/g git stash", "/t")
        self.check("env GIT_WORK_TREE=/t git stash", "/t")
        self.check("env -C x git stash", "/w/x")
        self.check("sudo --chdir=x git stash", "/w/x")

    def test_a_worktree_that_is_removed(self) -> None:
        for command, directory, called, forced in [
            ("git worktree remove ../other", b"/w", b"../other", 0),
            ("git worktree remove --force /y", b"/w", b"/y", 1),
            ("git -C x worktree remove -f -f y", b"/w/x", b"y", 2),
            ("git worktree move y z", b"/w", b"y", 0),
        ]:
            with self.subTest(command):
                (found,) = commands.verdict(command, CWD)
                self.assertEqual((found.directory, found.worktree, found.forced), (directory, called, forced))
                self.assertTrue(found.removes())
        self.assertEqual(commands.verdict('git worktree remove "$W"', CWD), [])


if __name__ == "__main__":
    unittest.main()
