"""Facts about files against the real `git status`, in made-up repositories and in kinds that are rare."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from typing import Dict, List, Optional

from csg.git import facts, repository
from tests.support import FULL
from tests.unit.git.worlds import World, told

#: How many repositories; more for a longer look.
WORLDS = int(os.environ.get("CSG_TEST_WORLDS", "16" if FULL else "9"))
PATIENT = 60.0  # seconds: on a busy machine the answer must be right all the same
SPLIT = (2, 39)  # finds the other part of a split index beside the one that it is given; 2.30 does not
FIELDS = ("staged", "modified", "conflicted", "untracked", "ignored", "tracked")
FIFOS = [b".gitignore", b".gitattributes", b".git/HEAD", b".git/index", b".git/config", b".git/info/exclude"]
FIFOS += [b".git/info/attributes", b".git/packed-refs", b".git/objects/info/alternates", b".git/commondir"]
KINDS = ("main", "worktree", "submodule")


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="csg-facts-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def look(self, world: World, seconds: float = PATIENT) -> facts.Checkout:
        repo = repository.find(os.fsencode(os.path.realpath(world.root)))
        assert repo is not None
        environ = {os.fsencode(name): os.fsencode(value) for name, value in world.environ.items()}
        return facts.Checkout(os.fsencode(self.folder) + b"/csg", repo, environ, seconds)

    def file(self, world: World, name: bytes, seconds: float = PATIENT) -> facts.File:
        return self.look(world, seconds).files([world.path(name)])[world.path(name)]

    def shop(self) -> World:
        """A plain repository: a.py and b.txt in a commit."""
        world = World(self.folder, 0)
        world.git("init", "-q", world.root, cwd=self.folder)
        world.write(b"a.py", b"one\n")
        world.write(b"b.txt", b"one\n")
        world.git("add", "-A")
        world.git("commit", "-q", "-m", "start")
        return world

    def assert_unknown(self, file: facts.File) -> None:
        self.assertEqual({name: getattr(file, name) for name in FIELDS}, dict.fromkeys(FIELDS))
        self.assertIsNone(file.clean())


@unittest.skipUnless(shutil.which("git"), "skipped: git is not installed, and it is what is asked")
class AsGitStatus(Case):
    def test_made_up_repositories(self) -> None:
        for seed in range(WORLDS):
            with self.subTest(seed=seed):
                self.world(seed)

    def world(self, seed: int) -> None:
        folder = os.path.join(self.folder, str(seed))
        os.mkdir(folder)
        world = World(folder, seed)
        world.make(commits=seed % 9 != 8, kind=KINDS[seed % 3])
        names = world.all_names()
        for turn in range(2):  # the second time on an index that git has refreshed
            look = self.look(world)
            ours = look.files([world.path(name) for name in names])
            staged = look.staged()
            real = told(world, names)
            for name in names:
                file = ours[world.path(name)]
                for field in FIELDS:
                    answer = getattr(file, field)
                    if answer is None:
                        self.assertTrue(self.may_be_unknown(world, name), (seed, turn, name, field))
                    else:
                        self.assertEqual(answer, getattr(real[name], field), (seed, turn, name, field))
                self.assertIn(file.missing, (None, not os.path.lexists(world.path(name))))
            if staged is not None or not self.may_be_unknown(world, b"any"):
                self.assertEqual(staged, sorted(world.path(n) for n, one in real.items() if one.staged), (seed, turn))
        shutil.rmtree(folder)

    def may_be_unknown(self, world: World, name: bytes) -> bool:
        """Of directories, of what is in a repository inside this one, and of devices git says nothing.

        Nor, where the index is split, an older git that looks for its other part in one place only."""
        if world.git_version() < SPLIT and any(n.startswith("sharedindex.") for n in os.listdir(world.gitdir())):
            return True
        path = world.path(name)
        kinds = os.path.isdir(path), os.path.exists(path) and not os.path.isfile(path)
        return any(kinds) or name.startswith(b"nested/")


@unittest.skipUnless(shutil.which("git"), "skipped: git is not installed, and it is what is asked")
class Kinds(Case):
    def test_a_repository_that_git_does_not_work_in(self) -> None:
        for setting in (
            ("core.bare", "true"),
            ("core.worktree", "/nonexistent"),
            ("core.repositoryFormatVersion", "7"),
            ("extensions.somethingNew", "true"),
            ("includeIf.onbranch:main.path", "more"),
        ):
            with self.subTest(setting=setting):
                world = self.shop()
                with open(world.root + "/.git/more", "w", encoding="ascii") as file:
                    file.write("[core]\n\tautocrlf = true\n")
                self.assertIs(self.file(world, b"a.py").clean(), True)
                world.git("config", *setting)
                self.assert_unknown(self.file(world, b"a.py"))
                shutil.rmtree(world.root)
                shutil.rmtree(world.home)

    def test_what_is_not_gits_to_say(self) -> None:
        world = self.shop()
        for path in (b"/nonexistent", b"/etc/hosts", world.path(b".git/config"), os.fsencode(world.root)):
            self.assert_unknown(self.look(world).files([path])[path])

    def test_no_git_and_no_place(self) -> None:
        world = self.shop()
        for name, value in (("PATH", "/nonexistent"), ("PATH", ".:bin"), ("PATH", world.root)):
            environ = dict(world.environ)
            os.symlink(str(shutil.which("git")), world.root + "/git") if value == world.root else None
            world.environ[name] = value
            self.assert_unknown(self.file(world, b"a.py"))
            world.environ = environ
        open(self.folder + "/csg", "w", encoding="ascii").close()
        self.assert_unknown(self.file(world, b"a.py"))

    def test_where_head_stands(self) -> None:
        world = self.shop()
        world.write(b"a.py", b"two\n")
        world.git("add", "a.py")

        def staged() -> "List[Optional[bool]]":
            ours = self.look(world).files([world.path(b"a.py"), world.path(b"b.txt")])
            return [file.staged for file in ours.values()]

        self.assertEqual(staged(), [True, False])
        world.git("pack-refs", "--all")
        self.assertEqual(staged(), [True, False], "packed")
        world.git("checkout", "-q", "--detach")
        self.assertEqual(staged(), [True, False], "detached")
        world.git("symbolic-ref", "refs/heads/alias", "refs/heads/" + self.branch(world))
        world.git("symbolic-ref", "HEAD", "refs/heads/alias")
        self.assertEqual(staged(), [True, False], "a link to a branch")
        world.git("symbolic-ref", "HEAD", "refs/heads/none")
        self.assertEqual(staged(), [True, True], "no commit yet")
        self.assertEqual(self.look(world).staged(), [world.path(b"a.py"), world.path(b"b.txt")])

    def branch(self, world: World) -> str:
        return world.git("branch", "--format=%(refname:short)").decode().split()[-1]

    def test_a_head_that_is_not_known(self) -> None:
        world = self.shop()
        head = world.root + "/.git/HEAD"
        with open(head, encoding="ascii") as file:
            good = file.read()
        for text in ("ref: refs/heads/.invalid", "ref: refs/heads/../../../x", "junk", "", "ref: HEAD", "f" * 40):
            with self.subTest(text=text):
                with open(head, "w", encoding="ascii") as file:
                    file.write(text)
                one = self.file(world, b"a.py")
                self.assertEqual((one.tracked, one.modified, one.staged, one.clean()), (True, False, None, None))
                self.assertIsNone(self.look(world).staged())
        with open(head, "w", encoding="ascii") as file:
            file.write(good)
        self.assertIs(self.file(world, b"a.py").staged, False)
        os.mkdir(world.root + "/.git/reftable")
        self.assertIsNone(self.file(world, b"a.py").staged, "kept where it is not read")
        os.rmdir(world.root + "/.git/reftable")
        commit = world.git("commit-tree", "HEAD^{tree}", stdin=b"other\n").decode().strip()
        world.git("replace", "HEAD", commit)
        self.assertIsNone(self.file(world, b"a.py").staged, "replaced")
        world.git("pack-refs", "--all")
        self.assertIsNone(self.file(world, b"a.py").staged, "replaced, and packed")

    def test_references_in_a_reftable(self) -> None:
        world = World(self.folder, 0)
        if world.git_version() < (2, 45):
            self.skipTest("skipped: this git makes no reftable (from 2.45 on)")
        world.git("init", "-q", "--ref-format=reftable", world.root, cwd=self.folder)
        world.write(b"a.py", b"one\n")
        world.git("add", "-A")
        world.git("commit", "-q", "-m", "start")
        world.write(b"a.py", b"two\n")
        one = self.file(world, b"a.py")
        self.assertEqual((one.tracked, one.modified, one.staged, one.clean()), (True, True, None, False))

    def test_objects_elsewhere_and_nowhere(self) -> None:
        world = self.shop()
        os.rename(world.root + "/.git/objects", self.folder + "/objects")
        os.makedirs(world.root + "/.git/objects/info")
        with open(world.root + "/.git/objects/info/alternates", "w", encoding="ascii") as file:
            file.write(self.folder + "/objects\n")
        self.assertIs(self.file(world, b"a.py").clean(), True)
        shutil.rmtree(self.folder + "/objects")
        one = self.file(world, b"a.py")
        self.assertEqual((one.tracked, one.modified, one.staged), (True, False, None))

    def test_the_index(self) -> None:
        world = self.shop()
        open(world.root + "/.git/index.lock", "w", encoding="ascii").close()
        os.utime(world.path(b"a.py"), (1, 1))
        before = self.everything(world.root)
        self.assertIs(self.file(world, b"a.py").clean(), True)
        self.assertEqual(self.everything(world.root), before, "nothing is written, not even a refreshed index")
        os.remove(world.root + "/.git/index.lock")
        world.git("update-index", "--split-index")
        self.assertIs(self.file(world, b"a.py").clean(), True if world.git_version() >= SPLIT else None)
        for name in os.listdir(world.root + "/.git"):
            if name.startswith("sharedindex."):
                os.remove(os.path.join(world.root, ".git", name))
        self.assert_unknown(self.file(world, b"a.py"))
        with open(world.root + "/.git/index", "wb") as file:
            file.write(b"DIRC junk")
        self.assert_unknown(self.file(world, b"a.py"))
        os.remove(world.root + "/.git/index")
        one = self.file(world, b"a.py")
        self.assertEqual((one.tracked, one.untracked, one.staged), (False, True, True))

    def everything(self, top: str) -> Dict[str, "tuple[int, int]"]:
        found = {}
        for folder, folders, names in os.walk(top):
            for name in names + folders:
                status = os.lstat(os.path.join(folder, name))
                found[os.path.join(folder, name)] = (status.st_mtime_ns, status.st_size)
        return found

    def test_what_was_removed(self) -> None:
        world = self.shop()
        self.assertEqual(self.look(world).removed(), [])
        os.remove(world.path(b"a.py"))
        world.git("rm", "-q", "b.txt")
        world.write(b"new", b"one\n")
        world.git("add", "new")
        self.assertEqual(self.look(world).removed(), [world.path(b"a.py"), world.path(b"b.txt")])
        world.write(b"b.txt", b"again\n")
        self.assertEqual(self.look(world).removed(), [world.path(b"a.py")])
        self.assertEqual(self.look(world, 0.0).removed(), [], "not known")

    def test_many_files(self) -> None:
        world = self.shop()
        names = [b"d%02d/%s%03d" % (i % 50, b"x" * 60, i) for i in range(3000)]
        for name in names:
            world.write(name, b"one\n")
        world.git("add", "-A")
        world.git("commit", "-q", "-m", "more")
        for name in names[::7]:
            world.write(name, b"two\n")
        ours = self.look(world).files([world.path(name) for name in names])
        self.assertEqual([file.modified for file in ours.values()], [i % 7 == 0 for i in range(3000)])
        self.assertEqual({file.tracked for file in ours.values()}, {True})

    def test_a_file_system_that_ignores_case(self) -> None:
        world = self.shop()
        world.git("config", "core.ignoreCase", "true")
        os.rename(world.path(b"a.py"), world.path(b"A.PY"))
        one = self.file(world, b"A.PY")
        self.assertEqual((one.tracked, one.untracked, one.ignored), (True, False, False))

    def test_an_operation_in_progress(self) -> None:
        world = self.shop()
        self.assertEqual(self.look(world).unfinished(), "")
        main = self.branch(world)
        world.git("checkout", "-q", "-b", "other")
        world.write(b"a.py", b"two\n")
        world.git("commit", "-q", "-a", "-m", "two")
        world.git("checkout", "-q", main)
        world.write(b"a.py", b"three\n")
        world.git("commit", "-q", "-a", "-m", "three")
        for words, abort in ((["merge"], "merge"), (["rebase"], "rebase"), (["cherry-pick"], "cherry-pick")):
            world.git(*words, "other", may_fail=True)
            self.assertEqual(self.look(world).unfinished(), abort)
            self.assertIs(self.file(world, b"a.py").conflicted, True)
            world.git(abort, "--abort")

    def test_attributes_that_git_is_not_given(self) -> None:
        world = self.shop()
        os.utime(world.path(b"a.py"), (5, 5))
        os.utime(world.path(b"b.txt"), (5, 5))
        world.git("status")
        os.utime(world.root + "/.git/index", (1000, 1000))
        with open(world.root + "/.git/info/attributes", "w", encoding="ascii") as file:
            file.write("# text\n* merge=union\n")
        os.utime(world.path(b"a.py"), (6, 6))
        self.assertIs(self.file(world, b"a.py").modified, False, "an attribute of no meaning here")
        with open(world.root + "/.git/info/attributes", "w", encoding="ascii") as file:
            file.write("* text\n")
        self.assertIsNone(self.file(world, b"a.py").modified)
        self.assertIs(self.file(world, b"b.txt").modified, False, "its times are those of the index")
        os.remove(world.path(b"a.py"))
        self.assertIs(self.file(world, b"a.py").modified, True, "gone is gone")

    def test_filters(self) -> None:
        world = self.shop()
        world.write(b".gitattributes", b"*.txt filter=upper\n")
        world.git("config", "--global", "filter.upper.clean", "tr a-z A-Z")
        world.git("add", "-A", "--renormalize")
        world.git("commit", "-q", "-m", "filtered")
        for name in (b"a.py", b"b.txt"):
            os.utime(world.path(name), (5, 5))
        self.assertIs(self.file(world, b"a.py").clean(), True)
        self.assertIsNone(self.file(world, b"b.txt").modified, "only its filter could tell")
        world.git("status")
        os.utime(world.root + "/.git/index", (1000, 1000))
        self.assertIs(self.file(world, b"b.txt").clean(), True, "its times are those of the index")

    def test_files_that_would_never_end(self) -> None:
        """A FIFO wherever git or csg would read: known or not known, but in time."""
        for name in FIFOS:
            with self.subTest(name=name):
                world = self.shop()
                if os.path.lexists(world.path(name)):
                    os.remove(world.path(name))
                os.utime(world.path(b"a.py"), (5, 5))
                os.makedirs(os.path.dirname(world.path(name)), exist_ok=True)
                os.mkfifo(world.path(name))
                began = time.monotonic()
                look = self.look(world, seconds=0.5)
                file = look.files([world.path(b"a.py")])[world.path(b"a.py")]
                look.staged()
                look.selected([b"*.py"], os.fsencode(world.root), [world.path(b"a.py")])
                self.assertLess(time.monotonic() - began, 20.0)
                self.assertIn(file.modified, (None, False))
                self.assertIn(file.staged, (None, False))
                shutil.rmtree(world.root)
                shutil.rmtree(world.home)

    def test_it_loads_nothing_dear(self) -> None:
        """Hooks ask this."""
        world = self.shop()
        code = (
            "import posix, sys; sys.path.insert(0, sys.argv[1]); before = set(sys.modules)\n"
            "from csg.git import facts, repository\n"
            "root = posix.getcwdb()\n"
            "look = facts.Checkout(sys.argv[2].encode(), repository.find(root), posix.environ, 60.0)\n"
            "assert look.files([root + b'/a.py'])[root + b'/a.py'].clean(), 'not clean'\n"
            "assert look.selected([b'*.py'], root, [root + b'/a.py'])\n"
            "print(sorted(name for name in set(sys.modules) - before if not name.startswith('csg')))"
        )
        top = os.path.dirname(os.path.dirname(os.path.abspath(facts.__file__)))
        done = subprocess.run(
            [sys.executable, "-ISc", code, os.path.dirname(top), self.folder + "/csg"],
            cwd=world.root,
            env=world.environ,
            stdout=subprocess.PIPE,
            check=True,
        )
        self.assertLessEqual(set(eval(done.stdout)), {"select", "time"})
