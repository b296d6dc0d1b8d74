"""csg's verbs and its MCP server know whose they are, under every client, and when one runs in another's shell."""

import json
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, List, Optional

from tests.e2e.mcp_client import Client, ServerCase
from tests.support import Sandbox, archive, event, sample

OUTER, INNER, THIRD = ["%s-1111-4222-8333-444444444444" % (letter * 8) for letter in "abc"]

#: A client, as far as csg sees one: it has its hook put it on record, then runs a command in a shell, and waits for it.
CLIENT = """
import json, os, subprocess, sys
levels = json.loads(sys.argv[1])
me, rest = levels[0], levels[1:]
environ = dict(os.environ)
if me.get("session"):
    words = [sys.argv[2], "hook"] + (["--client", "codex"] if me["client"] else [])
    begun = {"session_id": me["session"], "cwd": os.getcwd(), "hook_event_name": "SessionStart", "source": "startup"}
    own = dict(environ) if me["client"] else dict(environ, CLAUDE_PID=str(os.getpid()))
    subprocess.run(words, input=json.dumps(begun).encode(), stdout=subprocess.DEVNULL, env=own, check=True)
    path = os.environ["HOME"] + "/.local/share/claude-session-guard/state/" + me["session"] + "/session.json"
    facts = json.load(open(path))
    if me["client"]:  # whatever that one's events are like
        json.dump(dict(facts, client=me["client"]), open(path, "w"))
environ.update(me.get("sets", {}))
words = [sys.executable, "-S", "-c", sys.argv[3], json.dumps(rest), *sys.argv[2:]] if rest else sys.argv[4:]
sys.exit(subprocess.call(["/bin/sh", "-c", '"$@"; exit $?', "sh", *words], env=environ))
"""

CLAUDE = {"client": "", "session": OUTER, "sets": {"CLAUDE_CODE_SESSION_ID": OUTER}}
#: Client -> what it puts into the environment of a shell's command, as seen in the real ones.
SHELLS: Dict[str, Dict[str, str]] = {
    "codex": {"CODEX_SESSION_ID": INNER, "CODEX_THREAD_ID": INNER, "CODEX_CI": "1"},
    "gemini": {"GEMINI_CLI": "1"},
    "copilot": {"COPILOT_AGENT_SESSION_ID": INNER, "COPILOT_CLI": "1"},
    "opencode": {"OPENCODE": "1", "CSG_SESSION_ID": INNER, "CSG_CLIENT": "opencode"},
    "qwen": {"QWEN_CODE": "1"},
}


def level(client: str, session: str = INNER) -> Dict[str, Any]:
    return {"client": client, "session": session, "sets": SHELLS[client]}


def begin(box: Sandbox, session: str, client: str, unknown: bool = False) -> None:
    """A session of this client's starts in the shop.  unknown: nothing is known of its process"""
    fields = event("SessionStart", session, os.path.join(box.work, "shop"), source="startup")
    box.csg("hook", "--client", client, stdin=json.dumps(fields).encode(), environ={"CLAUDE_PID": None})
    if unknown:
        path = os.path.join(box.home, "state", session, "session.json")
        with open(path, encoding="ascii") as file:
            facts = json.load(file)
        with open(path, "w", encoding="ascii") as file:
            json.dump(dict(facts, pid=0, pid_started=""), file)


