"""Files in which states a git command touches, and what it is told beside."""

import unittest
from typing import List, Optional

from csg.git import commands, effects
from csg.git.effects import BOTH, CONFLICTED, DIRTY, IGNORED, MODIFIED, ONLY_STAGED, STAGED, UNTRACKED
from csg.git.facts import File
from tests.unit.git.command_lines import CWD, exists


def effect(command: str) -> effects.Effect:
    """The one effect of a command."""
    (found,) = commands.verdict(command, CWD, exists)
    return found


class States(unittest.TestCase):
    def test_of_commands(self) -> None:
        for command, states in [
            ("git reset --hard", DIRTY),
            ("git reset --merge", ONLY_STAGED),
            ("git reset", BOTH),
            ("git checkout -- a.py", MODIFIED),
            ("git checkout HEAD -- a.py", DIRTY),
            ("git checkout -f", DIRTY),
            ("git restore a.py", MODIFIED),
            ("git restore -SW a.py", DIRTY),
            ("git restore -S a.py", BOTH),
            ("git restore -s HEAD~1 a.py", DIRTY),
            ("git stash", DIRTY),
            ("git stash -k", MODIFIED),
            ("git stash --staged", STAGED),
            ("git stash -u", DIRTY | UNTRACKED),
            ("git stash -a", DIRTY | UNTRACKED | IGNORED),
            ("git clean -fd", UNTRACKED),
            ("git clean -fdx", UNTRACKED | IGNORED),
            ("git clean -fdX", IGNORED),
            ("git rm -f a.py", DIRTY),
            ("git rm a.py", CONFLICTED),
            ("git rm -f --cached a.py", BOTH),
            ("git checkout-index -fa", MODIFIED),
            ("git read-tree --reset -u HEAD", DIRTY),
            ("git read-tree HEAD", BOTH),
            ("git add .", MODIFIED | UNTRACKED),
            ("git add -f .", MODIFIED | UNTRACKED | IGNORED),
            ("git add -u", MODIFIED),
            ("git commit -a", DIRTY),
            ("git commit", STAGED),
            ("git rebase --abort", DIRTY),
            ("git merge --abort", ONLY_STAGED),
        ]:
            with self.subTest(command):
                self.assertEqual(effect(command).states, states)

    def check(self, states: int, touched: bool, **known: Optional[bool]) -> None:
        file = File()
        for name in File.__slots__:
            setattr(file, name, known.get(name, False))
        found = effects.Effect(effects.DISCARD, "", None, None, states)
        with self.subTest((states, known)):
            self.assertIs(found.may_touch(file), touched)

    def test_of_files(self) -> None:
        every = (MODIFIED, STAGED, UNTRACKED, IGNORED, ONLY_STAGED, BOTH)
        for state in every:
            self.check(state, False, tracked=True)
            self.check(state, state == MODIFIED, tracked=True, modified=True)
            self.check(state, state in (STAGED, ONLY_STAGED), tracked=True, staged=True)
            self.check(state, state in (MODIFIED, STAGED, BOTH), tracked=True, staged=True, modified=True)
            self.check(state, state == UNTRACKED, untracked=True)
            self.check(state, state == IGNORED, ignored=True)
        self.check(ONLY_STAGED, True, tracked=True, staged=True, modified=True, conflicted=True)
        self.check(CONFLICTED, False, tracked=True, staged=True, modified=True)

    def test_what_is_not_known_is_touched(self) -> None:
        for state in (MODIFIED, STAGED, UNTRACKED, IGNORED, ONLY_STAGED, BOTH):
            self.check(state, True, modified=None, staged=None, untracked=None, ignored=None)


