"""However the hook is started, it says the same."""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Dict, List

from csg.base import loader
from csg.state import claims, sessions
from tests.support import TOP, SandboxCase, archive, build, edit_event, event


class WaysIn(SandboxCase):
    def play(self, command: List[str]) -> List[bytes]:
        """The answers to a few events, in a home that is the same each time."""
        shutil.rmtree(self.box.home, ignore_errors=True)
        repository = self.box.repository()
        path = self.box.write("shop/src/\u00fc.py")
        home, moment = os.fsencode(self.box.home), time.time() - 90
        sibling = sessions.observe("sibling", os.fsencode(repository), {b"CLAUDE_PID": b"1"}, moment)
        sessions.start(home, sibling)
        target = claims.Target(os.fsencode(path))
        claims.publish(home, b"sibling", target, moment, "call", "", 1, "Edit")
        answers = []
        for fields in (
            event("SessionStart", "me", repository, source="startup"),
            edit_event("me", path, "Write", repository, call="1"),
            edit_event("me", path, "Write", repository, call="2"),
            edit_event("me", path, "Edit", repository, call="3", agent="sub"),
            event("PreToolUse", "me", repository, tool_name="Bash", tool_input={"command": "git stash"}),
            event("Stop", "me", repository),
            event("SessionEnd", "me", repository, reason="other"),
        ):
            done = subprocess.run(
                command,
                input=json.dumps(fields).encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.box.environ,
                timeout=60,
            )
            self.assertEqual((done.returncode, done.stderr), (0, b""), command)
            answers.append(done.stdout)
        return answers

    def test_every_way_gives_the_same_bytes(self) -> None:
        sources = os.path.join(self.box.path, "sources.pyz")
        build(sources, "--python", "")
        printed = self.box.csg("hook-command", "--json", environ={"CSG_PYTHON": sys.executable})
        wired = json.loads(printed.stdout)
        start = "import sys; sys.path.insert(0, sys.argv.pop(1)); from csg.__main__ import main; main()"
        ways: Dict[str, List[str]] = {
            "the file": [archive(), "hook"],
            "python3 file": [sys.executable, archive(), "hook"],
            "sh file": ["/bin/sh", archive(), "hook"],
            "the loader": [sys.executable, "-ISc", loader.LOADER, archive(), "hook"],
            "hook-command, shell form": ["/bin/sh", "-c", wired["shell"]],
            "hook-command, exec form": [wired["exec"]["command"], *wired["exec"]["args"]],
            "sources only": [sources, "hook"],
            "python3 on sources only": [sys.executable, sources, "hook"],
            "a checkout": [sys.executable, "-ISc", start, TOP, "hook"],
        }
        expected = self.play(ways.pop("the file"))
        self.assertIn(b"at work in", expected[0])
        self.assertIn(b"was held", expected[1])
        self.assertEqual(expected[2], b"")
        self.assertIn(b"CONCURRENCY", expected[3])
        self.assertIn(b"git stash", expected[4])
        for name, command in ways.items():
            self.assertEqual(self.play(command), expected, name)
