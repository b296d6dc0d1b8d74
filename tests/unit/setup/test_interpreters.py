"""interpreters: every Python is found once, whatever stands in front of it, and the right one chosen."""

import os
import subprocess
import sys
import tempfile
import unittest
from typing import Dict, List
from unittest import mock

from csg.base import errors
from csg.setup import interpreters
from csg.setup.interpreters import HookCommand, Interpreter
from tests import support

BASE = os.path.realpath(sys.executable)


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)

    def script(self, name: str, text: str) -> str:
        """An executable shell script."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def link(self, name: str, target: str = BASE) -> str:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
        return path


class Probe(Case):
    def test_a_python(self) -> None:
        found = interpreters.probe(BASE)
        assert found is not None
        self.assertEqual((found.path, found.version), (BASE, sys.version_info[:3]))

    def test_a_wrapper_is_seen_through(self) -> None:
        found = interpreters.probe(self.script("bin/python3", 'exec "%s" "$@"\n' % BASE))
        assert found is not None
        self.assertEqual(os.path.realpath(found.path), BASE)

    def test_a_virtual_environment_gives_way_to_its_base(self) -> None:
        venv = os.path.join(self.folder, "venv")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True, timeout=120)
        inside = os.path.join(venv, "bin", "python3")
        found = interpreters.probe(inside)
        assert found is not None
        self.assertFalse(found.path.startswith(self.folder), found.path)
        self.assertEqual(os.path.realpath(found.path), os.path.realpath(inside))

    def test_what_will_not_do(self) -> None:
        self.assertIsNone(interpreters.probe(self.script("a", "echo 3.7.9; echo cpython; echo 330d; echo /x\n")))
        self.assertIsNone(interpreters.probe(self.script("b", "echo 3.10.0; echo pypy; echo 330d; echo /x\n")))
        self.assertIsNone(interpreters.probe(self.script("c", "echo hello\n")))
        self.assertIsNone(interpreters.probe(self.script("d", "exit 1\n")))
        self.assertIsNone(interpreters.probe(os.path.join(self.folder, "missing")))


class Candidates(Case):
    def setUp(self) -> None:
        super().setUp()
        folders = interpreters.FOLDERS
        interpreters.FOLDERS = ()
        self.addCleanup(setattr, interpreters, "FOLDERS", folders)

    def find(self, *folders: str) -> List[str]:
        environ: Dict[str, str] = {"PATH": ":".join(os.path.join(self.folder, f) for f in folders)}
        return [i.path for i in interpreters.candidates(environ)]

    def test_one_python_under_several_names(self) -> None:
        self.link("a/python3")
        self.link("a/python3.%d" % sys.version_info[1])
        self.link("b/python3")
        self.link("b/python3-config")
        self.assertEqual(self.find("a", "b"), [os.path.join(self.folder, "a", "python3")])

    def test_a_shim_is_asked_once_and_seen_through(self) -> None:
        log = os.path.join(self.folder, "asked")
        for name in ("python3", "python3.9", "python3.12"):
            self.script("shims/" + name, 'echo x >> "%s"; sleep 0.5; exec "%s" "$@"\n' % (log, BASE))
        found = self.find("shims")
        self.assertEqual([os.path.realpath(path) for path in found], [BASE])
        self.assertNotIn("shims", found[0])
        with open(log, encoding="ascii") as file:
            self.assertEqual(file.read(), "x\n")

    def test_a_broken_shim_is_passed_over_for_the_next_name(self) -> None:
        self.script("shims/python3", "exit 127\n")
        self.script("shims/python3.12", 'exec "%s" "$@"\n' % BASE)
        self.assertEqual([os.path.realpath(path) for path in self.find("shims")], [BASE])

    def test_relative_and_missing_folders(self) -> None:
        self.assertEqual(interpreters.candidates({"PATH": "::bin:/nonexistent/bin"}), [])
        self.assertEqual(interpreters.candidates({}), [])

    def test_macos_stub_is_not_touched(self) -> None:
        interpreters.FOLDERS = ("/usr/bin",)
        found = [i.path for i in interpreters.candidates({"PATH": "/usr/bin"}, platform="darwin")]
        self.assertNotIn("/usr/bin/python3", found)


def timed(path: str, seconds: float) -> Interpreter:
    one = Interpreter(path, (3, 11, 0), "a70d")
    one.seconds = seconds
    return one


class Choose(unittest.TestCase):
    def test_the_fastest(self) -> None:
        slow, fast = timed("/usr/bin/python3", 0.0120), timed("/opt/py/python3", 0.0100)
        self.assertIs(interpreters.choose([slow, fast]), fast)

    def test_a_tie_goes_to_the_system(self) -> None:
        system, other = timed("/usr/bin/python3", 0.0102), timed("/opt/py/python3", 0.0100)
        self.assertIs(interpreters.choose([other, system]), system)

    def test_what_is_wired_stays_unless_clearly_beaten(self) -> None:
        system, other = timed("/usr/bin/python3", 0.0100), timed("/opt/py/python3", 0.0110)
        self.assertIs(interpreters.choose([system, other], current="/opt/py/python3"), other)
        other.seconds = 0.0125
        self.assertIs(interpreters.choose([system, other], current="/opt/py/python3"), system)


class Command(Case):
    def test_csg_python_decides(self) -> None:
        command, everyone = interpreters.hook_command(support.archive(), {"CSG_PYTHON": BASE, "PATH": "/usr/bin"})
        self.assertEqual((command.interpreter, len(everyone)), (BASE, 1))
        with self.assertRaisesRegex(errors.CsgError, "CSG_PYTHON=/nonexistent is no Python"):
            interpreters.hook_command(support.archive(), {"CSG_PYTHON": "/nonexistent"})

    def test_the_only_one_need_not_be_measured(self) -> None:
        with mock.patch.object(interpreters, "timed", side_effect=AssertionError("it is measured")):
            command, _ = interpreters.hook_command(support.archive(), {"CSG_PYTHON": BASE})
        self.assertEqual(command.interpreter, BASE)

    def test_who_is_clearly_fast_enough_is_measured_less(self) -> None:
        for enough, wanted in ((0.0, 12), (1.2, 12), (1.3, 4)):
            with mock.patch.object(interpreters, "timed", side_effect=[0.013, 0.010] * 12) as timed:
                self.assertEqual(interpreters.against_floor(BASE, "csg", enough), (0.013, 0.010))
            self.assertEqual(timed.call_count, 2 * wanted, enough)

    def test_an_interpreter_that_fails_is_never_chosen(self) -> None:
        broken = self.script("bin/python3", "exit 1\n")
        both = [timed(broken, 0.0), timed(BASE, 0.0)]
        interpreters.measure(both, support.archive())
        self.assertEqual(interpreters.choose(both).path, BASE)
        self.assertGreater(both[0].seconds, 10)

    def test_measuring_leaves_nothing_behind(self) -> None:
        home = interpreters._QUIET["CLAUDE_SESSION_GUARD_HOME"]
        interpreters.measure([timed(BASE, 0.0)], support.archive())
        self.assertFalse(os.path.lexists(home), "also where root may make any directory")

    def test_bytecode_is_seen(self) -> None:
        known = interpreters.probe(BASE)
        assert known is not None
        self.assertTrue(interpreters.has_bytecode(support.archive(), known.magic))
        self.assertFalse(interpreters.has_bytecode(support.archive(), "ffff"))

    def test_the_shell_form_survives_any_path(self) -> None:
        for name in ("a b", "it's", 'say "hi"', "$HOME`id`", "caf\xe9", "new\nline", "-n", "a;b#c"):
            command = HookCommand("/usr/bin/python3", os.path.join(self.folder, name))
            said = subprocess.run(
                ["/bin/sh", "-c", "set -- %s; for w; do printf '%%s\\0' \"$w\"; done" % command.shell()],
                stdout=subprocess.PIPE,
                check=True,
                timeout=30,
            ).stdout.decode()
            self.assertEqual(said.split("\0")[:-1], command.words(), name)


if __name__ == "__main__":
    unittest.main()
