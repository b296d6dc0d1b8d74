"""Which commands a shell line holds, and which files it surely writes."""

import random
import unittest
from typing import List, Optional, Tuple

from csg.shell import command_line, written
from csg.shell.words import Pattern, Unsure
from tests.unit.git import test_commands as test_git_commands

CWD = b"/w"

#: A line, and its commands, each as its words joined by blanks.
LINES: List[Tuple[str, List[str]]] = [
    ("", []),
    ("   \n\n  ", []),
    ("# only this", []),
    ("ls", ["ls"]),
    ("ls -l a b", ["ls -l a b"]),
    ("ls # a; b", ["ls"]),
    ("ls a#b '#c'", ["ls a#b #c"]),
    ("a; b & c && d || e | f |& g\nh", ["a", "b", "c", "d", "e", "f", "g", "h"]),
    ("a;b&c&&d||e|f", ["a", "b", "c", "d", "e", "f"]),
    ("a 'b c' \"d e\" f\\ g", ["a b c d e f g"]),
    ("a'b'\"c\"\\d", ["abcd"]),
    ('a "\\"\\$\\x\\\\"', ['a "$\\x\\']),
    ("a $'b\\n\\t\\'c'", ["a b\n\t'c"]),
    ('a $"b"', ["a b"]),
    ("a \\\n b", ["a b"]),
    ("a 'unclosed ; b", ["a unclosed ; b"]),
    ('a "unclosed ; b', ["a unclosed ; b"]),
    ("(a; (b)) && { c; }", ["a", "b", "c"]),
    ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
    ("while ! a; do b; done", ["a", "b"]),
    ("until a\ndo\n b\ndone", ["a", "b"]),
    ("for x in p q; do r; done", ["r"]),
    ("for x; do r; done", ["r"]),
    ("for ((i = 0; i < 3; i++)); do r; done", ["r"]),
    ("case $x in p|q) r;; (s) t;; *) u ;; esac; v", ["r", "s", "t", "u", "v"]),
    ("case x in\np)\n r\n ;;\nesac\nv", ["r", "v"]),
    ("f() { a; }; function g { b; }; h () { c; }", ["a", "b", "h", "c"]),
    ("((a = b > c)) && d", ["d"]),
    ("[[ a > b && c < d ]] && e", ["[[ a b c d ]]", "e"]),
    ("if [[ -f a ]]; then b; fi", ["[[ -f a ]]", "b"]),
    ("echo [[ && a", ["echo [[", "a"]),
    ("a $(b $(c)); d", ["c", "b $(c)", "a $(b $(c))", "d"]),
    ('a `b` "$(c)"', ["b", "c", "a `b` $(c)"]),
    ("a <(b) >(c)", ["b", "c", "a <(b) >(c)"]),
    ("a `b \\`c\\``", ["c", "b `c`", "a `b \\`c\\``"]),
    ("a $((1 << 2)) $(((3) + (4))); b", ["a $((1 << 2)) $(((3) + (4)))", "b"]),
    ("a $((b); (c))", ["b", "c", "a $((b); (c))"]),
    ("a=(b c) d; e", ["d", "e"]),
    ("a=1 b=$(c) d e=2", ["c", "d e=2"]),
    ("A=1", []),
    ("cat <<E\na\nb 'c\nE\nd", ["cat", "d"]),
    ("cat <<'E F' | x\na\nE F\nd", ["cat", "x", "d"]),
    ("cat <<-E\n\ta\n\tE\nd", ["cat", "d"]),
    ("cat <<A; cat <<B\na\nA\nb\nB\nd", ["cat", "cat", "d"]),
    ("cat <<E\nnever closed; a", ["cat"]),
    ("cat <<< 'a' && b", ["cat", "b"]),
    ('a "$(cat <<E\nit\'s )\nE\n)"; b', ["cat", "a $(cat <<E\nit's )\nE\n)", "b"]),
    ("x=$(cat <<E\n(\nE); b", ["cat", "b"]),
    ("bash <<E\na\nE\n", ["bash"]),
    ("sudo -u me -E a -u b", ["a -u b"]),
    ("env -i A=1 B=2 a", ["a"]),
    ("env - A=1 a", ["a"]),
    ("nice -10 ionice -c2 nohup a", ["a"]),
    ("timeout --signal=KILL 5 a", ["a"]),
    ("timeout --signal KILL 5 a", ["a"]),
    ("command -v a", []),
    ("xargs -n 1 -I % a %", ["a %"]),
    ("bash -c 'a; b'", ["bash -c a; b", "a", "b"]),
    ("bash -c", ["bash -c"]),
    ("bash a -c b", ["bash a -c b"]),
    ("eval 'a;' b", ["eval a; b", "a", "b"]),
    ("find . -exec a {} ';' -o -ok b \\;", ["find . -exec a {} ; -o -ok b ;", "a {}", "b"]),
    ("echo 2>&1 a", ["echo a"]),
    (")", []),
    ("a ) b", ["a", "b"]),
    ("}}} a", ["}}} a"]),
    (";;; && | a", ["a"]),
]

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


