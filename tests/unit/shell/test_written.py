"""Which files a shell line surely writes."""

import random
import unittest
from typing import Callable, List, Optional, Tuple

from csg.shell import written
from csg.shell.command_line import commands
from tests.support import FULL
from tests.unit.shell.generated import generated
from tests.unit.shell.test_command_line import LINES

CWD = b"/w"

#: A line, and the files that it surely writes: relative ones are in /w.
WRITES: List[Tuple[str, str]] = [
    ("echo x > a", "a"),
    ("echo x >a", "a"),
    ("echo x >> a", "a"),
    ("echo x >| a", "a"),
    ("make &> log", "log"),
    ("make &>> log", "log"),
    ("make >& log", "log"),
    ("make > out 2> err", "out err"),
    ("make > log 2>&1", "log"),
    ("> a", "a"),
    ("cat <<EOF > src/a.py\nx > y\nEOF", "src/a.py"),
    ("cat > a <<'EOF'\nrm b\nEOF", "a"),
    ("{ echo x; } > a", "a"),
    ("(echo x) > a", "a"),
    ("for x in 1 2; do echo $x; done > a", "a"),
    ("if true; then echo x > a; fi", "a"),
    ("echo 'a b' > 'c d'", "c d"),
    ("cd d && echo x > a", "d/a"),
    ("(cd d && echo x > a); echo x > b", "d/a b"),
    ("bash -c 'echo x > a'", "a"),
    ("echo x > ./a", "a"),
    ("echo x > /t/a", "/t/a"),
    ("echo x | tee a b", "a b"),
    ("echo x | tee -a a > /dev/null", "a"),
    ("echo x | sudo tee a", "a"),
    ("sed -i s/x/y/ a b", "a b"),
    ("sed -i 's/x/y/' a", "a"),
    ("sed -i.bak s/x/y/ a", "a"),
    ("sed -i '' s/x/y/ a", "a"),
    ("sed -i '' -e s/x/y/ a", "a"),
    ("sed -i .bak s/x/y/ a", "a"),
    ("sed -i -e s/x/y/ -e s/y/z/ a", "a"),
    ("sed -E -i -f script a", "a"),
    ("sed -Ei s/x/y/ a", "a"),
    ("sed -n -i -e 1p -- a", "a"),
    ("sed --in-place=.bak --expression=s/x/y/ a", "a"),
    ("perl -pi -e s/x/y/ a", "a"),
    ("perl -i -pe s/x/y/ a b", "a b"),
    ("perl -0777 -pi.bak -e s/x/y/ a", "a"),
    ("cp a b", "b"),
    ("cp -p a b", "b"),
    ("cp a d/", "d/a"),
    ("cp a x/b d", "d/a d/b"),
    ("cp -t d a x/b", "d/a d/b"),
    ("cp x/a .", "a"),
    ("cp a isdir", "isdir/a"),
    ("cp -T a isdir", "isdir"),
    ("mv a b", "a b"),
    ("mv -f a isdir", "a isdir/a"),
    ("install -m 644 a b", "b"),
    ("truncate -s 0 a", "a"),
    ("dd if=/dev/zero of=a bs=1", "a"),
    ("rm a", "a"),
    ("rm -f a b", "a b"),
    ("unlink a", "a"),
    ("patch a fix.patch", "a"),
    ("patch -p1 -o b a < fix.patch", "b"),
    ("find . -exec sed -i s/x/y/ a \\;", "a"),
    # nothing that is sure
    ("ls", ""),
    ("echo '> a'", ""),
    ("echo \\> a", ""),
    ("# > a", ""),
    ("make > /dev/null 2>&1", ""),
    ("make 2>&1", ""),
    ("make >&2", ""),
    ("make 2>&-", ""),
    ("make > $log", ""),
    ('make > "$log"', ""),
    ("make > $(date).log", ""),
    ("make > ~/log", ""),
    ("make > *.log", ""),
    ('cd "$d" && echo x > a', ""),
    ("cat < a", ""),
    ("cat <<< a", ""),
    ("cat <<EOF\n> a\nEOF", ""),
    ("[[ a > b ]]", ""),
    ("((a > b))", ""),
    ("echo $((a > b))", ""),
    ("make > >(cat)", ""),
    ("echo x | tee", ""),
    ("echo x | tee -", ""),
    ("sed s/x/y/ a", ""),
    ("sed -n 1p a", ""),
    ("sed -i s/x/y/ *.py", ""),
    ("sed -i s/x/y/ $f", ""),
    ("perl -ne print a", ""),
    ("perl -i script a", ""),
    ("cp -r a b", ""),
    ("cp -n a b", ""),
    ("cp a", ""),
    ("cp a $d", ""),
    ("rm -rf build", ""),
    ("rm *.py", ""),
    ("rm !(a).py", ""),
    ("touch a", ""),
    ("patch -p1 < fix.patch", ""),
    ("patch --dry-run a fix.patch", ""),
    ("git ls-files | xargs sed -i s/x/y/", ""),
    ("find . -exec sed -i s/x/y/ {} +", ""),
    ("echo rm a", ""),
]


def isdir(path: bytes) -> bool:
    return path == b"/w/isdir"


def files(
    line: str, cwd: Optional[bytes], isdir: Optional[Callable[[bytes], bool]] = None, home: bytes = b""
) -> List[bytes]:
    """Of a line that is run in `cwd`."""
    return written.files(line, commands(line, cwd, home), isdir)


class WrittenFiles(unittest.TestCase):
    def check(self, line: str, expected: str, cwd: Optional[bytes] = CWD) -> None:
        with self.subTest(line):
            found = [path.decode() for path in files(line, cwd, isdir)]
            inside = [path[3:] if path.startswith("/w/") else path for path in found]
            self.assertEqual(" ".join(inside), expected)

    def test_the_table(self) -> None:
        for line, expected in WRITES:
            self.check(line, expected)

    def test_an_unknown_directory_leaves_only_absolute_names(self) -> None:
        self.check("echo x > a; echo x > /t/b", "/t/b", None)
        self.check('cd "$d"; rm a /t/b; cp /t/b .', "/t/b", CWD)

    def test_each_once(self) -> None:
        self.check("echo x > a; echo y >> a; sed -i s/x/y/ a", "a")

    def test_without_a_disk_the_destination_is_a_file(self) -> None:
        self.assertEqual(files("cp a isdir", CWD), [b"/w/isdir"])

    def test_the_home_directory(self) -> None:
        self.assertEqual(files("rm ~/a $HOME/b", CWD, None, b"/home/u"), [b"/home/u/a", b"/home/u/b"])

    def test_names_that_are_not_utf_8(self) -> None:
        self.assertEqual(files("rm \udcff", CWD), [b"/w/\xff"])

    def test_generated_lines_give_absolute_paths(self) -> None:
        chance = random.Random(7)
        seeds = [line for line, _ in LINES + WRITES if line]
        found = 0
        count = 10_000 if FULL else 2_000
        for _ in range(count):
            line = generated(chance, seeds)
            for path in files(line, CWD, isdir):
                found += 1
                self.assertEqual(path[:1], b"/", line)
                self.assertNotIn(b"\0", path)
        self.assertGreater(found, count // 10)


if __name__ == "__main__":
    unittest.main()
