"""The README's texts that a newcomer meets are what the program says."""

import os
import re
import subprocess
import sys
import unittest
from typing import List

from tests import pythons
from tests.support import TOP, SandboxCase, archive

KIM = "/home/kim"


def told() -> List[str]:
    """The texts in the first column of the README's table, one space for several."""
    with open(os.path.join(TOP, "README.md"), encoding="utf-8") as file:
        section = file.read().partition("\n## When something is amiss\n")[2]
    return [" ".join(text.split()) for text in re.findall(r"(?m)^\| `+ ?((?:csg:|\u2717).*?) ?`+ \|", section)]


class Texts(SandboxCase):
    """As a newcomer, in a home with nothing in it but csg on PATH."""

    def setUp(self) -> None:
        super().setUp()
        del self.box.environ["CSG_PYTHON"], self.box.environ["CLAUDE_PID"]
        self.file = archive()
        folder = pythons.folder(self.box.make("bin"), sys.executable)
        os.symlink(archive(), os.path.join(folder, "csg"))
        self.box.environ["PATH"] = folder + ":/usr/bin:/bin"

    def says(self, code: int, *words: str, cwd: str = "") -> List[str]:
        """What is said for this command line that is no success, as Kim would see it."""
        done = subprocess.run(
            [self.file, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            cwd=cwd or self.box.user,
            encoding="utf-8",
            timeout=60,
        )
        self.assertEqual(done.returncode, code, done)
        text = (done.stdout + done.stderr).replace(self.box.user, KIM)
        return [" ".join(line.split()) for line in text.splitlines()]

    def is_told(self, code: int, *words: str, cwd: str = "") -> None:
        """The README has the one line that is said."""
        self.assertIn("\n".join(self.says(code, *words, cwd=cwd)), told())

    def is_told_by_doctor(self, check: str) -> None:
        """The README has the one line that doctor has about this."""
        (line,) = [line for line in self.says(1, "doctor") if line.startswith("\u2717 %s " % check)]
        self.assertIn(line, told())

    def test_there_are_ten(self) -> None:
        self.assertEqual((len(told()), len(set(told()))), (10, 10))

    def test_no_such_verb(self) -> None:
        self.is_told(2, "statsu")

    def test_no_session(self) -> None:
        self.is_told(1, "claim", "tidy the cart")

    def test_no_repository(self) -> None:
        self.box.start("someone", self.box.repository("shop"))
        self.is_told(1, "release", "--all")

    def test_nobody_called_so(self) -> None:
        self.is_told(1, "tell", "prices", "please wait")

    def test_not_wired(self) -> None:
        self.is_told_by_doctor("hooks")

    def test_the_clients_settings(self) -> None:
        self.box.write(self.box.user + "/.claude/settings.json", '{\n  "model": "opus",\n}\n')
        self.is_told(1, "install")

    def test_a_setting(self) -> None:
        config = self.box.write(self.box.home + "/config.env", "CSG_WINDOW_MINUTES=never\n")
        os.chmod(config, 0o600)
        os.chmod(self.box.home, 0o700)
        self.is_told_by_doctor("home")

    @unittest.skipUnless(os.geteuid() == 0, "skipped: only root can give a directory to somebody else")
    def test_a_home_of_somebody_else(self) -> None:
        os.makedirs(self.box.home)
        os.chown(self.box.home, 65534, 65534)
        self.is_told(1, "status")

    def test_no_slack(self) -> None:
        self.is_told(1, "test")

    def test_no_python_that_will_do(self) -> None:
        wrong = os.path.join(self.box.user, "python", "bin")
        found = pythons.old()
        if found:
            pythons.folder(wrong, found)
        elif not pythons.minimal(os.path.dirname(wrong)):
            self.skipTest("skipped: there is no Python here that will not do")
        self.file = pythons.looks_nowhere_else(archive(), os.path.join(self.box.path, "csg"))
        self.box.environ["PATH"] = wrong
        self.is_told(1, "status")


if __name__ == "__main__":
    unittest.main()
