"""Whatever Gemini CLI and Qwen Code send, the hook ends without an exception, and what it answers is what they take.

CSG_FUZZ=N in the environment: so many events of each, 10,000 at most."""

import os
import random
import shutil
import time
import unittest
from typing import Any, Dict, Tuple
from unittest import mock

from csg.base import errors, wire
from csg.clients.dialects import gemini, qwen
from csg.clients.dialects.dialect import Dialect
from csg.hooks import hook
from tests.fault.fuzzed import Events
from tests.support import Sandbox
from tests.unit.clients.dialects.gemini_rules import problems

EVENTS = min(int(os.environ.get("CSG_FUZZ", "1500")), 10_000)
_ROUND = 500  # events in one home
_LONGEST = 10.0  # seconds, as long as the clients wait
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


class Fuzz(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox(quick=True)
        self.addCleanup(self.box.remove)
        self.top = self.box.repository()
        for name in ("a.py", "b.py", "sub/c.py", "sub/a.py"):
            self.box.write(os.path.join(self.top, name))
        os.symlink("sub", os.path.join(self.top, "link"))
        self.box.write(os.path.join(self.top, "sub/.csg"), "CSG_RULES=c.py=deny\n")
        self.environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}

    def test_gemini(self) -> None:
        self.any_event(gemini, GeminiEvents)

    def test_qwen(self) -> None:
        self.any_event(qwen, QwenEvents)

    def any_event(self, dialect: Dialect, kind: Any) -> None:
        chance = random.Random(1501)
        said: Dict[Tuple[str, str], int] = {}
        for start in range(0, EVENTS, _ROUND):
            shutil.rmtree(self.box.home, ignore_errors=True)
            events = kind(random.Random(chance.random()), self.top)
            for _ in range(min(_ROUND, EVENTS - start)):
                data, environ = events.text(), {**self.environ, **events.environ()}
                with self.subTest(data=data[:3000], environ=environ):
                    what = self.one(dialect, data, environ)
                    said[what] = said.get(what, 0) + 1
            for line in self.box.log():
                self.assertNotEqual(line["event"], "error", line)
        # it is not all refused at the door
        after, before, prompt = ("AfterTool", "BeforeTool", "BeforeAgent")
        if dialect is qwen:
            after, before, prompt = ("PostToolUse", "PreToolUse", "UserPromptSubmit")
        self.assertLessEqual({(before, "held"), (before, ""), (after, "told"), (prompt, "told")}, set(said), said)

    def one(self, dialect: Dialect, data: bytes, environ: Dict[bytes, bytes]) -> Tuple[str, str]:
        """Have one event handled: the event's name, and what came of it in a word."""
        try:
            event = wire.decode_bytes(data)
        except ValueError:
            return "", "not JSON"
        began = time.monotonic()
        with mock.patch.dict("posix.environ", environ, clear=True):
            try:
                heard, known = dialect.hear(event, "", environ)
                answer = hook.handle(heard, "", known, os.fsencode(self.box.home), time.time(), dialect)
                text = dialect.say(answer) if answer is not None else ""
                if answer is not None:
                    answer.printed()
            except errors.NotForUs:
                return "", "not ours"
        self.assertLess(time.monotonic() - began, _LONGEST)
        name = event["hook_event_name"]
        self.assertEqual(problems(dialect.NAME, text, name), [])
        self.assertTrue(text.isascii() and len(text) < 100_000)
        return name, ("held" if '"deny"' in text else "told") if text else ""
