"""Events for a Resident: what the client makes of them for a handler of type mcp_tool, and what it says to them."""

import json
import os
import signal
import time
from typing import Any, Dict, Optional

from tests.e2e.mcp_client import Client
from tests.support import Sandbox

#: The handler's `input`, as `csg install --resident` writes it: of the event, and of its tool_input.
FIELDS = ("hook_event_name", "session_id", "cwd", "agent_id", "tool_name", "tool_use_id")
INPUT = ("file_path", "notebook_path", "old_string", "new_string", "replace_all", "content", "edits", "command")


def handler(matcher: str) -> Dict[str, Any]:
    """The handler that `csg install --resident` writes for PreToolUse of these tools."""
    names = INPUT[-1:] if matcher == "Bash" else INPUT[:-1]
    given = {name: "${%s}" % name for name in FIELDS}
    given.update({name: "${tool_input.%s}" % name for name in names})
    return {"type": "mcp_tool", "server": "csg", "tool": "hook", "timeout": 10, "input": given}


def filled(event: Dict[str, Any]) -> Dict[str, str]:
    """What the client sends (seen in 2.1.330): what is missing is "", and what is no string its JSON text."""
    values = {name: event.get(name, "") for name in FIELDS}
    values.update({name: event.get("tool_input", {}).get(name, "") for name in INPUT})
    return {name: one if isinstance(one, str) else json.dumps(one) for name, one in values.items()}


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
