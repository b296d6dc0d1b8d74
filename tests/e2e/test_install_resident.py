"""`csg install --resident`: csg's MCP server is asked at edits where every client accepts that; else commands are."""

import itertools
import json
import os
import shutil
import sys
from typing import Any, Dict, List, Tuple

from tests.e2e.test_install import CLAUDE, InstallCase
from tests.support import archive, sample, sampled

WRITING = "Edit|Write|MultiEdit|NotebookEdit"


class ResidentCase(InstallCase):
    def setUp(self) -> None:
        super().setUp()
        self.client()
        self.registry = os.path.join(self.box.user, ".claude.json")
        self.kept = os.path.join(self.box.user, ".local", "share", "claude", "versions")

    def called(self) -> List[str]:
        """The tools of whose calls the MCP server is told."""
        groups = json.loads(self.get())["hooks"].get("PreToolUse", [])
        return [group["matcher"] for group in groups if group["hooks"][0]["type"] == "mcp_tool"]

    def nets(self) -> List[str]:
        """The events at which the net runs."""
        found = []
        for event, groups in json.loads(self.get())["hooks"].items():
            for group in groups:
                words = json.dumps(group["hooks"][0])
                found += [event] if "--resident" in words else []
        return found

    def is_resident(self) -> None:
        self.assertEqual(self.called(), [WRITING, "Bash"])
        self.assertEqual(self.nets(), ["UserPromptSubmit", "PostToolUse", "SubagentStop", "Stop"])
        self.assertEqual(self.servers()["csg"]["command"], archive())

    def is_commands(self) -> None:
        self.assertEqual((self.called(), self.nets()), ([], []))
        self.assertEqual({handler["type"] for handler in self.handlers()}, {"command"})
        self.assertEqual(
            len([h for h in self.handlers() if "async" in h]), 1 + 2 * ("PostToolUseFailure" in self.get())
        )

    def servers(self) -> Dict[str, Any]:
        if not os.path.exists(self.registry):
            return {}
        found: Dict[str, Any] = json.loads(self.get(self.registry)).get("mcpServers", {})
        return found


class There(ResidentCase):
    def test_wired_and_registered(self) -> None:
        said = self.run_csg("install", "--resident")
        self.assertIn("mcp: registered for all projects", said)
        self.assertIn("resident: wired", said)
        self.assertLess(said.index("mcp: "), said.index("hooks: "))
        self.is_resident()
        self.assertEqual(len(self.handlers()), 10)
        (after,) = json.loads(self.get())["hooks"]["PostToolUse"]
        self.assertEqual((after["matcher"], after["hooks"][0]["async"]), ("Bash", True))
        before = self.tree()
        again = self.run_csg("install", "--resident", "--mcp")
        self.assertEqual(again.count("already"), 2, again)
        self.assertEqual(again.count("mcp: "), 1)
        self.assertEqual(self.tree(), before)

    def test_an_upgrade_keeps_it_and_the_person_takes_it_back(self) -> None:
        self.run_csg("install")
        plain = json.loads(self.get())
        self.run_csg("install", "--resident")
        self.put(self.get().replace(archive(), "/old/csg"))
        self.put(self.get(self.registry).replace(archive(), "/old/csg"), self.registry)
        self.assertIn("brought up to date", self.run_csg("install"))
        self.is_resident()
        self.assertIn("commands; the MCP server stays registered", self.run_csg("install", "--no-resident"))
        self.is_commands()
        self.assertEqual(json.loads(self.get()), plain)
        self.assertIn("csg", self.servers())
        self.assertNotIn("resident", self.run_csg("install", "--no-resident"))

    def test_dry_run(self) -> None:
        said = self.run_csg("install", "--resident", "--dry-run")
        self.assertIn("would run: claude mcp add --scope user csg", said)
        self.assertIn("resident: would be wired", said)
        self.assertIn('"type": "mcp_tool"', said)
        self.assertFalse(os.path.exists(self.settings))
        self.assertEqual(self.servers(), {})


@sampled(3)
class Round(ResidentCase):
    TEXT = (
        '{\r\n\t"caf\\u00e9": "\\u65e5",\r\n\t"hooks": {"PostToolUse": [ {"matcher":"Edit",'
        '"hooks":[{"type":"mcp_tool","server":"lint","tool":"hook","input":{}}]}]},\r\n\r\n\t"model" : "opus"}'
    )

    def test_back_to_the_byte(self) -> None:
        texts = (self.TEXT, '{"hooks": {"PreToolUse": []}}\n', " \n")
        ways: Tuple[List[str], ...] = (["--resident"], [], ["--no-resident"], ["--resident"])
        for text, way in sample(list(itertools.product(texts, ways)), 4):
            self.put(text)
            for words in (["--resident"], way):
                self.run_csg("install", *words)
            self.run_csg("uninstall")
            self.assertEqual((self.get(), self.servers()), (text, {}), way)

    def test_the_persons_later_changes_stay(self) -> None:
        self.put('{"model": "a"}')
        self.run_csg("install", "--resident")
        value = json.loads(self.get())
        theirs = {"type": "mcp_tool", "server": "lint", "tool": "hook", "input": {}}
        value["hooks"]["PreToolUse"][0]["hooks"].append(theirs)
        self.put(json.dumps(value))
        self.run_csg("uninstall")
        left = {"PreToolUse": [{"matcher": WRITING, "hooks": [theirs]}]}
        self.assertEqual(json.loads(self.get()), {"model": "a", "hooks": left})

    def test_without_its_record(self) -> None:
        self.put('{"model": "a"}')
        self.run_csg("install", "--resident", "--no-shell-edits")
        os.unlink(os.path.join(self.box.home, "install.json"))
        self.run_csg("uninstall")
        self.assertEqual((json.loads(self.get()), self.servers()), ({"model": "a"}, {}))

    def test_handlers_go_before_the_server(self) -> None:
        self.run_csg("install", "--resident")
        self.put(self.get() + "x")
        self.run_csg("uninstall", code=1)
        self.assertIn("csg", self.servers(), "the handlers are still there")


