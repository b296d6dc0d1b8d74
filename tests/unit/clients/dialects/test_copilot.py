"""What Copilot CLI sends (1.0.102, shapes as it sent them), and what it is answered."""

import json
import os
import subprocess
import time
import unittest
from typing import Any, Dict, List, Optional

from csg.base import errors
from csg.clients.dialects import copilot
from csg.hooks.answer import Answer
from tests.agents import wiring
from tests.support import SandboxCase, archive
from tests.support import event as claude_event
from tests.unit.clients.dialects.copilot_rules import problems

SESSION = "dad2a366-3e25-42cc-a93c-7ac9b5cd7d86"
CHILD = "1f42cc87-4380-425d-b8a7-e73daffacc58"
PASCAL: Dict[str, Any] = {"session_id": SESSION, "timestamp": "2026-11-24T01:45:00.918Z", "cwd": "/work/shop"}
CAMEL: Dict[str, Any] = {"sessionId": SESSION, "timestamp": 1795483699940, "cwd": "/work/shop"}
EDIT = {"path": "/work/shop/a.txt", "old_str": "one", "new_str": "ONE"}


def heard(event: Any, stated: str = "") -> Any:
    return copilot.hear(event, stated, {})[0]


class Hears(unittest.TestCase):
    def test_an_edit(self) -> None:
        for sent, stated in (
            (dict(PASCAL, hook_event_name="PreToolUse", tool_name="Edit", tool_input=EDIT), ""),
            (dict(CAMEL, toolName="edit", toolArgs=EDIT), "preToolUse"),
            (dict(CAMEL, toolName="edit", toolArgs=json.dumps(EDIT)), "preToolUse"),
            (dict(CAMEL, toolName="str_replace_editor", toolArgs=dict(EDIT, command="str_replace")), "preToolUse"),
        ):
            event = heard(sent, stated)
            self.assertEqual(event["hook_event_name"], "PreToolUse")
            self.assertEqual((event["session_id"], event["cwd"], event["tool_name"]), (SESSION, "/work/shop", "Edit"))
            given = {name: value for name, value in event["tool_input"].items() if name != "command"}
            self.assertEqual(given, {"file_path": "/work/shop/a.txt", "old_string": "one", "new_string": "ONE"})

    def test_a_new_file(self) -> None:
        given = {"path": "/work/shop/new.txt", "file_text": "hi\n"}
        for sent, stated in (
            (dict(PASCAL, hook_event_name="PreToolUse", tool_name="Write", tool_input=given), ""),
            (dict(CAMEL, toolName="create", toolArgs=given), "preToolUse"),
        ):
            event = heard(sent, stated)
            self.assertEqual(event["tool_name"], "Write")
            self.assertEqual(event["tool_input"], {"file_path": "/work/shop/new.txt", "content": "hi\n"})

    def test_a_patch_is_the_whole_input(self) -> None:
        text = "*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+ONE\n two\n*** Add File: b.txt\n+b\n*** End Patch"
        for sent, stated in (
            (dict(PASCAL, hook_event_name="PreToolUse", tool_name="Edit", tool_input=text), ""),
            (dict(CAMEL, toolName="apply_patch", toolArgs=text), "preToolUse"),
        ):
            event = heard(sent, stated)
            files = [(file["tool"], file["file_path"]) for file in event["tool_input"]["files"]]
            self.assertEqual(event["tool_name"], "Patch")
            self.assertEqual(files, [("Edit", "/work/shop/a.txt"), ("Write", "/work/shop/b.txt")])
        for tool, given in (("Edit", "no patch"), ("Edit", ""), ("Bash", "ls")):
            with self.assertRaises(errors.NotForUs):
                heard(dict(PASCAL, hook_event_name="PreToolUse", tool_name=tool, tool_input=given))

    def test_a_look_is_no_edit(self) -> None:
        given = dict(EDIT, command="view")
        event = heard(dict(PASCAL, hook_event_name="PreToolUse", tool_name="Edit", tool_input=given))
        self.assertEqual(event["tool_name"], "Read")

    def test_what_came_of_a_call(self) -> None:
        for result, kind in (("success", "PostToolUse"), ("failure", "PostToolUseFailure"), ([], "PostToolUseFailure")):
            for sent, stated in (
                (
                    dict(PASCAL, hook_event_name="PostToolUse", tool_name="Edit", tool_result={"result_type": result}),
                    "",
                ),
                (dict(CAMEL, toolName="edit", toolResult={"resultType": result}), "postToolUse"),
            ):
                event = heard(dict(sent, **{"toolArgs" if stated else "tool_input": EDIT}), stated)
                self.assertEqual(event["hook_event_name"], kind)

    def test_hooks_of_one_event_have_one_id_and_a_repeat_has_another(self) -> None:
        sent = dict(PASCAL, hook_event_name="PreToolUse", tool_name="Edit", tool_input=EDIT)
        first, second = heard(sent), heard(dict(sent))
        later = heard(dict(sent, timestamp="2026-11-24T01:45:09.118Z"))
        self.assertEqual(first["tool_use_id"], second["tool_use_id"])
        self.assertNotEqual(first["tool_use_id"], later["tool_use_id"])
        self.assertEqual(first["stand_in"], later["stand_in"])
        failed = heard(dict(sent, hook_event_name="PostToolUseFailure", error="No match found"))
        self.assertNotIn("tool_use_id", failed)
        self.assertEqual(failed["stand_in"], first["stand_in"])

    def test_a_subagent_is_one_of_the_session(self) -> None:
        child = dict(PASCAL, session_id=CHILD, agent_id=CHILD, agent_type="task", parent_agent_id=SESSION)
        event = heard(dict(child, hook_event_name="PreToolUse", tool_name="Edit", tool_input=EDIT))
        self.assertEqual((event["session_id"], event["agent_id"]), (SESSION, CHILD))
        end = heard(dict(child, session_id=SESSION, hook_event_name="SubagentStop", stop_reason="end_turn"))
        self.assertEqual((end["session_id"], end["agent_id"]), (SESSION, CHILD))
        with self.assertRaises(errors.NotForUs):
            heard(dict(child, hook_event_name="UserPromptSubmit", prompt="do it"))

    def test_a_life(self) -> None:
        start = heard(dict(PASCAL, hook_event_name="SessionStart", source="new", initial_prompt="edit please"))
        self.assertEqual((start["hook_event_name"], start["source"]), ("SessionStart", "new"))
        self.assertEqual(heard(dict(CAMEL, prompt="x"), "userPromptSubmitted")["hook_event_name"], "UserPromptSubmit")
        self.assertEqual(heard(dict(CAMEL, reason="complete"), "sessionEnd")["reason"], "complete")

    def test_a_shell_that_goes_on(self) -> None:
        for more in ({"mode": "async"}, {"detach": True}):
            given = {"command": "make serve", "description": "d", **more}
            event = heard(dict(PASCAL, hook_event_name="PreToolUse", tool_name="Bash", tool_input=given))
            self.assertTrue(event["tool_input"]["run_in_background"])

    def test_the_environment(self) -> None:
        found = copilot.hear(dict(CAMEL), "sessionStart", {b"CLAUDE_PID": b"7", b"PATH": b"/bin"})[1]
        self.assertEqual(found, {b"PATH": b"/bin", b"CSG_CLIENT": b"copilot"})


