"""installed: every client that is kept anywhere, each once, with its version."""

import json
import os
import tempfile
import unittest
from typing import Dict, List, Optional, Tuple
from unittest import mock

from csg.clients import installed

Found = List[Tuple[str, Optional[Tuple[int, ...]]]]


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.path.join(os.path.realpath(folder.name), "a [home]")

    def program(self, path: str, says: str = "") -> str:
        path = os.path.join(self.home, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\necho '%s'\n" % says)
        os.chmod(path, 0o755)
        return path

    def package(self, folder: str, version: str) -> str:
        """An npm package of the client below a folder; its program."""
        folder = os.path.join(folder, "node_modules", "@anthropic-ai", "claude-code")
        program = self.program(os.path.join(folder, "cli.js"), "must not be run")
        with open(os.path.join(self.home, folder, "package.json"), "w", encoding="ascii") as file:
            json.dump({"name": "@anthropic-ai/claude-code", "version": version}, file)
        return program

    def link(self, target: str, path: str) -> str:
        path = os.path.join(self.home, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
        return path

    def found(self, path: str = "", config: str = ".claude", **environ: str) -> Found:
        stated: Dict[str, str] = {"PATH": path, **environ}
        everyone = installed.find(self.home, os.path.join(self.home, config), stated)
        return [(os.path.relpath(one.path, self.home), one.version) for one in everyone]


class Kept(Case):
    def test_nothing(self) -> None:
        self.assertEqual(self.found("/nonexistent"), [])

    def test_the_native_installers(self) -> None:
        kept = ".local/share/claude/versions/"
        new, _ = self.program(kept + "2.1.330"), self.program(kept + "2.1.100")
        self.link(new, ".local/bin/claude")
        with open(os.path.join(self.home, kept, "2.1.331"), "w", encoding="ascii"):
            pass  # a placeholder while it is downloaded
        with mock.patch("subprocess.run", side_effect=AssertionError("run though its name says it")):
            self.assertEqual(
                self.found(), [(".local/bin/claude", (2, 1, 330)), (kept + "2.1.100", (2, 1, 100))], "the current first"
            )
        elsewhere = self.program("data/claude/versions/2.0.1")
        self.assertIn((os.path.relpath(elsewhere, self.home), (2, 0, 1)), self.found(XDG_DATA_HOME=self.home + "/data"))

    def test_npm_in_its_places(self) -> None:
        places = {
            "1.0.1": ".claude/local",
            "1.0.2": ".nvm/versions/node/v20.1.0/lib",
            "1.0.3": ".nvm/versions/node/v22.1.0/lib",
            "1.0.4": ".npm-global/lib",
            "1.0.5": "of-npmrc/lib",
            "1.0.6": "of-environment/lib",
        }
        for version, folder in places.items():
            self.package(folder, version)
        with open(os.path.join(self.home, ".npmrc"), "w", encoding="ascii") as file:
            file.write("registry=x\nprefix = ${HOME}/of-npmrc\n")
        program = os.path.join(self.home, "of-npmrc/lib/node_modules/@anthropic-ai/claude-code/cli.js")
        on_path = os.path.dirname(self.link(program, "of-npmrc/bin/claude"))
        found = self.found(on_path, npm_config_prefix=self.home + "/of-environment")
        self.assertEqual(found[0], ("of-npmrc/bin/claude", (1, 0, 5)))
        self.assertEqual(sorted(version for _, version in found), [(1, 0, n) for n in range(1, 7)], "each once")

    def test_the_local_installation_is_its_package(self) -> None:
        self.package(".claude/local", "1.0.128")
        self.program(".claude/local/claude", "must not be run")
        self.assertEqual(self.found(), [(".claude/local/claude", (1, 0, 128))])

    def test_homebrew(self) -> None:
        new = self.program("brew/Caskroom/claude-code/2.1.330/claude")
        self.program("brew/Caskroom/claude-code/2.0.5/claude")
        folder = os.path.dirname(self.link(new, "brew/bin/claude"))
        self.assertEqual([version for _, version in self.found(folder)], [(2, 1, 330), (2, 0, 5)])

    def test_editors(self) -> None:
        for name in (
            "anthropic.claude-code-2.1.145-linux-x64",
            "anthropic.claude-code-2.1.90-linux-x64",
            "other.x-1.0.0",
        ):
            self.program(".vscode-server/extensions/%s/resources/native-binary/claude" % name)
        self.program(".cursor/extensions/anthropic.claude-code-1.0.9/extension.js")  # has no client in it
        obsolete = {"anthropic.claude-code-2.1.90-linux-x64": True}
        with open(os.path.join(self.home, ".vscode-server/extensions/.obsolete"), "w", encoding="ascii") as file:
            json.dump(obsolete, file)
        self.assertEqual([version for _, version in self.found()], [(2, 1, 145)])


class Asked(Case):
    def test_every_one_on_path(self) -> None:
        folders = []
        for name, says in (("a", "2.1.330 (Claude Code)"), ("b", "1.0.128 (Claude Code)"), ("c", "hello")):
            folders.append(os.path.dirname(self.program(name + "/claude", says)))
        self.link(os.path.join(self.home, "a", "claude"), "d/claude")
        found = self.found(":".join([*folders, self.home + "/d", "relative", ""]))
        self.assertEqual(found, [("a/claude", (2, 1, 330)), ("b/claude", (1, 0, 128)), ("c/claude", None)])


if __name__ == "__main__":
    unittest.main()
