"""The guard under the real OpenCode, against Claude Code."""

from tests.agents.both_ways import Meeting
from tests.client.model import Call


class OpenCode(Meeting):
    NAME = "opencode"
    CLIENTS = ("opencode",)

    def own_edit(self, old: str, new: str) -> Call:
        return Call("edit", {"filePath": self.file, "oldString": old, "newString": new})

    def test_it_is_warned(self) -> None:
        self.check_it_is_warned()

    def test_claude_is_warned(self) -> None:
        self.check_claude_is_warned()

    def test_it_is_held(self) -> None:
        self.check_it_is_held(Call("write", {"filePath": self.file, "content": "new\n"}), "new\n")

    def test_a_command_is_held(self) -> None:
        self.box.write(self.file, "zero\n")
        self.git(self.repository, "add", "src/till.py")
        self.git(self.repository, "commit", "--quiet", "-m", "till")
        given = {"command": "git checkout -- src/till.py", "description": "test"}
        self.check_it_is_held(Call("bash", given), "zero\n")

    def test_a_brief_at_the_start(self) -> None:
        a, held = self.a_claude("A is done.")
        b = self.other(["B is done."])
        self.ended_well(b)
        self.told(b, 0, "`%s`" % a.short, "src/till.py")
        held.release()
        self.ended_well(a)

    def test_what_was_found_before_a_tool_that_failed(self) -> None:
        a, held = self.a_claude("A is done.")
        look = Call("read", {"filePath": self.file})
        b = self.other([self.own_edit("nothing", "like it"), look, self.own_edit("two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual(self.warned(b), [2, 3], b.report())
        self.assertEqual([line["event"] for line in self.box.log()].count("conflict"), 1)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        held.release()
        self.ended_well(a)

    def test_a_subagent_is_one_of_its_session(self) -> None:
        self.box.write(self.file, "one\ntwo\n")
        task = {"description": "x", "prompt": "do it", "subagent_type": "general"}
        b = self.other([Call("task", task), self.own_edit("two", "three"), "Sub is done.", "B is done."])
        self.ended_well(b)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(len({line["session"] for line in self.box.log()}), 1, self.box.log())
        self.nobody_is_left()

    def test_the_shell_knows_whose_it_is(self) -> None:
        b = self.other([Call("bash", {"command": "echo $CSG_CLIENT $CSG_SESSION_ID", "description": "x"}), "Done."])
        self.ended_well(b)
        started = next(line["session"] for line in self.box.log() if line["event"] == "start")
        self.assertIn("opencode %s" % started, b.requests()[1].results()[0])
