"""SessionEnd against PreToolUse: what ends stays ended, what lives loses nothing."""

import os
import subprocess
import sys
import unittest

from tests.support import FULL, TOP, Sandbox

#: Runs events of one kind, each at the moment it is told, in this process; says when it is done.
ACTOR = r"""
import os, sys, time
sys.path.insert(0, sys.argv[1])
from csg.hooks import hook
home = os.fsencode(sys.argv[2])
environ = {b"CLAUDE_PID": sys.argv[3].encode()}
kind = sys.argv[4]
for line in sys.stdin:
    moment, session = line.split()
    event = {"session_id": session, "cwd": "/", "hook_event_name": kind, "tool_name": "Edit", "reason": "other",
             "tool_input": {"file_path": "/nonexistent/f"}}
    time.sleep(max(0.0, float(moment) - time.time()))
    try:
        answer = hook.handle(event, "", environ, home, time.time())
        if answer:
            answer.printed()
    except hook.errors.NotForUs:
        pass
    print("done", flush=True)
"""


class Ending(unittest.TestCase):
    def run_rounds(self, rounds: int, started: bool, pids: "tuple[int, int]") -> Sandbox:
        import time

        box = Sandbox()
        self.addCleanup(box.remove)
        actors = [
            subprocess.Popen(
                [sys.executable, "-ISc", ACTOR, TOP, box.home, str(pid), kind],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            for pid, kind in zip(pids, ("PreToolUse", "SessionEnd"))
        ]
        starter = subprocess.Popen(
            [sys.executable, "-ISc", ACTOR, TOP, box.home, str(pids[0]), "SessionStart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        for number in range(rounds):
            session = b"s%d" % number
            for actor in [starter] if started else []:
                assert actor.stdin is not None and actor.stdout is not None
                actor.stdin.write(b"0 %s\n" % session)
                actor.stdout.readline()
            moment = time.time() + 0.003
            for delay, actor in zip((0.0, (number % 40) * 0.00002), actors):
                assert actor.stdin is not None
                actor.stdin.write(b"%f %s\n" % (moment + delay, session))
            for actor in actors:
                assert actor.stdout is not None
                self.assertEqual(actor.stdout.readline(), b"done\n")
        for actor in [*actors, starter]:
            assert actor.stdin is not None and actor.stdout is not None
            actor.stdin.close()
            actor.stdout.close()
            self.assertEqual(actor.wait(timeout=60), 0)
        return box

    def test_a_session_that_ends_stays_ended(self) -> None:
        box = self.run_rounds(300 if FULL else 40, True, (os.getpid(), os.getpid()))
        self.assertEqual(box.sessions(), [])

    def test_also_one_that_was_never_on_record(self) -> None:
        box = self.run_rounds(300 if FULL else 40, False, (os.getpid(), os.getpid()))
        self.assertEqual(box.sessions(), [])

    def test_another_process_with_the_same_id_goes_on(self) -> None:
        # pid 1 ends the session while this process, which has the same id, edits
        box = self.run_rounds(50, True, (os.getpid(), 1))
        self.assertEqual(len(box.sessions()), 50)
