"""Finding and installing the client; needs none."""

import os
import subprocess
import unittest
from typing import Dict
from unittest import mock

from tests.client import client
from tests.support import TOP, SandboxCase

# Stands in for npm: notes that it was called, and puts down what the real one does.
_NPM = """#!/bin/sh
echo "$*" >>"$NPM_LOG"
mkdir -p node_modules/@anthropic-ai/claude-code node_modules/@anthropic-ai/claude-code-some-platform
printf '{\\n  "version": "%s"\\n}\\n' "${6##*@}" >node_modules/@anthropic-ai/claude-code/package.json
: >node_modules/@anthropic-ai/claude-code-some-platform/claude
chmod +x node_modules/@anthropic-ai/claude-code-some-platform/claude
"""


class Finding(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.cache = self.box.make("cache")
        chosen = {"CSG_TEST_CACHE": self.cache, "CSG_TEST_CLAUDE": "", "CSG_REQUIRE_CLIENT": ""}
        patched = mock.patch.dict(os.environ, chosen)
        patched.start()
        self.addCleanup(patched.stop)

    def place(self, package: str) -> str:
        path = self.box.write(os.path.join(self.cache, "node_modules", "@anthropic-ai", package, "claude"))
        os.chmod(path, 0o700)
        return path

    def test_in_the_cache(self) -> None:
        musl = self.place("claude-code-linux-x64-musl")
        self.assertEqual(client.need(), musl)
        usual = self.place("claude-code-linux-x64")
        self.assertEqual(client.need(), usual)

    def test_by_name(self) -> None:
        self.place("claude-code-linux-x64")
        named = self.place("elsewhere")
        os.environ["CSG_TEST_CLAUDE"] = named
        self.assertEqual(client.need(), named)
        os.chmod(named, 0o600)
        with self.assertRaisesRegex(unittest.SkipTest, "CSG_TEST_CLAUDE=.*elsewhere.* is no file that can be run"):
            client.need()

    def test_without_one(self) -> None:
        """A skip that says what to do; a failure where one is required."""
        with self.assertRaisesRegex(unittest.SkipTest, client.INSTALL):
            client.need()
        os.environ["CSG_REQUIRE_CLIENT"] = "1"
        with self.assertRaisesRegex(client.NoClient, client.INSTALL):
            client.need()


class Installing(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.cache = os.path.join(self.box.path, "a cache")
        self.log = os.path.join(self.box.path, "npm.log")
        npm = self.box.write(os.path.join(self.box.make("bin"), "npm"), _NPM)
        os.chmod(npm, 0o700)

    def install(self, *words: str, path: str = "") -> "subprocess.CompletedProcess[str]":
        environ: Dict[str, str] = {
            **self.box.environ,
            "PATH": path or os.path.join(self.box.path, "bin") + ":/usr/bin:/bin",
            "CSG_TEST_CACHE": self.cache,
            "NPM_LOG": self.log,
        }
        return subprocess.run(
            ["/bin/sh", os.path.join(TOP, client.INSTALL), *words],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )

    def calls(self) -> int:
        with open(self.log, encoding="utf-8") as file:
            return len(file.readlines())

    def test_once(self) -> None:
        for _ in range(2):
            done = self.install()
            self.assertEqual(done.returncode, 0, done.stderr)
            with mock.patch.dict(os.environ, {"CSG_TEST_CACHE": self.cache, "CSG_TEST_CLAUDE": ""}):
                self.assertEqual(done.stdout, "%s\n" % client.find())
            self.assertEqual(self.calls(), 1)

    def test_another_version(self) -> None:
        self.install()
        self.assertEqual(self.install("2.1.331").returncode, 0)
        self.assertEqual(self.calls(), 2)

    def test_no_package_runs_a_script(self) -> None:
        self.install()
        with open(self.log, encoding="utf-8") as file:
            self.assertIn("--ignore-scripts", file.read())

    def test_without_npm(self) -> None:
        tools = self.box.make("tools")
        for name in ("sed", "head", "mkdir"):
            for folder in ("/usr/bin", "/bin"):
                if os.path.exists(os.path.join(folder, name)):
                    os.symlink(os.path.join(folder, name), os.path.join(tools, name))
                    break
        done = self.install(path=tools)
        self.assertEqual(done.returncode, 1)
        self.assertIn("npm is needed", done.stderr)
