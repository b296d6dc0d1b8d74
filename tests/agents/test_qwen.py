"""Qwen Code beside Claude Code.  What its tools take: 0.15.10."""

import os
import time
from typing import List

from tests.agents import meeting
from tests.client.model import Call, Hold, Turn


class Qwen(meeting.Meets):
    NAME = "qwen"
    CLIENTS = (NAME,)
    LEAVES = 1  # headless it has no SessionEnd

    def opens(self, path: str) -> List[Turn]:
        return [Call("read_file", {"file_path": path})]

    def edits(self, path: str, old: str, new: str) -> Call:
        return Call("edit", {"file_path": path, "old_string": old, "new_string": new})

    def writes(self, path: str, text: str) -> Call:
        return Call("write_file", {"file_path": path, "content": text})

    def runs(self, command: str) -> Call:
        return Call("run_shell_command", {"command": command, "is_background": False})

    def test_one_that_is_gone_is_swept(self) -> None:
        held = Hold("Done.")
        b = self.other(self.writes(self.file, "one\n"), held)
        b.reach(held)
        (session,) = self.box.sessions()
        self.grow_old(session)
        self.box.csg("gc")
        self.assertEqual(self.box.sessions(), [session])  # it runs
        held.release()
        self.ended_well(b)
        self.grow_old(session)
        self.assertIn(b"process gone", self.box.csg("gc").stdout)
        self.assertEqual(self.box.sessions(), [])

    def grow_old(self, session: str) -> None:
        """Its last sign of life, and what it claimed, are an hour old."""
        then = time.time() - 3600
        for folder, _, names in os.walk(os.path.join(self.box.home, "state", session)):
            for name in names:
                os.utime(os.path.join(folder, name), (then, then))
