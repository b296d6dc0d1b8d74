"""What Gemini CLI sends (0.61.0, shapes as it sent them), and what it is answered."""

import json
import os
import unittest
import uuid
from typing import Any, Dict, List, Optional

from csg.base import errors
from csg.clients.dialects import gemini
from csg.hooks.answer import Answer
from tests.support import SandboxCase
from tests.support import edit_event as claudes_edit
from tests.support import event as claudes
from tests.unit.clients.dialects.gemini_rules import problems

SESSION = "404d5d24-3a04-42c1-bcc7-2e8e5a0c6a1b"
CLAUDE = "dad2a366-3e25-42cc-a93c-7ac9b5cd7d86"
CHANGE = {"instruction": "x", "old_string": "one", "new_string": "ONE"}
FAILED = {"message": "Could not find an exact match for 'old_string' in 'a.txt'.", "type": "edit_no_occurrence_found"}


def sent(name: Any, cwd: str = "/work/shop", **fields: Any) -> Dict[str, Any]:
    """An event as the client sends it."""
    common = {"session_id": SESSION, "transcript_path": "/home/.gemini/tmp/shop/chats/session.jsonl", "cwd": cwd}
    return {**common, "hook_event_name": name, "timestamp": "2026-11-24T01:02:19.824Z", **fields}


def tool(name: Any, given: Any, cwd: str = "/work/shop", response: Any = None, **more: Any) -> Dict[str, Any]:
    """The event before a tool's call; with a response the one after it."""
    after = {} if response is None else {"tool_response": response}
    return sent(
        "BeforeTool" if response is None else "AfterTool", cwd, tool_name=name, tool_input=given, **after, **more
    )


def heard(event: Any, stated: str = "") -> Any:
    return gemini.hear(event, stated, {})[0]


