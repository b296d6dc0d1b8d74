"""The file is replaced, as by an upgrade: hooks and servers that have started go on with the one they have."""

import json
import os
import shutil
import subprocess
import sys
from typing import Any, Dict, List

from csg.base import loader
from tests.support import SandboxCase, archive, edit_event, event


class Replaced(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.box.path, "csg")

    def replace(self) -> None:
        """Put something else in its place."""
        other = self.box.write(self.file + ".new", "#!/bin/sh\nexit 1\n")
        os.replace(other, self.file)

    def started(self, *words: str) -> "subprocess.Popen[bytes]":
        pipe = subprocess.PIPE
        shutil.copy(archive(), self.file)
        command = [sys.executable, *loader.OPTIONS, loader.LOADER, self.file, *words]
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=self.box.environ, bufsize=0)
        self.addCleanup(process.kill)
        return process

    def hook(self, fields: Dict[str, Any]) -> str:
        """What a hook says whose file is replaced before it has its whole event."""
        process = self.started("hook")
        data = json.dumps(fields).encode()
        assert process.stdin is not None
        process.stdin.write(data[:-1])
        while not self.reads(process.pid):
            self.assertIsNone(process.poll())
        self.replace()
        out, err = process.communicate(data[-1:], timeout=60)
        self.assertEqual((process.returncode, err), (0, b""))
        return out.decode()

    def reads(self, pid: int) -> bool:
        """Has it opened its file?"""
        found: List[str] = []
        for name in os.listdir("/proc/%d/fd" % pid):
            try:
                found.append(os.readlink("/proc/%d/fd/%s" % (pid, name)))
            except OSError:
                continue
        return self.file in found

    def test_hooks(self) -> None:
        if not os.path.isdir("/proc/self/fd"):
            self.skipTest("skipped: no /proc to look at a process's files")
        path = self.box.write(os.path.join(self.box.work, "a.py"), "a\n")
        for session in ("one", "two"):
            self.hook(event("SessionStart", session, self.box.work, source="startup"))
        self.assertEqual(self.hook(edit_event("one", path, "Edit", self.box.work)), "")
        said = self.hook(edit_event("two", path, "Write", self.box.work))
        self.assertIn("deny", said)
        said = self.hook(event("PostToolUse", "one", self.box.work, tool_name="Edit", tool_input={"file_path": path}))
        self.assertIn("a.py", said + self.hook(event("UserPromptSubmit", "one", self.box.work, prompt="x")))
        self.assertIn("at work", self.hook(event("SessionStart", "three", self.box.work, source="startup")))
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])

    def test_a_server(self) -> None:
        server = self.started("mcp")
        assert server.stdin is not None and server.stdout is not None

        def ask(number: int, method: str, **params: Any) -> Any:
            assert server.stdin is not None and server.stdout is not None
            message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            server.stdin.write(json.dumps(message).encode() + b"\n")
            return json.loads(server.stdout.readline())

        ask(1, "initialize", protocolVersion="2025-06-18", capabilities={}, clientInfo={"name": "x", "version": "1"})
        self.replace()
        answer = ask(2, "tools/call", name="list_sessions", arguments={})
        self.assertFalse(answer["result"].get("isError"), answer)
        server.communicate()
        self.assertEqual(server.returncode, 0)
