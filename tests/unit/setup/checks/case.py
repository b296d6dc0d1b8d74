"""A made-up machine for the checks to look at."""

import json
import os
import tempfile
import unittest
from typing import Any, Dict
from unittest import mock

from csg.base.here import Here
from csg.clients import claude
from csg.setup.checks.patient import Patient


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

    def patient(self) -> Patient:
        """As it is now; this machine's own managed settings do not count."""
        found = claude.managed(self.folder, "linux")
        with mock.patch("csg.clients.claude.managed", return_value=found):
            return Patient(self.here)
