import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

from tests.support import TOP, SandboxCase, archive, build, built, made_once, sample


class Building(SandboxCase):
    def read(self, path: str) -> bytes:
        with open(path, "rb") as file:
            return file.read()

    def test_the_same_sources_give_the_same_bytes(self) -> None:
        copy = self.box.make("copy")
        shutil.copytree(os.path.join(TOP, "csg"), copy + "/csg", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(os.path.join(TOP, "build.py"), copy)
        os.utime(copy + "/csg/hooks/hook.py", (1, 1))
        one, other = made_once("built.pyz", build), self.box.path + "/other.pyz"
        build(other, top=copy)
        self.assertEqual(self.read(one), self.read(other))
        self.assertTrue(os.access(one, os.X_OK))

    def test_it_is_a_zip_archive_that_names_nothing_of_this_machine(self) -> None:
        with zipfile.ZipFile(built()) as zipped:
            self.assertIsNone(zipped.testzip())
            names = zipped.namelist()
            everything = b"".join(zipped.read(name) for name in names)
        self.assertIn("csg/hooks/hook.py", names)
        self.assertNotIn(os.fsencode(TOP), everything + self.read(built()))

    def test_without_bytecode_it_is_slower_never_wrong(self) -> None:
        plain = self.box.path + "/plain.pyz"
        build(plain, "--python", "")
        for command in sample([[plain], [sys.executable, plain], ["/bin/sh", plain]], 1):
            done = subprocess.run([*command, "demo"], stdout=subprocess.PIPE, env=self.box.environ, timeout=60)
            self.assertEqual(done.returncode, 0, command)

    def test_a_named_interpreter_that_will_not_do(self) -> None:
        command = [sys.executable, TOP + "/build.py", "--output", self.box.path + "/x", "--python", "/bin/false"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(b"/bin/false", done.stderr)
        self.assertFalse(os.path.exists(self.box.path + "/x"))

    def test_a_path_with_odd_characters(self) -> None:
        folder = self.box.make("a b'c\"d$e\u00fc")
        path = os.path.join(folder, "csg")
        shutil.copy(archive(), path)
        for command in ([path], [sys.executable, path]):
            done = subprocess.run([*command, "version"], stdout=subprocess.PIPE, env=self.box.environ, timeout=60)
            self.assertIn(b"csg ", done.stdout)


class Header(unittest.TestCase):
    """The shell part: which interpreter is chosen."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = folder.name

    def interpreter(self, folder: str, script: str = "") -> str:
        path = os.path.join(self.top, folder)
        os.makedirs(path)
        with open(path + "/python3", "w", encoding="utf-8") as file:
            file.write(script or '#!/bin/sh\necho "%s"\n' % folder)
        os.chmod(path + "/python3", 0o755)
        return path

    def run_with(self, path: str, *words: str) -> "subprocess.CompletedProcess[bytes]":
        """Run a copy that looks nowhere but on this PATH."""
        copy = os.path.join(self.top, "csg")
        with open(archive(), "rb") as file:
            data = file.read()
        with open(copy, "wb") as file:
            file.write(
                data.replace(
                    b" /usr/bin /usr/local/bin /opt/homebrew/bin ", b" -usr-bin -usr-local-bin -opt-homebrew-bin "
                )
            )
        environ = {"PATH": path, "HOME": self.top}
        return subprocess.run(
            ["/bin/sh", copy, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, timeout=60
        )

    def test_shims_are_passed_over(self) -> None:
        shims = self.interpreter(".pyenv/shims", '#!/bin/sh\n[ "$1" = -ISc ] && echo it fits || echo .pyenv/shims\n')
        real = self.interpreter("real/bin")
        self.assertEqual(self.run_with(shims + "::" + real, "version").stdout, b"real/bin\n")
        self.assertEqual(self.run_with(shims, "version").stdout, b".pyenv/shims\n", "better a shim than nothing")

    def test_no_python_at_all(self) -> None:
        empty = os.path.join(self.top, "empty")
        os.mkdir(empty)
        done = self.run_with(empty, "status")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Python 3.8 or newer is needed", done.stderr)
        done = self.run_with(empty, "hook")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
