"""diagnosis: what an end-to-end test cannot arrange without being root, or another machine."""

import json
import os
import tempfile
import unittest
from typing import Any, Dict, List
from unittest import mock

from csg.base.here import Here
from csg.clients import claude, wiring
from csg.setup import diagnosis, wired
from csg.setup.interpreters import HookCommand

COMMAND = HookCommand("/usr/bin/python3", "/opt/csg").handler(exec_form=False)


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        user = os.path.join(self.folder, "user").encode()
        os.mkdir(user)
        home = os.path.join(self.folder, "home").encode()
        environ = {b"HOME": user, b"PATH": b"/nonexistent", b"CLAUDE_SESSION_GUARD_HOME": home}
        self.here = Here(environ)
        self.here.cwd = user

    def put(self, path: str, value: Dict[str, Any]) -> str:
        path = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file)
        return path

    def patient(self) -> diagnosis.Patient:
        """As it is now; this machine's own managed settings do not count."""
        found = claude.managed(self.folder, "linux")
        with mock.patch("csg.clients.claude.managed", return_value=found):
            return diagnosis.Patient(self.here)


class Managed(Case):
    ONLY = "etc/claude-code/managed-settings.json"

    def found(self) -> List[diagnosis.Finding]:
        return list(diagnosis.switched_off(self.patient()))

    def test_nothing_managed(self) -> None:
        self.assertEqual([f.good for f in self.found()], [True])

    def test_managed_hooks_only(self) -> None:
        self.put(self.ONLY, {"allowManagedHooksOnly": True})
        self.assertEqual([(f.good, "allowManagedHooksOnly" in f.text) for f in self.found()], [(False, True)])

    def test_managed_hooks_only_and_csg_among_them(self) -> None:
        hooks = json.loads(wiring.merge("{}", wiring.wanted(COMMAND, None), False).text)
        self.put(self.ONLY, {"allowManagedHooksOnly": True, **hooks})
        self.assertEqual([f.good for f in self.found()], [True])

    def test_a_dropped_in_file(self) -> None:
        self.put("etc/claude-code/managed-settings.d/10-quiet.json", {"disableAllHooks": True})
        self.assertEqual([(f.good, "10-quiet.json" in f.text) for f in self.found()], [(False, True)])

    def test_the_users_own_setting_of_that_name_means_nothing(self) -> None:
        self.put("user/.claude/settings.json", {"allowManagedHooksOnly": True})
        self.assertEqual([f.good for f in self.found()], [True])


class Disk(Case):
    def test_full(self) -> None:
        for free, files, good in ((1 << 30, 100, True), (1 << 20, 100, False), (1 << 30, 0, False)):
            status = mock.Mock(f_bavail=free // 4096, f_frsize=4096, f_files=1000, f_favail=files)
            with mock.patch("os.statvfs", return_value=status):
                self.assertEqual([f.good for f in diagnosis.disk(self.patient())], [good])


class Clock(Case):
    def test_a_file_server_that_is_ahead(self) -> None:
        os.mkdir(self.here.home)
        self.assertEqual([f.good for f in diagnosis.clock(self.patient())], [True])
        with mock.patch("csg.base.files.modified", lambda path: self.here.now + 500):
            found = list(diagnosis.clock(self.patient()))
        self.assertEqual([(f.good, "ahead" in f.text) for f in found], [(False, True)])
        self.assertEqual(os.listdir(self.here.home), [])


class Home(Case):
    def test_one_that_cannot_be_made(self) -> None:
        with mock.patch("os.access", return_value=False):
            found = list(diagnosis.home(self.patient()))
        self.assertEqual([(f.good, "cannot be made" in f.text) for f in found], [(False, True)])

    def test_anothers(self) -> None:
        os.mkdir(self.here.home, 0o700)
        with mock.patch("os.geteuid", return_value=os.geteuid() + 1):
            found = list(diagnosis.home(self.patient()))
        self.assertIn("belongs to another user", found[0].text)


class Matches(unittest.TestCase):
    def test_as_the_client_reads_a_matcher(self) -> None:
        for matcher, tool, good in (
            ("", "Edit", True),
            ("*", "Edit", True),
            ("Edit|Write", "Write", True),
            ("Edit, Write", "Write", True),
            ("Edit", "MultiEdit", False),
            ("Edit.*", "MultiEdit", True),
            ("^Edit$", "MultiEdit", False),
            ("(", "Edit", False),
        ):
            entry = wiring.Entry("PreToolUse", 0, 0, wiring.OURS, COMMAND)
            entry.matcher = matcher
            self.assertEqual(wired.Wired(mock.Mock(plugin=""), entry).matches(tool), good, matcher)


if __name__ == "__main__":
    unittest.main()
