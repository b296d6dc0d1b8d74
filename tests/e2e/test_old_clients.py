"""Clients before 2.1.20 drop what PreToolUse has to say: it comes at the call's end, or with the next prompt."""

import json
import os
from typing import Any, Dict, List

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import Answer, edit_event, event, sampled


class OldClientCase(GitCase):
    version = "2.1.0"

    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.file = os.path.join(self.shop, "a.py")
        self.transcript = self.box.write("transcript.jsonl", "")
        self.wrote("user", "assistant")

    def wrote(self, *kinds: str, **more: Any) -> None:
        """The client adds entries to its transcript (their fields: seen in 1.0.128 and 2.1.0)."""
        with open(self.transcript, "a", encoding="utf-8") as file:
            for kind in kinds:
                entry = {"parentUuid": None, "cwd": self.shop, "sessionId": B, "version": self.version, "type": kind}
                file.write(json.dumps({**entry, "message": {"role": kind, "content": []}, **more}) + "\n")

    def hook(self, fields: Dict[str, Any]) -> Answer:
        """An event of this client."""
        return self.box.send(dict(fields, transcript_path=self.transcript))

    def edit(self, tool: str = "Edit", name: str = "a.py") -> Answer:
        """B's PreToolUse."""
        return self.hook(edit_event(B, os.path.join(self.shop, name), tool, self.shop))

    def after(self, tool: str = "Edit", name: str = "a.py") -> str:
        """What B's model is told by its PostToolUse."""
        given = edit_event(B, os.path.join(self.shop, name), tool, self.shop)
        answer = self.hook(dict(given, hook_event_name="PostToolUse", tool_response={}))
        if answer.stdout:
            self.assertEqual(answer.fields["hookEventName"], "PostToolUse")
        return answer.context

    def asked(self) -> str:
        """What B's model is told with a prompt."""
        return self.hook(event("UserPromptSubmit", B, self.shop, prompt="x")).context


@sampled(4)
class Before(OldClientCase):
    def test_a_warning_comes_at_the_calls_end_once(self) -> None:
        self.box.edit(A, self.file, cwd=self.shop)
        self.assertEqual(self.edit().stdout, b"")
        text = self.after()
        self.assertIn(TITLE + " 1 other session is at work on `a.py`.", text)
        self.assertIn("session `aaaaaaaa`", text)
        self.assertEqual(self.after(), "")
        self.assertEqual((self.edit().stdout, self.after()), (b"", ""), "told is told")
        self.assertEqual(self.prompt(A).count("went ahead"), 1)
        self.no_errors()

    def test_or_with_the_next_prompt(self) -> None:
        """Where nothing is wired to the end of an edit."""
        self.box.edit(A, self.file, cwd=self.shop)
        for _ in range(2):
            self.assertEqual(self.edit().stdout, b"")
        self.assertIn(TITLE, self.asked())
        self.assertEqual(self.asked(), "")

    def test_it_disarms_no_hold(self) -> None:
        self.box.edit(A, self.file, cwd=self.shop)
        self.edit()
        held = self.edit("Write")
        self.assertEqual((held.decision, held.context), ("deny", ""))
        self.assertEqual(self.edit("Write").decision, "")

    def test_what_waits_is_not_taken_by_a_hook_that_nobody_hears(self) -> None:
        self.box.start(B, self.shop)
        self.box.csg("tell", B[:8], "mind the gap")
        self.assertEqual(self.edit(name="b.py").stdout, b"")
        bash = event("PreToolUse", B, self.shop, tool_name="Bash", tool_input={"command": "git status"})
        self.assertEqual(self.hook(bash).stdout, b"")
        self.assertIn("mind the gap", self.after(name="b.py"))
        self.assertEqual(self.asked(), "")

    def test_git_commands(self) -> None:
        self.works(A, self.file, cwd=self.shop)
        given = event("PreToolUse", B, self.shop, tool_name="Bash", tool_input={"command": "git add -A"})
        self.assertEqual(self.hook(given).stdout, b"")
        text = self.hook(dict(given, hook_event_name="PostToolUse", tool_response={})).context
        self.assertIn("would take along", text)
        given["tool_input"] = {"command": "git stash"}
        self.assertEqual([self.hook(given).decision for _ in range(2)], ["deny", ""])

    def test_the_person_is_asked_at_once(self) -> None:
        self.box.edit(A, self.file, cwd=self.shop)
        given = edit_event(B, self.file, "Edit", self.shop)
        answer = self.box.send(dict(given, transcript_path=self.transcript), CSG_ON_EDIT="ask")
        self.assertEqual((answer.decision, answer.context), ("ask", ""))
        self.assertIn(TITLE, self.after())

    def test_where_no_notice_can_be_left_nothing_is_noted(self) -> None:
        self.box.start(B, self.shop)
        with open(os.path.join(self.box.home, "state", B, "notices"), "wb"):
            pass
        self.box.edit(A, self.file, cwd=self.shop)
        self.assertIn(TITLE, self.edit().context, "it may be heard after all")
        os.unlink(os.path.join(self.box.home, "state", B, "notices"))
        self.edit()
        self.assertIn(TITLE, self.after())

    def test_a_long_warning(self) -> None:
        for number in range(12):
            name = "s%02d" % number
            self.box.edit(name, self.file, cwd=self.shop, CSG_ON_EDIT="off")
            self.box.csg("claim", "i" * 400, "--session", name)
        self.edit()
        text = self.after()
        self.assertGreater(len(text), 4000)
        self.assertIn("- and 2 more.", text)


