"""The plugin as build.py makes it; tests/client/test_plugin.py runs it in the real client."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any, Dict, List

from csg import VERSION
from csg.clients import ownership, wiring
from tests.support import TOP, Answer, SandboxCase, build, edit_event, event


class Plugin(SandboxCase):
    top: str
    folder: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.top = tempfile.mkdtemp(prefix="csg-plugin-")
        cls.addClassCleanup(shutil.rmtree, cls.top)
        cls.folder = os.path.join(cls.top, "made 'of' csg")
        build(cls.top + "/csg.pyz", "--python", sys.executable, "--plugin", cls.folder)

    def read(self, *parts: str) -> Any:
        """A JSON file of the plugin's, or of the repository's."""
        with open(os.path.join(*parts), encoding="utf-8") as file:
            return json.load(file)

    def hooks(self) -> Dict[str, List[Dict[str, Any]]]:
        """Event -> groups."""
        found: Dict[str, List[Dict[str, Any]]] = self.read(self.folder, "hooks/hooks.json")["hooks"]
        return found

    def run_hook(self, what: Dict[str, Any]) -> Answer:
        """Run the first hook of the event's as the client does: by sh, with CLAUDE_PLUGIN_ROOT."""
        handler = self.hooks()[what["hook_event_name"]][0]["hooks"][0]
        done = subprocess.run(
            ["/bin/sh", "-c", handler["command"]],
            input=json.dumps(what).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.box.environ, "CLAUDE_PLUGIN_ROOT": self.folder},
            timeout=60,
        )
        return Answer(done)

    def test_its_files(self) -> None:
        found = []
        for folder, _, names in os.walk(self.folder):
            found += [os.path.relpath(os.path.join(folder, name), self.folder) for name in names]
        expected = [".claude-plugin/plugin.json", ".mcp.json", "README.md", "bin/csg", "hooks/hooks.json"]
        self.assertEqual(sorted(found), [*expected, "skills/csg/SKILL.md"])
        with open(self.folder + "/bin/csg", "rb") as one, open(self.top + "/csg.pyz", "rb") as other:
            self.assertEqual(one.read(), other.read())
        self.assertTrue(os.access(self.folder + "/bin/csg", os.X_OK))
        self.assertEqual(self.read(self.folder, ".claude-plugin/plugin.json")["version"], VERSION)

    def test_its_hooks_are_those_that_install_wires(self) -> None:
        client = self.box.write(
            os.path.join(self.box.path, "bin", "claude"), "#!/bin/sh\necho '2.1.330 (Claude Code)'\n"
        )
        os.chmod(client, 0o755)
        done = self.box.csg("install", environ={"PATH": os.path.dirname(client) + ":" + self.box.environ["PATH"]})
        self.assertEqual(done.returncode, 0, done.stderr)
        installed = self.read(self.box.user, ".claude/settings.json")["hooks"]
        for groups in (*installed.values(), *self.hooks().values()):
            for group in groups:
                for handler in group["hooks"]:
                    self.assertEqual(ownership.owner(handler), ownership.OURS)
                    del handler["command"]
                    handler.pop("args", None)
        ours = {name: [{k: v for k, v in g.items() if k != "hooks"} for g in gs] for name, gs in self.hooks().items()}
        theirs = {name: [{k: v for k, v in g.items() if k != "hooks"} for g in gs] for name, gs in installed.items()}
        self.assertEqual(ours, theirs)

    def test_a_warning(self) -> None:
        path = self.box.write("a.txt")
        for session in ("one", "two"):
            start = self.run_hook(event("SessionStart", session, self.box.work, source="startup"))
            self.assertEqual((start.code, start.stderr), (0, b""))
        self.assertEqual(self.run_hook(edit_event("one", path, "Edit", self.box.work)).context, "")
        self.assertIn("CONCURRENCY WARNING", self.run_hook(edit_event("two", path, "Edit", self.box.work)).context)

    def test_its_server(self) -> None:
        server = self.read(self.folder, ".mcp.json")["mcpServers"]["csg"]
        command = [word.replace("${CLAUDE_PLUGIN_ROOT}", self.folder) for word in (server["command"], *server["args"])]
        hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18"}}
        hello["params"].update(capabilities={}, clientInfo={"name": "test", "version": "1"})  # type: ignore[attr-defined]
        done = subprocess.run(
            command, input=json.dumps(hello).encode() + b"\n", stdout=subprocess.PIPE, env=self.box.environ, timeout=60
        )
        self.assertEqual(json.loads(done.stdout.splitlines()[0])["result"]["serverInfo"]["name"], "csg")

    def test_doctor_sees_it(self) -> None:
        """As the client registers what was installed from a marketplace."""
        settings = self.box.write(self.box.user + "/.claude/settings.json", '{"enabledPlugins": {"csg@csg": true}}')
        register = {"version": 2, "plugins": {"csg@csg": [{"scope": "user", "installPath": self.folder}]}}
        self.box.write(self.box.user + "/.claude/plugins/installed_plugins.json", json.dumps(register))
        wanted = [wire for wire, _ in wiring.wanted({}, None) if not wire.until]
        self.assertIn("all %d wired" % len(wanted), self.doctor()["hooks"]["text"])
        self.assertTrue(self.doctor()["rehearsal"]["good"])
        self.assertEqual(self.box.csg("install").returncode, 0)
        both = self.doctor()["hooks"]
        self.assertFalse(both["good"])
        self.assertIn("switch the plugin off", both["mend"])
        self.assertIn(settings, both["text"])

    def doctor(self) -> Dict[str, Dict[str, Any]]:
        """Its checks by name; of several the first."""
        found: Dict[str, Dict[str, Any]] = {}
        for check in json.loads(self.box.csg("doctor", "--json").stdout)["checks"]:
            found.setdefault(check["name"], check)
        return found

    def test_made_again_in_the_same_place(self) -> None:
        build(self.top + "/csg.pyz", "--python", sys.executable, "--plugin", self.folder)
        self.test_its_files()

    def test_a_directory_with_something_else_in_it(self) -> None:
        mine = self.box.write("mine.txt")
        command = [sys.executable, TOP + "/build.py", "--output", self.box.path + "/csg.pyz", "--python", ""]
        done = subprocess.run([*command, "--plugin", self.box.work], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        self.assertEqual((done.returncode, os.listdir(self.box.work)), (1, [os.path.basename(mine)]))
        self.assertIn(b"not empty and no plugin", done.stderr)


class Marketplace(SandboxCase):
    def test_it_leads_to_the_plugin(self) -> None:
        """The release workflow puts the plugin at this path of the branch that is the marketplace."""
        with open(TOP + "/.claude-plugin/marketplace.json", encoding="utf-8") as file:
            (entry,) = json.load(file)["plugins"]
        self.assertEqual((entry["name"], entry["source"]), ("csg", "./dist/plugin"))
        self.assertNotIn("version", entry, "plugin.json has it: two would drift apart")
        with open(TOP + "/.github/workflows/release.yml", encoding="utf-8") as file:
            self.assertIn("--plugin dist/plugin", file.read())
