"""The directory that a shell is in."""

import unittest

from csg.shell import command_line

CWD = b"/w"


class Directory(unittest.TestCase):
    def test_a_directory_never_grows_without_end(self) -> None:
        self.assertIsNone(command_line.commands("cd " + "a/" * 3000 + "; b", CWD)[-1].cwd)
        self.assertIsNone(command_line.commands(("cd " + "a" * 1000 + "; ") * 5 + "b", CWD)[-1].cwd)


if __name__ == "__main__":
    unittest.main()
