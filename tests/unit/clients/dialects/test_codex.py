"""What Codex sends (0.169.0, shapes as it sent them), and the rules for what it takes."""

import os
import tempfile
import unittest
from typing import Any, Dict, List

from csg.base import errors, wire
from csg.clients.dialects import codex
from csg.hooks.answer import Answer
from tests.unit.clients.dialects.codex_rules import problems

COMMON: Dict[str, Any] = {
    "session_id": "01a20b2a-99eb-7731-98c0-83e5edba9530",
    "turn_id": "01a20b2a-9a2f-7933-a1c1-5ab4a95507c9",
    "transcript_path": "/home/u/.codex/sessions/rollout.jsonl",
    "cwd": "/work/shop",
    "model": "gpt-5.5",
    "permission_mode": "bypassPermissions",
}
PATCH = (
    "*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+ONE\n two\n*** Add File: sub/new.txt\n+hello\n"
    "*** Delete File: /else/where\n*** Update File: b.txt\n*** Move to: c.txt\n@@\n-x\n+y\n*** End Patch"
)
NAMED = [
    ("Edit", "/work/shop/a.txt"),
    ("Write", "/work/shop/sub/new.txt"),
    ("Delete", "/else/where"),
    ("Delete", "/work/shop/b.txt"),
    ("Write", "/work/shop/c.txt"),
]
APPLIED = "Exit code: 0\nWall time: 0 seconds\nOutput:\nSuccess. Updated the following files:\nA sub/new.txt\nM a.txt\n"


def sent(kind: str, tool: str, command: Any, **more: Any) -> Dict[str, Any]:
    event = {**COMMON, "hook_event_name": kind, "tool_name": tool, "tool_input": {"command": command}}
    return {**event, "tool_use_id": "call_0", **more}


def heard(event: Any) -> Any:
    return codex.hear(event, "", {})[0]


def named(event: Any) -> List[Any]:
    """The files of a call, each with what happens to it."""
    return [(one["tool"], one["file_path"]) for one in event["tool_input"]["files"]]


class Hears(unittest.TestCase):
    def test_a_patch(self) -> None:
        event = heard(sent("PreToolUse", "apply_patch", PATCH))
        self.assertEqual((event["tool_name"], event["tool_use_id"]), ("Patch", "call_0"))
        self.assertEqual(named(event), NAMED)
        self.assertEqual(event["tool_input"]["files"][1]["content"], "hello\n")

    def test_the_same_in_the_shell(self) -> None:
        event = heard(sent("PreToolUse", "Bash", "cd sub && apply_patch <<'EOF'\n%s\nEOF" % PATCH))
        self.assertEqual(event["tool_name"], "Patch")
        moved = [(tool, path.replace("/work/shop", "/work/shop/sub")) for tool, path in NAMED]
        self.assertEqual(named(event), moved)

    def test_what_came_of_it(self) -> None:
        line = "apply_patch '%s'" % PATCH
        missing = "/bin/bash: line 1: apply_patch: command not found\n"
        for tool, command in (("apply_patch", PATCH), ("Bash", line)):
            for response, kind in (
                (APPLIED, "PostToolUse"),
                (missing, "PostToolUseFailure"),
                ({}, "PostToolUseFailure"),
            ):
                event = heard(sent("PostToolUse", tool, command, tool_response=response))
                self.assertEqual((event["hook_event_name"], event["tool_name"]), (kind, "Patch"))
                self.assertEqual(named(event), NAMED)

    def test_everything_else_is_as_it_was(self) -> None:
        for command in (
            "git checkout -- .",
            "echo '*** Begin Patch' >> a.txt",
            "cat <<'E'\n%s\nE" % PATCH,
            "",
            None,
            7,
        ):
            for kind in ("PreToolUse", "PostToolUse"):
                event = sent(kind, "Bash", command, tool_response="")
                self.assertEqual(heard(event), event)
        for event in (
            dict(COMMON, hook_event_name="SessionStart", source="startup"),
            dict(COMMON, hook_event_name="SessionEnd", reason="other"),
            sent("PreToolUse", "apply_patch", "*** Begin Patch\nrubbish\n*** End Patch"),
            sent("PreToolUse", "mcp__csg__status", PATCH),
            dict(sent("PreToolUse", "apply_patch", PATCH), cwd=None),
            dict(sent("PreToolUse", "apply_patch", PATCH), tool_input=[PATCH]),
        ):
            self.assertEqual(heard(event), event)

    def test_what_is_no_event(self) -> None:
        junk: Any
        for junk in (None, [], "x", 1):
            with self.assertRaises(errors.NotForUs):
                heard(junk)