class Oldest(Before):
    version = "1.0.128"


class Others(OldClientCase):
    def told(self) -> bool:
        self.box.edit(A, self.file, cwd=self.shop)
        told = TITLE in self.edit().context
        self.assertEqual(self.after(), "")
        self.assertEqual(TITLE in self.asked(), not told)
        return told

    def test_newer_ones_are_told_at_once(self) -> None:
        for version in ("2.1.20", "2.1.100", "2.2.0", "3.0.0"):
            self.version = version
            self.wrote("assistant")
            self.assertIn(TITLE, self.told_at_once(), version)

    def told_at_once(self) -> str:
        self.box.edit(A, self.file, cwd=self.shop)
        return self.edit().context

    def test_a_session_that_an_old_one_began(self) -> None:
        self.version = "2.1.330"
        self.wrote("user")
        self.assertTrue(self.told())

    def test_the_newest_ones_say_more(self) -> None:
        """Without a look into the transcript."""
        self.box.edit(A, self.file, cwd=self.shop)
        given = edit_event(B, self.file, "Edit", self.shop)
        self.assertIn(TITLE, self.hook(dict(given, effort={"level": "high"})).context)

    def test_a_transcript_that_does_not_tell(self) -> None:
        """What is not known is taken for a current client."""
        odd = [
            '{"version": "0.9.1"}',
            '{"version": 5}',
            '{"version": "x.y.z"}',
            '{"version": "2.1"}',
            '"version"',
            '{"version": "2.1.0"',
            "",
        ]
        with open(self.transcript, "w", encoding="utf-8") as file:
            file.write("\n".join(odd))
        self.assertTrue(self.told())
        paths: List[Any] = [self.box.work, "/nonexistent/x", "relative", "\0", "", None, 5]
        for path in paths:
            self.box.edit(A, self.file, cwd=self.shop)
            given = dict(edit_event(B, self.file, "Edit", self.shop), transcript_path=path)
            self.assertIn(TITLE, self.box.send(given).context, path)

    def test_what_a_tool_wrote_is_no_version(self) -> None:
        self.version = "2.1.330"
        self.wrote("assistant", toolUseResult={"version": "1.0.0"}, text='"version":"1.0.0"')
        self.assertTrue(self.told())

    def test_a_current_client_is_told_nothing_at_a_calls_end(self) -> None:
        self.version = "2.1.330"
        self.wrote("assistant")
        self.edit()
        self.box.csg("tell", B[:8], "mind the gap")
        self.assertEqual(self.after(), "")
        self.assertIn("mind the gap", self.asked())
