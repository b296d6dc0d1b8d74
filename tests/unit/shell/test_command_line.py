"""Which commands a shell line holds."""

import unittest
from typing import List, Tuple

from csg.shell import command_line

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


class Commands(unittest.TestCase):
    def test_the_table(self) -> None:
        for line, expected in LINES:
            with self.subTest(line):
                found = [b" ".join(one.words).decode() for one in command_line.commands(line, CWD) if one.words]
                self.assertEqual(found, expected)

    def test_too_long_is_read_up_to_a_point(self) -> None:
        found = command_line.commands("a; " * 50_000, CWD)
        self.assertGreater(len(found), 200)
        self.assertLess(len(found), 2000)


if __name__ == "__main__":
    unittest.main()
