"""Codex meets Gemini CLI: no Claude Code anywhere."""

import os
from typing import List

from tests.agents.case import AgentCase
from tests.agents.model import Request
from tests.client.case import WARNING
from tests.client.model import Call, Hold, Turn


def patch(*lines: str) -> Call:
    """Codex's way to write files."""
    return Call("apply_patch", {"input": "\n".join(["*** Begin Patch", *lines, "*** End Patch"])})


def write_file(path: str, text: str) -> Call:
    """Gemini's."""
    return Call("write_file", {"file_path": path, "content": text})


class Meeting(AgentCase):
    CLIENTS = ("codex", "gemini")

    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.box.make("work", "shop", "src"), "till.py")

    def test_codex_comes_second(self) -> None:
        held = Hold(Call("run_shell_command", {"command": "true"}))
        a = self.agent("gemini", [write_file("src/till.py", "one\ntwo\n"), held, "Done."])
        a.reach(held)
        (first,) = self.box.sessions()
        b = self.agent("codex", [patch("*** Update File: src/till.py", "@@", "-two", "+three"), "Done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [1], b.report())
        self.told(b, 1, "1 other session is at work on `src/till.py`.", "session `%s`" % first[:8])
        self.assertEqual(self.read(self.file), "one\nthree\n")
        held.release()
        self.ended_well(a)
        self.assertIn("meant to edit `src/till.py`", self.news(a, 2))
        self.assertEqual(self.box.sessions(), [])

    def test_gemini_comes_second(self) -> None:
        held = Hold(patch("*** Update File: README", "@@", "-shop", "+store"))
        a = self.agent("codex", [patch("*** Add File: src/till.py", "+one", "+two"), held, "Done."])
        a.reach(held)
        (first,) = self.box.sessions()
        seen: List[str] = []

        def again(_: Request) -> Turn:
            seen.append(self.read(self.file))
            return write_file("src/till.py", "mine\n")

        b = self.agent("gemini", [write_file("src/till.py", "mine\n"), again, "Done."])
        self.ended_well(b)
        refused, passed = b.requests()[-1].results()
        for fact in (WARNING, "session `%s`" % first[:8], "nothing was written"):
            self.assertIn(fact, refused)
        self.assertNotIn(WARNING, passed)
        self.assertEqual((seen, self.read(self.file)), (["one\ntwo\n"], "mine\n"))
        held.release()
        self.ended_well(a)
        self.assertIn("meant to edit `src/till.py`", self.news(a, 2))
        self.assertEqual(self.box.sessions(), [])
