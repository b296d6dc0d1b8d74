"""What tests with a real git start from."""

import os
import tempfile
import unittest
from typing import Dict

from tests.support import need


class GitCase(unittest.TestCase):
    """A folder, `top`, and an environment in which git knows somebody and nothing of this machine."""

    @classmethod
    def setUpClass(cls) -> None:
        need("git")

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.path.realpath(folder.name)
        self.environ: Dict[str, str] = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": self.top,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        for who in ("AUTHOR", "COMMITTER"):
            self.environ.update({"GIT_%s_NAME" % who: "S", "GIT_%s_EMAIL" % who: "s@example.invalid"})
