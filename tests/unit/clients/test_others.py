"""The other clients: where their files are, what is written there, whose entries are whose."""

import json
import os
import tempfile
import unittest
from typing import Dict

from csg.base import errors, loader, wording
from csg.clients import json_text, mcp_entry, others, ownership, wiring
from csg.clients.other_client import OtherClient

FAST = ["/usr/bin/python3", *loader.OPTIONS, loader.LOADER, "/x/csg", "hook"]


def client(name: str, **environ: str) -> OtherClient:
    given = {"HOME": "/home/kim", "PATH": "/nowhere", **environ}
    return others.KINDS[name]({k.encode(): v.encode() for k, v in given.items()})


def words(name: str) -> "list[str]":
    return [*FAST, "--client", name]


class Places(unittest.TestCase):
    def test_all_are_known(self) -> None:
        self.assertEqual(list(others.KINDS), list(wording.CLIENTS))
        for name in others.KINDS:
            self.assertFalse(client(name).there)
            self.assertEqual(client(name).name(), wording.CLIENTS[name])

    def test_folders(self) -> None:
        for name, variable, folder in (
            ("codex", "CODEX_HOME", "/e"),
            ("gemini", "GEMINI_CLI_HOME", "/e/.gemini"),
            ("copilot", "COPILOT_HOME", "/e"),
            ("opencode", "XDG_CONFIG_HOME", "/e/opencode"),
            ("qwen", "QWEN_HOME", "/e"),
        ):
            self.assertEqual(client(name, **{variable: "/e"}).folder, folder)
            self.assertTrue(client(name).folder.startswith("/home/kim/."))
        self.assertEqual(client("qwen", QWEN_HOME="~/q").folder, os.path.expanduser("~/q"))

    def test_versions(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            package = os.path.join(folder, "node_modules", "@openai", "codex")
            os.makedirs(os.path.join(package, "bin"))
            program = os.path.join(folder, "codex")
            with open(os.path.join(package, "bin", "codex.js"), "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\necho codex-cli 1.2.3\n")
            os.chmod(file.name, 0o755)
            os.symlink(file.name, program)
            self.assertEqual(client("codex", PATH=folder + ":/bin").version, (1, 2, 3))
            with open(os.path.join(package, "package.json"), "w", encoding="utf-8") as file:
                json.dump({"name": "@openai/codex", "version": "4.5.6"}, file)
            self.assertEqual(client("codex", PATH=folder + ":/bin").name(), "Codex 4.5.6")


class Entries(unittest.TestCase):
    def test_they_are_known_again_and_only_as_their_clients(self) -> None:
        for name in ("codex", "gemini", "qwen"):
            one = client(name)
            text = wiring.merge("{}", one.wanted(one.line(words(name), "/x/csg")), shape=one.shape()).text
            settings = json_text.parse(text).plain()
            found = wiring.entries(settings, name)
            self.assertEqual(len(found), len(one.WIRES))
            self.assertTrue(all(ownership.client_of(each) == name for each in one.commands(text)))
            self.assertEqual(wiring.entries(settings), [])
            again = wiring.merge(text, one.wanted(one.line(words(name), "/x/csg")), shape=one.shape())
            self.assertEqual((again.text, again.added, again.removed), (text, [], []))
            self.assertEqual(wiring.unmerge(text, {"": ""}, [], {}, one.shape()).text, "{}")

    def test_whole_files(self) -> None:
        for name in ("copilot", "opencode"):
            one = client(name)
            text = one.whole(words(name), "/x/csg")
            self.assertTrue(one.is_whole(text))
            self.assertIn(words(name), one.commands(text))
            for other in ("", "{}", '{"hooks": {}}', "[]", '{"hooks": {"a": [1]}}'):
                self.assertFalse(one.is_whole(other), other)
                self.assertNotIn(words(name), one.commands(other))

    def test_whose_a_command_is(self) -> None:
        cases: Dict[str, str] = {
            "csg hook": "",
            "csg hook --client claude": "",
            "csg hook --client codex PreToolUse": "codex",
            "csg hook --client=qwen": "qwen",
            "csg hook --client": "",
            "/bin/sh '/a b/csg' hook --client copilot || exit 0": "copilot",
        }
        for line, name in cases.items():
            found = ownership.command_words({"type": "command", "command": line})
            self.assertEqual(ownership.owner({"command": line}), ownership.OURS, line)
            self.assertEqual(ownership.client_of(found), name, line)


class Servers(unittest.TestCase):
    ENTRY = {"command": "/x/csg", "args": ["mcp"]}

    def merged(self, text: str) -> "tuple[str, str]":
        edit = wiring.Edit(text)
        done = mcp_entry.merge(edit, "mcpServers", self.ENTRY)
        return done, edit.text

    def test_in_and_out(self) -> None:
        for text in ("{}", '{"mcpServers": {}}', '{"mcpServers": {"a": {"command": "b"}}, "c": 1}'):
            edit = wiring.Edit(text)
            self.assertEqual(mcp_entry.merge(edit, "mcpServers", self.ENTRY), "added")
            self.assertEqual(mcp_entry.words(edit.text, "mcpServers"), ["/x/csg", "mcp"])
            self.assertEqual(self.merged(edit.text), ("", edit.text))
            back = wiring.Edit(edit.text)
            mcp_entry.unmerge(back, "mcpServers", edit.empty)
            self.assertEqual(back.text, text)

    def test_what_a_person_added_to_it_stays(self) -> None:
        text = '{"mcpServers": {"csg": {"command": "/old/csg", "args": ["mcp"], "trust": true}}}'
        done, after = self.merged(text)
        self.assertEqual(done, "updated")
        self.assertEqual(json.loads(after)["mcpServers"]["csg"], {**self.ENTRY, "trust": True})

    def test_anothers_stays(self) -> None:
        for text in (
            '{"mcpServers": {"csg": {"command": "mine"}}}',
            '{"mcpServers": {"csg": 1}}',
            '{"mcpServers": []}',
        ):
            with self.assertRaises(errors.CsgError, msg=text):
                self.merged(text)
            edit = wiring.Edit(text)
            mcp_entry.unmerge(edit, "mcpServers", {})
            self.assertEqual(edit.text, text)


if __name__ == "__main__":
    unittest.main()
