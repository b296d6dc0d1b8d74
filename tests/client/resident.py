"""A user whose clients are wired as `csg install --resident` does it: the MCP server answers their hooks."""

import json
import os
import subprocess
from typing import Any, Dict, List, Sequence

from tests.client import wiring
from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.support import archive

_EVENTS = (*wiring.EVENTS, "Stop")


class ResidentCase(ClientCase):
    """As ClientCase, but for that."""

    def wired_settings(self, events: Sequence[str] = _EVENTS) -> Dict[str, Any]:
        return wiring.resident(archive(), events)

    def wire(self, events: Sequence[str] = _EVENTS) -> None:
        super().wire(events)
        path = os.path.join(self.box.user, ".claude.json")
        state: Dict[str, Any] = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                state = json.load(file)
        state["mcpServers"] = {"csg": {"type": "stdio", "command": archive(), "args": ["mcp"], "env": {}}}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(state, file)
        os.makedirs(self.box.home, mode=0o700, exist_ok=True)  # as installing does

    def marks(self) -> List[str]:
        """The calls that Residents have answered."""
        folder = os.path.join(self.box.home, "residents")
        found: List[str] = []
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                found += file.read().split()
        return found

    def server_of(self, client: Client) -> int:
        """The pid of the client's Resident."""
        done = subprocess.run(["pgrep", "-P", str(client.pid)], stdout=subprocess.PIPE)
        for pid in done.stdout.decode().split():
            with open("/proc/%s/cmdline" % pid, "rb") as file:
                if file.read().endswith(b"\0mcp\0"):
                    return int(pid)
        raise AssertionError("the client has no server: " + client.report())
