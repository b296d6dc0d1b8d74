"""Identical calls at the same moment: a hold lets one through, and one wired twice answers once."""

import json
import subprocess
import sys
import time
import unittest
from typing import Any, Dict, List

from tests.support import FULL, TOP, Sandbox, edit_event, event

#: Handles events at the moment each says, in this process; prints what was decided.
ACTOR = r"""
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
from csg.hooks import hook
home = os.fsencode(sys.argv[2])
environ = {b"CLAUDE_PID": sys.argv[3].encode()}
for line in sys.stdin:
    moment, text = line.split(" ", 1)
    event = json.loads(text)
    while time.time() < float(moment):
        pass
    answer = hook.handle(event, "", environ, home, time.time())
    said = json.loads(answer.encode() or "{}") if answer else {}
    if answer:
        answer.printed()
    print(said.get("hookSpecificOutput", {}).get("permissionDecision", "-"), flush=True)
"""


class Repeated(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.shop = self.box.repository()
        command = [sys.executable, "-S", "-c", ACTOR, TOP, self.box.home, self.box.environ["CLAUDE_PID"]]
        self.actors = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) for _ in range(2)
        ]
        self.addCleanup(self.end)

    def end(self) -> None:
        for actor in self.actors:
            assert actor.stdin is not None and actor.stdout is not None
            actor.stdin.close()
            actor.stdout.close()
            actor.wait(timeout=60)

    def send(self, *events: Dict[str, Any]) -> List[str]:
        """What is decided about events that come at once, sorted."""
        moment = time.time() + 0.003
        used = self.actors[: len(events)]
        for actor, fields in zip(used, events):
            assert actor.stdin is not None
            actor.stdin.write(b"%f %s\n" % (moment, json.dumps(fields).encode()))
        return sorted([actor.stdout.readline().decode().strip() for actor in used if actor.stdout is not None])

    def rounds(self, number: int, call: "Any") -> None:
        """`call(id)` is an event that is held; in each round it is repeated twice at once."""
        for n in range(number):
            self.send(edit_event("a", self.shop + "/f", "Edit", self.shop))
            self.assertEqual(self.send(call("%d-1" % n)), ["deny"])
            self.assertEqual(self.send(call("%d-2" % n), call("%d-3" % n)), ["-", "deny"], "one goes through")

    def test_writes(self) -> None:
        path = self.box.write("shop/f")
        self.rounds(25 if FULL else 12, lambda call: edit_event("b", path, "Write", self.shop, call))

    def test_git_commands(self) -> None:
        fields = {"tool_name": "Bash", "tool_input": {"command": "git stash"}}
        self.rounds(25 if FULL else 12, lambda call: event("PreToolUse", "b", self.shop, tool_use_id=call, **fields))

    def test_wired_twice(self) -> None:
        path = self.box.write("shop/f")
        bash = {"tool_name": "Bash", "tool_input": {"command": "git stash"}}
        for n in range(15 if FULL else 6):
            self.send(edit_event("a", path, "Edit", self.shop))
            for fields in (
                edit_event("b", path, "Write", self.shop, "write-%d" % n),
                event("PreToolUse", "b", self.shop, tool_use_id="bash-%d" % n, **bash),
            ):
                self.assertEqual(self.send(fields, fields), ["-", "deny"], "one answers")
                again = dict(fields, tool_use_id=fields["tool_use_id"] + "-again")
                self.assertEqual(self.send(again, again), ["-", "-"], "one call goes through")
                self.assertEqual(self.send(dict(fields, tool_use_id=fields["tool_use_id"] + "-3")), ["deny"])
                self.assertEqual(self.send(dict(fields, tool_use_id=fields["tool_use_id"] + "-4")), ["-"])


if __name__ == "__main__":
    unittest.main()
