"""Finding the real client.

$CSG_TEST_CLAUDE names the file itself; else it is looked for where install-client.sh puts it:
in $CSG_TEST_CACHE, by default ~/.cache/csg-test-client; an older version, in the directory of that name in
$CSG_TEST_OLD_CLIENTS.  Where there is none the tests are skipped, unless CSG_REQUIRE_CLIENT=1 says that this
would be a failure.
"""

import glob
import os
import shutil
import unittest
from typing import List, Optional

INSTALL = "tests/client/install-client.sh"


class NoClient(Exception):
    """There is no client though CSG_REQUIRE_CLIENT=1."""


def find() -> Optional[str]:
    """The client's path, or None."""
    named = os.environ.get("CSG_TEST_CLAUDE")
    if named:
        return os.path.abspath(named) if _runnable(named) else None
    return _installed(os.environ.get("CSG_TEST_CACHE") or os.path.expanduser("~/.cache/csg-test-client"))


def _installed(cache: str) -> Optional[str]:
    pattern = os.path.join(glob.escape(cache), "node_modules", "@anthropic-ai", "claude-code-*", "claude")
    # some versions of npm install the musl build beside the other one
    found = min(filter(_runnable, glob.glob(pattern)), key=lambda path: ("-musl" in path, path), default=None)
    script = os.path.join(cache, "node_modules", "@anthropic-ai", "claude-code", "cli.js")  # before 2.1.113
    return found or (script if _runnable(script) else None)


def _runnable(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.R_OK if path.endswith(".js") else os.X_OK)


def need() -> str:
    """The client's path, for a test: without one SkipTest, or NoClient with CSG_REQUIRE_CLIENT=1."""
    path = find()
    if path:
        return path
    named = os.environ.get("CSG_TEST_CLAUDE")
    if named:
        reason = "CSG_TEST_CLAUDE=%s is no file that can be run" % named
    else:
        reason = "the Claude Code client is not installed: run %s, or name it in CSG_TEST_CLAUDE" % INSTALL
    if os.environ.get("CSG_REQUIRE_CLIENT") == "1":
        raise NoClient(reason)
    raise unittest.SkipTest(reason)


def need_old(version: str) -> str:
    """The same of an older version."""
    folder = os.environ.get("CSG_TEST_OLD_CLIENTS", "")
    path = _installed(os.path.join(folder, version)) if folder else None
    if path:
        return path
    reason = "Claude Code %s is not in $CSG_TEST_OLD_CLIENTS (CSG_TEST_CACHE=…/%s %s %s)" % (
        version,
        version,
        INSTALL,
        version,
    )
    if os.environ.get("CSG_REQUIRE_CLIENT") == "1":
        raise NoClient(reason)
    raise unittest.SkipTest("skipped: " + reason)


def command(path: str) -> List[str]:
    """How it is started: clients before 2.1.113 are a script for node."""
    return [shutil.which("node") or "node", path] if path.endswith(".js") else [path]