class Hears(unittest.TestCase):
    def test_an_edit(self) -> None:
        event = heard(tool("replace", {"file_path": "/work/shop/a.txt", **CHANGE}))
        self.assertEqual((event["hook_event_name"], event["tool_name"]), ("PreToolUse", "Edit"))
        self.assertEqual(event["tool_input"], {"file_path": "/work/shop/a.txt", **CHANGE})
        several = heard(tool("replace", {"file_path": "/work/shop/a.txt", **CHANGE, "allow_multiple": True}))
        self.assertIs(several["tool_input"]["replace_all"], True)

    def test_a_relative_path(self) -> None:
        event = heard(tool("write_file", {"file_path": "sub/new.txt", "content": "hello\n"}))
        self.assertEqual(event["tool_name"], "Write")
        self.assertEqual(event["tool_input"], {"file_path": "/work/shop/sub/new.txt", "content": "hello\n"})

    def test_a_command(self) -> None:
        given = {"command": "echo shell >> a.txt", "description": "append"}
        event = heard(tool("run_shell_command", given))
        self.assertEqual((event["tool_name"], event["tool_input"], event["cwd"]), ("Bash", given, "/work/shop"))
        for folder, cwd in (("sub", "/work/shop/sub"), ("/other", "/other"), ("", "/work/shop"), (7, "/work/shop")):
            self.assertEqual(heard(tool("run_shell_command", dict(given, dir_path=folder)))["cwd"], cwd)
        behind = heard(tool("run_shell_command", dict(given, is_background=True)))
        self.assertIs(behind["tool_input"]["run_in_background"], True)

    def test_a_call_is_known_again_after_it(self) -> None:
        given = {"command": "git stash", "dir_path": "sub"}
        before, same = heard(tool("run_shell_command", given)), heard(tool("run_shell_command", given))
        after = heard(tool("run_shell_command", given, response={"llmContent": ""}, timestamp="later"))
        another = heard(tool("run_shell_command", dict(given, command="git stash pop")))
        self.assertEqual(before["stand_in"], after["stand_in"])
        self.assertNotEqual(before["stand_in"], another["stand_in"])
        self.assertEqual(before["tool_use_id"], same["tool_use_id"])  # two hooks, one event
        self.assertNotEqual(before["tool_use_id"], after["tool_use_id"])

    def test_a_tool_that_failed(self) -> None:
        given = {"file_path": "/work/shop/a.txt", **CHANGE}
        failed = heard(tool("replace", given, response={"llmContent": "", "error": FAILED}))
        self.assertEqual(failed["hook_event_name"], "PostToolUseFailure")
        self.assertNotIn("tool_use_id", failed)  # the Claim that goes is the newest of such a call
        self.assertEqual(failed["stand_in"], heard(tool("replace", given))["stand_in"])
        done = heard(tool("replace", given, response={"llmContent": "Successfully modified file"}))
        self.assertEqual(done["hook_event_name"], "PostToolUse")

    def test_a_session(self) -> None:
        self.assertEqual(heard(sent("SessionStart", source="startup"))["hook_event_name"], "SessionStart")
        self.assertEqual(heard(sent("SessionEnd", reason="exit"))["hook_event_name"], "SessionEnd")
        prompt = heard(sent("BeforeAgent", prompt="edit please"))
        self.assertEqual((prompt["hook_event_name"], prompt["prompt"]), ("UserPromptSubmit", "edit please"))

    def test_what_was_said_at_the_start_is_no_prompt(self) -> None:
        text = "<hook_context>csg: 1 other session &lt;x&gt;</hook_context>\n\nedit please"
        self.assertEqual(heard(sent("BeforeAgent", prompt=text))["prompt"], "edit please")
        self.assertEqual(heard(sent("BeforeAgent", prompt="<hook_context>cut off"))["prompt"], "")

    def test_an_event_named_on_the_command_line(self) -> None:
        event = tool("replace", {"file_path": "/work/shop/a.txt", **CHANGE})
        del event["hook_event_name"]
        self.assertEqual(heard(event, "BeforeTool")["hook_event_name"], "PreToolUse")

    def test_what_is_not_for_us(self) -> None:
        given = {"file_path": "a.txt"}
        wrong: List[Any] = [
            None,
            [],
            "x",
            sent("AfterAgent", prompt="x", prompt_response="done"),
            sent("PreCompress", trigger="auto"),
            sent("PreToolUse", tool_name="Edit", tool_input=given),
            sent([]),
            tool("replace", "a.txt"),
            tool("replace", {}),
            tool("replace", {"file_path": "\ud800"}),
            tool("write_file", given, cwd="/work/\0"),
            tool(["replace"], given),
        ]
        for event in wrong:
            with self.assertRaises(errors.NotForUs):
                heard(event)

    def test_the_environment(self) -> None:
        """It may run in the shell of a Claude session, whose process is not its own."""
        given = {b"CLAUDE_PID": b"7", b"CLAUDE_CODE_SESSION_ID": b"x", b"HOME": b"/home", b"GEMINI_SESSION_ID": b"y"}
        _, environ = gemini.hear(sent("SessionStart"), "", given)
        self.assertEqual(dict(environ), {b"HOME": b"/home", b"GEMINI_SESSION_ID": b"y", b"CSG_CLIENT": b"gemini"})


class Paths(SandboxCase):
    """The client's own ways with a path that its model states."""

    def resolved(self, path: str, name: str = "replace") -> str:
        event = heard(tool(name, {"file_path": path, **CHANGE}, cwd=self.box.work))
        return os.path.relpath(event["tool_input"]["file_path"], self.box.work)

    def test_an_at_sign(self) -> None:
        self.box.write("a.txt")
        self.assertEqual(self.resolved("@a.txt"), "a.txt")
        self.assertEqual(self.resolved("@new/b.txt", "write_file"), "new/b.txt")
        self.assertEqual(self.resolved("@/a.txt"), "a.txt")
        self.assertEqual(self.resolved("@"), "@")
        self.box.write("@types/a.txt")
        self.assertEqual(self.resolved("@types/a.txt"), "@types/a.txt")
        self.assertEqual(self.resolved("@types/new.txt", "write_file"), "@types/new.txt")

    def test_a_file_somewhere_below(self) -> None:
        self.box.write("src/deep/till.py")
        self.assertEqual(self.resolved("till.py"), "src/deep/till.py")
        self.assertEqual(self.resolved("deep/till.py"), "src/deep/till.py")
        self.assertEqual(self.resolved("till.py", "write_file"), "till.py")
        self.assertEqual(self.resolved("other.py"), "other.py")
        self.box.write(".git/till.py")
        self.assertEqual(self.resolved("till.py"), "src/deep/till.py")
        self.box.write("lib/till.py")
        self.assertEqual(self.resolved("till.py"), "till.py")  # the client says that it is not clear
        self.box.write("till.py")
        self.assertEqual(self.resolved("till.py"), "till.py")


