import os
import random
import tempfile
import time
import unittest
from typing import Dict, List, Tuple

from csg.base import config, policy, rules


class Globs(unittest.TestCase):
    def test_the_table(self) -> None:
        fits: Dict[str, Tuple[str, str]] = {
            # glob: (paths that fit, paths that do not); a slash in the glob means the whole path
            "*.lock": ("yarn.lock a/b/c.lock .lock", "lock yarn.lock.bak a.lock/b"),
            "Makefile": ("Makefile sub/Makefile", "makefile Makefile.am"),
            "docs/**": ("docs/a docs/a/b.md", "docs x/docs/a docs2/a"),
            "docs/*": ("docs/a docs/.a", "docs/a/b docs"),
            "/docs/*": ("docs/a", "x/docs/a"),
            "**/x.py": ("x.py a/x.py a/b/x.py", "ax.py a/bx.py x.py/a"),
            "a/**/z": ("a/z a/b/z a/b/c/z", "az a/bz b/a/z"),
            "a**z": ("az abz a-z", "ab"),
            "src/a**z": ("src/az src/a/b/z", "src/a/b"),
            "**": ("a a.b", ""),
            "?.py": ("a.py x/b.py", "ab.py .py"),
            "a?b/c": ("axb/c", "a/b/c ab/c"),
            "[abc].py": ("a.py x/c.py", "d.py [abc].py"),
            "[a-c]x": ("ax cx", "dx -x"),
            "[!a-c]x": ("dx", "ax bx"),
            "[^a]x": ("bx", "ax"),
            "[]]x": ("]x", "ax []]x"),
            "[!]]x": ("ax", "]x"),
            "[a-]x": ("ax -x", "bx"),
            "a[b": ("a[b", "ab"),
            "a[]b": ("a[]b", "ab"),
            "*a*b*": ("ab xaxbx", "ba"),
            "a.b": ("a.b", "axb"),
            "(a|b)+$": ("(a|b)+$", "a"),
        }
        for glob, (good, bad) in fits.items():
            one = [rules.Rule(glob, "deny")]
            for path in good.split():
                self.assertEqual(rules.action(one, path), "deny", (glob, path))
            for path in bad.split():
                self.assertEqual(rules.action(one, path), "", (glob, path))

    def test_outside_git_the_path_is_absolute(self) -> None:
        for glob in ("/etc/**", "etc/**", "/etc/*/x", "**/x", "x", "/**"):
            self.assertEqual(rules.action([rules.Rule(glob, "off")], "/etc/a/x"), "off", glob)
        self.assertEqual(rules.action([rules.Rule("a/x", "off")], "/etc/a/x"), "")

    def test_the_first_that_fits_wins(self) -> None:
        some = rules.parse("migrations/keep/*=warn migrations/**=ask *.lock=warn **=off", [], "here")
        table = {"migrations/keep/x": "warn", "migrations/y.lock": "ask", "z.lock": "warn", "a/b": "off"}
        for path, action in table.items():
            self.assertEqual(rules.action(some, path), action, path)

    def test_long_ones_take_no_time(self) -> None:
        started = time.process_time()
        self.assertFalse(rules.matches("*a" * 40 + "b", "a" * 400))
        self.assertFalse(rules.matches("**/" * 40 + "b", "a/" * 200))
        self.assertLess(time.process_time() - started, 2.0)

    def test_generated_globs(self) -> None:
        """Whatever is written there, it is a glob; and each path fits itself where nothing in it is special."""
        chance = random.Random(7)
        for _ in range(3000):
            glob = "".join(chance.choice("ab/*?[]!^-.") for _ in range(chance.randrange(12)))
            path = "".join(chance.choice("ab/.") for _ in range(chance.randrange(12)))
            self.assertIn(rules.matches(glob, path), (True, False))
            self.assertTrue(rules.matches(path, path), path)
            if path and not path.startswith("/"):
                self.assertEqual(rules.action([rules.Rule("/**", "ask")], path), "ask", path)


class Parse(unittest.TestCase):
    def test_what_is_wrong_is_named(self) -> None:
        problems: List[str] = []
        found = rules.parse("a=warn b c= =deny d=shout e=f=ask a\u00fc=\x1b", problems, "config.env:3")
        self.assertEqual([(rule.glob, rule.action) for rule in found], [("a", "warn"), ("e=f", "ask")])
        self.assertEqual(len(problems), 5)
        for problem in problems:
            self.assertTrue(problem.startswith("config.env:3: CSG_RULES: '"), problem)
            self.assertTrue(problem.endswith("one of off, warn, pause, ask, deny"), problem)
            self.assertTrue(problem.isascii() and problem.isprintable(), problem)


class Combined(unittest.TestCase):
    """The person's settings, then those of the repository."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.fsencode(folder.name)

    def repositorys(self, text: str) -> "List[rules.Rule]":
        with open(self.root + b"/.csg", "w", encoding="utf-8") as file:
            file.write(text)
        self.problems: List[str] = []
        return config.repository_rules(self.root, self.problems)

    def test_a_repository_makes_it_stricter_and_warnings_quieter(self) -> None:
        actions = policy.ACTIONS
        for users in actions:
            for theirs in actions:
                environ = {b"CSG_RULES": ("f=" + users).encode()}
                got = config.load(environ, self.root).action("write", "f", self.repositorys("CSG_RULES=f=" + theirs))
                if users == "warn" and theirs == "off":
                    self.assertEqual(got, "off")
                else:
                    self.assertGreaterEqual(actions.index(got), actions.index(users), (users, theirs))
                    self.assertEqual(got, max(users, theirs, key=actions.index), (users, theirs))

    def test_what_is_not_ruled_stays(self) -> None:
        settings = config.load({b"CSG_RULES": b"g=deny", b"CSG_ON_TAKE": b"ask"}, self.root)
        some = self.repositorys("CSG_RULES='h=deny'")
        expected = {"edit": "warn", "write": "pause", "discard": "pause", "take": "ask", "overlap": "warn"}
        for kind, action in expected.items():
            self.assertEqual(settings.action(kind, "f", some), action, kind)
            self.assertEqual(settings.action(kind, "g", some), "deny", kind)
            self.assertEqual(settings.action(kind, "h", some), "deny", kind)
        self.assertFalse(settings.ignores("f"))
        self.assertTrue(config.load({b"CSG_RULES": b"f=off"}, self.root).ignores("f"))

    def test_a_repositorys_file(self) -> None:
        some = self.repositorys(
            "# ours\nCSG_RULES='a=ask b=loud'\nCSG_ON_EDIT=off\nSLACK_BOT_TOKEN=x\nCSG_RULES=c=deny\n"
        )
        self.assertEqual([(rule.glob, rule.action) for rule in some], [("a", "ask"), ("c", "deny")])
        self.assertEqual([problem.split(": ")[0][-2:] for problem in self.problems], [":2", ":3", ":4"])
        os.remove(self.root + b"/.csg")
        self.assertEqual(config.repository_rules(self.root, self.problems), [])
        os.mkdir(self.root + b"/.csg")
        self.assertEqual(config.repository_rules(self.root, self.problems), [])
