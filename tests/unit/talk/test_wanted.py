"""Which paths are meant."""

import os
import time
import unittest
from typing import List

from csg.base import paths
from csg.talk import wanted
from tests.unit.talk.case import Case


class Patterns(Case):
    def matching(self, pattern: str, names: List[bytes]) -> List[bytes]:
        one = wanted.Wanted(self.asker(), pattern)
        self.assertEqual(one.kind, "pattern")
        return [name for name in names if one.matches(self.work + b"/" + name)]

    def test_stars(self) -> None:
        names = [b"a.py", b"b.md", b"src/a.py", b"src/x/a.py", b"src/x/y/b.py", b"srcs/a.py", b".a.py"]
        for pattern, fits in (
            ("*", [b"a.py", b"b.md", b".a.py"]),
            ("*.py", [b"a.py", b".a.py"]),
            ("?.py", [b"a.py"]),
            ("./*.py", [b"a.py", b".a.py"]),
            ("**", names),
            ("**/*.py", [n for n in names if n != b"b.md"]),
            ("src/*", [b"src/a.py"]),
            ("src/**", [b"src/a.py", b"src/x/a.py", b"src/x/y/b.py"]),
            ("src/**/a.py", [b"src/a.py", b"src/x/a.py"]),
            ("**/x/**/*.py", [b"src/x/a.py", b"src/x/y/b.py"]),
            ("src*/a.py", [b"src/a.py", b"srcs/a.py"]),
            ("src/*/*", [b"src/x/a.py"]),
            ("*/", [b"a.py", b"b.md", b".a.py"]),
        ):
            self.assertEqual(
                self.matching(pattern, names), fits if pattern != "*/" else [b"a.py", b"b.md", b".a.py"], pattern
            )

    def test_bytes_that_are_not_utf8_are_one_character_each(self) -> None:
        self.assertEqual(
            self.matching("?.py", [b"\xff.py", "\u00e9.py".encode(), b"ab.py"]), [b"\xff.py", "\u00e9.py".encode()]
        )

    def test_an_absolute_one_and_one_above(self) -> None:
        top = paths.text(self.work)
        self.assertEqual(self.matching(top + "/*.py", [b"a.py"]), [b"a.py"])
        self.assertEqual(self.matching("../work/*.py", [b"a.py"]), [b"a.py"])
        self.assertEqual(self.matching("/**/a.py", [b"a.py"]), [b"a.py"])

    def test_malicious_ones_take_no_time(self) -> None:
        start = time.process_time()
        self.assertEqual(self.matching("*a" * 1000 + "b", [b"a" * 255]), [])
        self.assertEqual(self.matching("**/a/" * 500 + "b", [b"/".join([b"a"] * 400)]), [])
        self.assertLess(time.process_time() - start, 2.0)

    def test_a_literal_name_wins(self) -> None:
        os.close(os.open(self.work + b"/a*.py", os.O_CREAT))
        self.assertEqual(wanted.Wanted(self.asker(), "a*.py").kind, "file")
        self.assertEqual(wanted.Wanted(self.asker(), "[id].tsx").kind, "file")


if __name__ == "__main__":
    unittest.main()
