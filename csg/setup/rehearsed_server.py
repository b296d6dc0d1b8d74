"""csg's MCP server as the client runs it for the resident hook: one process, a line a message (MCP's stdio)."""

import json
import subprocess
import threading
from typing import IO, Any, Dict, Mapping

from csg.base import errors

_PROTOCOL = "2025-06-18"
_CLIENT = {"name": "claude-code", "version": "0"}  # whom csg's has the tool for


class NoAnswer(errors.CsgError):
    """It does not run, or refuses; the message says why."""


class Server:
    """One that was started, with pipes for stdin and stdout; whoever has it ends it by `close`."""

    def __init__(self, process: "subprocess.Popen[bytes]", patience: float) -> None:
        """It has begun then.  NoAnswer.  `patience`: seconds for one answer."""
        assert process.stdin and process.stdout
        self._process, self._stdin, self._stdout = process, process.stdin, process.stdout
        self._patience = patience
        self._asked = 0
        try:
            self._ask("initialize", {"protocolVersion": _PROTOCOL, "capabilities": {}, "clientInfo": _CLIENT})
            self._send({"method": "notifications/initialized"})
        except NoAnswer:
            self.close()
            raise

    def call(self, tool: str, arguments: Mapping[str, Any]) -> bytes:
        """The tool's text, which the client reads as it does a command's stdout.  NoAnswer."""
        result = self._ask("tools/call", {"name": tool, "arguments": arguments})
        content = result.get("content")
        blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
        text = "".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")
        if result.get("isError"):
            raise NoAnswer(text)
        return text.encode("utf-8", "surrogatepass")

    def settle(self) -> None:
        """Wait until it has done what it does after an answer.  NoAnswer."""
        self._ask("ping", {})

    def close(self) -> None:
        """End it."""
        for stream in (self._stdin, self._stdout):
            try:
                stream.close()  # of stdin: that is the sign to end
            except OSError:
                pass
        try:
            self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, method: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": parameters})
        bound = threading.Timer(self._patience, self._process.kill)
        bound.start()
        try:
            return _answer(self._stdout, self._asked)
        finally:
            bound.cancel()

    def _send(self, message: Mapping[str, Any]) -> None:
        try:
            self._stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
            self._stdin.flush()
        except OSError:
            raise NoAnswer("it has ended") from None


def _answer(stream: IO[bytes], identifier: int) -> Dict[str, Any]:
    """What is answered to one request; what else comes meanwhile is passed over.  NoAnswer."""
    for line in stream:
        try:
            message = json.loads(line)
        except ValueError:
            raise NoAnswer("it writes what is no JSON") from None
        if not isinstance(message, dict) or message.get("id") != identifier:
            continue
        result, error = message.get("result"), message.get("error")
        if isinstance(result, dict):
            return result
        raise NoAnswer(str(error.get("message") if isinstance(error, dict) else "its answer is no object"))
    raise NoAnswer("it ended, or was silent for too long")
