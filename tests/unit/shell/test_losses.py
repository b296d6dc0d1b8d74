"""Which files a command line would lose or change."""

import os
import random
import shutil
import tempfile
import unittest
from typing import List, Tuple

from csg.shell import command_line, losses
from tests.unit.shell.generated import UNITS, cpu, generated

#: A line, and the files that it loses; those that it only changes have a `~` in front.
LINES: Tuple[Tuple[str, List[str]], ...] = (
    ("rm a", ["a"]),
    ("rm -r d", ["d/b", "d/e/c"]),
    ("rm d", []),
    ("rm -r d/*", ["d/b", "d/e/c"]),
    ("rm ./d/../a", ["a"]),
    ("rm -ri d", []),
    ("yes | rm -ri d", ["d/b", "d/e/c"]),
    ("mv a z", ["a"]),
    ("mv a d", ["a"]),
    ("mv a d/b", ["a", "d/b"]),
    ("mv -t d a", ["a"]),
    ("mv -n a d/b", []),
    ("cp a d/b", ["d/b"]),
    ("cp a d", []),
    ("cp -r d/. .", []),
    ("cp -r d/e/. d", []),
    ("cp nowhere a", []),
    ("echo x >n; cp n a", ["a"]),
    ("install a d/b", ["d/b"]),
    ("ln -s a d/b", []),
    ("ln -sf a d/b", ["d/b"]),
    ("> a", ["a"]),
    (">> a", ["~a"]),
    ("x 2>a", ["a"]),
    ("x &>>a", ["~a"]),
    ("x >/dev/null", []),
    ("tee a d/b", ["a", "d/b"]),
    ("tee -a a", ["~a"]),
    ("truncate -s 0 a", ["a"]),
    ("truncate -s +9 a", ["~a"]),
    ("dd if=/dev/zero of=a", ["a"]),
    ("dd of=a conv=notrunc", ["~a"]),
    ("sed -i s/x/y/ a d/b", ["~a", "~d/b"]),
    ("sed s/x/y/ a", []),
    ("perl -pi -e 1 a", ["~a"]),
    ("sort a -o d/b", ["d/b"]),
    ("gzip a", ["a"]),
    ("gzip -k a", []),
    ("find . -name b -delete", ["d/b"]),
    ("find d -type f ! -name b -delete", ["d/e/c"]),
    ("find . -path ./d/e -prune -o -type f -exec rm {} +", ["a", "d/b"]),
    ("find . \\( -name a -o -name c \\) -exec sed -i 1d {} \\;", ["~a", "~d/e/c"]),
    ("find . -maxdepth 1 -type f -delete", ["a"]),
    ("find . -type d -name e -exec rm -r {} +", ["d/e/c"]),
    ("find . -name 'A' -delete; find . -iname 'A' -delete", ["a"]),
    ("rsync -r --delete d/e/ d/", ["d/b", "d/e/c"]),
    ("patch a p", ["~a"]),
    ("echo '--- x/a' | patch -p1", ["~a"]),
    ("patch -p0 <<E\n--- d/b\n+++ d/b\nE", ["~d/b"]),
    ("tar cf a d", ["a"]),
    ("(cd d && tar cf - .) | tar xf -", []),
    ("(cd d/e && tar cf - .) | tar xf - -C ..", []),
    ("uniq a d/b", ["d/b"]),
    ("python3 -c \"open('a', 'a'); open('d/b', mode)\"", ["~a"]),
    ("python3 -c \"import shutil; shutil.rmtree('d')\"", ["d/b", "d/e/c"]),
)


class Losses(unittest.TestCase):
    def setUp(self) -> None:
        self.top = os.path.realpath(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.top)
        os.makedirs(os.path.join(self.top, "d", "e"))
        for name in ("a", "d/b", "d/e/c"):
            with open(os.path.join(self.top, name), "w", encoding="ascii") as file:
                file.write("x\n")

    def lost(self, line: str) -> List[str]:
        found = losses.losses(command_line.commands(line, self.top.encode(), b"", True))
        names = []
        for name in ("a", "d/b", "d/e/c"):
            path = os.path.join(self.top, name).encode()
            if any(loss.whole and loss.touches(path) for loss in found):
                names.append(name)
            elif any(loss.touches(path) for loss in found):
                names.append("~" + name)
        return names

    def test_the_table(self) -> None:
        for line, expected in LINES:
            with self.subTest(line):
                self.assertEqual(self.lost(line), expected)

    def test_links(self) -> None:
        os.symlink("a", os.path.join(self.top, "link"))
        self.assertEqual(self.lost("rm link"), [])
        self.assertEqual(self.lost("echo x > link"), ["a"])
        self.assertEqual(self.lost("cp d/b link"), ["a"])
        self.assertEqual(self.lost("mv d/b link"), ["d/b"])

    def test_patterns(self) -> None:
        self.assertEqual(self.lost("rm */b"), ["d/b"])
        self.assertEqual(self.lost("rm d/[!x]"), ["d/b"])
        self.assertEqual(self.lost("shopt -s globstar; rm **/c"), ["d/e/c"])
        self.assertEqual(self.lost("rm **/c"), [])
        self.assertEqual(self.lost("set -f; rm *"), [])
        self.assertEqual(self.lost("rm 'a'*"), ["a"])

    def test_nothing_raises_and_all_ends_soon(self) -> None:
        chance = random.Random(7)
        seeds = [line for line, _ in LINES]
        for _ in range(500):
            self.lost(generated(chance, seeds))
        for units in UNITS:
            for unit in units:
                line = unit * (100_000 // len(unit))
                self.assertLess(cpu(lambda line=line: self.lost(line)), 1.0, unit)  # type: ignore[misc]


if __name__ == "__main__":
    unittest.main()