@unittest.skipUnless(os.access("/proc/self/environ", os.R_OK), "skipped: ancestors cannot be looked at here")
class Shells(ServerCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.box.environ.pop("CLAUDE_PID")

    def under(self, levels: List[Dict[str, Any]], *words: str) -> "subprocess.CompletedProcess[bytes]":
        """csg in the shell of the last of these clients, each of which runs in the shell of the one before."""
        argv = [sys.executable, "-S", "-c", CLIENT, json.dumps(levels), archive(), CLIENT, archive(), *words]
        return subprocess.run(
            argv, cwd=self.shop, env=self.box.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120
        )

    def mine(self, *levels: Dict[str, Any]) -> str:
        """The session that a claim in that shell is of: its short id; or what is said instead."""
        done = self.under(list(levels), "claim", "x")
        return done.stdout.decode()[len("session ") :][:8] if done.returncode == 0 else done.stderr.decode()

    def test_under_each_client_alone_and_in_claude_codes_shell(self) -> None:
        for client in sample(list(SHELLS), 2, "alone"):
            with self.subTest(client=client):
                self.assertEqual(self.mine(level(client)), INNER[:8])
                self.assertEqual(self.mine(CLAUDE, level(client)), INNER[:8])

    def test_claude_code_in_their_shells(self) -> None:
        for client in sample(list(SHELLS), 2, "claude code"):
            with self.subTest(client=client):
                self.assertEqual(self.mine(level(client), CLAUDE), OUTER[:8])
                with open(os.path.join(self.box.home, "state", OUTER, "session.json"), encoding="ascii") as file:
                    self.assertNotIn("client", json.load(file))

    def test_a_client_without_hooks_is_not_taken_for_the_one_around_it(self) -> None:
        for client, sets in sample(list(SHELLS.items()), 2, "without hooks"):
            with self.subTest(client=client):
                said = self.mine(CLAUDE, {"client": client, "sets": sets})
                self.assertIn("csg's hooks did not run in it", said)
                done = self.under([CLAUDE, {"client": client, "sets": sets}], "tell", "all", "hello")
                self.assertIn("left for session `aaaaaaaa`", done.stdout.decode(), done.stderr)

    def test_a_process_that_is_not_known(self) -> None:
        """As of Codex's terminal interface, where one daemon runs all sessions' commands."""
        begin(self.box, INNER, "codex", unknown=True)
        begin(self.box, THIRD, "codex", unknown=True)
        daemon = {"client": "codex", "sets": {"CODEX_THREAD_ID": INNER}}
        self.assertEqual(self.mine(daemon), INNER[:8])
        self.assertEqual(self.mine({"client": "", "sets": {"CLAUDE_CODE_SESSION_ID": OUTER}}, daemon), INNER[:8])


class Servers(ServerCase):
    """The server's parent is this process, as a client is."""

    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.box.start(OUTER, self.shop)

    def client(self, name: str, **environ: Optional[str]) -> Client:
        """A server whose client says that this is its name."""
        client = self.server(self.shop, version="", **environ)
        client.request("initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": name})
        return client

    def mine(self, client: Client, **meta: str) -> str:
        answer = client.request("tools/call", name="list_sessions", arguments={}, _meta=meta)
        return str(answer["result"]["structuredContent"]["self"])

    def test_by_the_clients_process(self) -> None:
        begin(self.box, INNER, "codex")
        self.assertEqual(self.mine(self.client("codex-mcp-client")), INNER)
        self.box.send(event("UserPromptSubmit", OUTER, self.shop, prompt="x"))
        self.assertEqual(self.mine(self.client("codex-mcp-client")), INNER)
        self.assertEqual(self.mine(self.client("claude-code")), OUTER)

    def test_codex_says_it_with_each_call(self) -> None:
        begin(self.box, INNER, "codex", unknown=True)
        begin(self.box, THIRD, "codex", unknown=True)
        client = self.client("codex-mcp-client", PATH=None, HOME=None, CLAUDE_SESSION_GUARD_HOME=self.box.home)
        self.assertEqual(self.mine(client, sessionId=INNER, threadId=INNER), INNER)
        self.assertEqual(self.mine(client, sessionId=THIRD, threadId="other"), THIRD)
        self.assertEqual(self.mine(client, sessionId=OUTER), THIRD)  # that is no session of Codex's

    def test_else_the_newest_of_the_directory(self) -> None:
        begin(self.box, INNER, "codex", unknown=True)
        self.assertEqual(self.mine(self.client("codex-mcp-client")), INNER)

    def test_where_it_cannot_tell_it_says_so(self) -> None:
        client = self.client("codex-mcp-client", CLAUDE_CODE_SESSION_ID=OUTER)
        self.assertEqual(self.mine(client), "")
        said = client.failure("set_intent", text="x")
        self.assertIn("csg cannot tell which session it serves", said)
        self.assertIn("none of Codex's works in this directory", said)

    def test_copilot_tells_its_servers(self) -> None:
        begin(self.box, INNER, "codex", unknown=True)
        self.assertEqual(self.mine(self.client("copilot-cli", COPILOT_AGENT_SESSION_ID=OUTER)), "")
        self.assertEqual(self.mine(self.client("codex-mcp-client", CODEX_THREAD_ID=INNER)), INNER)
