"""csg's file cut off, emptied, unreadable, a directory: hooks are silent, a person is told in a line."""

import json
import os
import shutil
import subprocess
import sys
from typing import Dict, List, Sequence

from csg.base import loader
from tests.support import SandboxCase, archive, edit_event, sample

SHELLS = [path for path in ("/bin/sh", "/bin/bash") if os.path.exists(path)]
#: As little of the header as can see to it that a hook is silent, and that a person is told.
ARMED, TELLING = b" exec 2>/dev/null ;; esac\n", b"\n  trap "


class DamagedCase(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        with open(archive(), "rb") as file:
            self.whole = file.read()
        self.file = os.path.join(self.box.path, "csg")
        self.event = json.dumps(edit_event("s", self.box.write("f"), "Edit", self.box.work)).encode()

    def cut(self, size: int) -> None:
        with open(self.file, "wb") as file:
            file.write(self.whole[:size])
        os.chmod(self.file, 0o755)

    def sizes(self, least: int) -> List[int]:
        """Where to cut: within each part of the file, and between them."""
        marks = [b"run() {", b"exec", b"import marshal", b"fits() {", b"\n#:\n", b"marshal.loads", b"main()"]
        found = [self.whole.index(mark, least) for mark in marks if mark in self.whole[least:4096]]
        found += [at + 4 for at in found]
        found += [loader.DIRECTORY + more for more in (-1, 0, 2, 4, 30, loader.DIRECTORY_SIZE - 1)]
        start = loader.DIRECTORY + loader.DIRECTORY_SIZE
        found += [start, start + 50, start + 5000, start + 60000, len(self.whole) // 2, len(self.whole) - 10]
        return sorted(size for size in found if size >= least)

    def run_by(self, command: Sequence[str]) -> "subprocess.CompletedProcess[bytes]":
        environ: Dict[str, str] = self.box.environ
        return subprocess.run(
            command, input=self.event, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, timeout=60
        )

    def wired(self, *before: str, python: str = sys.executable) -> None:
        """The command that is in the client's settings is silent."""
        done = self.run_by([*before, python, *loader.OPTIONS, loader.LOADER, self.file, "hook"])
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))

    def quiet(self) -> None:
        """The file itself is, as a hook."""
        for shell in SHELLS:
            for verb in ("hook", "start", "stop", "pre-edit"):
                done = self.run_by([shell, self.file, verb])
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""), (shell, verb))


class Cut(DamagedCase):
    def test_wired(self) -> None:
        for size in sample([0, 1, 20, 300, *self.sizes(1000)], 8):
            with self.subTest(size):
                self.cut(size)
                self.wired()

    def test_the_header_of_a_hook(self) -> None:
        least = self.whole.index(ARMED) + len(ARMED)
        self.assertLess(least, 700, "what is cut off before that nobody can help")
        for size in sample([0, least, *self.sizes(least)], 5):
            with self.subTest(size):
                self.cut(size)
                self.quiet()

    def test_a_person(self) -> None:
        least = self.whole.index(b"\n", self.whole.index(TELLING) + len(TELLING)) + 1
        for size in sample(self.sizes(least), 5):
            for shell in SHELLS:
                with self.subTest(size=size, shell=shell):
                    self.cut(size)
                    done = self.run_by([shell, self.file, "version"])
                    self.assertEqual((done.returncode, done.stdout), (1, b""))
                    own = [line for line in done.stderr.splitlines() if line.startswith(b"csg: ")]
                    self.assertEqual(len(own), 1, done.stderr)
                    self.assertIn(b"install csg again", own[0])
                    self.assertNotIn(b"Traceback", done.stderr)
                    if size >= loader.DIRECTORY:  # before that the shell has its say as well
                        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_whole(self) -> None:
        self.cut(len(self.whole))
        for shell in SHELLS:
            self.assertEqual(self.run_by([shell, self.file, "version"]).returncode, 0)


class Other(DamagedCase):
    """What else may be where the file should be, and is no program at all: of what is wired, only the command
    with the interpreter can be silent there; the kernel refuses to run the file itself."""

    def test_a_directory(self) -> None:
        os.mkdir(self.file)
        self.wired()

    def test_something_else(self) -> None:
        for data in (b"\0" * 9000, b"\xff\xfe" * 5000, b"#!/bin/sh\nexit 3\n", b"#:\n" * 3000, b"\n#:\nraise\n#:\n"):
            with open(self.file, "wb") as file:
                file.write(data)
            self.wired()

    def test_missing(self) -> None:
        self.wired()
        os.symlink(self.file, self.file)
        self.wired()

    def test_unreadable(self) -> None:
        before: List[str] = []
        python = sys.executable
        self.cut(len(self.whole))
        os.chmod(self.file, 0)
        if os.geteuid() == 0:
            python = "/usr/bin/python3"
            before = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
            if not shutil.which("setpriv") or not os.path.exists(python):
                self.skipTest("skipped: root may read everything, and there is no setpriv or no /usr/bin/python3")
            os.chmod(self.box.path, 0o755)
        self.wired(*before, python=python)
        done = self.run_by([*before, "/bin/sh", self.file, "version"])
        self.assertNotEqual(done.returncode, 0)
