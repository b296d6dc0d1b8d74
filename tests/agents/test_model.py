"""Each client runs here, offline, its tools called by the scripted model; the guard is not wired in."""

import os
from typing import Any, Dict

from tests.agents import programs
from tests.agents.case import AgentCase
from tests.client.model import Call

#: A call by which each creates the file `made.txt` with the text "hello".
CREATE: Dict[str, Any] = {
    "codex": lambda folder: Call(
        "apply_patch", {"input": "*** Begin Patch\n*** Add File: made.txt\n+hello\n*** End Patch"}
    ),
    "gemini": lambda folder: Call("write_file", {"file_path": folder + "/made.txt", "content": "hello\n"}),
    "qwen": lambda folder: Call("write_file", {"file_path": folder + "/made.txt", "content": "hello\n"}),
    "copilot": lambda folder: Call("create", {"path": folder + "/made.txt", "file_text": "hello\n"}),
    "opencode": lambda folder: Call("write", {"filePath": folder + "/made.txt", "content": "hello\n"}),
}


class Runs(AgentCase):
    def check(self, name: str) -> None:
        programs.need(name)
        run = self.agent(name, [CREATE[name](self.repository), "Done."])
        self.assertEqual(run.finish(), 0, run.report())
        self.assertTrue(os.path.exists(os.path.join(self.repository, "made.txt")), run.report())
        self.assertEqual(len(run.requests()), 2, run.report())
        self.assertEqual(len(run.requests()[1].results()), 1, run.report())
        self.assertIn("Please do the task.", run.requests()[0].text())

    def test_codex(self) -> None:
        self.check("codex")

    def test_gemini(self) -> None:
        self.check("gemini")

    def test_qwen(self) -> None:
        self.check("qwen")

    def test_copilot(self) -> None:
        self.check("copilot")

    def test_opencode(self) -> None:
        self.check("opencode")
