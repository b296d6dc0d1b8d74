"""Whatever Gemini CLI and Qwen Code send, the hook ends without an exception, and what it answers is what they take.

CSG_FUZZ=N in the environment: so many events of each, 10,000 at most."""

import os
from typing import Any, Dict, Tuple

from csg.base import wire
from csg.clients.dialects import gemini, qwen
from csg.clients.dialects.dialect import Dialect
from tests.fault.fuzz_case import FEWER, FuzzCase
from tests.fault.fuzzed import Events
from tests.unit.clients.dialects.gemini_rules import problems

_SHELL = {"Bash": "run_shell_command"}
_GEMINI = {
    "UserPromptSubmit": "BeforeAgent",
    "PreToolUse": "BeforeTool",
    "PostToolUse": "AfterTool",
    "PostToolUseFailure": "AfterTool",
    "Stop": "AfterAgent",
    "PreCompact": "PreCompress",
}


class QwenEvents(Events):
    """Claude Code's, with its tools."""

    TOOLS = {**_SHELL, "Edit": "edit", "MultiEdit": "edit", "Write": "write_file", "Read": "read_file"}
    FOLDER = "directory"

    def sound(self) -> Dict[str, Any]:
        event = super().sound()
        for field in ("effort", "prompt_id"):
            event.pop(field, None)
        event["timestamp"] = "2026-11-24T01:02:%02d.824Z" % self.chance.randrange(60)
        if "tool_name" in event:
            event["tool_name"] = self.TOOLS.get(event["tool_name"], "write_file")
            if self.chance.random() < 0.2:
                event["tool_input"][self.FOLDER] = self.chance.choice(("sub", self.top, "..", "", "/nonexistent"))
            if "tool_response" in event:
                event["tool_response"] = {"llmContent": "done", "returnDisplay": ""}
        return event


class GeminiEvents(QwenEvents):
    TOOLS = {**QwenEvents.TOOLS, "Edit": "replace", "MultiEdit": "replace"}
    FOLDER = "dir_path"

    def sound(self) -> Dict[str, Any]:
        event, chance = super().sound(), self.chance
        event.pop("tool_use_id", None)
        error = event.pop("error", None)
        if event["hook_event_name"] == "PostToolUseFailure":
            event["tool_response"] = {"llmContent": "", "error": {"message": error, "type": "edit_no_occurrence_found"}}
        event["hook_event_name"] = _GEMINI.get(event["hook_event_name"], event["hook_event_name"])
        path = event.get("tool_input", {}).get("file_path")
        if isinstance(path, str) and chance.random() < 0.5:
            event["tool_input"]["file_path"] = chance.choice(
                ("", "", "@", "@/", "../", "c.py", "\0")
            ) + os.path.basename(path)
        if "prompt" in event and chance.random() < 0.5:
            event["prompt"] = "<hook_context>csg</hook_context>\n\n" + event["prompt"]
        return event


class Fuzz(FuzzCase):
    def test_gemini(self) -> None:
        self.any_event(gemini, GeminiEvents)

    def test_qwen(self) -> None:
        self.any_event(qwen, QwenEvents)

    def any_event(self, dialect: Dialect, kind: Any) -> None:
        def one(data: bytes, environ: Dict[bytes, bytes]) -> Tuple[str, str]:
            """The event's name, and what came of it in a word."""
            why, _, text = self.answered(data, environ, dialect)
            if why:
                return "", why
            name = wire.decode_bytes(data)["hook_event_name"]
            self.assertEqual(problems(dialect.NAME, text, name), [])
            return name, ("held" if '"deny"' in text else "told") if text else ""

        said = self.count(1501, FEWER, kind, one)
        # it is not all refused at the door
        after, before, prompt = ("AfterTool", "BeforeTool", "BeforeAgent")
        if dialect is qwen:
            after, before, prompt = ("PostToolUse", "PreToolUse", "UserPromptSubmit")
        self.assertLessEqual({(before, "held"), (before, ""), (after, "told"), (prompt, "told")}, set(said), said)
