"""`csg install --client` wires csg into the real clients: they run its hooks, and find its MCP server."""

import json
import os
import shutil
import subprocess
from typing import Dict, List, Sequence

from tests.agents import programs
from tests.agents.case import AgentCase
from tests.client.model import Call, Hold
from tests.support import archive, sample

#: Client -> its call that makes the file new.txt.
WRITES: Dict[str, Call] = {
    "codex": Call("apply_patch", {"input": "*** Begin Patch\n*** Add File: new.txt\n+one\n*** End Patch\n"}),
    "gemini": Call("write_file", {"file_path": "new.txt", "content": "one\n"}),
    "copilot": Call("create", {"path": "FILE", "file_text": "one\n"}),
    "opencode": Call("write", {"filePath": "FILE", "content": "one\n"}),
    "qwen": Call("write_file", {"file_path": "FILE", "content": "one\n"}),
}


class Installed(AgentCase):
    """All of them, in an empty home."""

    CLIENTS = programs.NAMES

    def wire(self, events: Sequence[str] = ()) -> None:
        """By csg itself, as a person would."""
        folder = self.box.make("bin")
        for name in self.CLIENTS:
            os.symlink(programs.need(name), os.path.join(folder, name))
        path = folder + os.pathsep + self.box.environ["PATH"]
        done = self.box.csg("install", "--client", "all", "--mcp", environ={"PATH": path})
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_hooks_run(self) -> None:
        for name in sample(self.CLIENTS, 2):
            with self.subTest(client=name):
                call = WRITES[name]
                file = os.path.join(self.repository, "new.txt")
                given = {key: file if value == "FILE" else value for key, value in call.given.items()}
                held = Hold("Done.")
                run = self.agent(name, [Call(call.tool, given), held])
                run.reach(held)
                self.assertEqual(self.read(file), "one\n")
                (session,) = self.box.sessions()
                self.assertIn(file, [line.get("path") for line in self.box.claims(session)])
                held.release()
                self.ended_well(run)
                if name == "qwen":  # headless it tells of no end; what it edited counts for a while
                    (left,) = json.loads(self.box.csg("status", "--json").stdout)["sessions"]
                    self.assertEqual((left["id"], left["process"]), (session, "gone"), run.report())
                    shutil.rmtree(os.path.join(self.box.home, "state", session))
                self.assertEqual(self.box.sessions(), [], run.report())
                os.unlink(file)

    def test_servers_are_found(self) -> None:
        for name, seen in (
            ("codex", "enabled"),
            ("gemini", "Connected"),
            ("qwen", "Connected"),
            ("opencode", "connected"),
        ):
            with self.subTest(client=name):
                said = self.listed(name)
                lines = [line for line in said.splitlines() if archive() in line or "csg" in line]
                self.assertTrue(any(seen in line for line in lines), said)

    def test_uninstall_leaves_the_clients_own(self) -> None:
        self.listed("codex")
        self.assertEqual(self.box.csg("uninstall").returncode, 0)
        for folder, _, names in os.walk(self.box.user):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(archive().encode(), file.read(), name)

    def listed(self, name: str) -> str:
        """What the client says of its MCP servers."""
        words: List[str] = [programs.need(name), "mcp", "list"]
        done = subprocess.run(
            self.network.command(words),
            env={
                **self.box.environ,
                "GEMINI_API_KEY": "x",
                "OPENAI_API_KEY": "x",
                "GEMINI_CLI_TRUST_WORKSPACE": "true",
            },
            cwd=self.repository,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        return done.stdout.decode()
