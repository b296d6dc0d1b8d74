"""Which files a pathspec fits."""

import unittest
from typing import Optional

from csg.git import pathspecs


class Magic(unittest.TestCase):
    def check(self, pathspec: bytes, expected: Optional[bytes]) -> None:
        with self.subTest(pathspec):
            self.assertEqual(pathspecs.without_magic(pathspec), expected)

    def test_what_is_left(self) -> None:
        self.check(b"a.py", b"a.py")
        self.check(b"./:a", b"./:a")
        self.check(b":(icase,glob)A*", b"")
        self.check(b":(literal)*", b"")
        self.check(b":(literal)a.py", b"a.py")

    def test_from_the_top(self) -> None:
        self.check(b":/", b"")
        self.check(b":/src", b"")
        self.check(b":(top)src", b"")
        self.check(b":", b"")

    def test_what_only_excludes(self) -> None:
        self.check(b":!a.py", None)
        self.check(b":^a.py", None)
        self.check(b":/!a.py", None)
        self.check(b":(exclude)a.py", None)
        self.check(b":(top,exclude)a.py", None)


class Fits(unittest.TestCase):
    def check(self, pathspec: bytes, path: bytes, expected: bool, directory: bytes = b"/none/w") -> None:
        with self.subTest((pathspec, path)):
            self.assertIs(pathspecs.fits(pathspec, directory, path), expected)

    def test_names(self) -> None:
        self.check(b"a.py", b"/none/w/a.py", True)
        self.check(b"a.py", b"/none/w/a.pyc", False)
        self.check(b".", b"/none/w/src/c.py", True)
        self.check(b"src", b"/none/w/src/c.py", True)
        self.check(b"src/", b"/none/w/src/c.py", True)
        self.check(b"../v", b"/none/v/a.py", True)
        self.check(b"/none/w/a.py", b"/none/w/a.py", True)

    def test_globs_match_slashes(self) -> None:
        self.check(b"*.py", b"/none/w/a.py", True)
        self.check(b"*.py", b"/none/w/src/c.py", True)
        self.check(b"src/*", b"/none/w/src/deep/c.py", True)
        self.check(b"src/?.py", b"/none/w/src/c.py", True)
        self.check(b"[ab].py", b"/none/w/b.py", True)

    def test_globs_that_do_not_fit(self) -> None:
        self.check(b"*.py", b"/none/w/a.txt", False)
        self.check(b"*.py", b"/none/v/a.py", False)
        self.check(b"src/*.py", b"/none/w/a.py", False)
        self.check(b"[ab].py", b"/none/w/c.py", False)


if __name__ == "__main__":
    unittest.main()