class Says(unittest.TestCase):
    def answer(self, decision: str, *context: str) -> Answer:
        answer = Answer("PreToolUse", lambda what: None)
        answer.decision, answer.reason = decision, "held" if decision else ""
        answer.context = list(context)
        return answer

    def test_only_what_the_client_takes(self) -> None:
        for decision in ("", "deny"):
            for context in ((), ("one", "two")):
                text = copilot.say(self.answer(decision, *context))
                self.assertEqual(problems(text, "PreToolUse"), [])
                self.assertEqual(bool(text), bool(decision or context))
                said = json.loads(text) if text else {}
                self.assertEqual(said.get("permissionDecision"), decision or None)
                self.assertEqual(said.get("additionalContext"), "\n\n".join(context) or None)

    def test_the_rules_find_what_is_wrong(self) -> None:
        self.assertTrue(
            problems('{"continue": false, "hookSpecificOutput": {"hookEventName": "PreToolUse"}}', "PreToolUse")
        )
        self.assertTrue(problems('{"permissionDecision": "deny"}', "PreToolUse"))


class Process(SandboxCase):
    """The hook as a process, of a Copilot that meets a Claude session; wired twice, it speaks once."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository()
        self.file = self.box.write("shop/a.txt", "one\ntwo\n")
        self.count = 0

    def said(self, kind: str, own: bool = True, **more: Any) -> Dict[str, Any]:
        """What it says: at its own hook, or at Claude Code's in the project."""
        sent = {
            "hook_event_name": kind,
            "session_id": SESSION,
            "timestamp": "t%d" % self.count,
            "cwd": self.top,
            **more,
        }
        words = ["hook", "--client", "copilot"] if own else ["hook"]
        done = self.box.csg(*words, stdin=json.dumps(sent).encode(), environ={"COPILOT_CLI": "1", "CLAUDE_PID": None})
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        text = done.stdout.decode().strip()
        self.assertEqual(problems(text, kind), [])
        return json.loads(text) if text else {}

    def edit(
        self, own: bool = True, again: bool = False, tool: str = "Edit", kind: str = "PreToolUse", **more: Any
    ) -> Any:
        self.count += not again
        given = (
            {"path": "a.txt", "old_str": "two", "new_str": "2"}
            if tool == "Edit"
            else {"path": "a.txt", "file_text": "x"}
        )
        return self.said(kind, own, tool_name=tool, tool_input=given, **more)

    def lines(self, session: str = SESSION) -> List[Dict[str, Any]]:
        return self.box.claims(session)

    def standing(self) -> List[Optional[str]]:
        gone = {line["withdrawn"] for line in self.lines() if "withdrawn" in line}
        return [line["id"] for line in self.lines() if "path" in line and "by" in line and line["id"] not in gone]

    def test_it_is_warned_and_the_other_is_told(self) -> None:
        for own in (True, False):
            with self.subTest(own=own):
                self.box.start("claude", self.top)
                self.box.edit("claude", self.file, cwd=self.top)
                self.said("SessionStart", own, source="new")
                self.assertIn("CONCURRENCY WARNING", self.edit(own)["additionalContext"])
                self.assertEqual(self.edit(own), {})
                told = self.box.send(claude_event("UserPromptSubmit", "claude", self.top, prompt="x", prompt_id="p"))
                self.assertIn("was told that this session is at work on it", told.context)
                self.said("SessionEnd", own, reason="complete")
                self.box.end("claude", self.top)
                self.assertEqual(self.box.sessions(), [])

    def test_a_held_call_passes_when_it_is_repeated(self) -> None:
        for own in (True, False):
            with self.subTest(own=own):
                self.box.edit("claude", self.file, cwd=self.top)
                self.said("SessionStart", own, source="new")
                held = self.edit(own, tool="Write")
                self.assertEqual(held["permissionDecision"], "deny")
                self.assertIn("CONCURRENCY WARNING", held["permissionDecisionReason"])
                self.assertEqual(self.edit(own, tool="Write"), {})
                self.said("SessionEnd", own, reason="complete")

    def test_a_patch_is_held_whole_and_a_failed_one_holds_nothing(self) -> None:
        for own in (True, False):
            with self.subTest(own=own):
                self.box.edit("claude", self.file, cwd=self.top)
                self.said("SessionStart", own, source="new")
                text = "*** Begin Patch\n*** Delete File: a.txt\n*** Add File: b%d.txt\n+b\n*** End Patch" % own
                for decision in ("deny", None):
                    self.count += 1
                    said = self.said("PreToolUse", own, tool_name="Edit", tool_input=text)
                    self.assertEqual(said.get("permissionDecision"), decision)
                made = self.standing()
                self.assertEqual(len(made), 2)
                self.said("PostToolUseFailure", own, tool_name="Edit", tool_input=text, error="no")
                taken = [line["withdrawn"] for line in self.lines() if "withdrawn" in line]
                self.assertEqual([one for one in taken if one in made], made)  # of both files
                self.said("SessionEnd", own, reason="complete")

    def test_wired_twice_it_warns_once(self) -> None:
        self.box.edit("claude", self.file, cwd=self.top)
        self.assertIn("CONCURRENCY WARNING", self.edit(True)["additionalContext"])
        self.assertEqual(self.edit(False, again=True), {})
        self.assertEqual(len(self.standing()), 2)  # the same id
        self.assertEqual(len(set(self.standing())), 1)

    def test_wired_twice_a_repeat_passes_both(self) -> None:
        self.box.edit("claude", self.file, cwd=self.top)
        self.assertEqual(self.edit(True, tool="Write")["permissionDecision"], "deny")  # the other hook is not asked
        for again in (False, True):
            self.assertEqual(self.edit(not again, again=again, tool="Write"), {})

    def test_wired_twice_one_failure_takes_one_claim_back(self) -> None:
        self.edit(True)
        self.edit(False, again=True)
        first = self.standing()[0]
        self.edit(True, kind="PostToolUse", tool_result={"result_type": "success", "text_result_for_llm": "ok"})
        self.edit(True, tool="Write")
        self.edit(False, again=True, tool="Write")
        for again in (False, True):
            self.edit(not again, again=again, tool="Write", kind="PostToolUseFailure", error="Path already exists")
        self.assertEqual(set(self.standing()), {first})

    def test_a_git_command_is_held_each_time_that_there_is_news(self) -> None:
        given = {"command": "git checkout -- a.txt", "description": "d", "mode": "sync"}

        def shell() -> Dict[str, Any]:
            self.count += 1
            return self.said("PreToolUse", tool_name="Bash", tool_input=given)

        self.box.environ["CSG_ON_DISCARD"] = "pause"
        for _ in range(2):
            time.sleep(0.01)
            self.box.edit("claude", self.file, cwd=self.top)
            self.assertEqual(shell().get("permissionDecision"), "deny")
            self.assertEqual(shell(), {})

    def test_a_claude_in_its_shell_is_a_claude(self) -> None:
        self.box.edit("one", self.file, cwd=self.top)
        answer = self.box.edit("two", self.file, cwd=self.top, COPILOT_CLI="1", CSG_CLIENT="opencode")
        self.assertIn("CONCURRENCY WARNING", answer.context)
        with open("%s/state/two/session.json" % self.box.home, encoding="utf-8") as file:
            self.assertNotIn("client", json.load(file))

    def test_it_is_on_record_as_what_it_is(self) -> None:
        for own in (True, False):
            self.said("SessionStart", own, source="new")
            with open("%s/state/%s/session.json" % (self.box.home, SESSION), encoding="utf-8") as file:
                self.assertEqual(json.load(file)["client"], "copilot")
            self.said("SessionEnd", own, reason="complete")


