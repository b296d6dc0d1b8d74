"""Publish, then look: of simultaneous editors at least one learns of another, and no Claim is lost."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from typing import List

from tests.support import FULL, TOP, Sandbox, SandboxCase, archive, edit_event, event

#: One editor: sleeps until the moment it is told, then runs the hook in this very process, so that the
#: rounds are many and the moments close: one tick of the clock wakes all.  Prints the answer.
EDITOR = r"""
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
from csg.hooks import hook
environ = {b"CLAUDE_SESSION_GUARD_HOME": os.fsencode(sys.argv[2]), b"CLAUDE_PID": b"%d" % os.getppid()}
name = sys.argv[3]
for line in sys.stdin:
    moment, path = line.split(" ", 1)
    event = {"session_id": name, "cwd": "/", "hook_event_name": "PreToolUse", "tool_name": "Edit",
             "tool_use_id": path, "tool_input": {"file_path": path.strip()}}
    time.sleep(max(0.0, float(moment) - time.time()))
    answer = hook.handle(event, "", environ, environ[b"CLAUDE_SESSION_GUARD_HOME"], time.time())
    print("told" if answer and answer.encode() else "silent", flush=True)
    if answer:
        answer.printed()
"""


class Simultaneous(unittest.TestCase):
    def rounds(self, editors: int, rounds: int) -> List[int]:
        """How many were told something, round by round."""
        box = Sandbox()
        self.addCleanup(box.remove)
        running = [
            subprocess.Popen(
                [sys.executable, "-ISc", EDITOR, TOP, box.home, "session-%d" % number],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            for number in range(editors)
        ]
        told = []
        for number in range(rounds):
            line = b"%f %s/f%d\n" % (time.time() + 0.004, box.work.encode(), number)
            for editor in running:
                assert editor.stdin is not None
                editor.stdin.write(line)
            answers = [editor.stdout.readline() for editor in running if editor.stdout is not None]
            told.append(answers.count(b"told\n"))
        for editor in running:
            assert editor.stdin is not None and editor.stdout is not None
            editor.stdin.close()
            editor.stdout.close()
            self.assertEqual(editor.wait(timeout=60), 0)
        return told

    def test_two_editors_are_never_both_silent(self) -> None:
        self.assertEqual([n for n in self.rounds(2, 300 if FULL else 40) if n < 1], [])

    def test_eight_editors_are_never_all_silent(self) -> None:
        # All but the very first to publish see somebody.
        self.assertEqual([n for n in self.rounds(8, 100 if FULL else 12) if n < 7], [])


class Parallel(SandboxCase):
    def all_at_once(self, events: List["tuple[str, str]"]) -> List[int]:
        reading, writing = os.pipe()
        wait = 'read x </dev/fd/%d; exec "$0" hook' % reading  # <&%d: dash takes one digit
        running = []
        for session, path in events:
            with tempfile.TemporaryFile() as file:
                file.write(json.dumps(edit_event(session, path, "Edit", self.box.work)).encode())
                file.seek(0)
                hook = subprocess.Popen(
                    ["/bin/sh", "-c", wait, archive()],
                    stdin=file,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    env=self.box.environ,
                    pass_fds=[reading],
                )
            running.append(hook)
        os.close(reading)
        os.close(writing)  # they all wait for this
        codes = []
        for hook in running:
            _, err = hook.communicate(timeout=120)
            self.assertEqual(err, b"")
            codes.append(hook.returncode)
        return codes

    def test_many_hooks_of_ten_sessions_on_one_file(self) -> None:
        path = self.box.write("f")
        each = 10 if FULL else 4
        codes = self.all_at_once([("session-%d" % (n % 10), path) for n in range(10 * each)])
        self.assertEqual(codes, [0] * (10 * each))
        for number in range(10):
            lines = self.box.claims("session-%d" % number)
            self.assertEqual(len([line for line in lines if "id" in line]), each)
        self.assertNotIn("error", [line["event"] for line in self.box.log()])
        self.assertEqual(len(self.box.sessions()), 10)

    def test_parallel_hooks_of_one_new_session_lose_nothing(self) -> None:
        paths = [self.box.write("f%d" % (n % 5)) for n in range(40)]
        self.assertEqual(self.all_at_once([("s", path) for path in paths]), [0] * 40)
        self.assertEqual(len([line for line in self.box.claims("s") if "id" in line]), 40)

    def test_start_and_edits_at_once(self) -> None:
        for number in range(10):
            session = "s%d" % number
            start = subprocess.Popen(
                [archive(), "hook"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=self.box.environ
            )
            assert start.stdin is not None
            start.stdin.write(json.dumps(event("SessionStart", session, self.box.work)).encode())
            self.all_at_once([(session, self.box.write("%s-%d" % (session, n))) for n in range(3)])
            start.communicate(timeout=60)
            self.assertEqual(len(self.box.claims(session)), 3)
