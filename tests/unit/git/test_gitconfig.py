"""Git's configuration read as data: against `git config`, and what is taken over."""

import os
import random
import shutil
import subprocess
import tempfile
import time
import unittest
from typing import Dict, List, Optional, Tuple

from csg.git import gitconfig, repository

PIECES = [b"[core]", b"[Core]", b'[filter "LFS x"]', b"[a.B]", b'[s "q\\"\\\\]"]', b"\n", b"\n\n", b"\r\n", b" ", b"\t"]
PIECES += [b"key = value", b"autoCRLF=true", b"alone", b"x = a b  c ", b'q = "a # b" c', b"h = v # comment", b"; line"]
PIECES += [b"# line [x]", b"c = one\\\n  two", b'e = "\\t\\n\\\\"', b'bad = "open', b"bad\\q = 1", b"b = \\q", b"= 1"]
PIECES += [b"1k = 2", b"e =", b"p = a\\\n", b'w = " a "  ', b"s = a;b", b"k-1 = v", b"[bad", b"[]", b"[x y]"]
PIECES += [b'm = a"b"c']


@unittest.skipUnless(shutil.which("git"), "skipped: git is not installed, and it is what is compared with")
class AsGitReads(unittest.TestCase):
    def test_files_by_chance(self) -> None:
        choose = random.Random(11)
        read = 0
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(150):
                data = b"".join(choose.choice(PIECES) + choose.choice([b"\n", b"\n", b"\n", b""]) for _ in range(8))
                data = choose.choice([b"[core]\n", b"", b"\xef\xbb\xbf[core]\n"]) + data
                path = os.path.join(folder, "config")
                with open(path, "wb") as file:
                    file.write(data)
                ours, real = self.ours(data), self.real(path)
                if ours and real:  # an inner tab has become a blank before git 2.45
                    ours, real = ([(n, v.replace(b"\t", b" ")) for n, v in found] for found in (ours, real))
                self.assertEqual(ours, real, data)
                read += real is not None
        self.assertGreater(read, 10)

    def ours(self, data: bytes) -> Optional[List[Tuple[bytes, bytes]]]:
        try:
            return [(b".".join(p for p in found[:3] if p), found[3]) for found in gitconfig.parse(data)]
        except gitconfig.NotKnown:
            return None

    def real(self, path: str) -> Optional[List[Tuple[bytes, bytes]]]:
        done = subprocess.run(
            ["git", "config", "--file", path, "-z", "--list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        if done.returncode:
            return None
        pairs = [entry.partition(b"\n") for entry in done.stdout.split(b"\0")[:-1]]
        return [(name, value if mark else b"true") for name, mark, value in pairs]


class InForce(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.fsencode(os.path.realpath(folder.name))
        self.repo = repository.Repository(self.top + b"/r", self.top + b"/r/.git", self.top + b"/r/.git")
        self.environ: Dict[bytes, bytes] = {b"HOME": self.top, b"GIT_CONFIG_NOSYSTEM": b"1"}

    def write(self, name: bytes, text: str) -> bytes:
        path = os.path.join(self.top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def load(self) -> gitconfig.Settings:
        return gitconfig.load(self.repo, self.environ, b"/usr/bin/git", time.monotonic() + 60.0)

    def test_only_data_is_handed_over(self) -> None:
        self.write(
            b"r/.git/config",
            "[core]\nautocrlf = input\nfsmonitor = /bin/evil\nsshCommand = evil\nhooksPath = x\npager = evil\n"
            '[alias]\nls-files = !evil\n[filter "Evil"]\nclean = evil\n[diff]\nexternal = evil\n',
        )
        settings = self.load()
        words = [b"-c", b"core.attributesFile=/dev/null", b"-c", b"core.autocrlf=input"]
        self.assertEqual(settings.words(), words)
        self.assertEqual(settings.filters, {b"Evil"})

    def test_the_last_one_wins(self) -> None:
        self.environ[b"XDG_CONFIG_HOME"] = self.top + b"/xdg"
        self.write(
            b"xdg/git/config", "[core]\nautocrlf = 1\neol = 1\nfilemode = 1\nbare = true\n[extensions]\nodd = x\n"
        )
        self.write(b".gitconfig", "[core]\nautocrlf = 2\neol = 2\n[include]\npath = more\n")
        self.write(b"more", "[core]\ncheckstat = 3\neol = 3\n")
        self.write(b"r/.git/config", "[core]\nautocrlf = 4\n")
        values = self.load().values
        names = ("autocrlf", "eol", "filemode", "checkstat")
        self.assertEqual([values[b"core." + name.encode()] for name in names], [b"4", b"3", b"1", b"3"])
        self.environ[b"GIT_CONFIG_GLOBAL"] = self.write(b"other", "[core]\neol = 5\n")
        self.assertEqual(self.load().values[b"core.eol"], b"5")
        self.assertNotIn(b"core.filemode", self.load().values)

    def test_worktrees(self) -> None:
        self.write(b"r/.git/config", "[core]\nbare = true\nworktree = /x\n[extensions]\nworktreeConfig = true\n")
        with self.assertRaises(gitconfig.NotKnown):
            self.load()
        self.repo.gitdir = self.top + b"/r/.git/worktrees/w"
        self.write(b"r/.git/worktrees/w/config.worktree", "[core]\nautocrlf = true\n")
        self.assertEqual(self.load().values[b"core.autocrlf"], b"true")
        self.write(b"r/.git/worktrees/w/config.worktree", "[core]\nworktree = /elsewhere\n")
        with self.assertRaises(gitconfig.NotKnown):
            self.load()

    def test_includes_under_a_condition(self) -> None:
        self.write(b"crlf", "[core]\nautocrlf = true\n")
        self.write(b"mail", "[user]\nemail = s@example.invalid\n")
        for condition, followed in (
            ("gitdir:~/r/", True),
            ("gitdir:~/r", False),
            ("gitdir:~/r/.git", True),
            ("gitdir:~/other/", False),
            ("gitdir:./r/", True),
            ("gitdir:/nonexistent/", False),
            ("gitdir:~/r*/", None),
            ("gitdir:r/", None),
            ("gitdir/i:~/R/", None),
            ("onbranch:main", None),
            ("hasconfig:remote.*.url:x", None),
            ("", None),
        ):
            with self.subTest(condition=condition):
                self.write(b".gitconfig", '[includeIf "%s"]\npath = crlf\n' % condition)
                if followed is None:
                    with self.assertRaises(gitconfig.NotKnown):
                        self.load()
                else:
                    self.assertEqual(b"core.autocrlf" in self.load().values, followed)
                self.write(b".gitconfig", '[includeIf "%s"]\npath = mail\n' % condition)
                self.load()

    def test_no_end_of_includes(self) -> None:
        self.write(b".gitconfig", "[include]\npath = .gitconfig\n")
        with self.assertRaises(gitconfig.NotKnown):
            self.load()
        self.write(b".gitconfig", "".join("[include]\npath = many\n" for _ in range(100)))
        with self.assertRaises(gitconfig.NotKnown):
            self.load()

    def test_files_that_take_their_time(self) -> None:
        """A configuration is as long as somebody likes, and csg is in a hurry."""
        for text in (
            "[a]" * 160_000,
            '[a "%s"]\n' % ("x" * 500_000),
            "a = b\n" * 80_000,
            "#\n" * 250_000,
            "[a]\nb = \\\n" * 90_000,
        ):
            self.write(b".gitconfig", text)
            began = time.monotonic()
            try:
                gitconfig.load(self.repo, self.environ, b"/usr/bin/git", began + 0.1)
            except gitconfig.NotKnown:
                pass
            self.assertLess(time.monotonic() - began, 10.0)
        self.write(b".gitconfig", "[include]\npath = long\n" * 30)
        self.write(b"long", "[a]\nb = c\n" * 40_000)
        with self.assertRaises(gitconfig.NotKnown):
            self.load()

    def test_what_is_ignored_and_by_whom(self) -> None:
        self.assertEqual(self.load().excludes, [])
        exclude = self.write(b"r/.git/info/exclude", "x\n")
        default = self.write(b".config/git/ignore", "x\n")
        self.assertEqual(self.load().excludes, [default, exclude])
        own = self.write(b"own", "x\n")
        self.write(b".gitconfig", "[core]\nexcludesFile = ~/own\nattributesFile = ~/own\n")
        self.assertEqual((self.load().excludes, self.load().attributes), ([own, exclude], own))
        for nothing in ("", "/dev/null", "~/missing"):
            self.write(b".gitconfig", "[core]\nexcludesFile = %s\n" % nothing)
            self.assertEqual(self.load().excludes, [exclude])
        for odd in ("~somebody/x", "%(prefix)/x", "/dev/zero", "/"):
            self.write(b".gitconfig", "[core]\nexcludesFile = %s\n" % odd)
            with self.assertRaises(gitconfig.NotKnown):
                self.load()