class Says(unittest.TestCase):
    def answer(self, event: str, decision: str = "", context: Optional[List[str]] = None) -> str:
        answer = Answer(event, self.fail)
        answer.decision, answer.reason, answer.context = decision, "because" if decision else "", context or []
        return gemini.say(answer)

    def test_context(self) -> None:
        for event, name in (
            ("SessionStart", "SessionStart"),
            ("UserPromptSubmit", "BeforeAgent"),
            ("PostToolUse", "AfterTool"),
        ):
            self.assertTrue(gemini.hears(event))
            text = self.answer(event, context=["one", "two"])
            self.assertEqual(problems("gemini", text, name), [])
            self.assertEqual(json.loads(text)["hookSpecificOutput"]["additionalContext"], "one\n\ntwo")

    def test_a_hold(self) -> None:
        text = self.answer("PreToolUse", "deny")
        self.assertEqual(problems("gemini", text, "BeforeTool"), [])
        self.assertEqual(json.loads(text), {"decision": "deny", "reason": "because"})
        self.assertEqual(json.loads(self.answer("PreToolUse", "deny", ["more"]))["reason"], "because\n\nmore")

    def test_what_nobody_would_read(self) -> None:
        for event in ("PreToolUse", "PostToolUseFailure", "SessionEnd"):
            self.assertFalse(gemini.hears(event))
            self.assertEqual(self.answer(event, context=["one"]), "")
        self.assertEqual(self.answer("PostToolUse"), "")

    def test_the_rules_find_what_is_wrong(self) -> None:
        claudes_own = {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "x"}
        for answer in (
            {"hookSpecificOutput": claudes_own},
            {"decision": "deny", "reason": ""},
            {"decision": "ask", "reason": "x"},
            {"hookSpecificOutput": {"hookEventName": "BeforeTool", "additionalContext": "x"}},
            {"continue": False, "decision": "deny", "reason": "x"},
            {"permissionDecision": "deny"},
            {},
        ):
            self.assertNotEqual(problems("gemini", json.dumps(answer), "BeforeTool"), [], answer)


