"""A client of the MCP server: a process, lines in, lines out."""

import itertools
import json
import os
import select
import subprocess
import time
from typing import Any, Dict, List, Optional

from csg.mcp import fitting, tools
from tests.support import Sandbox, SandboxCase, archive

VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
TOOLS = {"list_sessions", "check_files", "claim_files", "release_files", "set_intent", "tell_session"}


class Client:
    """A client's end of the server's pipes.  The server's parent is this process, like a real client's."""

    def __init__(self, box: Sandbox, cwd: str = "", **environ: Optional[str]) -> None:
        merged = {**box.environ, "CLAUDE_PID": None, **environ}  # clients give their servers no CLAUDE_PID
        self.process = subprocess.Popen(
            [archive(), "mcp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={k: v for k, v in merged.items() if v is not None},
            cwd=cwd or box.work,
        )
        assert self.process.stdin and self.process.stdout
        self.stdin = self.process.stdin
        self.stdout = self.process.stdout
        self._rest = b""
        self._ids = itertools.count(1)

    def write(self, data: bytes) -> None:
        """Bytes as they are."""
        self.stdin.write(data)
        self.stdin.flush()

    def read(self, timeout: float = 60.0) -> Any:
        """The next line, decoded; AssertionError if none comes."""
        until = time.monotonic() + timeout
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.stdout], [], [], max(0.0, until - time.monotonic()))
            assert ready, "no answer"
            chunk = os.read(self.stdout.fileno(), 1 << 16)
            assert chunk, "the server closed its output; kept: %r" % self._rest[:200]
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)

    def send(self, message: Any) -> None:
        """A message."""
        self.write(json.dumps(message).encode() + b"\n")

    def request(self, method: str, **params: Any) -> Dict[str, Any]:
        """A request's whole response."""
        number = next(self._ids)
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        answer: Dict[str, Any] = self.read()
        assert answer["id"] == number, answer
        return answer

    def initialize(self, version: str = VERSIONS[-1], name: str = "test") -> Dict[str, Any]:
        """The handshake of a client of this name; what the server said of itself."""
        about = {"name": name, "version": "1"}
        answer = self.request("initialize", protocolVersion=version, capabilities={}, clientInfo=about)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        result: Dict[str, Any] = answer["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> Dict[str, Any]:
        """The result of a tool."""
        answer = self.request("tools/call", name=tool, arguments=arguments)
        assert "result" in answer, answer
        result: Dict[str, Any] = answer["result"]
        return result

    def value(self, tool: str, **arguments: Any) -> Dict[str, Any]:
        """The structured value of a tool that must not fail."""
        result = self.call(tool, **arguments)
        assert not result["isError"], result
        value: Dict[str, Any] = result["structuredContent"]
        assert not fitting.misfit(tools.TOOLS[tool].output, value, ""), value
        return value

    def failure(self, tool: str, **arguments: Any) -> str:
        """The text of a tool that must fail."""
        result = self.call(tool, **arguments)
        assert result["isError"], result
        assert "structuredContent" not in result
        text: str = result["content"][0]["text"]
        return text

    def silence(self, message: bytes) -> List[Any]:
        """What comes for a line before the answer to a ping that follows it."""
        self.write(message + b'\n{"jsonrpc": "2.0", "id": "after", "method": "ping"}\n')
        found: List[Any] = []
        while True:
            answer = self.read()
            if isinstance(answer, dict) and answer.get("id") == "after" and answer.get("result") == {}:
                return found
            found.append(answer)

    def memory(self, field: str = "VmRSS") -> int:
        """Kilobytes."""
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(field))

    def close(self) -> int:
        """End of input; the exit code."""
        if not self.stdin.closed:
            self.stdin.close()
        code = self.process.wait(timeout=30)
        self.stdout.close()
        return code

    def kill(self) -> None:
        """Whatever happened, no process stays."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.stdin.close()
        self.stdout.close()


class ServerCase(SandboxCase):
    """A test with servers, which end with it."""

    def server(self, cwd: str = "", version: str = VERSIONS[-1], **environ: Optional[str]) -> Client:
        """One that has shaken hands, unless the version is empty."""
        client = Client(self.box, cwd, **environ)
        self.addCleanup(client.kill)
        if version:
            client.initialize(version)
        return client
