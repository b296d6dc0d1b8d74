"""Programs that run another, and assignments."""

import unittest

from csg.shell import command_line
from csg.shell.words import Unsure

CWD = b"/w"


class Unwrapping(unittest.TestCase):
    def test_words_that_xargs_adds(self) -> None:
        self.assertTrue(command_line.commands("xargs a", CWD)[0].more)
        self.assertFalse(command_line.commands("xargs -I{} a {}", CWD)[0].more)
        found = command_line.commands("xargs -I{} a x{}", CWD)[0].words[1]
        assert isinstance(found, Unsure)
        self.assertEqual((found.before, found.many), (b"x", True))

    def test_assignments(self) -> None:
        one = command_line.commands("A=1 env B=2 sudo C=3 x D=4", CWD)[0]
        self.assertEqual((one.assigned, one.words), ([b"A=1", b"B=2", b"C=3"], [b"x", b"D=4"]))


if __name__ == "__main__":
    unittest.main()
