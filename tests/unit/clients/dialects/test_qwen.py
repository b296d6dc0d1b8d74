"""What Qwen Code sends (0.15.10, shapes as it sent them), and what it is answered."""

import json
import os
import unittest
import uuid
from typing import Any, Dict, List

from csg.base import errors
from csg.clients.dialects import qwen
from csg.hooks.answer import Answer
from tests.support import SandboxCase
from tests.support import edit_event as claudes_edit
from tests.unit.clients.dialects.gemini_rules import problems

SESSION = "11633f34-a96f-437d-a787-8207c8a2f234"
CLAUDE = "dad2a366-3e25-42cc-a93c-7ac9b5cd7d86"


def sent(name: Any, cwd: str = "/work/shop", **fields: Any) -> Dict[str, Any]:
    """An event as the client sends it."""
    common = {"session_id": SESSION, "transcript_path": "/home/.qwen/projects/shop/chats/x.jsonl", "cwd": cwd}
    return {**common, "hook_event_name": name, "timestamp": "2026-11-24T01:47:38.508Z", **fields}


def tool(name: Any, given: Any, kind: str = "PreToolUse", cwd: str = "/work/shop", call: str = "") -> Dict[str, Any]:
    """An event of a tool's call."""
    more: Dict[str, Any] = {"tool_use_id": call or "toolu_1795484858507_02f3va82g", "permission_mode": "yolo"}
    if kind == "PostToolUse":
        more["tool_response"] = {"llmContent": "one\ntwo\n", "returnDisplay": ""}
    elif kind == "PostToolUseFailure":
        more.update(error="Failed to edit, 0 occurrences found for old_string", is_interrupt=False)
    return sent(kind, cwd, tool_name=name, tool_input=given, **more)


def heard(event: Any, stated: str = "") -> Any:
    return qwen.hear(event, stated, {})[0]


class Hears(unittest.TestCase):
    def test_an_edit(self) -> None:
        given = {"file_path": "/work/shop/a.txt", "old_string": "one", "new_string": "ONE"}
        event = heard(tool("edit", given))
        self.assertEqual(event, dict(tool("edit", given), tool_name="Edit"))
        event = heard(tool("write_file", {"file_path": "a.txt", "content": "x\n"}, "PostToolUseFailure"))
        self.assertEqual((event["tool_name"], event["tool_input"]["file_path"]), ("Write", "/work/shop/a.txt"))
        self.assertEqual(event["hook_event_name"], "PostToolUseFailure")

    def test_a_command(self) -> None:
        given = {"command": "echo shell >> a.txt", "is_background": False}
        event = heard(tool("run_shell_command", given))
        self.assertEqual((event["tool_name"], event["tool_input"], event["cwd"]), ("Bash", given, "/work/shop"))
        self.assertEqual(
            heard(tool("run_shell_command", dict(given, directory="/work/shop/sub")))["cwd"], "/work/shop/sub"
        )
        for name, more in (("run_shell_command", {"is_background": True}), ("monitor", {})):
            event = heard(tool(name, {"command": "tail -f log", **more}))
            self.assertEqual(event["tool_name"], "Bash")
            self.assertIs(event["tool_input"]["run_in_background"], True)

    def test_the_rest_is_claude_codes(self) -> None:
        for event in (
            sent("UserPromptSubmit", prompt="edit please"),
            sent("UserPromptSubmit", prompt=""),
            sent("SessionStart", source="startup", model="mock", permission_mode="yolo"),
            sent("SessionEnd", reason="prompt_input_exit"),
            sent("Stop", stop_hook_active=True, last_assistant_message="done"),
            tool("read_file", {"file_path": "/work/shop/a.txt"}, "PostToolUse"),
        ):
            self.assertEqual(heard(event), event)
        self.assertEqual(heard({"session_id": SESSION}, "UserPromptSubmit")["hook_event_name"], "UserPromptSubmit")

    def test_what_is_not_for_us(self) -> None:
        wrong: List[Any] = [None, [], "x", tool("edit", "a.txt"), tool(["edit"], {"file_path": "a.txt"})]
        for event in wrong:
            with self.assertRaises(errors.NotForUs):
                heard(event)

    def test_the_environment(self) -> None:
        _, environ = qwen.hear(sent("UserPromptSubmit"), "", {b"CLAUDE_PID": b"7", b"HOME": b"/home"})
        self.assertEqual(dict(environ), {b"HOME": b"/home", b"CSG_CLIENT": b"qwen"})


