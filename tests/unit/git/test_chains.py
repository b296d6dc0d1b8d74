"""Which commands run: what hangs by `&&` and `||` on commands that git refuses."""

import unittest
from typing import List

from csg.git.chains import Chains
from csg.shell.command import Command
from csg.shell.command_line import commands


class Hanging(unittest.TestCase):
    def runs(self, line: str, *refused: str) -> List[str]:
        """The commands that may run if git refuses these."""
        chain = Chains()
        found: List[Command] = commands(line, b"/w", b"", True)
        for one in found:
            if b" ".join(one.words).decode() in refused:
                chain.refuse(one)
        return [b" ".join(one.words).decode() for one in found if chain.runs(one)]

    def test_what_hangs_on_a_refused_command(self) -> None:
        for line, left in [
            ("git a && git b", []),
            ("git a || git b", ["git b"]),
            ("git a; git b", ["git b"]),
            ("git a && git b && git c", []),
            ("git a && git b || git c", ["git c"]),
            ("git a && git b; git c", ["git c"]),
            ("git a || git b && git c", ["git b", "git c"]),
            ("! git a && git b", ["git b"]),
            ("git a | git b && git c", ["git b", "git c"]),
            ("(git a) && git b", []),
            ("git a & git b", ["git b"]),
            ("if git a; then git b; fi && git c", ["git b", "git c"]),
            ("git x && git a || git b", ["git x", "git b"]),
        ]:
            with self.subTest(line):
                self.assertEqual(self.runs(line, "git a"), left)

    def test_what_hangs_on_one_that_succeeds(self) -> None:
        self.assertEqual(self.runs("git status || git b"), ["git status"])
        self.assertEqual(self.runs("git status -s || git b && git c"), ["git status -s", "git c"])
        self.assertEqual(self.runs("git status --nothing-like-it || git b"), ["git status --nothing-like-it", "git b"])
        self.assertEqual(self.runs("git fetch || git b"), ["git fetch", "git b"])

    def test_a_long_chain_ends_soon(self) -> None:
        line = " && ".join(["git a"] + ["git b"] * 300)
        self.assertLess(len(self.runs(line, "git a")), 300)


if __name__ == "__main__":
    unittest.main()
