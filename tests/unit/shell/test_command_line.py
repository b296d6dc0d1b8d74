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
    ("for x in p q; do r; done", ["r", "r"]),
    ("for x in p q; do r $x; s; done; t", ["r p", "s", "r q", "s", "t"]),
    ("for x; do r; done", ["r"]),
    ("for ((i = 0; i < 3; i++)); do r; done", ["r"]),
    ("case $x in p|q) r;; (s) t;; *) u ;; esac; v", ["r", "s", "t", "u", "v"]),
    ("case p in\np)\n r\n ;;\nesac\nv", ["r", "v"]),
    ("case x in p) r;; x) s;; *) t;; esac; u", ["s", "u"]),
    ("case x in p) r;; *) s;; esac; (case x in y) t;; esac); u", ["s", "u"]),
    ("case x in x) case y in q) r;; y) s;; esac;; z) t;; esac; u", ["s", "u"]),
    ("case x in [a-z]) r;; *) s;; esac", ["r", "s"]),
    ("(( 0 )) && r; (( 0 )) || s; (( 1 )) && t; (( x )) && u", ["s", "t", "u"]),
    ("f() { a; }; function g { b; }; h () { c; }", ["h", "c"]),
    ("f() { a $1; }; f p; function g { b; }; g; f q", ["f p", "a p", "g", "b", "f q", "a q"]),
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
    ('a "$(cat <<E\nit\'s )\nE\n)"; b', ["cat", "a it's )", "b"]),
    ("x=$(cat <<E\n(\nE); b", ["cat", "b"]),
    ("bash <<E\na\nE\n", ["bash", "a"]),
    ("cat <<'E' | sh\na $x\nE\nb", ["cat", "sh", "a $x", "b"]),
    ("sh -s p q <<-E\n\ta $1\n\tE\nb", ["sh -s p q", "a p", "b"]),
    ("echo 'a b' | sh; bash <<< c; bash b.sh <<< d", ["echo a b", "sh", "a b", "bash", "c", "bash b.sh"]),
    ("source <(echo a); . /dev/stdin <<< b", ["echo a", "source <(echo a)", "a", ". /dev/stdin", "b"]),
    ("trap 'a b' EXIT; trap c INT; d", ["trap a b EXIT", "a b", "trap c INT", "d"]),
    ("sh -c 'a $0 $1' p q", ["sh -c a $0 $1 p q", "a p q"]),
    ('x=p; a $x; (x=q; a $x); a "$x" ${x}s; x=$(y); a $x', ["a p", "a q", "a p ps", "y", "a $x"]),
    ('c=\'a b\'; $c; c=(d e); "${c[@]}" f; set -- g h; i "$@" $1', ["a b", "d e f", "set -- g h", "i g h g"]),
    ("a x{p,q}{1..2} {z}", ["a xp1 xp2 xq1 xq2 {z}"]),
    ('cd /p; a "$PWD"/q; cd r; a $OLDPWD', ["cd /p", "a /p/q", "cd r", "a /p"]),
    ("a $(pwd) $(echo b c) `echo d`", ["pwd", "echo b c", "echo d", "a /w b c d"]),
    ("echo p q | xargs a; printf '%s\\0' 'r s' | xargs -0 a", ["echo p q", "a p q", "printf %s\\0 r s", "a r s"]),
    ("printf 'p\\nq\\n' | xargs -I@ a @ b", ["printf p\\nq\\n", "a p b", "a q b"]),
    ("xargs a <<E\np\nq\nE\nb", ["a p q", "b"]),
    ("while read -r x; do a $x; done <<< p", ["read -r x", "a $x", "a p"]),
    ("echo p | while read x y; do a $x; done; b", ["echo p", "read x y", "a p", "a p", "b"]),
    ("true || a; false && b; true && c; false || d", ["true", "false", "true", "c", "false", "d"]),
    ("if false; then a; else b; fi; if true; then c; else d; fi", ["false", "b", "true", "c"]),
    ("a; exit 1; b", ["a"]),
    ("(case a in a) b;; esac); c", ["b", "c"]),
    ("echo p | (cd /q && xargs a); b", ["echo p", "cd /q", "a p", "b"]),
    ("f() { a", ["a"]),
    ("sudo -u me -E a -u b", ["a -u b"]),
    ("env -i A=1 B=2 a", ["a"]),
    ("env - A=1 a", ["a"]),
    ("nice -10 ionice -c2 nohup a", ["a"]),
    ("timeout --signal=KILL 5 a", ["a"]),
    ("timeout --signal KILL 5 a", ["a"]),
    ("command -v a", ["which a"]),
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
    (";;; && | a", []),
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
