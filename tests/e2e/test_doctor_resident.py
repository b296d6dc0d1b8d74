"""`csg doctor` where the hook is resident: well, or what is missing, what it costs, and what to do."""

import json
import os
import shutil
import sys
from typing import Any, Callable, Dict

from tests.e2e.test_doctor import DoctorCase
from tests.e2e.test_mends import MendCase
from tests.support import archive, sampled

#: A stand-in for csg's server that keeps to the protocol and not to what it is for: it says this of each edit.
SERVER = r"""#!%s
import json, sys
said = %s
for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message: continue
    result = {"capabilities": {}}
    if message["method"] == "tools/call": result = said(message["params"]["arguments"])
    print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
"""


class ResidentCase(DoctorCase):
    def setUp(self) -> None:
        super().setUp()
        self.registry = os.path.join(self.box.user, ".claude.json")
        self.run_csg("install", "--resident")

    def change(self, path: str, edit: Callable[[Dict[str, Any]], Any]) -> None:
        value = json.loads(self.get(path)) if os.path.exists(path) else {}
        edit(value)
        self.put(json.dumps(value), path)

    def off(self, place: str) -> None:
        """As `/mcp disable csg` leaves it."""
        self.change(self.registry, lambda v: v.update(projects={place: {"disabledMcpServers": ["csg"]}}))


class Well(ResidentCase):
    def test_all_of_it(self) -> None:
        good, found = self.examine()
        self.assertTrue(good, found)
        self.assertTrue(found["hooks"][0]["text"].startswith("all 10 wired"), found["hooks"])
        self.assertEqual([check["text"] for check in found["MCP"]], ["%s, asked at edits too" % archive()])
        self.assertIn("the second was warned", found["rehearsal"][0]["text"])

    def test_switched_off_elsewhere(self) -> None:
        self.off(self.box.make("elsewhere"))
        self.assertTrue(self.examine()[0])


@sampled(2)
class Hooks(ResidentCase):
    def test_the_net_is_missing(self) -> None:
        self.change(self.settings, lambda v: v["hooks"]["Stop"].pop())
        self.wrong("hooks", "not wired: Stop", "csg install")

    def test_another_hook_where_the_net_should_be(self) -> None:
        self.put(self.get().replace(', "--resident"', "").replace('"--resident"', '"--client=claude"'))
        missing = ("UserPromptSubmit", "PostToolUse(Bash)", "SubagentStop", "Stop")
        said = "not wired: " + ", ".join(wire + " with --resident" for wire in missing)
        self.wrong("hooks", said, "csg install")

    def test_one_of_the_two(self) -> None:
        self.change(self.settings, lambda v: v["hooks"]["PreToolUse"].pop())
        self.wrong("hooks", "not wired: PreToolUse(Bash)", "csg install")
        self.assertEqual([c["good"] for c in self.examine()[1]["rehearsal"]], [True])

    def test_commands_in_the_project_as_well(self) -> None:
        self.run_csg("install", "--scope", "project", cwd=self.box.work)
        self.wrong("hooks", "wired more than once", "--scope")

    def test_clients_that_run_no_hook(self) -> None:
        old = os.path.join(self.box.user, ".local", "share", "claude", "versions")
        for version, does in (("1.0.128", "runs"), ("2.1.100", "runs"), ("2.1.149", "may run")):
            path = os.path.join(old, version)
            self.client(version, path)
            said = "Claude Code %s (%s) %s NO hook at all as they are wired" % (version, path, does)
            self.wrong("client", said, "csg install")
            os.unlink(path)
        self.client("2.1.150")
        self.assertTrue(self.examine()[0])
        self.client("2.1.100")
        self.wrong("client", "runs NO hook at all", "csg install")


