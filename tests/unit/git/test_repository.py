import os
import subprocess
import tempfile
import unittest

from csg.base import paths
from csg.git import repository
from tests.unit.git.case import GitCase


class WithGit(GitCase):
    """Every layout of gitrepository-layout(5), made by git itself."""

    def setUp(self) -> None:
        super().setUp()
        self.main = self.top + "/main"
        self.git("init", "-q", "-b", "trunk", self.main)
        self.git("commit", "-q", "--allow-empty", "-m", "first", cwd=self.main)

    def git(self, *words: str, cwd: str = "") -> str:
        command = ["git", "-c", "protocol.file.allow=always", *words]
        return subprocess.run(
            command, cwd=cwd or self.top, env=self.environ, check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ).stdout.decode()

    def find(self, path: str) -> repository.Repository:
        found = repository.find(os.fsencode(path))
        assert found is not None, path
        return found

    def check(self, path: str, root: str, common: str) -> None:
        """What is found agrees with what git itself says."""
        found = self.find(path)
        self.assertEqual(os.fsdecode(found.root), root)
        self.assertEqual(os.fsdecode(found.common), common)
        if os.path.isdir(path):
            said = self.git("rev-parse", "--show-toplevel", "--absolute-git-dir", cwd=path).splitlines()
            self.assertEqual([os.fsdecode(found.root), os.fsdecode(found.gitdir)], said)

    def test_an_ordinary_checkout(self) -> None:
        os.makedirs(self.main + "/a/b")
        for path in (self.main, self.main + "/a/b", self.main + "/no/such"):
            self.check(path, self.main, self.main + "/.git")
        self.assertEqual(repository.branch(self.find(self.main).gitdir), "trunk")

    def test_linked_worktrees_share_the_identity(self) -> None:
        self.git("worktree", "add", "-q", "-b", "side", self.top + "/tree", cwd=self.main)
        self.check(self.top + "/tree", self.top + "/tree", self.main + "/.git")
        self.assertEqual(repository.branch(self.find(self.top + "/tree").gitdir), "side")

    def test_a_submodule_is_a_repository_of_its_own(self) -> None:
        self.git("init", "-q", self.top + "/lib")
        self.git("commit", "-q", "--allow-empty", "-m", "x", cwd=self.top + "/lib")
        self.git("submodule", "-q", "add", self.top + "/lib", "lib", cwd=self.main)
        self.check(self.main + "/lib", self.main + "/lib", self.main + "/.git/modules/lib")

    def test_a_nested_repository(self) -> None:
        self.git("init", "-q", self.main + "/vendor/inner")
        self.check(self.main + "/vendor/inner", self.main + "/vendor/inner", self.main + "/vendor/inner/.git")
        self.check(self.main + "/vendor", self.main, self.main + "/.git") if os.path.isdir(self.main) else None

    def test_a_git_directory_elsewhere(self) -> None:
        self.git("init", "-q", "--separate-git-dir", self.top + "/store", self.top + "/apart")
        self.check(self.top + "/apart", self.top + "/apart", self.top + "/store")

    def test_worktrees_of_a_bare_repository(self) -> None:
        self.git("clone", "-q", "--bare", self.main, self.top + "/bare.git")
        self.git("worktree", "add", "-q", self.top + "/tree", cwd=self.top + "/bare.git")
        self.check(self.top + "/tree", self.top + "/tree", self.top + "/bare.git")
        self.assertIsNone(repository.find(os.fsencode(self.top + "/bare.git/hooks")), "no working tree, no repository")

    def test_a_detached_head(self) -> None:
        self.git("checkout", "-q", "--detach", cwd=self.main)
        head = self.git("rev-parse", "HEAD", cwd=self.main)
        self.assertEqual(repository.branch(self.find(self.main).gitdir), "detached at " + head[:7])

    def test_a_branch_with_a_slash_and_a_foreign_name(self) -> None:
        self.git("checkout", "-q", "-b", "feature/\u00fc`x", cwd=self.main)
        self.assertEqual(repository.branch(self.find(self.main).gitdir), "feature/\u00fc`x")


class ByHand(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.fsencode(os.path.realpath(folder.name))

    def test_no_repository(self) -> None:
        self.assertIsNone(repository.find(self.top + b"/x/y"))

    def test_a_stray_dot_git_is_none(self) -> None:
        os.makedirs(self.top + b"/a/.git")
        with open(self.top + b"/.git", "wb") as file:
            file.write(b"gitdir: /nonexistent\n")
        self.assertIsNone(repository.find(self.top + b"/a"))

    def test_nul_leads_nowhere(self) -> None:
        os.makedirs(self.top + b"/real/.git")
        os.makedirs(self.top + b"/stray")
        for name, content in (
            (b"/stray/.git", b"gitdir: " + self.top + b"/real/.git\0/x\n"),
            (b"/real/.git/HEAD", b"ref: refs/heads/main\n"),
            (b"/real/.git/commondir", b"../\0\n"),
        ):
            with open(self.top + name, "wb") as file:
                file.write(content)
        self.assertIsNone(repository.find(self.top + b"/stray"))
        found = repository.find(self.top + b"/real")
        assert found is not None
        self.assertEqual(found.common, found.gitdir)

    def test_an_unreadable_head(self) -> None:
        self.assertEqual(repository.branch(self.top + b"/nothing"), "")
        for content, expected in ((b"", ""), (b"ref: refs/heads/.invalid\n", ""), (b"ref: refs/x/y\n", "refs/x/y")):
            with open(self.top + b"/HEAD", "wb") as file:
                file.write(content)
            self.assertEqual(repository.branch(self.top), expected)

    def test_the_same_through_a_link(self) -> None:
        os.makedirs(self.top + b"/real/.git")
        with open(self.top + b"/real/.git/HEAD", "wb") as file:
            file.write(b"ref: refs/heads/main\n")
        os.symlink(b"real", self.top + b"/link")
        found = repository.find(paths.canonical(self.top + b"/link"))
        assert found is not None
        self.assertEqual(found.root, self.top + b"/real")
