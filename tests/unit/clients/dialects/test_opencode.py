"""The small language between csg and its plugin in OpenCode; what the plugin does with it is in tests/unit/clients."""

import json
import unittest
from typing import Any, Dict

from csg.base import errors
from csg.clients.dialects import opencode
from csg.hooks.answer import Answer
from tests.unit.clients.dialects.opencode_rules import problems

CALL = {"session": "ses_df4d51056ffeaLmiw325JamUWh", "cwd": "/work/shop", "agent": "", "pid": 4711, "call": "call_1"}


def heard(**fields: Any) -> Dict[str, Any]:
    event: Dict[str, Any] = opencode.hear({**CALL, **fields}, "", {})[0]
    return event


class Hears(unittest.TestCase):
    def test_tools(self) -> None:
        edit = heard(event="before", tool="edit", args={"filePath": "/x/a", "oldString": "one", "newString": "ONE"})
        self.assertEqual(edit["hook_event_name"], "PreToolUse")
        self.assertEqual(
            (edit["tool_name"], edit["tool_use_id"], edit["session_id"]), ("Edit", "call_1", CALL["session"])
        )
        self.assertEqual(edit["tool_input"], {"file_path": "/x/a", "old_string": "one", "new_string": "ONE"})
        write = heard(event="failed", tool="write", args={"filePath": "new.txt", "content": "hi\n"})
        self.assertEqual((write["hook_event_name"], write["tool_name"]), ("PostToolUseFailure", "Write"))
        self.assertEqual(write["tool_input"], {"file_path": "new.txt", "content": "hi\n"})

    def test_a_patch(self) -> None:
        text = "*** Begin Patch\n*** Add File: b.txt\n+b\n*** End Patch"
        event = heard(event="before", tool="apply_patch", args={"patchText": text})
        self.assertEqual((event["tool_name"], event["tool_use_id"]), ("Patch", "call_1"))
        self.assertEqual([file["file_path"] for file in event["tool_input"]["files"]], ["/work/shop/b.txt"])
        for args in ({}, {"patchText": "x"}, {"patchText": 5}):
            with self.assertRaises(errors.NotForUs):
                heard(event="before", tool="apply_patch", args=args)

    def test_a_shell(self) -> None:
        for where, cwd in (({}, "/work/shop"), ({"workdir": "/x"}, "/x"), ({"workdir": "sub"}, "/work/shop/sub")):
            event = heard(event="after", tool="bash", args={"command": "ls", **where}, ms=34)
            self.assertEqual((event["hook_event_name"], event["tool_name"], event["cwd"]), ("PostToolUse", "Bash", cwd))
            self.assertEqual(event["duration_ms"], 34)

    def test_a_life(self) -> None:
        for name, kind in (("start", "SessionStart"), ("end", "SessionEnd"), ("stop", "SubagentStop")):
            self.assertEqual(heard(event=name)["hook_event_name"], kind)
        self.assertEqual(heard(event="prompt", prompt="go")["prompt"], "go")
        self.assertEqual(heard(event="stop", agent="ses_child")["agent_id"], "ses_child")

    def test_whose_process_it_is(self) -> None:
        for pid, stated in ((4711, b"4711"), (0, b"0"), (-1, b"0"), (1 << 40, b"0"), ("7", b"0"), (None, b"0")):
            environ = opencode.hear({**CALL, "event": "start", "pid": pid}, "", {b"CLAUDE_PID": b"7"})[1]
            self.assertEqual(environ, {b"CLAUDE_PID": stated, b"CSG_CLIENT": b"opencode"})


class Says(unittest.TestCase):
    def test_what_the_plugin_takes(self) -> None:
        for decision in ("", "deny"):
            for context in ([], ["one", "two"]):
                answer = Answer("PreToolUse", lambda what: None)
                answer.decision, answer.reason, answer.context = decision, "held" if decision else "", context
                text = opencode.say(answer)
                self.assertEqual(problems(text), [])
                self.assertEqual(bool(text), bool(decision or context))
                said = json.loads(text) if text else {}
                self.assertEqual((said.get("hold", ""), said.get("tell", "")), (answer.reason, "\n\n".join(context)))
