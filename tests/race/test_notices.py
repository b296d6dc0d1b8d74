"""Directories without a record: Notices against SessionEnd do not make them, starts against sweeps mend them."""

import os
import subprocess
import sys
import time
import unittest
from typing import List

from tests.support import FULL, TOP, Sandbox, bounded

#: At the moment it is told, leaves Notices for a Session, meets it in a file, or ends it; says when it is done.
ACTOR = r"""
import os, sys, time
sys.path.insert(0, sys.argv[1])
from csg.hooks import hook
from csg.state import notices, sweep
home, environ, kind = os.fsencode(sys.argv[2]), {b"CLAUDE_PID": sys.argv[3].encode()}, sys.argv[4]
def send(name, session, file="f", **fields):
    event = {"session_id": session, "cwd": "/", "hook_event_name": name, "tool_name": "Edit", "reason": "other",
             "prompt_id": "p"}
    try:
        event["tool_input"] = {"file_path": "/nonexistent/" + file}
        answer = hook.handle(event, "", environ, home, time.time())
        if answer:
            answer.encode()
            answer.printed()
    except hook.errors.NotForUs:
        pass
for line in sys.stdin:
    moment, session = line.split()
    while time.time() < float(moment):
        pass
    if kind == "begins":
        send("SessionStart", session)
        send("PreToolUse", session, session)
    elif kind == "starts":
        send("SessionStart", session)
    elif kind == "edits":
        send("PreToolUse", session, session)
    elif kind == "sweeps":
        sweep.sweep(home, time.time(), 600.0, remains=True)
    elif kind == "leaves":
        for number in range(30):
            notices.leave(home, session.encode(), time.time(), {"kind": "message", "text": "x"})
    elif kind == "meets":
        send("PreToolUse", "other", session)
    else:
        send("SessionEnd", session)
    print("done", flush=True)
"""


class Actors(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.actors: List[subprocess.Popen[bytes]] = []

    def together(self, this: int, actors: "List[subprocess.Popen[bytes]]") -> None:
        """Let them act on session `this` at nearly the same moment."""
        moment = time.time() + 0.003
        delays = [(this * (place * 7 + 1)) % 40 * 0.00003 * bool(place) for place in range(len(actors))]
        self.tell(actors, ["%f s%d" % (moment + delay, this) for delay in delays])

    def dismiss(self) -> None:
        for actor in self.actors:
            assert actor.stdin is not None and actor.stdout is not None
            actor.stdin.close()
            actor.stdout.close()
            self.assertEqual(actor.wait(timeout=60), 0)

    def actor(self, role: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-S", "-c", ACTOR, TOP, self.box.home, str(os.getpid()), role]
        made = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.addCleanup(made.kill)
        self.actors.append(made)
        return made

    def tell(self, actors: "List[subprocess.Popen[bytes]]", lines: List[str]) -> None:
        for actor, line in zip(actors, lines):
            assert actor.stdin is not None
            actor.stdin.write(line.encode() + b"\n")
        for actor in actors:
            assert actor.stdout is not None
            self.assertEqual(actor.stdout.readline(), b"done\n")

    def nothing_went_wrong(self) -> None:
        self.dismiss()
        self.assertEqual([line for line in self.box.log() if line["event"] in ("error", "skipped")], [])


class Leaving(Actors):
    def rounds(self, kind: str) -> None:
        begins, *both = [self.actor(role) for role in ("begins", kind, "ends")]
        with bounded(120):
            for this in range(300 if FULL else 30):
                self.tell([begins], ["0 s%d" % this])
                self.together(this, both)
        self.nothing_went_wrong()

    def test_who_leaves_many(self) -> None:
        self.rounds("leaves")
        self.assertEqual(self.box.sessions(), [])

    def test_who_meets_it_in_a_file(self) -> None:
        self.rounds("meets")
        self.assertEqual(self.box.sessions(), ["other"])


class Mending(Actors):
    """A directory without a record, of a Session that starts (or goes on) while it is swept away."""

    def rounds(self, *roles: str) -> None:
        actors = [self.actor(role) for role in roles]
        state = os.path.join(self.box.home, "state")
        rounds = 120 if FULL else 15
        with bounded(120):
            for this in range(rounds):
                self.box.write(os.path.join(state, "s%d" % this, "notices", "1"), "{}")
                self.together(this, actors)
        self.nothing_went_wrong()
        self.assertEqual(len(self.box.sessions()), rounds)
        for name in os.listdir(state):
            self.assertIn("session.json", os.listdir(os.path.join(state, name)), name)

    def test_it_starts(self) -> None:
        self.rounds("starts", "sweeps")

    def test_it_edits(self) -> None:
        self.rounds("edits", "sweeps")
        for name in self.box.sessions():
            self.assertEqual(len(self.box.claims(name)), 1, name)

    def test_both(self) -> None:
        self.rounds("starts", "edits", "sweeps")
        for name in self.box.sessions():
            self.assertEqual(len(self.box.claims(name)), 1, name)
