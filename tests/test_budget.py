"""What a hook imports, literally: each module more is paid for at every edit."""

import json
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, Set

from tests.support import Sandbox, SandboxCase, archive, edit_event, event

LOADER_TRACE = r"""
import sys, posix
from csg import hook
kept = posix._exit
def leave(code):
    posix.write(2, "\n".join(sys.modules).encode())
    kept(code)
posix._exit = leave
"""

#: Of csg itself, at the least eventful edit.
QUIET = {"csg"} | {
    "csg." + name
    for name in [
        "__main__",
        "claims",
        "errors",
        "events",
        "files",
        "hook",
        "paths",
        "policy",
        "processes",
        "repository",
        "sessions",
        "wire",
    ]
}
#: Of Python: what a bare interpreter has, and these.  `_json` is the C accelerator behind json.
ALLOWED = {"_json", "fcntl", "errno", "marshal", "posix", "time", "zipimport"}


def floor() -> Set[str]:
    code = "import sys; print(chr(10).join(sys.modules))"
    return set(subprocess.run([sys.executable, "-ISc", code], stdout=subprocess.PIPE).stdout.decode().split())


def modules_of(box: Sandbox, fields: Dict[str, Any]) -> Set[str]:
    """sys.modules of a hook process at its end."""
    start = archive_start() + LOADER_TRACE + "hook.main('hook')"
    done = subprocess.run(
        [sys.executable, "-ISc", start, archive(), "hook"],
        input=json.dumps(fields).encode(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=box.environ,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.decode().split())


def archive_start() -> str:
    """The header's own start, stopped before the hook runs."""
    with open(archive(), "rb") as file:
        code = file.read(4096).split(b"\n#:\n", 2)[1].decode()
    return (
        "import posix,sys\na=sys.argv[1];d=posix.open(a,0)\n"
        "import marshal\n_kept = sys.argv[2:]; sys.argv[2:] = ['hook']\n"
        + code.replace('exec(c, {"__name__": "csg.boot", "ARCHIVE": a, "BUNDLE": BUNDLE})', _ONLY_INSTALL).replace(
            "    from csg.__main__ import main\n    main()\n", "    pass\n"
        )
    )


_ONLY_INSTALL = (
    'n = {"__name__": "csg.boot", "ARCHIVE": a}; exec(c, n); sys.path.insert(0, a); '
    'sys.meta_path.insert(0, n["Bundle"](a, "csg", BUNDLE))'
)


class Imports(SandboxCase):
    def python_modules(self, loaded: Set[str]) -> Set[str]:
        return {name for name in loaded if not name.startswith("csg")} - floor()

    def csg_modules(self, loaded: Set[str]) -> Set[str]:
        return {name for name in loaded if name.startswith("csg")} | {"csg.__main__"}

    def test_an_edit_that_meets_nobody(self) -> None:
        path = self.box.write("a.py")
        self.box.edit("s1", self.box.write("other.py"))
        for _ in range(2):  # the first is attached, the second finds its record
            loaded = modules_of(self.box, edit_event("s", path, "Edit", self.box.work))
            self.assertEqual(self.csg_modules(loaded), QUIET)
            self.assertLessEqual(self.python_modules(loaded), ALLOWED)

    def test_an_edit_that_meets_somebody(self) -> None:
        path = self.box.write("a.py")
        self.box.edit("s1", path)
        loaded = modules_of(self.box, edit_event("s2", path, "Edit", self.box.work))
        self.assertEqual(self.csg_modules(loaded), QUIET | {"csg.briefing", "csg.config", "csg.wording"})
        self.assertLessEqual(self.python_modules(loaded), ALLOWED)

    def test_start_and_end(self) -> None:
        loaded = modules_of(self.box, event("SessionStart", "s", self.box.work, source="startup"))
        more = {"csg.briefing", "csg.config", "csg.sweep", "csg.wording"}
        self.assertEqual(self.csg_modules(loaded), QUIET | more)
        self.assertLessEqual(self.python_modules(loaded), ALLOWED)
        loaded = modules_of(self.box, event("SessionEnd", "s", self.box.work, reason="other"))
        self.assertEqual(self.csg_modules(loaded), QUIET)
        self.assertLessEqual(self.python_modules(loaded), ALLOWED)


class Sizes(unittest.TestCase):
    def test_the_file(self) -> None:
        self.assertLess(os.path.getsize(archive()), 800 * 1024)
