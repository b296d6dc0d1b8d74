"""csg's MCP server and its verbs know whose they are under each real client, run in another's shell."""

import json
import os
import re
import shlex
from typing import Any, Dict, List, Sequence

from csg.base import wording
from tests.agents import programs
from tests.agents.case import AgentCase
from tests.agents.codex_server import Server
from tests.client.model import Call, Turn
from tests.support import archive

OUTER = "aaaaaaaa-1111-4222-8333-444444444444"

#: Client -> its name for the server's tool, its shell's and the command's field, more words for its command line.
TOOLS: Dict[str, Any] = {
    "codex": ("mcp__csg.list_sessions", "exec_command", "cmd", ()),
    "gemini": ("mcp_csg_list_sessions", "run_shell_command", "command", ()),
    "qwen": ("mcp__csg__list_sessions", "run_shell_command", "command", ()),
    "copilot": ("csg-list_sessions", "bash", "command", ("--allow-all-paths",)),
    "opencode": ("csg_list_sessions", "bash", "command", ()),
}


class Whose(AgentCase):
    """One client each; `name` is that."""

    name = ""

    def setUp(self) -> None:
        if not self.name:
            self.skipTest("skipped: what the others are made of")
        super().setUp()

    def wire(self, events: Sequence[str] = ()) -> None:
        super().wire(events)
        server: Dict[str, Any] = {"command": archive(), "args": ["mcp"]}
        if self.name == "codex":
            words = "[mcp_servers.csg]\ncommand = %s\nargs = ['mcp']\n" % json.dumps(archive())
            self.box.write(os.path.join(self.box.user, ".codex", "config.toml"), words)
        elif self.name == "copilot":
            server.update(type="local", tools=["*"])
            path = os.path.join(self.box.user, ".copilot", "mcp-config.json")
            self.box.write(path, json.dumps({"mcpServers": {"csg": server}}))
        elif self.name == "opencode":
            server = {"type": "local", "command": [archive(), "mcp"]}
            path = os.path.join(self.box.user, ".config", "opencode", "opencode.json")
            self.box.write(path, json.dumps({"mcp": {"csg": server}}))
        else:
            path = os.path.join(self.box.user, ".%s" % self.name, "settings.json")
            with open(path, encoding="utf-8") as file:
                settings = json.load(file)
            self.box.write(path, json.dumps({**settings, "mcpServers": {"csg": {**server, "trust": True}}}))

    def results(self) -> List[str]:
        """What the tools gave back: the server's list, and a claim's."""
        listing, shell, field, more = TOOLS[self.name]
        self.box.start(OUTER, self.repository)
        claim = Call(shell, {field: "%s claim mine" % shlex.quote(archive()), "description": "claim"})
        run = self.agent(
            self.name, [Call(listing, {}), claim, "Done."], environ={"CLAUDE_CODE_SESSION_ID": OUTER}, more=more
        )
        self.assertEqual(run.finish(), 0, run.report())
        found: List[str] = run.requests()[-1].results()
        self.assertEqual(len(found), 2, run.report())
        return found

    def test_the_innermost_client_is_meant(self) -> None:
        listed, claimed = self.results()
        if self.name == "codex":  # it hands on the structured value
            value = json.loads(listed[listed.index("{") :])
            clients = {wording.short(s["id"]): s["client"] for s in value["sessions"]}
            you = wording.short(value["self"])
            self.assertEqual(clients, {you: "Codex", "aaaaaaaa": ""})
        else:
            found = re.search(r"- session `([^`]+)` \(this is you\) \(%s, " % wording.CLIENTS[self.name], listed)
            assert found, listed
            you = found.group(1)
            self.assertIn("session `aaaaaaaa` (repository", listed)
        self.assertIn("session %s: mine" % you, claimed)


class Codex(Whose):
    name = "codex"
    CLIENTS = (name,)


class CodexServer(Codex):
    """Two sessions in one process, as in its terminal interface's daemon: which of them calls, Codex says itself."""

    def test_the_innermost_client_is_meant(self) -> None:
        listing, shell, field, _ = TOOLS[self.name]
        claims = [Call(shell, {field: "%s claim %s" % (shlex.quote(archive()), what)}) for what in ("one", "two")]
        turns: List[Turn] = [Call(listing, {}), claims[0], "Done.", Call(listing, {}), claims[1], "Done."]
        self.box.start(OUTER, self.repository)
        server = Server(
            *(self.name, programs.need(self.name), self.network, self.box, turns, self.repository),
            environ={"CLAUDE_CODE_SESSION_ID": OUTER},
        )
        self.addCleanup(server.close)
        server.open(self.repository)
        sessions = [server.session(self.repository) for _ in range(2)]
        self.assertEqual(server.leave(), 0, server.report())
        requests = server.requests()
        for session, request, intent in zip(sessions, (requests[2], requests[5]), ("one", "two")):
            listed, claimed = request.results()
            self.assertIn('"self":"%s"' % session, listed)
            self.assertIn("session %s: %s" % (wording.short(session), intent), claimed)


class Gemini(Whose):
    name = "gemini"
    CLIENTS = (name,)


class Qwen(Whose):
    name = "qwen"
    CLIENTS = (name,)


class Copilot(Whose):
    name = "copilot"
    CLIENTS = (name,)


class OpenCode(Whose):
    name = "opencode"
    CLIENTS = (name,)