class Looks(unittest.TestCase):
    """At the files, before a patch is applied."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        with open(os.path.join(self.folder, "a.txt"), "w", encoding="utf-8") as file:
            file.write("one\ntwo\nthree\ntwo\n")

    def given(self, body: str, kind: str = "PreToolUse") -> Any:
        """The input of the call of a patch with this body."""
        patch = "*** Begin Patch\n%s\n*** End Patch" % body
        return heard(dict(sent(kind, "apply_patch", patch, tool_response=APPLIED), cwd=self.folder))["tool_input"]

    def test_the_lines(self) -> None:
        (one,) = self.given("*** Update File: a.txt\n@@ three\n-  two\n+TWO\n+more")["files"]
        self.assertEqual(one["at"], [4, 4])
        self.assertEqual(one["edits"], [{"old_string": "two\n", "new_string": "TWO\nmore\n"}])
        (one, _) = self.given("*** Update File: a.txt\n*** Move to: b.txt\n@@\n-one\n+ONE")["files"]
        self.assertEqual(one["at"], [1, 1])

    def test_what_is_sure_to_fail(self) -> None:
        good = "*** Update File: a.txt\n@@\n-one\n+ONE\n"
        for body, fails in (
            (good, False),
            ("*** Update File: a.txt\n@@\n-nine\n+x", True),
            (good + "*** Update File: a.txt\n@@\n-nine\n+x", True),
            (good + "*** Update File: missing\n@@\n-one\n+x", True),
            (good + "*** Delete File: missing", True),
            (good + "*** Delete File: a.txt/x", True),
            (good + "*** Add File: b.txt\n+x\n*** Delete File: b.txt", False),
            (good + "*** Add File: missing/b.txt\n+x", False),
            ("*** Update File: a.txt\n@@\n-three\n+x\n@@\n-one\n+x", False),  # in another order another version may
            ("*** Update File: .\n@@\n-three\n+x", False),
        ):
            self.assertEqual(self.given(body).get("fails", False), fails, body)
            self.assertNotIn("fails", self.given(body, "PostToolUse"))

    def test_a_long_file_is_not_looked_through(self) -> None:
        with open(os.path.join(self.folder, "long"), "w", encoding="utf-8") as file:
            file.write("one\n" * 50_000)
        given = self.given("*** Update File: long\n@@\n-nine\n+x")
        self.assertEqual(list(given["files"][0]), ["tool", "file_path"])
        self.assertEqual(list(given), ["files"])


class Environment(unittest.TestCase):
    def test_nothing_of_a_claude_code_around_it(self) -> None:
        own = codex.hear({}, "", {b"CLAUDE_PID": b"5", b"PATH": b"/bin"})[1]
        self.assertEqual(own, {b"PATH": b"/bin", b"CSG_CLIENT": b"codex"})


class Says(unittest.TestCase):
    def said(self, event: str, decision: str = "", reason: str = "", *context: str) -> str:
        answer = Answer(event, lambda what: None)
        answer.decision, answer.reason, answer.context = decision, reason, list(context)
        return codex.say(answer)

    def test_only_what_the_client_takes(self) -> None:
        for event in ("PreToolUse", "PostToolUse", "SessionStart", "UserPromptSubmit", "SessionEnd", "SubagentStop"):
            for decision, reason in (("", ""), ("deny", "held"), ("deny", "  "), ("ask", "?")):
                for context in ((), ("one", "two"), ("\u26a0" * 9000,), ("",)):
                    self.assertEqual(problems(self.said(event, decision, reason, *context), event), [])

    def test_a_hold_and_a_warning(self) -> None:
        said = wire.decode_bytes(self.said("PreToolUse", "deny", "held", "and more").encode())
        output = {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "held"}
        self.assertEqual(said, {"hookSpecificOutput": {**output, "additionalContext": "and more"}})
        said = wire.decode_bytes(self.said("PostToolUseFailure", "", "", "news").encode())
        output = {"hookEventName": "PostToolUse", "additionalContext": "news"}
        self.assertEqual(said, {"hookSpecificOutput": output})

    def test_silence(self) -> None:
        for event in ("PreToolUse", "SessionEnd"):
            self.assertEqual(self.said(event), "")
        self.assertEqual(self.said("SubagentStop", "", "", "x"), "")

    def test_a_long_context_is_cut_where_the_client_would(self) -> None:
        said = wire.decode_bytes(self.said("SessionStart", "", "", "\u26a0" * 9000).encode())
        context = said["hookSpecificOutput"]["additionalContext"]
        self.assertLessEqual(len(context.encode()), 10_000)
        self.assertEqual(context, "\u26a0" * 3332 + "\u2026")

    def test_the_rules_find_what_is_wrong(self) -> None:
        output = '{"hookSpecificOutput": {"hookEventName": "PreToolUse", %s}}'
        for wrong in (
            '{"decisions": 1}',
            '{"continue": false}',
            output % '"permissionDecision": "ask", "permissionDecisionReason": "x"',
            output % '"permissionDecision": "deny"',
            output % '"permissionDecision": "deny", "permissionDecisionReason": " "',
            output % '"additionalContexts": "x"',
            output % '"additionalContext": 1',
            output % ('"additionalContext": "%s"' % ("x" * 10_001)),
        ):
            self.assertTrue(problems(wrong, "PreToolUse"), wrong)
        self.assertTrue(problems(output % '"additionalContext": "x"', "SubagentStop"))
        self.assertTrue(problems(output % '"additionalContext": "x"', "PostToolUse"))
