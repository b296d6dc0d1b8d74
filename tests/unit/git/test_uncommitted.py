import os
import subprocess
import time
from unittest import mock

from csg.git import uncommitted
from tests.unit.git.case import GitCase


class Uncommitted(GitCase):
    def setUp(self) -> None:
        super().setUp()
        patched = mock.patch.dict(os.environ, {"HOME": self.top, "GIT_CONFIG_NOSYSTEM": "1"})
        patched.start()
        self.addCleanup(patched.stop)
        self.root = self.top + "/shop"
        self.git("init", "-q", self.root, cwd=self.top)
        for name in ("a.py", "b.py", "x.py", ".gitignore"):
            self.write(name, "*.log\n")
        self.git("add", "-A")
        self.git("-c", "user.name=S", "-c", "user.email=s@example.invalid", "commit", "-q", "-m", "start")

    def git(self, *words: str, cwd: str = "") -> None:
        subprocess.run(["git", *words], cwd=cwd or self.root, check=True, stdout=subprocess.DEVNULL)

    def write(self, name: str, text: str = "changed\n") -> None:
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def changes(self, name: str) -> object:
        return self.asked(self.root, os.path.join(self.root, name))

    def asked(self, root: str, path: str) -> object:
        home = os.fsencode(self.top) + b"/csg"
        return uncommitted.changes(home, os.fsencode(root), os.fsencode(path), os.environb)

    def test_what_git_says(self) -> None:
        self.assertIs(self.changes("a.py"), False)
        self.write("a.py")
        self.assertIs(self.changes("a.py"), True)
        self.assertIs(self.changes("b.py"), False)
        self.git("add", "a.py")
        self.assertIs(self.changes("a.py"), True, "staged is not committed")
        os.remove(self.root + "/b.py")
        self.assertIs(self.changes("b.py"), True, "removed")
        self.assertIs(self.changes("none.py"), False)

    def test_new_files(self) -> None:
        self.write("new/deep.py")
        self.assertIs(self.changes("new/deep.py"), True)
        self.git("config", "status.showUntrackedFiles", "no")
        self.assertIs(self.changes("new/deep.py"), True)

    def test_git_has_no_say(self) -> None:
        self.write("x.log")
        self.assertIsNone(self.changes("x.log"), "ignored")
        self.assertIsNone(self.asked(self.top, self.top + "/f"), "no repository")
        self.assertIsNone(self.asked("/nonexistent", "/nonexistent/f"))
        with mock.patch.dict(os.environ, {"PATH": "/nonexistent"}):
            self.assertIsNone(self.changes("a.py"), "no git")

    def test_a_name_is_no_pattern(self) -> None:
        self.write("[x].py")
        self.git("add", "-A")
        self.git("-c", "user.name=S", "-c", "user.email=s@example.invalid", "commit", "-q", "-m", "more")
        self.write("x.py")
        self.assertIs(self.changes("[x].py"), False)
        for name in (":(top)", "-q", "a\nb", "\udcff"):
            self.write(name)
            self.assertIs(self.changes(name), True, ascii(name))

    def test_another_repository_in_the_environment(self) -> None:
        """As in a client that was started from a commit's hook."""
        self.write("a.py")
        with mock.patch.dict(os.environ, {"GIT_DIR": "/nonexistent", "GIT_INDEX_FILE": "/nonexistent"}):
            self.assertIs(self.changes("a.py"), True)

    def test_nothing_of_the_repositorys_is_run(self) -> None:
        mark = self.top + "/ran"
        self.git("config", "core.fsmonitor", "touch %s; false" % mark)
        self.assertIs(self.changes("a.py"), False)
        self.assertFalse(os.path.exists(mark))
        self.git("status")
        self.assertTrue(os.path.exists(mark), "else this test proves nothing")

    def test_it_takes_no_lock_and_changes_nothing(self) -> None:
        os.utime(self.root + "/a.py", (1, 1))  # git would refresh its index
        before = os.stat(self.root + "/.git/index").st_mtime_ns
        open(self.root + "/.git/index.lock", "w", encoding="ascii").close()
        self.assertIs(self.changes("a.py"), False)
        self.assertEqual(os.stat(self.root + "/.git/index").st_mtime_ns, before)

    def test_one_that_hangs(self) -> None:
        fake = self.top + "/bin/git"
        os.mkdir(self.top + "/bin")
        with open(fake, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nexec sleep 30\n")
        os.chmod(fake, 0o700)
        started = time.monotonic()
        with mock.patch.dict(os.environ, {"PATH": self.top + "/bin:" + os.environ["PATH"]}):
            self.assertIsNone(self.changes("a.py"))
        self.assertLess(time.monotonic() - started, 10.0)