class Commands(unittest.TestCase):
    def test_the_table(self) -> None:
        for line, expected in LINES:
            with self.subTest(line):
                found = [b" ".join(one.words).decode() for one in command_line.commands(line, CWD) if one.words]
                self.assertEqual(found, expected)

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
            ("a{b,c}d", b"a", False),
            ("{1..9}", b"", False),
            ("~bob/a", b"", False),
            ("<(y)", b"", False),
            ("*$x", b"*", False),
        ):
            with self.subTest(word):
                found = self.words("x " + word)[1]
                assert isinstance(found, Unsure)
                self.assertEqual((found.before, found.many), (before, many))

    def test_words_that_xargs_adds(self) -> None:
        self.assertTrue(command_line.commands("xargs a", CWD)[0].more)
        self.assertFalse(command_line.commands("xargs -I{} a {}", CWD)[0].more)
        found = command_line.commands("xargs -I{} a x{}", CWD)[0].words[1]
        assert isinstance(found, Unsure)
        self.assertEqual((found.before, found.many), (b"x", True))

    def test_assignments(self) -> None:
        one = command_line.commands("A=1 env B=2 sudo C=3 x D=4", CWD)[0]
        self.assertEqual((one.assigned, one.words), ([b"A=1", b"B=2", b"C=3"], [b"x", b"D=4"]))

    def test_too_long_is_read_up_to_a_point(self) -> None:
        found = command_line.commands("a; " * 50_000, CWD)
        self.assertGreater(len(found), 200)
        self.assertLess(len(found), 2000)

    def test_a_directory_never_grows_without_end(self) -> None:
        self.assertIsNone(command_line.commands("cd " + "a/" * 3000 + "; b", CWD)[-1].cwd)
        self.assertIsNone(command_line.commands(("cd " + "a" * 1000 + "; ") * 5 + "b", CWD)[-1].cwd)


class WrittenFiles(unittest.TestCase):
    def check(self, line: str, expected: str, cwd: Optional[bytes] = CWD) -> None:
        with self.subTest(line):
            found = [path.decode() for path in written.files(line, cwd, isdir)]
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
        self.assertEqual(written.files("cp a isdir", CWD), [b"/w/isdir"])

    def test_the_home_directory(self) -> None:
        self.assertEqual(written.files("rm ~/a $HOME/b", CWD, None, b"/home/u"), [b"/home/u/a", b"/home/u/b"])

    def test_names_that_are_not_utf_8(self) -> None:
        self.assertEqual(written.files("rm \udcff", CWD), [b"/w/\xff"])

    def test_generated_lines_give_absolute_paths(self) -> None:
        chance = random.Random(7)
        seeds = [line for line, _ in LINES + WRITES if line]
        found = 0
        for _ in range(10_000):
            line = test_git_commands.generated(chance, seeds)
            for path in written.files(line, CWD, isdir):
                found += 1
                self.assertEqual(path[:1], b"/", line)
                self.assertNotIn(b"\0", path)
        self.assertGreater(found, 1000)


if __name__ == "__main__":
    unittest.main()