class Command(SandboxCase):
    """What is wired ends with exit code 0 whatever becomes of csg: with any other the client denies the tool."""

    def run_it(self, place: str, **environ: str) -> "subprocess.CompletedProcess[bytes]":
        hooks = json.loads(next(iter(wiring.hooks("copilot", place).values())))["hooks"]
        sent = {
            **PASCAL,
            "hook_event_name": "PreToolUse",
            "cwd": self.box.work,
            "tool_name": "Edit",
            "tool_input": EDIT,
        }
        return subprocess.run(
            ["/bin/sh", "-c", hooks["PreToolUse"][0]["command"]],
            input=json.dumps(sent).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**self.box.environ, **environ},
            timeout=60,
        )

    def test_whatever_is_wrong(self) -> None:
        with open(archive(), "rb") as file:
            whole = file.read()
        place = os.path.join(self.box.make("odd 'place"), "csg.pyz")
        shapes: Dict[str, Optional[bytes]] = {"gone": None, "empty": b"", "cut": whole[: len(whole) // 2]}
        shapes.update(head=whole[:700], torn=b"#!/bin/sh\nif", spoilt=whole[:9000] + bytes(9000) + whole[18000:])
        for name, data in shapes.items():
            if data is not None:
                with open(place, "wb") as out:
                    out.write(data)
                os.chmod(place, 0o755)
            with self.subTest(name):
                done = self.run_it(place)
                self.assertEqual((done.returncode, done.stdout), (0, b""))
        os.chmod(place, 0o644)
        self.assertEqual(self.run_it(place).returncode, 0)
        for python in ("/nonexistent/python3", "/bin/false"):
            done = self.run_it(archive(), CSG_PYTHON=python, PATH="/nonexistent")
            self.assertEqual((done.returncode, problems(done.stdout.decode().strip(), "PreToolUse")), (0, []))
        unwritable = self.run_it(archive(), CLAUDE_SESSION_GUARD_HOME="/proc/nowhere")
        self.assertEqual((unwritable.returncode, unwritable.stdout), (0, b""))