class Told(unittest.TestCase):
    def words(self, command: str, expected: Optional[List[bytes]]) -> None:
        with self.subTest(command):
            self.assertEqual(effect(command).words, expected)

    def test_pathspecs_as_git_reads_them(self) -> None:
        self.words("git checkout -- . ':!a.py'", [b".", b":!a.py"])
        self.words("git stash", [])
        self.words("git checkout -- *.py", [b":(glob)*.py", b":(glob)*.py/**"])
        self.words("git --literal-pathspecs checkout -- ':!a'", [b":(literal):!a"])
        self.words("git --glob-pathspecs checkout -- '*.py' ':!a'", [b":(glob)*.py", b":!a"])
        self.words('git checkout -- a.py "$X"', None)
        self.words("git ls-files | xargs git checkout --", None)
        self.words("git clean -f", [b"."])

    def test_whose_pathspecs_start_at_the_top(self) -> None:
        self.assertTrue(effect("git stash push -- ':!a'").whole)
        self.assertFalse(effect("git clean -f ':!a'").whole)

    def test_what_clean_spares(self) -> None:
        found = effect("git clean -fd -e '*.cfg' --exclude=docs/x -e build/")
        names = [b"**/*.cfg", b"**/*.cfg/**", b"docs/x", b"docs/x/**", b"**/build/**"]
        self.assertEqual(found.spared, [b":(top,glob)" + name for name in names])
        self.assertFalse(found.flat)
        self.assertTrue(effect("git clean -f").flat)
        self.assertFalse(effect("git clean -f src").flat)

    def test_repositories_inside(self) -> None:
        for command, nested in [
            ("git clean -fdx", effects.NONE),
            ("git clean -ffdx", effects.UNKNOWN_TO_GIT),
            ("git reset --hard", effects.NONE),
            ("git reset --hard --recurse-submodules", effects.SUBMODULES),
            ("git -c submodule.recurse=true checkout -f", effects.SUBMODULES),
            ("git rm -f src", effects.SUBMODULES),
            ("git submodule foreach git stash", effects.ONLY_SUBMODULES),
            ("git submodule update --force", effects.ONLY_SUBMODULES),
        ]:
            with self.subTest(command):
                self.assertEqual(effect(command).nested, nested)

    def test_what_has_to_be_configured(self) -> None:
        self.assertEqual(effect("git rebase main").settings, ((b"rebase.autostash",),))
        self.assertEqual(effect("git pull --rebase").settings, ((b"rebase.autostash",),))
        self.assertEqual(effect("git pull").settings, ((b"pull.rebase", b"rebase.autostash"), (b"merge.autostash",)))
        self.assertEqual(
            effect("git -c pull.rebase=true pull").settings, ((b"rebase.autostash",), (b"merge.autostash",))
        )
        self.assertEqual(effect("git rebase --autostash main").settings, ())
        self.assertEqual(effect("git config rebase.autoStash true && git rebase main").settings, ())
        self.assertEqual(commands.verdict("git rebase --no-autostash main", CWD), [])
        self.assertEqual(commands.verdict("git -c rebase.autoStash=off rebase main", CWD), [])

    def test_what_has_to_be_in_progress(self) -> None:
        self.assertEqual(effect("git merge --abort").needs, "merge")
        self.assertEqual(effect("git rebase --skip").needs, "rebase")
        self.assertEqual(effect("git reset --hard").needs, "")

    def test_lists_and_patches(self) -> None:
        self.assertEqual(effect("git stash push --pathspec-from-file=list").listing, b"/w/list")
        self.assertEqual(effect("git stash push --pathspec-from-file=-").listing, b"")
        self.assertEqual(
            effect("cd x && git apply -p2 y.patch z.patch").patches, [(b"/w/x/y.patch", 2), (b"/w/x/z.patch", 2)]
        )
        self.assertEqual(effect("git apply -R").patches, [])

    def test_what_git_is_asked_of_a_patch_can_not_apply_it(self) -> None:
        self.assertEqual(effect("git apply -q --apply -R x.patch").trial, [b"-R", b"x.patch"])
        for option in ("--appl", "--app", "--3way", "--build-fake-ancestor=x", "--reject", "--unsafe-paths"):
            with self.subTest(option):
                self.assertFalse(
                    any(one.trial for one in commands.verdict("git apply %s x.patch" % option, CWD, exists))
                )

    def test_where_files_come_from(self) -> None:
        for command, tree, delta in [
            ("git checkout main -- a.py", b"main", b""),
            ("git restore -s topic~1 a.py", b"topic~1", b""),
            ("git checkout -- a.py", b"", b""),
            ("git stash pop", b"", b"stash@{0}"),
            ("git stash apply 2", b"", b"stash@{2}"),
            ("git revert -n topic", b"", b"topic"),
            ("git show topic | git apply -R", b"", b"topic"),
        ]:
            with self.subTest(command):
                self.assertEqual((effect(command).tree, effect(command).delta), (tree, delta))
        self.assertTrue(effect("git checkout main -- a.py").overlay)
        self.assertFalse(effect("git restore -s main a.py").overlay)

    def test_a_patch_that_the_line_makes(self) -> None:
        for command, states in [
            ("git diff | git apply -R", MODIFIED),
            ("git diff --cached | git apply -R", STAGED),
            ("git diff HEAD | git apply -R", DIRTY),
            ("git diff > y && git apply -R y", DIRTY),
        ]:
            with self.subTest(command):
                self.assertEqual(effect(command).states, states)

    def test_what_hangs_on_other_commands(self) -> None:
        self.assertFalse(effect("git checkout .").unlikely)
        self.assertTrue(effect("git fetch || git checkout .").unlikely)
        self.assertFalse(effect("make || git checkout .").unlikely)
        self.assertFalse(effect("git fetch && git checkout .").unlikely)
        self.assertFalse(effect("git fetch; git checkout .").unlikely)

    def test_aliases_that_are_configured(self) -> None:
        asked = []

        def aliases(directory: bytes) -> "dict[bytes, bytes]":
            asked.append(directory)
            return {b"alias.undo": b"reset --hard", b"alias.wip": b"!git add -A && git stash", b"alias.loop": b"loop"}

        for command, expected in [
            ("git undo HEAD", ["git reset --hard"]),
            ("git -C x wip", ["git add -A", "git stash"]),
            ("git loop", []),
            ("git nothing", []),
        ]:
            with self.subTest(command):
                found = commands.verdict(command, CWD, lambda path: True, aliases=aliases)
                self.assertEqual([one.shown for one in found], expected)
        self.assertIn(b"/w/x", asked)
        asked.clear()
        commands.verdict("git status; git log; git push; git stash", CWD, exists, aliases=aliases)
        self.assertEqual(asked, [], "they are git's own")


if __name__ == "__main__":
    unittest.main()
