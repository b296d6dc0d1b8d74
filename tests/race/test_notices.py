"""Notices against SessionEnd: what others leave for a Session does not bring it back."""

import os
import subprocess
import sys
import time
import unittest
from typing import List

from tests.support import TOP, Sandbox, bounded

#: At the moment it is told, leaves Notices for a Session, meets it in a file, or ends it; says when it is done.
ACTOR = r"""
import os, sys, time
sys.path.insert(0, sys.argv[1])
from csg.hooks import hook
from csg.state import notices
home, environ, kind = os.fsencode(sys.argv[2]), {b"CLAUDE_PID": sys.argv[3].encode()}, sys.argv[4]
def send(name, session, file="f", **fields):
    event = {"session_id": session, "cwd": "/", "hook_event_name": name, "tool_name": "Edit", "reason": "other"}
    try:
        hook.handle(dict(event, tool_input={"file_path": "/nonexistent/" + file}), "", environ, home, time.time())
    except hook.errors.NotForUs:
        pass
for line in sys.stdin:
    moment, session = line.split()
    while time.time() < float(moment):
        pass
    if kind == "begins":
        send("SessionStart", session)
        send("PreToolUse", session, session)
    elif kind == "leaves":
        for number in range(30):
            notices.leave(home, session.encode(), time.time(), {"kind": "message", "text": "x"})
    elif kind == "meets":
        send("PreToolUse", "other", session)
    else:
        send("SessionEnd", session)
    print("done", flush=True)
"""


class Leaving(unittest.TestCase):
    def rounds(self, number: int, kind: str) -> Sandbox:
        box = Sandbox()
        self.addCleanup(box.remove)
        begins, *both = [self.actor(box, role) for role in ("begins", kind, "ends")]
        with bounded(120):
            for this in range(number):
                self.tell([begins], ["0 s%d" % this])
                moment = time.time() + 0.003
                self.tell(both, ["%f s%d" % (moment + delay, this) for delay in (0.0, this % 40 * 0.00003)])
        for actor in [begins, *both]:
            assert actor.stdin is not None and actor.stdout is not None
            actor.stdin.close()
            actor.stdout.close()
            self.assertEqual(actor.wait(timeout=60), 0)
        return box

    def actor(self, box: Sandbox, role: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", ACTOR, TOP, box.home, str(os.getpid()), role]
        made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.addCleanup(made.kill)
        return made

    def tell(self, actors: "List[subprocess.Popen[bytes]]", lines: List[str]) -> None:
        for actor, line in zip(actors, lines):
            assert actor.stdin is not None
            actor.stdin.write(line.encode() + b"\n")
        for actor in actors:
            assert actor.stdout is not None
            self.assertEqual(actor.stdout.readline(), b"done\n")

    def test_who_leaves_many(self) -> None:
        self.assertEqual(self.rounds(300, "leaves").sessions(), [])

    def test_who_meets_it_in_a_file(self) -> None:
        box = self.rounds(300, "meets")
        self.assertEqual(box.sessions(), ["other"])
        self.assertEqual([line for line in box.log() if line["event"] in ("error", "skipped")], [])
