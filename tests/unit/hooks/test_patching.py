import os
import tempfile
import time
import unittest
from typing import Any, Dict, List, Optional
from unittest import mock

from csg.clients.dialects import codex
from csg.hooks import editing, hook, meeting
from csg.state import holdings


class Patches(unittest.TestCase):
    """Calls of a session `b` that write several files, of which a session `a` may hold some."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.path.realpath(folder.name)
        self.home = os.fsencode(self.top) + b"/home"
        self.count = 0
        self.now = time.time()
        for name in ("1", "2", "3", "4", "5"):
            with open(os.path.join(self.top, name), "w", encoding="utf-8") as file:
                file.write("one\ntwo\n")
        for session in ("a", "b"):
            self.send(session, "SessionStart", source="startup")

    def send(self, session: str, kind: str, **fields: Any) -> Dict[str, str]:
        """What is said to an event: `decision`, `reason`, `context`."""
        self.count += 1
        self.now += 0.01
        event = {"session_id": session, "cwd": self.top, "hook_event_name": kind, **fields}
        event.setdefault("tool_use_id", "call_%d" % self.count)
        answer = hook.handle(event, "", {}, self.home, self.now, codex)
        if answer is None:
            return {"decision": "", "reason": "", "context": ""}
        said = {"decision": answer.decision, "reason": answer.reason, "context": answer.text()}
        answer.printed()
        return said

    def hold(self, *names: str, session: str = "a") -> None:
        for name in names:
            given = {"file_path": os.path.join(self.top, name), "old_string": "one", "new_string": "ONE"}
            self.send(session, "PreToolUse", tool_name="Edit", tool_input=given)

    def patch(self, *files: str, kind: str = "PreToolUse", fails: bool = False, **more: Any) -> Dict[str, str]:
        """A call of `b`: Edit 1, Write 2, ..."""
        listed: List[Dict[str, Any]] = []
        for one in files:
            tool, _, name = one.partition(" ")
            listed.append({"tool": tool, "file_path": os.path.join(self.top, name)})
        given = {"files": listed, "fails": True} if fails else {"files": listed}
        return self.send("b", kind, tool_name="Patch", tool_input=given, **more)

    def held_by(self, session: str) -> List[str]:
        found = holdings.held_by(self.home, session.encode(), self.now, 600.0)
        return sorted(os.fsdecode(holding.path)[len(self.top) + 1 :] for holding in found)

    def news(self, session: str = "a") -> List[str]:
        """What waits for the session."""
        said = self.send(session, "UserPromptSubmit", prompt="x")["context"]
        return sorted(line for line in said.split("\n") if line.startswith("- "))


class HeldForOne(Patches):
    def test_none_is_written_and_one_answer_names_all_that_are_held(self) -> None:
        self.hold("2", "4")
        files = ("Write 1", "Write 2", "Edit 3", "Delete 4", "Write 5")
        said = self.patch(*files)
        self.assertEqual(said["decision"], "deny")
        for fact in ("at work on `2`", "would replace the whole file", "at work on `4`", "would remove the file"):
            self.assertIn(fact, said["reason"])
        self.assertEqual(said["reason"].count("CONCURRENCY WARNING"), 2)
        self.assertEqual(self.held_by("b"), [])
        told = self.news()
        self.assertEqual(len(told), 2, told)
        self.assertIn("meant to edit `2` and was held from replacing the whole file", told[0])
        self.assertIn("meant to remove `4` and was held, since this session is at work on it", told[1])
        self.assertEqual(self.patch(*files), {"decision": "", "reason": "", "context": ""})
        self.assertEqual(self.held_by("b"), ["1", "2", "3", "4", "5"])
        told = self.news()
        self.assertEqual(len(told), 2, told)
        self.assertIn("meant to remove `4` and was told that this session is at work on it, and went ahead", told[1])

    def test_what_is_only_warned_of_is_told_when_it_happens(self) -> None:
        self.hold("1", "2")
        said = self.patch("Edit 1", "Write 2")
        self.assertEqual((said["decision"], said["context"]), ("deny", ""))
        self.assertNotIn("`1`", said["reason"])
        self.assertEqual(len(self.news()), 1)
        said = self.patch("Edit 1", "Write 2")
        self.assertEqual(said["decision"], "")
        self.assertIn("at work on `1`", said["context"])
        self.assertEqual(self.held_by("b"), ["1", "2"])
        self.assertEqual(len(self.news()), 2)

    def test_one_that_comes_between_hold_and_repeat_is_the_last(self) -> None:
        self.send("c", "SessionStart", source="startup")
        self.hold("1")
        files = ("Write 1", "Write 2", "Write 3")
        self.assertIn("`1`", self.patch(*files)["reason"])
        self.hold("2", session="c")
        said = self.patch(*files)
        self.assertIn("at work on `2`", said["reason"])
        self.assertNotIn("`1`", said["reason"])
        self.assertEqual(self.held_by("b"), [])
        self.assertEqual(self.patch(*files)["decision"], "")
        self.assertEqual(self.held_by("b"), ["1", "2", "3"])

    def test_a_part_of_it_passes_alone(self) -> None:
        self.hold("1", "2")
        self.assertEqual(self.patch("Write 1", "Write 2")["decision"], "deny")
        self.assertEqual(self.patch("Write 1")["decision"], "")
        said = self.patch("Write 1", "Write 2")  # one of the two has had its turn
        self.assertEqual(said["decision"], "deny")
        self.assertNotIn("`2`", said["reason"])
        self.assertEqual(self.patch("Write 1", "Write 2")["decision"], "")

    def test_another_call_that_was_first(self) -> None:
        """Of two same calls at one moment one passes, and the other is held as a whole, its repeat lost."""
        self.hold("1", "2")
        files = ("Write 1", "Write 2", "Write 3")
        self.assertEqual(self.patch(*files)["decision"], "deny")
        real = meeting.repeat

        def second(edit: Any, here: Any) -> bool:
            return edit.target.path[-1:] != b"2" and real(edit, here)

        self.news()
        with mock.patch("csg.hooks.meeting.repeat", second):
            said = self.patch(*files)
        self.assertEqual(said["decision"], "deny")
        self.assertIn("`2`", said["reason"])
        self.assertEqual(self.held_by("b"), [])
        self.assertEqual([line for line in self.news() if "went ahead" in line], [])
        for _ in range(2):
            said = self.patch(*files)
        self.assertEqual(said["decision"], "")


class Claims(Patches):
    def test_a_call_that_fails_holds_nothing(self) -> None:
        self.patch("Edit 1", "Write 2", tool_use_id="x")
        self.assertEqual(self.held_by("b"), ["1", "2"])
        self.patch("Edit 1", "Write 2", kind="PostToolUseFailure", tool_use_id="x")
        self.assertEqual(self.held_by("b"), [])

    def test_a_call_that_is_sure_to_fail_holds_nothing_and_is_warned(self) -> None:
        self.hold("1")
        said = self.patch("Edit 1", "Edit 2", fails=True)
        self.assertIn("at work on `1`", said["context"])
        self.assertEqual(self.held_by("b"), [])

    def test_one_file_twice_is_one(self) -> None:
        self.hold("1")
        said = self.patch("Edit 1", "Delete ./1", "Edit 2")
        self.assertIn("would remove the file", said["reason"])
        self.assertEqual(said["reason"].count("CONCURRENCY WARNING"), 1)
        self.assertEqual(self.patch("Edit 1", "Delete ./1", "Edit 2")["decision"], "")
        self.assertEqual(self.held_by("b"), ["1", "2"])

    def test_what_cannot_be_a_path_hides_no_other(self) -> None:
        self.hold("1")
        self.assertEqual(self.patch("Write a\0b", "Write 1")["decision"], "deny")
        files: Any
        for files in ([], None, [None, {}, {"tool": "Bash", "file_path": "/x"}], {}):
            said = self.send("b", "PreToolUse", tool_name="Patch", tool_input={"files": files})
            self.assertEqual(said["decision"], "")

    def test_what_goes_wrong_with_one_file_costs_the_others_nothing(self) -> None:
        self.hold("2")
        real = editing.guard

        def guard(edit: Any) -> None:
            if edit.target.path[-1:] == b"1":
                raise OSError(5, "no")
            real(edit)

        with mock.patch("csg.hooks.editing.guard", guard):
            self.assertEqual(self.patch("Write 1", "Write 2")["decision"], "deny")

    def test_the_lines(self) -> None:
        self.hold("1")
        given = {"files": [{"tool": "Edit", "file_path": os.path.join(self.top, "1"), "at": [2, 2]}]}
        said = self.send("b", "PreToolUse", tool_name="Patch", tool_input=given)
        self.assertIn("1 edit in line 1 (yours: line 2)", said["context"])
        self.assertIn("meant to edit `1` (line 2) and", self.news()[0])
        junk: Any
        for junk in ("x", [1], [None, 1], [True, 1], {}):
            given["files"][0]["at"] = junk
            self.send("b", "PreToolUse", tool_name="Patch", tool_input=given)
        self.assertIsNone(self.error())

    def error(self) -> Optional[str]:
        with open(os.path.join(os.fsdecode(self.home), "events.log"), encoding="ascii") as file:
            return next((line for line in file if '"error"' in line), None)

    def test_the_answer_says_no_more_than_fits(self) -> None:
        names = ["long-%s-%d" % ("n" * 200, number) for number in range(60)]
        for name in names:
            with open(os.path.join(self.top, name), "w", encoding="utf-8") as file:
                file.write("x\n")
        self.hold(*names)
        said = self.patch(*["Edit " + name for name in names])
        self.assertLessEqual(len(said["context"]), 10000)
        self.assertEqual(self.held_by("b"), sorted(names))
        said = self.patch(*["Write " + name for name in names])
        self.assertEqual(said["decision"], "deny")
        self.assertLessEqual(len(said["reason"]), 10000)
        rounds = 1
        while self.patch(*["Write " + name for name in names])["decision"]:
            rounds += 1
            self.assertLess(rounds, 10)
