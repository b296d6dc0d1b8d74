"""claude: where the client keeps things."""

import json
import os
import tempfile
import unittest
from typing import Any

from csg.clients import claude, ownership


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.user = os.path.realpath(folder.name)

    def put(self, path: str, value: Any) -> str:
        path = os.path.join(self.user, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(value if isinstance(value, str) else json.dumps(value))
        return path

    def client(self, **environ: str) -> claude.Client:
        stated = {"HOME": self.user, "PATH": "/nonexistent", **environ}
        return claude.Client({name.encode(): os.fsencode(value) for name, value in stated.items()})


class Places(Case):
    def test_the_usual_ones(self) -> None:
        one = self.client()
        self.assertEqual((one.config, one.registry), (self.user + "/.claude", self.user + "/.claude.json"))
        self.assertEqual(one.skill(), self.user + "/.claude/skills/csg/SKILL.md")
        self.assertEqual((one.program, one.version, one.everyone), ("", None, []))

    def test_a_directory_that_was_chosen(self) -> None:
        one = self.client(CLAUDE_CONFIG_DIR=self.user + "/there")
        self.assertEqual((one.config, one.registry), (self.user + "/there", self.user + "/there/.claude.json"))

    def test_a_program_where_its_installers_put_it(self) -> None:
        path = self.put(".local/bin/claude", "#!/bin/sh\necho 2.1.99 '(Claude Code)'\n")
        os.chmod(path, 0o755)
        one = self.client()
        self.assertEqual((one.program, one.version), (path, (2, 1, 99)))
        self.assertTrue(one.before((2, 1, 100)))

    def test_settings_by_scope(self) -> None:
        self.put("shop/.git/HEAD", "ref: refs/heads/main\n")
        cwd = os.fsencode(os.path.dirname(self.put("shop/src/a.py", "x")))
        names = [self.client().settings(scope, cwd) for scope in claude.SCOPES]
        ends = (".claude/settings.json", "shop/.claude/settings.json", "shop/.claude/settings.local.json")
        self.assertEqual(names, [os.path.join(self.user, end) for end in ends])

    def test_managed(self) -> None:
        self.assertEqual(claude.managed(self.user, "linux"), [])
        paths = [
            self.put("etc/claude-code/managed-settings.json", {}),
            self.put("etc/claude-code/managed-settings.d/1.json", {}),
        ]
        self.put("etc/claude-code/managed-settings.d/README", "x")
        self.assertEqual(claude.managed(self.user, "linux"), paths)
        self.assertEqual(claude.managed(self.user, "darwin"), [])


class Files(Case):
    def test_a_server(self) -> None:
        for value, words in (
            ("", None),
            ("{", None),
            ({"mcpServers": []}, None),
            ({"mcpServers": {"csg": {"command": "/opt/csg", "args": ["mcp"]}}}, ["/opt/csg", "mcp"]),
            ({"mcpServers": {"csg": {"command": "/opt/csg"}}}, ["/opt/csg"]),
        ):
            self.put(".claude.json", value)
            self.assertEqual(self.client().server(), words, value)

    def test_whose_server(self) -> None:
        for words, ours in ((["/opt/csg", "mcp"], True), (["python3", "/opt/csg.pyz", "mcp"], True), (["csg"], False)):
            self.assertEqual(ownership.is_server(words), ours, words)
        self.assertFalse(ownership.is_server(["/opt/other", "mcp"]))

    def test_plugins_that_are_switched_on(self) -> None:
        register = {"plugins": {"a@m": [{"installPath": "/p/a"}], "b@m": [{"installPath": "/p/b"}], "c@m": 3}}
        self.put(".claude/plugins/installed_plugins.json", register)
        self.assertEqual(self.client().plugins(), {})
        self.put(".claude/settings.json", {"enabledPlugins": {"a@m": True, "b@m": False, "c@m": True}})
        self.assertEqual(self.client().plugins(), {"a@m": "/p/a"})


if __name__ == "__main__":
    unittest.main()
