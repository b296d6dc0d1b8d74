"""Copilot CLI and Claude Code meet, each of them first.  What Copilot's tools take: 1.0.102."""

import json
import os

from tests.agents import meeting, wiring
from tests.client.calls import write
from tests.client.case import WARNING
from tests.client.driver import Client
from tests.client.model import Call
from tests.support import archive


class Copilot(meeting.Meets):
    NAME = "copilot"
    CLIENTS = ("copilot",)

    def edits(self, path: str, old: str, new: str) -> Call:
        return Call("edit", {"path": path, "old_str": old, "new_str": new})

    def writes(self, path: str, text: str) -> Call:
        return Call("create", {"path": path, "file_text": text})

    def runs(self, command: str) -> Call:
        return Call("bash", {"command": command, "description": "test", "mode": "sync"})

    def test_an_edit_is_told_with_its_result(self) -> None:
        """After it, in a message of its own; and the first hears of it."""
        self.held.turn = write(self.file + ".log", "x\n")
        a = self.claude_holds()
        b = self.other(self.edits(self.file, "two", "three"), "Done.")
        self.ended_well(b)
        self.assertEqual(self.warned(b), [1], b.report())
        self.told(b, 1, "1 other session is at work on `src/till.py`.", "session `%s`" % a.short)
        self.assertEqual(b.requests()[1].text().count(WARNING), 1)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(self.decisions(), ["warned"])
        self.ends(a)
        self.told(a, 2, "was told that this session is at work on it, and went ahead")

    def test_a_write_is_held_once(self) -> None:
        """A file that is there is none that it would replace, once the call passes."""
        a = self.claude_holds()
        b = self.other(self.writes(self.file, "mine\n"), self.writes(self.file, "mine\n"), "Done.")
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        self.assertIn(WARNING, first)
        self.assertNotIn(WARNING, second)
        self.assertIn("already exists", second)
        self.assertEqual(self.read(self.file), "one\ntwo\n")
        self.assertEqual(self.decisions()[0], "held")
        self.ends(a)

    def test_what_was_found_before_a_tool_that_failed(self) -> None:
        a = self.claude_holds()
        b = self.other(self.edits(self.file, "not there", "x"), self.edits(self.file, "two", "three"), "Done.")
        self.ended_well(b)
        self.assertEqual(self.decisions(), ["warned"])
        self.told(b, 1, "No match found", WARNING)
        self.ends(a)

    def test_a_subagent_is_one_of_its_session(self) -> None:
        self.box.write(self.file, "one\ntwo\n")
        task = {"agent_type": "task", "description": "x", "name": "helper", "prompt": "do it", "mode": "sync"}
        b = self.other(Call("task", task), self.edits(self.file, "two", "three"), "Sub is done.", "Done.")
        self.ended_well(b)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(len({line["session"] for line in self.box.log()}), 1, self.box.log())
        self.assertEqual(self.box.sessions(), [])

    def test_a_patch_of_two_files_is_held_whole(self) -> None:
        """With a model that writes patches."""
        text = "*** Begin Patch\n*** Delete File: src/till.py\n*** Add File: new.txt\n+new\n*** End Patch"
        patch = Call("apply_patch", {"input": text})
        a = self.claude_holds()
        model = {"COPILOT_MODEL": "gpt-5.1-codex", "COPILOT_PROVIDER_WIRE_API": "responses"}
        b = self.agent("copilot", [patch, patch, "Done."], environ=model)
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        self.assertIn(WARNING, first)
        self.assertNotIn(WARNING, second)
        self.assertFalse(os.path.exists(self.file), b.report())
        self.assertEqual(self.read(os.path.join(self.repository, "new.txt")), "new\n")
        self.ends(a)


class Project(Copilot):
    """Only the project's `.claude/settings.json` has the hooks, as `csg install --scope project` puts them there."""

    OWN = False
    # nothing in these depends on where the hook is wired
    test_a_brief_at_the_start_is_no_part_of_the_prompt = None  # type: ignore[assignment]
    test_a_patch_of_two_files_is_held_whole = None  # type: ignore[assignment]
    test_claude_comes_second = None  # type: ignore[assignment]
    test_what_was_found_before_a_tool_that_failed = None  # type: ignore[assignment]

    def setUp(self) -> None:
        super().setUp()
        settings = os.path.join(self.box.user, ".claude", "settings.json")
        os.renames(settings, os.path.join(self.repository, ".claude", "settings.json"))
        if not self.OWN:
            os.remove(os.path.join(self.box.user, next(iter(wiring.hooks("copilot", archive())))))
        with open(os.path.join(self.box.make("user", ".copilot"), "config.json"), "w", encoding="utf-8") as file:
            json.dump({"trusted_folders": [self.repository]}, file)

    def ends(self, first: Client) -> None:
        super().ends(first)
        for decision in ("held", "warned"):
            self.assertLessEqual(self.decisions().count(decision), 1)


class Both(Project):
    """Its own hooks and the project's: of two hooks of one event one is silent."""

    OWN = True