class Whole(SandboxCase):
    """The built file as the client runs it."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository()
        self.file = self.box.write("shop/a.txt", "one\n")

    def hook(self, event: Dict[str, Any]) -> Any:
        """What is answered: {} for nothing."""
        done = self.box.csg(
            "hook", "--client", "gemini", stdin=json.dumps(event).encode(), environ={"CLAUDE_PID": None}
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(problems("gemini", done.stdout.decode(), event["hook_event_name"]), [])
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])
        return json.loads(done.stdout) if done.stdout else {}

    def claude_edits(self, path: str = "", session: str = CLAUDE) -> None:
        call = "toolu_" + uuid.uuid4().hex
        self.box.send(dict(claudes_edit(session, path or self.file, "Edit", self.top, call), effort={"level": "low"}))

    def call(self, name: str, given: Any, response: Any = None, **more: Any) -> Any:
        return self.hook(tool(name, given, self.top, response, **more))

    def test_a_warning_comes_with_the_result(self) -> None:
        self.claude_edits()
        given = {"file_path": "a.txt", **CHANGE}
        self.assertEqual(self.call("replace", given), {})
        output = self.call("replace", given, {"llmContent": "done"}, timestamp="later")["hookSpecificOutput"]
        self.assertIn("1 other session is at work on `a.txt`.", output["additionalContext"])
        self.assertEqual(self.call("replace", given, {"llmContent": "done"}, timestamp="later still"), {})

    def test_a_warning_about_an_edit_that_failed_comes_with_the_prompt(self) -> None:
        self.claude_edits()
        given = {"file_path": "a.txt", **CHANGE}
        self.call("replace", given)
        self.assertEqual(self.call("replace", given, {"llmContent": "", "error": FAILED}), {})
        standing = [line for line in self.box.claims(SESSION) if line.get("tool") == "Edit"]
        withdrawn = [line for line in self.box.claims(SESSION) if "withdrawn" in line]
        self.assertEqual((len(standing), len(withdrawn)), (1, 1), self.box.claims(SESSION))
        output = self.hook(sent("BeforeAgent", self.top, prompt="again"))["hookSpecificOutput"]
        self.assertIn("CONCURRENCY WARNING", output["additionalContext"])

    def test_a_write_is_held_once(self) -> None:
        self.claude_edits()
        given = {"file_path": "a.txt", "content": "mine\n"}
        held = self.call("write_file", given, timestamp="1")
        self.assertEqual(held["decision"], "deny")
        self.assertIn("nothing was written", held["reason"])
        self.assertEqual(self.call("write_file", given, timestamp="1"), {})  # wired twice: the other has said it
        self.assertEqual(self.call("write_file", given, timestamp="2"), {})
        self.claude_edits()
        self.assertEqual(self.call("write_file", given, timestamp="3")["decision"], "deny")

    def test_what_asks_the_person_elsewhere_holds_once(self) -> None:
        self.box.write(os.path.join(self.box.home, "config.env"), "CSG_ON_EDIT=ask\n")
        self.claude_edits()
        given = {"file_path": "a.txt", **CHANGE}
        self.assertEqual(self.call("replace", given, timestamp="1")["decision"], "deny")
        self.assertEqual(self.call("replace", given, timestamp="2"), {})

    def test_the_same_command_is_held_again_for_news(self) -> None:
        given = {"command": "rm a.txt"}
        for at in ("1", "2"):
            self.claude_edits()
            self.assertEqual(self.call("run_shell_command", given, timestamp=at + "a")["decision"], "deny")
            self.assertEqual(self.call("run_shell_command", given, timestamp=at + "b"), {})

    def test_a_command_claims_what_it_writes(self) -> None:
        given = {"command": "echo x >> b.txt", "dir_path": "sub"}
        for at in ("1", "2"):
            self.call("run_shell_command", given, timestamp=at)
            self.box.write("shop/sub/b.txt")
            self.call("run_shell_command", given, {"llmContent": ""}, timestamp=at + "b")
        claims = [line["path"] for line in self.box.claims(SESSION)]
        self.assertEqual(claims, [os.path.join(self.top, "sub", "b.txt")] * 2)

    def test_a_command_that_does_not_say_what_it_writes(self) -> None:
        """The client does not say how long it took, nor what it changed."""
        self.hook(sent("SessionStart", self.top, source="startup"))
        os.utime(os.path.join(self.top, ".git", "HEAD"), (1, 1))  # git moved nothing
        given = {"command": "python3 change.py"}
        self.call("run_shell_command", given)
        self.box.write("shop/b.txt", "changed\n")
        self.call("run_shell_command", given, {"llmContent": ""}, timestamp="later")
        self.assertIn(os.path.join(self.top, "b.txt"), [line["path"] for line in self.box.claims(SESSION)])
        kept = os.listdir(os.path.join(self.box.home, "state", SESSION))
        self.assertEqual([name for name in kept if name.startswith("began-")], [])

    def test_a_life(self) -> None:
        self.claude_edits()
        output = self.hook(sent("SessionStart", self.top, source="startup"))["hookSpecificOutput"]
        self.assertIn("csg: 1 other session is at work in `shop`", output["additionalContext"])
        self.call("write_file", {"file_path": "new.txt", "content": "x\n"})
        self.assertIn(SESSION, self.box.sessions())
        self.box.send(claudes("SessionEnd", CLAUDE, self.top, reason="other"))
        self.assertEqual(self.hook(sent("SessionEnd", self.top, reason="exit")), {})
        self.assertEqual(self.box.sessions(), [])
