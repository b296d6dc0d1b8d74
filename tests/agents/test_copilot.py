"""The guard under the real Copilot CLI, against Claude Code."""

import json
import os
from typing import List

from tests.agents import wiring
from tests.agents.both_ways import Meeting
from tests.client.model import Call
from tests.support import archive


def shell(command: str) -> Call:
    return Call("bash", {"command": command, "description": "test", "mode": "sync"})


class Copilot(Meeting):
    NAME = "copilot"
    CLIENTS = ("copilot",)

    def own_edit(self, old: str, new: str) -> Call:
        return Call("edit", {"path": self.file, "old_str": old, "new_str": new})

    def test_it_is_warned(self) -> None:
        self.check_it_is_warned()

    def test_claude_is_warned(self) -> None:
        self.check_claude_is_warned()

    def test_it_is_held(self) -> None:
        self.box.write(self.file, "zero\n")
        self.git(self.repository, "add", "src/till.py")
        self.git(self.repository, "commit", "--quiet", "-m", "till")
        self.check_it_is_held(shell("git checkout -- src/till.py"), "zero\n")

    def test_an_edit_that_failed_is_no_claim(self) -> None:
        a, held = self.a_claude("A is done.")
        b = self.other([self.own_edit("nothing", "like it"), self.own_edit("two", "three"), "B is done."])
        self.ended_well(b)
        self.assertEqual([line["event"] for line in self.box.log()].count("conflict"), 1)
        self.told(b, 1, "No match found", "CONCURRENCY WARNING")
        held.release()
        self.ended_well(a)

    def test_a_subagent_is_one_of_its_session(self) -> None:
        self.box.write(self.file, "one\ntwo\n")
        task = {"agent_type": "task", "description": "x", "name": "helper", "prompt": "do it", "mode": "sync"}
        b = self.other([Call("task", task), self.own_edit("two", "three"), "Sub is done.", "B is done."])
        self.ended_well(b)
        self.assertEqual(self.read(self.file), "one\nthree\n")
        self.assertEqual(len({line["session"] for line in self.box.log()}), 1, self.box.log())
        self.nobody_is_left()


class Project(Meeting):
    """Only the project's `.claude/settings.json` has the hooks, as `csg install --scope project` puts them there."""

    NAME = "copilot"
    CLIENTS = ("copilot",)
    OWN = False

    def own_edit(self, old: str, new: str) -> Call:
        return Call("edit", {"path": self.file, "old_str": old, "new_str": new})

    def setUp(self) -> None:
        super().setUp()
        settings = os.path.join(self.box.user, ".claude", "settings.json")
        os.renames(settings, os.path.join(self.repository, ".claude", "settings.json"))
        hooks = os.path.join(self.box.user, next(iter(wiring.hooks("copilot", archive()))))
        if not self.OWN:
            os.remove(hooks)
        with open(os.path.join(self.box.make("user", ".copilot"), "config.json"), "w", encoding="utf-8") as file:
            json.dump({"trusted_folders": [self.repository]}, file)

    def conflicts(self) -> List[str]:
        return [line["decision"] for line in self.box.log() if line["event"] in ("conflict", "git")]

    def test_it_is_warned(self) -> None:
        self.check_it_is_warned()
        self.assertEqual(self.conflicts(), ["warned"])

    def test_claude_is_warned(self) -> None:
        self.check_claude_is_warned()
        self.assertEqual(self.conflicts(), ["warned"])

    def test_it_is_held_once(self) -> None:
        self.box.write(self.file, "zero\n")
        self.git(self.repository, "add", "src/till.py")
        self.git(self.repository, "commit", "--quiet", "-m", "till")
        self.check_it_is_held(shell("git checkout -- src/till.py"), "zero\n")
        self.assertEqual(self.conflicts().count("held"), 1)


class Both(Project):
    """Its own hooks and the project's."""

    OWN = True