class Says(unittest.TestCase):
    def test_what_is_read(self) -> None:
        for event, decision in (("PreToolUse", "deny"), ("PostToolUse", ""), ("UserPromptSubmit", "")):
            answer = Answer(event, self.fail)
            answer.decision, answer.reason = decision, "because" if decision else ""
            answer.context = [] if decision else ["one"]
            self.assertEqual(problems("qwen", qwen.say(answer), event), [])
            self.assertEqual(qwen.hears(event), not decision)
        self.assertFalse(qwen.hears("SessionStart"))

    def test_what_is_not_read(self) -> None:
        for event in ("PreToolUse", "SessionStart"):
            answer = Answer(event, self.fail)
            answer.context = ["one"]
            self.assertEqual(qwen.say(answer), "")
        answer = Answer("PreToolUse", self.fail)
        answer.decision, answer.reason, answer.context = "deny", "because", ["one"]
        self.assertEqual(problems("qwen", qwen.say(answer), "PreToolUse"), [])
        self.assertIn("because\\n\\none", qwen.say(answer))

    def test_the_rules_find_what_is_wrong(self) -> None:
        for event, output in (
            ("PreToolUse", {"additionalContext": "x"}),
            ("SessionStart", {"additionalContext": "x"}),
            ("PreToolUse", {"permissionDecision": "deny", "permissionDecisionReason": ""}),
            ("PreToolUse", {"permissionDecision": "ask", "permissionDecisionReason": "x"}),
            ("PostToolUse", {"permissionDecision": "deny", "permissionDecisionReason": "x"}),
        ):
            text = json.dumps({"hookSpecificOutput": {"hookEventName": event, **output}})
            self.assertNotEqual(problems("qwen", text, event), [], text)


class Whole(SandboxCase):
    """The built file as the client runs it."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository()
        self.file = self.box.write("shop/a.txt", "one\n")
        self.given = {"file_path": self.file, "old_string": "one", "new_string": "ONE"}

    def hook(self, event: Dict[str, Any]) -> str:
        """What is said: the context, or the reason of a hold; "" for nothing."""
        done = self.box.csg("hook", "--client", "qwen", stdin=json.dumps(event).encode(), environ={"CLAUDE_PID": None})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(problems("qwen", done.stdout.decode(), event["hook_event_name"]), [])
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])
        output = json.loads(done.stdout)["hookSpecificOutput"] if done.stdout else {}
        return str(output.get("additionalContext") or output.get("permissionDecisionReason") or "")

    def claude_edits(self) -> None:
        call = "toolu_" + uuid.uuid4().hex
        self.box.send(dict(claudes_edit(CLAUDE, self.file, "Edit", self.top, call), effort={"level": "low"}))

    def test_a_warning_comes_with_the_result(self) -> None:
        self.hook(sent("UserPromptSubmit", self.top, prompt="edit please"))
        self.claude_edits()
        self.assertEqual(self.hook(tool("edit", self.given, cwd=self.top)), "")
        self.assertIn("CONCURRENCY WARNING", self.hook(tool("edit", self.given, "PostToolUse", self.top)))
        self.assertEqual(self.hook(sent("UserPromptSubmit", self.top, prompt="")), "")

    def test_a_warning_about_an_edit_that_failed_comes_with_what_it_sends_next(self) -> None:
        self.hook(sent("UserPromptSubmit", self.top, prompt="edit please"))
        self.claude_edits()
        self.hook(tool("edit", self.given, cwd=self.top))
        self.assertEqual(self.hook(tool("edit", self.given, "PostToolUseFailure", self.top)), "")
        self.assertEqual(len([line for line in self.box.claims(SESSION) if "withdrawn" in line]), 1)
        self.assertIn("CONCURRENCY WARNING", self.hook(sent("UserPromptSubmit", self.top, prompt="")))

    def test_a_write_is_held_once(self) -> None:
        self.claude_edits()
        given = {"file_path": self.file, "content": "mine\n"}
        self.assertIn("nothing was written", self.hook(tool("write_file", given, cwd=self.top, call="1")))
        self.assertEqual(self.hook(tool("write_file", given, cwd=self.top, call="2")), "")

    def test_the_brief_comes_with_the_first_prompt(self) -> None:
        """Headless it has no SessionStart."""
        self.claude_edits()
        self.assertIn("csg: 1 other session", self.hook(sent("UserPromptSubmit", self.top, prompt="edit please")))
        self.assertIn(SESSION, self.box.sessions())
        self.assertEqual(self.hook(sent("UserPromptSubmit", self.top, prompt="")), "")

    def test_the_brief_of_a_start_comes_with_the_first_prompt_too(self) -> None:
        self.claude_edits()
        self.assertEqual(self.hook(sent("SessionStart", self.top, source="startup")), "")
        said = self.hook(sent("UserPromptSubmit", self.top, prompt="edit please"))
        self.assertIn("- as this session began", said)
        self.assertIn("csg: 1 other session", said)
        self.assertEqual(self.hook(sent("UserPromptSubmit", self.top, prompt="")), "")

    def test_an_empty_prompt_is_not_kept(self) -> None:
        for prompt in ("edit please", ""):
            self.hook(sent("UserPromptSubmit", self.top, prompt=prompt))
        with open(os.path.join(self.box.home, "state", SESSION, "prompt.json"), encoding="utf-8") as file:
            self.assertIn("edit please", file.read())

    def test_a_prompt_after_the_end_brings_nothing_back(self) -> None:
        self.hook(sent("UserPromptSubmit", self.top, prompt="edit please"))
        self.hook(sent("SessionEnd", self.top, reason="prompt_input_exit"))
        self.hook(sent("UserPromptSubmit", self.top, prompt=""))
        self.assertEqual(self.box.sessions(), [])
