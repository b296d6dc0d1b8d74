"""What the MCP server costs, and what it loads."""

import json
import os
import subprocess
import sys
import time
import unittest
from typing import Any, Set

from csg.base import loader
from tests.e2e.mcp_client import ServerCase
from tests.support import archive
from tests.test_budget import ALLOWED, QUIET, TRACED, floor


class Imports(ServerCase):
    """What a server has loaded at its end, by what it was asked."""

    SERVER = QUIET | {"csg.entry:cold", "csg.base.wire:cold", "csg.mcp", "csg.mcp.rpc", "csg.mcp.server"}
    LISTING = {"csg.mcp.schema", "csg.mcp.tools", "csg.talk", "csg.talk.terms"}
    PYTHON = ALLOWED | {"_json", "_signal"}

    def loaded(self, *methods: str, **params: Any) -> Set[str]:
        asked = [{"jsonrpc": "2.0", "id": 1, "method": method, "params": params} for method in methods]
        done = subprocess.run(
            [sys.executable, "-ISc", TRACED % loader.LOADER, archive(), "mcp"],
            input="".join(json.dumps(one) + "\n" for one in asked).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            timeout=60,
        )
        self.assertEqual(done.returncode, 0)
        for line in done.stdout.splitlines():
            self.assertIn("result", json.loads(line))
        return set(done.stderr.decode().split())

    def test_until_the_first_answer(self) -> None:
        loaded = self.loaded("initialize", protocolVersion="2025-11-25")
        self.assertEqual({name for name in loaded if name.startswith("csg")}, self.SERVER)
        self.assertLessEqual({name for name in loaded if not name.startswith("csg")} - floor(), self.PYTHON)

    def test_of_claude_code_what_answers_its_hooks_follows(self) -> None:
        """Once the first answer is there, and where csg has a home."""
        os.makedirs(self.box.home, mode=0o700)
        about = {"name": "claude-code", "version": "2.1.330"}
        loaded = self.loaded("initialize", protocolVersion="2025-11-25", clientInfo=about)
        more = {
            "base.files:cold",
            "base.processes",
            "base.wording",
            "clients",
            "clients.signs",
            "mcp.resident",
            "state.residents",
        }
        self.assertEqual({name for name in loaded if name.startswith("csg")}, self.SERVER | {"csg." + m for m in more})
        self.assertLessEqual({name for name in loaded if not name.startswith("csg")} - floor(), self.PYTHON)

    def test_a_list_of_the_tools(self) -> None:
        loaded = self.loaded("ping", "tools/list")
        self.assertEqual({name for name in loaded if name.startswith("csg")}, self.SERVER | self.LISTING)

    def test_a_call(self) -> None:
        loaded = self.loaded("tools/call", name="check_files", arguments={"paths": ["a.py"]})
        self.assertIn("csg.talk.checking", loaded)
        rooms = {name.partition(".")[2].partition(".")[0] for name in loaded - self.SERVER if name.startswith("csg.")}
        self.assertEqual(rooms, {"base", "clients", "mcp", "state", "talk"})
        self.assertLessEqual({name for name in loaded if not name.startswith("csg")} - floor(), self.PYTHON)


class Speed(ServerCase):
    """Ratios to the floor, which is a bare interpreter; the best of several, since others use the machine too."""

    def floor(self) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-IS", "-c", "pass"], check=True)
        return time.perf_counter() - start

    def test_initialize(self) -> None:
        floors, answers = [], []
        for _ in range(15):
            floors.append(self.floor())
            start = time.perf_counter()
            client = self.server()
            answers.append(time.perf_counter() - start)
            client.close()
        self.assertLess(min(answers), 3 * min(floors))

    def test_a_thousand_sessions(self) -> None:
        state = os.path.join(self.box.home, "state")
        now, path = time.time(), os.path.join(self.box.work, "f%d.py")
        record = '{"t": %r, "id": "i", "agent": "", "pid": 1, "tool": "Edit", "path": "%s", "root": "", "common": ""}\n'
        lines = [record % (now, path % number) for number in range(50)]
        self.box.start("s0")
        with open(os.path.join(state, "s0", "session.json"), encoding="ascii") as file:
            facts = json.load(file)
        claims = [self.box.write("claims/f-%d" % i, line) for i, line in enumerate(lines)]
        for number in range(1, 1000):
            folder = os.path.join(state, "s%d" % number)
            os.makedirs(os.path.join(folder, "claims"))
            with open(os.path.join(folder, "session.json"), "w", encoding="ascii") as file:
                json.dump(dict(facts, session="s%d" % number, pid=1), file)
            for i, path in enumerate(claims):  # links: to make 50,000 files takes a disk a quarter of a minute
                os.link(path, os.path.join(folder, "claims", "f-%d" % i))
        client = self.server()
        took = []
        for _ in range(12):
            start = time.perf_counter()
            value = client.value("list_sessions", scope="all")
            took.append(time.perf_counter() - start)
        self.assertEqual(len(value["sessions"]) + value["more_sessions"], 1000)
        self.assertEqual(value["sessions"][0]["id"], "s0")
        self.assertLess(min(took), 8 * min(self.floor() for _ in range(10)))


if __name__ == "__main__":
    unittest.main()
