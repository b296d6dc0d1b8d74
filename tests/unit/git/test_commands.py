"""The verdict about whole command lines: what it says, and that it takes any text and no time."""

import functools
import random
import time
import unittest
from typing import List

from csg.git import commands
from tests.support import FULL
from tests.unit.git.command_lines import CWD, TAKES_ALONG, THROWS_AWAY, exists, shown
from tests.unit.git.harmless_lines import harmless
from tests.unit.shell.generated import UNITS, cpu, generated


class Shown(unittest.TestCase):
    def test_nothing_of_the_command_line_is_in_the_name(self) -> None:
        for command, expected in [
            ("git -C x reset -q --hard evil", "git reset --hard"),
            ("git checkout -- evil", "git checkout --"),
            ("git checkout -qf evil", "git checkout -f"),
            ("git switch --discard-changes evil", "git switch -f"),
            ("git stash push -m evil", "git stash"),
            ("git add -vA evil", "git add -A"),
            ("git add --update", "git add -u"),
            ("git commit -qam evil", "git commit -a"),
            ("git cherry-pick --abort", "git cherry-pick --abort"),
            ("git worktree remove evil", "git worktree remove"),
        ]:
            with self.subTest(command):
                self.assertEqual([e.shown for e in commands.verdict(command, CWD)], [expected])

    def test_the_same_twice_is_told_once(self) -> None:
        self.assertEqual(len(commands.verdict("git stash; git fetch; git stash", CWD)), 1)
        self.assertEqual(len(commands.verdict("git stash; cd x; git stash", CWD)), 2)

    def test_names_that_are_not_utf_8(self) -> None:
        effects = commands.verdict("cd d\udcff && git checkout -- \udcfe.py", CWD)
        self.assertEqual((effects[0].directory, effects[0].paths), (b"/w/d\xff", [b"\xfe.py"]))


class Generated(unittest.TestCase):
    """Any text is taken, and none takes long: 5 ms each is asked for, where the machine is not busy."""

    def test_many_lines(self) -> None:
        chance = random.Random(20260401)
        seeds = harmless() + [command for command, _ in THROWS_AWAY + TAKES_ALONG]
        lines = [generated(chance, seeds) for _ in range(10_000 if FULL else 2_000)]
        found = 0
        slow: List[str] = []
        start = time.process_time()
        for line in lines:
            before = time.process_time()
            found += len(commands.verdict(line, CWD, exists))
            if time.process_time() - before > 0.005:
                slow.append(line)
        average = (time.process_time() - start) / len(lines)
        self.assertGreater(found, len(lines) // 10)  # else they would all be noise
        self.assertLess(average, 0.001)
        for line in slow:
            self.assertLess(cpu(functools.partial(commands.verdict, line, CWD, exists)), 0.005, line)

    def test_giants(self) -> None:
        size = 100_000
        units: List[str] = []
        for part in UNITS:
            units += part
        lines = [("%r repeated" % unit, unit * (size // len(unit)) + " git") for unit in units]
        lines.append(("parentheses around much", "((" * 1000 + "git " * 24_000 + ")"))
        lines.append(("tabs in a here-document", "git <<-EOF\n" + "\t" * 50_000 + "EOFx" * 12_000))
        lines.append(("a long cd", "cd " + "a/" * 2000 + ";cd .;" * 500 + "git stash"))
        nested = "git stash"
        for _ in range(10):
            nested = "bash -c '" + nested.replace("'", "'\\''") + "'"
        lines.append(("shells in shells", nested[: 10 * size]))
        for name, line in lines:
            with self.subTest(name):
                self.assertLess(cpu(functools.partial(commands.verdict, line, CWD)), 0.02)

    def test_what_is_long_but_plain_is_read_to_its_end(self) -> None:
        for line in (
            "cat > f <<'EOF'\n" + "it's git (\n" * 10_000 + "EOF\ngit stash",
            "git tag -m '" + 'word " word \n' * 9_000 + "'; git stash",
            "# " + "git ' " * 20_000 + "\ngit stash",
            "git log " + "x" * 100_000 + "; git stash",
        ):
            with self.subTest(line[:20]):
                self.assertEqual(shown(commands.verdict(line, CWD)), "discard *")

    def test_deep_nesting_is_read_as_far_as_it_is_sensible(self) -> None:
        line = "git stash"
        for _ in range(3):
            line = "bash -c '" + line.replace("'", "'\\''") + "'"
        self.assertEqual(shown(commands.verdict(line, CWD)), "discard *")
        self.assertEqual(shown(commands.verdict("$(" * 10 + "git stash" + ")" * 10, CWD)), "discard *")

    def test_a_line_with_nul_cannot_be_run(self) -> None:
        self.assertEqual(commands.verdict("git stash\0", CWD), [])

    def test_lone_surrogates(self) -> None:
        self.assertEqual(shown(commands.verdict("git stash \ud800", CWD)), "-")
        self.assertEqual(shown(commands.verdict("echo \ud800; git stash", CWD)), "discard *")


if __name__ == "__main__":
    unittest.main()
