"""How far the words of a command are known."""

import unittest
from typing import List

from csg.shell import command_line
from csg.shell.words import Pattern, Unsure

CWD = b"/w"


class Words(unittest.TestCase):
    def words(self, line: str) -> List[bytes]:
        return command_line.commands(line, CWD, b"/home/u")[-1].words

    def test_what_is_literal(self) -> None:
        literal = ["a", "'*'", '"?"', "\\*", "'$x'", "\\$x", "$", "a~", "'~'", "{a}", "{}", "'{a,b}'", "[", "="]
        for word in [*literal, "$HOME", "~/a"]:
            with self.subTest(word):
                self.assertIs(type(self.words("x " + word)[1]), bytes)

    def test_patterns(self) -> None:
        for word in ("*", "a*.py", "?", "[ab]", "src/*.py", "!(a)", "'a b'*"):
            with self.subTest(word):
                self.assertIsInstance(self.words("x " + word)[1], Pattern)

    def test_what_only_the_shell_knows(self) -> None:
        for word, before, many in (
            ("$x", b"", False),
            ('"$x"', b"", False),
            ("src/$x.py", b"src/", False),
            ("'a b'/${x}", b"a b/", False),
            ("$(y)", b"", True),
            ('a"$(y)"', b"a", False),
            ("a`y`", b"a", True),
            ("$@", b"", True),
            ("$((1))", b"", False),
            ("~bob/a", b"", False),
            ("<(y)", b"", False),
            ("*$x", b"*", False),
        ):
            with self.subTest(word):
                found = self.words("x " + word)[1]
                assert isinstance(found, Unsure)
                self.assertEqual((found.before, found.many), (before, many))


if __name__ == "__main__":
    unittest.main()
