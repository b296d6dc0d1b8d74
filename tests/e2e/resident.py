"""A Resident as its client has it."""

import os
import signal
import time
from typing import Any, Dict, Optional

from csg.clients import resident
from tests.e2e.mcp_client import Client
from tests.support import Sandbox


def filled(event: Dict[str, Any]) -> Dict[str, Any]:
    """What the client sends for the handler that is wired for this tool."""
    handler = resident.handler("Bash" if event.get("tool_name") == "Bash" else "")
    return resident.filled(handler["input"], event)


class Resident:
    """A server as Claude Code has it, in a home that is there."""

    def __init__(self, box: Sandbox, **environ: Optional[str]) -> None:
        home = environ.get("CLAUDE_SESSION_GUARD_HOME") or box.home
        os.makedirs(home, mode=0o700, exist_ok=True)
        self.client = Client(box, box.work, **environ)
        self.client.initialize(name="claude-code")
        self.client.request("ping")

    def answer(self, event: Dict[str, Any]) -> str:
        """What the client would read: the text, "" for silence."""
        result = self.client.call("hook", **filled(event))
        assert set(result) == {"content"}, result
        return "".join(block["text"] for block in result["content"])

    def ask(self, event: Dict[str, Any]) -> int:
        """Send the event; the request's id."""
        number = 1000 + time.monotonic_ns() % 1_000_000
        params = {"name": "hook", "arguments": filled(event)}
        self.client.send({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
        return number

    def give_up(self, number: int) -> None:
        """What the client sends when its patience is over."""
        params = {"requestId": number, "reason": "AbortError: The operation was aborted."}
        self.client.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": params})

    def stop(self) -> None:
        """Have the process stand still."""
        self.client.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        self.client.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """No word, no sign."""
        self.client.kill()
