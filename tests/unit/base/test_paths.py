import os
import random
import tempfile
import unicodedata
import unittest
from typing import Dict

from csg.base import errors, paths


class Canonical(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.path.realpath(folder.name)
        self.addCleanup(os.chdir, os.getcwd())

    def check(self, path: str, cwd: str = "/") -> bytes:
        """The same wherever this process works."""
        for here in ("/", self.top, "/usr"):
            os.chdir(here)
            got = paths.canonical(os.fsencode(path), os.fsencode(cwd))
            self.assertEqual(got, os.fsencode(os.path.realpath(os.path.join(cwd, path))), here)
        return got

    def test_plain_and_untidy(self) -> None:
        for path in ("/", "//", "/usr/../usr/./bin//", "/a/b/../../..", "/usr/bin/", "/nonexistent/x/../y"):
            self.check(path)

    def test_relative_to_the_cwd(self) -> None:
        for path in ("a", "./a", "../a", "a/../b/", "", "."):
            self.check(path, self.top)

    def test_links(self) -> None:
        os.makedirs(self.top + "/real/deep")
        os.symlink("real", self.top + "/link")
        os.symlink(self.top + "/real/deep", self.top + "/absolute")
        os.symlink("../link/deep", self.top + "/real/up")
        for path in ("link/x", "link/new/er.txt", "absolute/../x", "real/up/f", "link/deep/../../link"):
            self.check(path, self.top)

    def test_a_file_that_does_not_exist_below_a_link(self) -> None:
        os.makedirs(self.top + "/real")
        os.symlink("real", self.top + "/link")
        self.assertEqual(self.check("link/no/such.txt", self.top), os.fsencode(self.top + "/real/no/such.txt"))

    def test_from_a_directory_that_is_gone_or_was_entered_by_a_link(self) -> None:
        os.makedirs(self.top + "/gone/real")
        os.symlink("gone/real", self.top + "/link")
        os.chdir(self.top + "/link")
        for path in ("/link/x", "/gone/real/x", "/gone/real/../x", "/gone/real", "/gone/realm/x"):
            got = paths.canonical(os.fsencode(self.top + path))
            self.assertEqual(got, os.fsencode(os.path.realpath(self.top + path)))
        os.rmdir(self.top + "/gone/real")
        below = os.fsencode(self.top) + b"/gone/real/x"
        self.assertEqual(paths.canonical(below), below)

    def test_a_loop_ends(self) -> None:
        os.symlink("b", self.top + "/a")
        os.symlink("a", self.top + "/b")
        got = paths.canonical(os.fsencode(self.top + "/a/x"))
        self.assertTrue(got.startswith(os.fsencode(self.top)))

    def test_names_of_every_kind(self) -> None:
        for name in (b"with space", b"new\nline", b"\xff\xfe", "\u00fc".encode(), b"$HOME", b"-rf", b"a\\b", b"'\""):
            path = os.fsencode(self.top) + b"/" + name
            self.assertEqual(paths.canonical(path), path)

    def test_very_long(self) -> None:
        deep = os.fsencode(self.top) + b"/" + b"/".join([b"d" * 99] * 39) + b"/f"
        self.assertGreater(len(deep), 3900)
        self.assertEqual(paths.canonical(deep), deep)
        self.assertEqual(paths.canonical(b"/" + b"x" * 5000), b"/" + b"x" * 5000)

    def test_random_trees_agree_with_realpath(self) -> None:
        rng = random.Random(2)
        folders = [self.top]
        for i in range(40):
            where = rng.choice(folders)
            name = "%s/n%d" % (where, i)
            if rng.random() < 0.5:
                os.mkdir(name)
                folders.append(name)
            else:
                os.symlink(rng.choice(["..", ".", "n%d" % rng.randrange(40), rng.choice(folders)]), name)
        for _ in range(500):
            parts = [rng.choice(["..", ".", "", "n%d" % rng.randrange(40)]) for _ in range(rng.randrange(1, 6))]
            path = os.path.join(rng.choice(folders), *parts)
            os.chdir(rng.choice(folders))
            try:
                expected = os.path.realpath(path)
            except (OSError, RecursionError):
                continue
            if os.path.exists(path) or not os.path.lexists(path):
                got = paths.canonical(os.fsencode(path))
                if os.path.exists(path):
                    self.assertTrue(os.path.samefile(got, path), (path, got))
                    self.assertEqual(got, os.fsencode(expected))


class Relations(unittest.TestCase):
    def test_relative(self) -> None:
        table = {
            (b"/r/a/b.py", b"/r"): b"a/b.py",
            (b"/r/a/b.py", b"/r/a"): b"b.py",
            (b"/r/a", b"/r/a"): b".",
            (b"/repo/a/b.py", b"/repo/c"): b"../a/b.py",
            (b"/x", b"/"): b"x",
            (b"/ra/b", b"/r"): b"/ra/b",
            (b"/etc/hosts", b"/home/u/project/deep"): b"/etc/hosts",
        }
        for (path, cwd), expected in table.items():
            self.assertEqual(paths.relative(path, cwd), expected, (path, cwd))

    def test_below(self) -> None:
        self.assertTrue(paths.is_below(b"/a/b", b"/a"))
        self.assertTrue(paths.is_below(b"/a", b"/a"))
        self.assertTrue(paths.is_below(b"/a", b"/"))
        self.assertFalse(paths.is_below(b"/ab", b"/a"))

    def test_same_file(self) -> None:
        self.assertTrue(paths.same_file(b"/a", b"/a"))
        self.assertFalse(paths.same_file(b"/a", b"/b"))
        with tempfile.TemporaryDirectory() as folder:
            one, other = os.fsencode(folder) + b"/Makefile", os.fsencode(folder) + b"/makefile"
            with open(one, "w"), open(other, "w"):
                pass
            self.assertEqual(paths.same_file(one, other), os.path.samefile(one, other))
            os.unlink(other)
            os.link(one, other)  # what a file system that ignores case answers
            self.assertTrue(paths.same_file(one, other))


class Keys(unittest.TestCase):
    def test_either_unicode_form_has_one_key_on_macos(self) -> None:
        one, other = (unicodedata.normalize(form, "/r/\u00fc\u00e9.py").encode() for form in ("NFC", "NFD"))
        self.assertNotEqual(one, other)
        self.assertEqual(paths.folded(one, darwin=True), paths.folded(other, darwin=True))
        self.assertNotEqual(paths.folded(one, darwin=False), paths.folded(other, darwin=False))

    def test_case_folds(self) -> None:
        self.assertEqual(paths.folded(b"/R/ReadMe"), paths.folded(b"/r/README"))
        self.assertEqual(paths.folded("/\u00dc".encode()), paths.folded("/\u00fc".encode()))

    def test_keys_are_file_names(self) -> None:
        for path in (b"/a/b.py", b"/a/" + b"n" * 300, b"/\xff\n\x00/\x01", b"/..", b"/a/.", b"/.hidden", b"/"):
            key = paths.key(path)
            self.assertNotIn(b"/", key)
            self.assertNotIn(b"\0", key)
            self.assertLess(len(key), 100)
            self.assertFalse(key.startswith(b"."))

    def test_no_collision_in_many(self) -> None:
        seen: Dict[bytes, bytes] = {}
        for i in range(20000):
            path = b"/repo/src/module%d/file%d.py" % (i % 100, i)
            self.assertEqual(seen.setdefault(paths.checksum(path).encode(), path), path)

    def test_session_names(self) -> None:
        table = {
            "7f3a9c41-5e0b-4c7a-9d52-0c6f1e8ab310": b"7f3a9c41-5e0b-4c7a-9d52-0c6f1e8ab310",
            "../../etc": b"%2e%2e%2f%2e%2e%2fetc",
            ".": b"%2e",
            "A": b"%41",
            "a\0b": b"a%00b",
            "\u00fc": b"%c3%bc",
            "\udcff": b"%ed%b3%bf",
        }
        for identifier, name in table.items():
            self.assertEqual(paths.safe_name(identifier), name)
        self.assertNotEqual(paths.safe_name("x" * 1000), paths.safe_name("x" * 999 + "y"))
        self.assertLess(len(paths.safe_name("/" * 1000)), 130)


class Home(unittest.TestCase):
    def test_order(self) -> None:
        usual = b"/h/.local/share/claude-session-guard"
        self.assertEqual(paths.home({b"HOME": b"/h"}), usual)
        self.assertEqual(paths.home({b"HOME": b"/h", b"XDG_DATA_HOME": b"/x/"}), b"/x/claude-session-guard")
        self.assertEqual(paths.home({b"HOME": b"/h", b"XDG_DATA_HOME": b"relative"}), usual)
        self.assertEqual(paths.home({b"HOME": b"/h", b"CLAUDE_SESSION_GUARD_HOME": b"/c/"}), b"/c")
        self.assertEqual(paths.home({b"HOME": b"/h", b"CLAUDE_SESSION_GUARD_HOME": b"~/c"}), b"/h/c")

    def test_a_relative_home_is_refused(self) -> None:
        with self.assertRaises(errors.NoHome) as caught:
            paths.home({b"HOME": b"/h", b"CLAUDE_SESSION_GUARD_HOME": b"here"})
        self.assertIn("CLAUDE_SESSION_GUARD_HOME", str(caught.exception))

    def test_config_file(self) -> None:
        self.assertEqual(paths.config_file({}, b"/c"), b"/c/config.env")
        self.assertEqual(paths.config_file({b"CLAUDE_SESSION_GUARD_CONFIG": b"/e/f"}, b"/c"), b"/e/f")
        self.assertEqual(
            paths.config_file({b"CLAUDE_SESSION_GUARD_CONFIG": b"e/f"}, b"/c"), b"", "a relative one is none"
        )

    def test_without_home_the_password_database_tells(self) -> None:
        self.assertTrue(paths.home({}).endswith(b"/claude-session-guard"))


class Text(unittest.TestCase):
    def test_both_ways(self) -> None:
        for raw in (b"/a", b"/\xff", "/\u00fc".encode()):
            self.assertEqual(paths.from_text(paths.text(raw)), raw)
        for text in ("a\0b", "\ud800"):
            with self.assertRaises(ValueError):
                paths.from_text(text)
