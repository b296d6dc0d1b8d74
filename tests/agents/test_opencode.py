"""OpenCode and Claude Code meet, each of them first.  What OpenCode's tools take: 1.18.33."""

from tests.agents import meeting
from tests.client.calls import write
from tests.client.model import Call


class OpenCode(meeting.Meets):
    NAME = "opencode"
    CLIENTS = ("opencode",)

    def edits(self, path: str, old: str, new: str) -> Call:
        return Call("edit", {"filePath": path, "oldString": old, "newString": new})

    def writes(self, path: str, text: str) -> Call:
        return Call("write", {"filePath": path, "content": text})

    def runs(self, command: str) -> Call:
        return Call("bash", {"command": command, "description": "test"})

    def test_an_edit_is_told_with_its_result(self) -> None:
        """And the first hears of it; the shell knows whose it is."""
        self.held.turn = write(self.file + ".log", "x\n")
        a = self.claude_holds()
        b = self.other(self.edits(self.file, "two", "three"), self.runs("echo $CSG_CLIENT $CSG_SESSION_ID"), "Done.")
        self.ended_well(b)
        warned, echoed = b.requests()[-1].results()
        self.assertIn("1 other session is at work on `src/till.py`.", warned)
        self.assertIn("session `%s`" % a.short, warned)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.decisions(), ["warned"])
        own = {line["session"] for line in self.box.log()} - {a.id}
        self.assertEqual(["opencode %s" % identifier for identifier in own], [echoed.strip()])
        self.ends(a)
        self.told(a, 2, "was told that this session is at work on it, and went ahead")

    def test_what_was_found_before_a_tool_that_failed(self) -> None:
        a = self.claude_holds()
        look = Call("read", {"filePath": self.file})
        b = self.other(self.edits(self.file, "not there", "x"), look, self.edits(self.file, "two", "three"), "Done.")
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2, 3], b.report())
        self.assertEqual(self.decisions(), ["warned"])
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.ends(a)

    def test_a_subagent_is_one_of_its_session(self) -> None:
        self.box.write(self.file, "one\ntwo\n")
        task = {"description": "x", "prompt": "do it", "subagent_type": "general"}
        b = self.other(Call("task", task), self.edits(self.file, "two", "three"), "Sub is done.", "Done.")
        self.ended_well(b)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(len({line["session"] for line in self.box.log()}), 1, self.box.log())
        self.assertEqual(self.box.sessions(), [])
