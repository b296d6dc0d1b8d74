"""`csg hook-command`: the printed command is the fast one, and it is the hook."""

import json
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, Optional

from tests import support
from tests.support import SandboxCase, archive, edit_event, event


class HookCommand(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.box.environ.pop("CSG_PYTHON")
        # one Python beside the system's: the one under test
        self.bin = self.box.make("bin")
        os.symlink(os.path.realpath(sys.executable), os.path.join(self.bin, "python3"))
        self.box.environ["PATH"] = self.bin + ":/usr/bin:/bin"

    def as_json(self, python: Optional[str] = None) -> Dict[str, Any]:
        done = self.box.csg("hook-command", "--json", environ={"CSG_PYTHON": python})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        value: Dict[str, Any] = json.loads(done.stdout)
        return value

    def run_shell(self, line: str, stdin: Dict[str, Any]) -> bytes:
        return subprocess.run(
            ["/bin/sh", "-c", line],
            input=json.dumps(stdin).encode(),
            stdout=subprocess.PIPE,
            env=self.box.environ,
            check=True,
            timeout=60,
        ).stdout

    def test_it_is_the_hook(self) -> None:
        line = self.box.csg("hook-command").stdout.decode()
        self.assertEqual(line.count("\n"), 1)
        path = self.box.write("a.txt")
        for session in ("one", "two"):
            self.run_shell(line, event("SessionStart", session, self.box.work, source="startup"))
            said = self.run_shell(line, edit_event(session, path, "Edit", self.box.work))
        self.assertIn(b"CONCURRENCY WARNING", said)

    def test_both_forms_say_the_same(self) -> None:
        value = self.as_json()
        words = [value["exec"]["command"], *value["exec"]["args"]]
        told = subprocess.run(
            ["/bin/sh", "-c", "printf '%s\\0' " + value["shell"]], stdout=subprocess.PIPE, check=True, timeout=30
        ).stdout.decode()
        self.assertEqual(told.split("\0")[:-1], words)
        self.assertEqual(words[0], value["interpreter"])
        self.assertEqual(words[-2:], [archive(), "hook"])
        self.assertTrue(os.path.isabs(words[0]))
        self.assertIn(value["interpreter"], [c["path"] for c in value["candidates"]])
        self.assertGreater(value["floor_ms"], 0)

    def test_a_shim_first_on_path_is_not_run(self) -> None:
        shims = self.box.make("pyenv", "shims")
        shim = os.path.join(shims, "python3")
        with open(shim, "w", encoding="ascii") as file:
            file.write('#!/bin/sh\n: >%s/ran\nexec "%s" "$@"\n' % (shims, os.path.realpath(sys.executable)))
        os.chmod(shim, 0o755)
        self.box.environ["PATH"] = shims + ":" + self.box.environ["PATH"]
        value = self.as_json()
        self.assertNotIn("shims", value["shell"])
        self.assertFalse([c for c in value["candidates"] if "shims" in c["path"]])
        self.assertTrue(os.path.exists(shims + "/ran"), "it was not asked which Python it leads to")
        os.unlink(shims + "/ran")
        self.run_shell(value["shell"], {})
        self.assertFalse(os.path.exists(shims + "/ran"))

    def test_csg_python_decides(self) -> None:
        mine = os.path.join(self.bin, "python3")
        self.assertEqual(self.as_json(mine)["interpreter"], mine)
        start = [sys.executable, archive(), "hook-command"]
        environ = dict(self.box.environ, CSG_PYTHON="/nonexistent/python3")
        done = subprocess.run(start, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"csg: CSG_PYTHON=/nonexistent/python3 is no Python 3.8 or newer", done.stderr)

    def test_a_file_with_a_strange_name(self) -> None:
        copy = os.path.join(self.box.make("it's \xe9 $HOME"), "my guard.pyz")
        with open(archive(), "rb") as source, open(copy, "wb") as target:
            target.write(source.read())
        for locale in ("C.UTF-8", "C"):
            command = [sys.executable, copy, "hook-command"]
            environ = dict(self.box.environ, LC_ALL=locale, CSG_PYTHON=sys.executable)
            done = subprocess.run(command, stdout=subprocess.PIPE, env=environ, check=True, timeout=60)
            self.assertIn("my guard.pyz", done.stdout.decode("utf-8"))
            path = self.box.write(locale + ".txt")
            for session in ("one", "two"):
                edit = edit_event(session + locale, path, "Edit", self.box.work)
                said = self.run_shell(done.stdout.decode("utf-8"), edit)
            self.assertIn(b"CONCURRENCY", said, locale)

    def test_a_source_checkout_says_so(self) -> None:
        start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from csg.entry import main; main()"
        done = subprocess.run(
            [sys.executable, "-S", "-c", start, support.TOP, "hook-command"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(b"csg: this is a source checkout: run `python3 build.py`", done.stderr)


if __name__ == "__main__":
    unittest.main()