class Clients(ResidentCase):
    def test_old_ones_keep_their_hooks(self) -> None:
        for version, does, events in (("1.0.128", "would", 8), ("2.1.100", "would", 9), ("2.1.149", "might", 9)):
            self.client(version)
            said = self.run_csg("install", "--resident")
            path = os.path.join(self.bin, "claude")
            one = "resident: not here, the hooks are commands: Claude Code %s (%s) %s run no hook at all\n"
            self.assertIn(one % (version, path, does), said)
            self.is_commands()
            self.assertEqual(len(self.handlers()), events, version)
            self.assertEqual(self.servers(), {}, "nothing is registered for nothing")
        for version in ("2.1.150", "2.1.330"):
            self.client(version)
            self.run_csg("install", "--resident")
            self.is_resident()
            self.assertEqual(len(self.handlers()), 10, version)

    def test_one_beside_the_current_one(self) -> None:
        for version in ("1.0.128", "2.1.100"):
            old = os.path.join(self.kept, version)
            self.run_csg("install", "--resident")
            self.is_resident()
            self.client(version, old)
            said = self.run_csg("install")
            self.assertIn("Claude Code %s (%s) would run no hook at all" % (version, old), said)
            self.is_commands()
            shutil.rmtree(self.kept)
        self.client("2.1.150", os.path.join(self.kept, "2.1.150"))
        self.run_csg("install", "--resident")
        self.is_resident()

    def test_one_that_does_not_tell_and_none(self) -> None:
        path = os.path.join(self.bin, "claude")
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\nexit 3\n")
        said = self.run_csg("install", "--resident")
        self.assertIn("Claude Code of unknown version (%s) might run no hook at all" % path, said)
        self.is_commands()
        os.unlink(path)
        self.assertIn("no client was found that tells its version", self.run_csg("install", "--resident"))
        self.is_commands()

    def test_a_downgrade(self) -> None:
        self.run_csg("install", "--resident")
        self.client("2.1.100")
        self.assertIn("resident: not here", self.run_csg("install"))
        self.is_commands()
        self.client()
        self.run_csg("install")
        self.is_commands()


class Servers(ResidentCase):
    def test_another_of_this_name(self) -> None:
        text = '{"mcpServers": {"csg": {"command": "/opt/counter-strike", "args": []}}}'
        self.put(text, self.registry)
        said = self.run_csg("install", "--resident")
        self.assertIn("resident: not here, the hooks are commands: another MCP server is called csg", said)
        self.is_commands()
        self.assertEqual(json.loads(self.get(self.registry)), json.loads(text))
        self.assertIn("another MCP server", self.run_csg("install", "--resident", "--mcp", code=1))

    def test_the_client_refuses(self) -> None:
        text = CLAUDE % {"python": sys.executable, "version": "2.1.330"}
        self.put(text.replace('if "csg" in servers:', "if True:"), os.path.join(self.bin, "claude"))
        said = self.run_csg("install", "--resident")
        self.assertIn("mcp: the client did not register it", said)
        self.assertIn("resident: not here, the hooks are commands: the MCP server is not registered", said)
        self.is_commands()

    def test_no_program_to_register_it_with(self) -> None:
        os.unlink(os.path.join(self.bin, "claude"))
        self.client("2.1.330", os.path.join(self.kept, "2.1.330"))
        for words in ([], ["--dry-run"]):
            said = self.run_csg("install", "--resident", *words)
            self.assertIn("resident: not here, the hooks are commands: the MCP server is not registered", said)
        self.is_commands()

    def test_denied_by_the_person(self) -> None:
        self.put('{"deniedMcpServers": [{"serverName": "csg"}]}')
        said = self.run_csg("install", "--resident")
        self.assertIn("%s keeps the client from starting the MCP server: deniedMcpServers" % self.settings, said)
        self.is_commands()
        self.assertEqual(self.servers(), {})


class Usage(ResidentCase):
    def test_errors(self) -> None:
        for words, said in (
            (["--resident", "--scope", "project"], "--resident is for --scope user alone"),
            (["--resident", "--scope", "local"], "--resident is for --scope user alone"),
            (["--no-resident", "--scope", "local"], "--no-resident is for --scope user alone"),
            (["--resident", "--no-hooks"], "--resident is about the hooks"),
            (["--resident", "--client", "codex"], "--resident is for Claude Code alone"),
            (["--resident", "--no-resident"], "not allowed with"),
        ):
            error = self.run_csg("install", *words, code=2)
            self.assertIn(said, error)
            self.assertEqual(error.count("\n"), 1, error)
        self.assertFalse(os.path.exists(self.settings))

    def test_other_scopes_stay_commands(self) -> None:
        self.run_csg("install", "--resident")
        top = self.box.repository()
        for scope, name in (("project", "settings.json"), ("local", "settings.local.json")):
            self.assertNotIn("resident", self.run_csg("install", "--scope", scope, cwd=top))
            self.assertNotIn("mcp_tool", self.get(os.path.join(top, ".claude", name)))
        self.is_resident()

    def test_the_status_line_alone_leaves_it(self) -> None:
        self.run_csg("install", "--resident")
        self.run_csg("install", "--no-hooks", "--statusline")
        self.is_resident()
