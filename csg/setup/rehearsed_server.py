"""csg's MCP server as the client runs it for the resident hook: one process, a line a message (MCP's stdio)."""

import json
import subprocess
import threading
from typing import IO, Any, Dict, Mapping, Optional, Sequence

from csg.base import errors

_PROTOCOL = "2025-06-18"


class NoAnswer(errors.CsgError):
    """It does not run, or refuses; the message says why."""


class Server:
    """It is started with the first call; whoever has one ends it by `close`.

    words     its command line, as it is registered      patience  seconds for one answer"""

    def __init__(self, words: Sequence[str], environ: Mapping[str, str], cwd: str, patience: float) -> None:
        self.words = words
        self.environ = environ
        self.cwd = cwd
        self.patience = patience
        self._process: Optional[subprocess.Popen[bytes]] = None
        self._asked = 0

    def call(self, tool: str, arguments: Mapping[str, Any]) -> bytes:
        """The tool's text, which the client reads as it does a command's stdout.  NoAnswer."""
        if self._process is None:
            self._start()
        result = self._ask("tools/call", {"name": tool, "arguments": arguments})
        content = result.get("content")
        blocks = [block for block in content if isinstance(block, dict)] if isinstance(content, list) else []
        text = "".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")
        if result.get("isError"):
            raise NoAnswer(text)
        return text.encode("utf-8", "surrogatepass")

    def close(self) -> None:
        """End it, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            try:
                if stream:
                    stream.close()  # of stdin: that is the sign to end
            except OSError:
                pass
        try:
            process.wait(self.patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(
                list(self.words),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(self.environ),
                cwd=self.cwd,
            )
        except OSError as error:
            raise NoAnswer(str(error)) from None
        about = {"name": "csg-rehearsal", "version": "1"}
        self._ask("initialize", {"protocolVersion": _PROTOCOL, "capabilities": {}, "clientInfo": about})
        self._send({"method": "notifications/initialized"})

    def _ask(self, method: str, parameters: Mapping[str, Any]) -> Dict[str, Any]:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": parameters})
        assert self._process and self._process.stdout
        bound = threading.Timer(self.patience, self._process.kill)
        bound.start()
        try:
            return _answer(self._process.stdout, self._asked)
        finally:
            bound.cancel()

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self._process and self._process.stdin
        try:
            self._process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
            self._process.stdin.flush()
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