@sampled(2)
class Server(ResidentCase):
    def test_not_registered(self) -> None:
        self.change(self.registry, lambda v: v.clear())
        self.wrong("MCP", "is not registered: edits go unguarded", "csg install --resident")
        self.wrong("rehearsal", "the MCP server, which the PreToolUse hook asks, is not registered", "csg install")
        os.unlink(os.path.join(self.bin, "claude"))
        self.wrong("MCP", "is not registered: edits go unguarded", "csg install --no-resident")

    def test_another_one(self) -> None:
        self.put('{"mcpServers": {"csg": {"command": "/opt/counter-strike"}}}', self.registry)
        self.wrong("MCP", "is another one than csg's: edits go unguarded", "csg install --no-resident")

    def test_the_file_is_gone(self) -> None:
        self.put(self.get(self.registry).replace(archive(), "/gone/csg"), self.registry)
        self.wrong("MCP", "/gone/csg, which is asked at edits, is not there", "csg install --resident")
        self.wrong("rehearsal", "does not answer: ", "csg install")

    def test_switched_off_here(self) -> None:
        self.off(self.box.work)
        said = "csg's MCP server is switched off in this project (disabledMcpServers): edits go unguarded here"
        self.wrong("MCP", said, "type /mcp enable csg in claude, here")

    def test_denied(self) -> None:
        self.change(self.settings, lambda v: v.update(deniedMcpServers=[{"serverCommand": [archive(), "mcp"]}]))
        said = "%s keeps the client from starting csg's MCP server (deniedMcpServers)" % self.settings
        self.wrong("MCP", said, "csg install --no-resident, or have csg let in there")

    def test_another_of_this_name_in_the_project(self) -> None:
        path = os.path.join(self.box.work, ".mcp.json")
        self.put('{"mcpServers": {"csg": {"command": "/opt/counter-strike"}}}', path)
        self.wrong("MCP", "%s: another server is called csg in this project" % path, "csg install --no-resident")


class Rehearsal(ResidentCase):
    def serve(self, said: str) -> None:
        """Have this answer each call: a Python expression that makes a result of the arguments."""
        path = os.path.join(self.box.make("other"), "csg")
        self.put(SERVER % (sys.executable, said), path)
        os.chmod(path, 0o755)
        self.put(self.get(self.registry).replace(archive(), path), self.registry)

    def test_it_is_asked_as_the_client_asks(self) -> None:
        trace = os.path.join(self.box.path, "trace")
        answer = '{"content": [{"type": "text", "text": ""}]}'
        self.serve("lambda a: open(%r, 'a').write(json.dumps(a) + '\\n') and %s" % (trace, answer))
        self.wrong("rehearsal", "was not warned", "csg install")
        calls = [json.loads(line) for line in self.get(trace).splitlines()]
        self.assertEqual(len(calls), 2)
        first, second = calls
        self.assertNotEqual(first["session_id"], second["session_id"])
        self.assertTrue(first["file_path"].endswith("shared.txt"))
        same = {"hook_event_name": "PreToolUse", "agent_id": "", "tool_name": "Edit", "old_string": "a", "edits": ""}
        self.assertEqual({name: first[name] for name in same}, same)

    def test_a_server_that_does_not_do_its_work(self) -> None:
        text = '{"content": [{"type": "text", "text": "%s"}]}'
        for said, wrong in (
            (text % "no", "the PreToolUse hook's answer is no JSON"),
            (text[:-1] % "oh dear" + ', "isError": True}', "does not answer: oh dear"),
            ("sys.exit()", "does not answer: it ended"),
            ("print('hm') or {}", "does not answer: it writes what is no JSON"),
            ("7", "does not answer: its answer is no object"),
        ):
            self.run_csg("install", "--resident")
            self.serve("lambda a: " + said)
            self.wrong("rehearsal", wrong, "csg install")


class Mends(MendCase):
    def setUp(self) -> None:
        super().setUp()
        self.run_csg("install", "--resident")
        self.registry = os.path.join(self.box.user, ".claude.json")

    def test_net_and_server_are_gone(self) -> None:
        self.change(self.settings, lambda value: value["hooks"]["Stop"].pop())
        self.change(self.registry, lambda value: value.clear())
        self.heal("hooks", "MCP", "rehearsal")
        self.assertIn("mcp_tool", self.get())

    def test_denied(self) -> None:
        self.change(self.settings, lambda value: value.update(deniedMcpServers=[{"serverName": "csg"}]))
        self.heal("MCP")
        self.assertNotIn("mcp_tool", self.get())

    def test_an_old_client_beside_the_current_one(self) -> None:
        old = os.path.join(self.box.user, ".local", "share", "claude", "versions")
        self.client("2.1.100", os.path.join(old, "2.1.100"))
        self.heal("client")
        self.assertNotIn("mcp_tool", self.get())
        shutil.rmtree(old)
        self.assertIn("mcp_tool", self.resident_again())

    def resident_again(self) -> str:
        self.run_csg("install", "--resident")
        self.assertTrue(self.examine()[0])
        return self.get()

    def test_another_server_of_the_name(self) -> None:
        self.put('{"mcpServers": {"csg": {"command": "/opt/counter-strike"}}}', self.registry)
        self.heal("MCP", "rehearsal")
