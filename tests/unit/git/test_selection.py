"""Which files pathspecs mean, against the real git: files that it does not know, in a repository without rules."""

import os
import random
import shutil
import subprocess
import unittest
from typing import List, Optional, Set

from csg.git import selection
from tests.unit.git.test_facts import Case
from tests.unit.git.worlds import World

WORLDS = int(os.environ.get("CSG_TEST_WORLDS", "5"))
LISTS = 25
SPECS = [b".", b"src", b"src/", b":/", b":/docs", b":(top)src", b":!src", b":^*.py", b":!/docs", b"*.py", b"*"]
SPECS += [b"src/*"]
SPECS += [b"**/x.py", b":(glob)**/*.txt", b":(glob)*.txt", b":(icase)SRC", b":(icase,top)*.PY"]
SPECS += [b":(exclude,icase)*.LOG"]
SPECS += [b":(literal)*", b"[x].py", b":(literal)[x].py", b"..", b"../", b"../docs", b"no/such", b":(bogus)x", b"a.py"]
SPECS += [b"./a.py", b"deep/er/../er", b":!(x", b":(top,exclude)build/*", b"\\*", b"docs/", b"n\nl", b"\xff*", b"/etc"]
SPECS += [b":", b":/!src", b":(exclude)", b":(literal,exclude)*", b"?.py", b"[a-z]*", b":!s", b":!*.txt", b""]
SPECS += [b":(exclude,glob)**/er/*", b":^/src/deep", b"--", b"-q", b":(prefix:1)x", b":(top"]
#: As in `selection`: ls-files itself goes wrong without it where exclusions meet a common beginning.
NOBODY = b":(top,literal)\1"


@unittest.skipUnless(shutil.which("git"), "skipped: git is not installed, and it is what is asked")
class AsGitCounts(Case):
    def setUp(self) -> None:
        super().setUp()
        self.refused = self.agreed = 0

    def test_lists_by_chance(self) -> None:
        for seed in range(WORLDS):
            folder = os.path.join(self.folder, str(seed))
            os.mkdir(folder)
            world = World(folder, seed)
            world.git("init", "-q", world.root, cwd=folder)
            for _ in range(40):
                world.write(world.name(), b"x")
            world.clear(b"*")  # `git add '*'` means just that file where there is one
            self.world(world, random.Random(seed))
            shutil.rmtree(folder)
        self.assertGreater(self.refused, WORLDS)
        self.assertGreater(self.agreed, WORLDS * LISTS // 2)

    def world(self, world: World, choose: random.Random) -> None:
        root = os.fsencode(world.root)
        among = {world.path(name) for name in world.all_names()}
        folders = [name for name in (b"", b"src", b"docs", b"src/deep/er", b"[d]") if os.path.isdir(world.path(name))]
        for _ in range(LISTS):
            words = choose.sample(SPECS, choose.randint(0, 4))
            cwd = world.path(choose.choice(folders)).rstrip(b"/")
            ours = self.look(world).selected(words, cwd, among)
            there = None if ours is None else {path for path in ours if os.path.lexists(path)}
            if not all(map(selection.excludes, words)):
                self.assert_same(there, self.listed(world, [*words, NOBODY], cwd), words, cwd)
            elif cwd == root:
                self.assert_same(there, self.listed(world, words, cwd), words, cwd)
            elif words:
                whole = self.look(world).selected(words, cwd, among, whole=True)
                there = None if whole is None else {path for path in whole if os.path.lexists(path)}
                self.assert_same(there, self.added(world, words, cwd), words, cwd)

    def assert_same(
        self, ours: "Optional[Set[bytes]]", real: "Optional[Set[bytes]]", words: List[bytes], cwd: bytes
    ) -> None:
        self.assertEqual(ours, real, (words, cwd))
        self.refused += real is None
        self.agreed += real is not None

    def listed(self, world: World, words: List[bytes], cwd: bytes) -> "Optional[Set[bytes]]":
        done = self.run_git(world, [b"ls-files", b"-o", b"-z", b"--full-name", b"--", *words], cwd)
        return None if done is None else {world.path(name) for name in done.split(b"\0")[:-1]}

    def added(self, world: World, words: List[bytes], cwd: bytes) -> "Optional[Set[bytes]]":
        done = self.run_git(world, [b"add", b"-v", b"--", *words], cwd)
        found = self.run_git(world, [b"ls-files", b"-z", b"--full-name", b":/"], cwd) or b""
        self.run_git(world, [b"rm", b"-r", b"-q", b"--cached", b"--ignore-unmatch", b":/"], cwd)
        return None if done is None else {world.path(name) for name in found.split(b"\0")[:-1]}

    def run_git(self, world: World, words: List[bytes], cwd: bytes) -> Optional[bytes]:
        done = subprocess.run(
            [b"git", *words], cwd=cwd, env=world.environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return None if done.returncode else done.stdout

    def test_an_exclusion_that_is_shorter_than_the_rest(self) -> None:
        world = self.shop()
        names = [world.path(b"docs/" + name) for name in (b"a.txt", b"b.py")]
        chosen = self.look(world).selected([b"docs/", b":!*.py"], os.fsencode(world.root), names)
        self.assertEqual(chosen, {names[0]})

    def test_whether_git_knows_the_files_makes_no_difference(self) -> None:
        world = self.shop()
        world.write(b"new.py", b"")
        world.write(b".gitignore", b"ignored.py\n")
        world.clear(b"a.py")
        names = [world.path(name) for name in (b"a.py", b"b.txt", b"new.py", b"ignored.py", b"gone.py", b"sub/x.py")]
        top = os.fsencode(world.root)
        self.assertEqual(self.look(world).selected([b"*.py"], top, names), {n for n in names if n.endswith(b".py")})
        self.assertEqual(self.look(world).selected([b"*.py", b":!a.py"], top, [*names, b"/etc/x.py"]), {*names[2:]})
        self.assertEqual(os.listdir(self.folder + "/csg/git"), ["sha1"], "and nothing is left behind")

    def test_what_git_is_not_asked(self) -> None:
        world = self.shop()
        names, top = [world.path(b"a.py")], os.fsencode(world.root)
        look = self.look(world)
        for words in ([b":(attr:text)"], [b"a\0b"], [b"x" * 200_000]):
            self.assertIsNone(look.selected(words, top, names))
        self.assertIsNone(look.selected([b"."], b"/", names))
        self.assertEqual(look.selected([b"."], top, []), set())

    def test_what_only_takes_away(self) -> None:
        for word in (b":!x", b":^x", b":/!x", b":!/x", b":(exclude)x", b":(top,exclude,icase)x", b":(exclude)", b":!"):
            self.assertTrue(selection.excludes(word), word)
        for word in (b"x", b":", b":/x", b":(top)x", b"!x", b":(top)exclude", b":/x!", b"", b":(excluded)x"):
            self.assertFalse(selection.excludes(word), word)
