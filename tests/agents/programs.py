"""Finding the other real clients.

They are looked for where install-agents.sh puts them: in $CSG_TEST_AGENTS, by default ~/.cache/csg-test-agents.  Where
there is none its tests are skipped, unless CSG_REQUIRE_AGENTS=1 says that this would be a failure.
"""

import os
import unittest
from typing import Optional

INSTALL = "tests/agents/install-agents.sh"
NAMES = ("codex", "gemini", "copilot", "opencode", "qwen")


class NoAgent(Exception):
    """There is no such client though CSG_REQUIRE_AGENTS=1."""


def find(name: str) -> Optional[str]:
    """The client's path, or None."""
    folder = os.environ.get("CSG_TEST_AGENTS") or os.path.expanduser("~/.cache/csg-test-agents")
    path = os.path.join(folder, name, "node_modules", ".bin", name)
    return path if os.access(path, os.X_OK) else None


def need(name: str) -> str:
    """The client's path, for a test: without one SkipTest, or NoAgent with CSG_REQUIRE_AGENTS=1."""
    path = find(name)
    if path:
        return path
    reason = "the client %s is not installed: run %s %s" % (name, INSTALL, name)
    if os.environ.get("CSG_REQUIRE_AGENTS") == "1":
        raise NoAgent(reason)
    raise unittest.SkipTest("skipped: " + reason)
