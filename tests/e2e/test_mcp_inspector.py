"""The MCP server with the official inspector's command line.

Needs Node, and @modelcontextprotocol/inspector installed by npm in the directory that
$CSG_TEST_INSPECTOR names.
"""

import json
import os
import shutil
import subprocess
import unittest
from typing import Any, Dict

from tests.e2e.mcp_client import TOOLS
from tests.support import SandboxCase, archive

_PROGRAM = os.path.join(os.environ.get("CSG_TEST_INSPECTOR", ""), "node_modules", ".bin", "mcp-inspector")


@unittest.skipUnless(os.environ.get("CSG_TEST_INSPECTOR"), "$CSG_TEST_INSPECTOR names no directory with the inspector")
@unittest.skipUnless(shutil.which("node"), "there is no Node on PATH")
class Inspector(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository("shop")
        # the server's parent is the inspector, so the environment says which session it serves
        self.box.start("mine", cwd=self.top)
        self.box.start("other", cwd=self.top)
        self.box.edit("other", self.box.write("shop/a.py"), cwd=self.top)

    def inspect(self, *words: str) -> Dict[str, Any]:
        command = ["node", _PROGRAM, "--cli"]
        for name in ("HOME", "CSG_PYTHON"):
            command += ["-e", "%s=%s" % (name, self.box.environ[name])]
        command += ["-e", "CLAUDE_CODE_SESSION_ID=mine", archive(), "mcp", *words]
        done = subprocess.run(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={k: v for k, v in self.box.environ.items() if k != "CLAUDE_PID"},
            cwd=self.top,
            timeout=120,
        )
        self.assertEqual(done.returncode, 0, done.stderr.decode()[-2000:])
        answer: Dict[str, Any] = json.loads(done.stdout)
        return answer

    def call(self, tool: str, **arguments: Any) -> Dict[str, Any]:
        words = ["--method", "tools/call", "--tool-name", tool]
        for name, value in arguments.items():
            words += ["--tool-arg", "%s=%s" % (name, value if isinstance(value, str) else json.dumps(value))]
        answer = self.inspect(*words)
        self.assertFalse(answer["isError"], answer)
        value = answer["structuredContent"]
        assert isinstance(value, dict)
        return value

    def test_the_tools_are_portable(self) -> None:
        tools = self.inspect("--method", "tools/list", "--strict")["tools"]
        self.assertEqual({tool["name"] for tool in tools}, TOOLS)

    def test_every_era_it_offers(self) -> None:
        for era in ("legacy", "auto"):  # a handshake; a probe for newer versions, then a handshake
            tools = self.inspect("--method", "tools/list", "--protocol-era", era)["tools"]
            self.assertEqual({tool["name"] for tool in tools}, TOOLS)

    def test_every_tool(self) -> None:
        self.assertEqual(self.call("list_sessions", scope="all")["self"], "mine")
        checked = self.call("check_files", paths=["a.py", "*.py", "b.py"])
        self.assertEqual([row["status"] for row in checked["files"]], ["held", "held", "free"])
        claimed = self.call("claim_files", paths=["a.py", "b.py"], intent="split it")
        self.assertEqual([row["status"] for row in claimed["files"]], ["held", "claimed"])
        self.assertEqual(len(self.call("release_files", paths=["."])["released"]), 2)
        self.assertEqual(self.call("set_intent", text="something else")["intent"], "something else")
        self.assertEqual(self.call("tell_session", session="other", text="mind a.py")["told"], ["other"])


if __name__ == "__main__":
    unittest.main()
