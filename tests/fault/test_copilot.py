"""Whatever Copilot CLI and OpenCode's plugin send, the hook ends without an exception, and what it answers is what they
take.

CSG_FUZZ=N in the environment: so many events of each, 10,000 at most."""

import random
from typing import Any, Callable, Dict, List

from csg.base import wire
from csg.clients.dialects import copilot, opencode
from csg.clients.dialects.dialect import Dialect
from tests.fault.fuzz_case import FEWER, FuzzCase
from tests.fault.fuzzed import VALUES, Events, path
from tests.unit.clients.dialects import copilot_rules, opencode_rules

_STATED = ("", "", "preToolUse", "postToolUse", "sessionStart", "x", "\udcff")
_FIELDS = {"file_path": "path", "old_string": "old_str", "new_string": "new_str"}
_CAMEL = {
    "session_id": "sessionId",
    "tool_name": "toolName",
    "tool_input": "toolArgs",
    "tool_result": "toolResult",
    "agent_id": "agentId",
}
_PLUGINS = {"session_id": "session", "agent_id": "agent", "tool_use_id": "call"}
_TOOLS = {"Edit": "edit", "Write": "write", "Bash": "bash"}


def patch(chance: random.Random, top: str) -> str:
    """A patch of one file or two, sound or not."""
    lines = ["*** Begin Patch"]
    for _ in range(chance.choice((1, 1, 2))):
        named = path(chance, top) if chance.random() < 0.5 else chance.choice(("a.py", "b.py", "./sub/c.py"))
        lines += ["*** %s File: %s" % (chance.choice(("Update", "Update", "Add", "Delete")), named)]
        lines += chance.choice((["@@", "-x", "+y"], ["+x"], ["-x", "*** End of File"], []))
    if chance.random() < 0.2:
        lines.insert(chance.randrange(len(lines) + 1), str(chance.choice(VALUES)(chance))[:5000])
    return "\n".join([*lines, "*** End Patch"])


class CopilotEvents(Events):
    """In either of its two forms."""

    def sound(self) -> Dict[str, Any]:
        event, chance = super().sound(), self.chance
        for field in ("effort", "prompt_id", "transcript_path", "tool_use_id", "tool_response", "duration_ms"):
            event.pop(field, None)
        event["timestamp"] = "2026-11-24T01:45:%02d.918Z" % chance.randrange(60)
        if "agent_id" in event:
            event["parent_agent_id"] = event["session_id"]
        if "tool_name" in event:
            event["tool_input"] = {_FIELDS.get(name, name): value for name, value in event["tool_input"].items()}
            if event["tool_name"] == "Edit" and chance.random() < 0.2:
                event["tool_input"] = patch(chance, self.top)
            if event["hook_event_name"] == "PostToolUse":
                came = chance.choice(("success", "success", "failure", "denied"))
                event["tool_result"] = {"result_type": came, "text_result_for_llm": "done"}
        if chance.random() < 0.3:
            event = {_CAMEL.get(name, name): value for name, value in event.items()}
            if chance.random() < 0.3 and isinstance(event.get("toolArgs"), dict):
                event["toolArgs"] = wire.encode(event["toolArgs"])
        return event


class PluginEvents(Events):
    """Those of the plugin in OpenCode."""

    def sound(self) -> Dict[str, Any]:
        event, chance = super().sound(), self.chance
        kinds = {kind: name for name, kind in opencode._EVENTS.items()}
        made = {_PLUGINS.get(name, name): value for name, value in event.items()}
        made["event"] = kinds.get(made.pop("hook_event_name"), "x")
        made["pid"] = chance.choice((1, 4711, 0, -1, 1 << 40, None))
        if "tool_name" in made:
            tool, args = made.pop("tool_name"), made.pop("tool_input")
            if "file_path" in args:
                args = {"filePath": args["file_path"], "oldString": "two", "newString": "three"}
            if chance.random() < 0.1:
                tool, args = "apply_patch", {"patchText": patch(chance, self.top)}
            elif chance.random() < 0.1:
                args["workdir"] = path(chance, self.top)
            made.update(tool=_TOOLS.get(tool, tool), args=args, ms=chance.choice((0, 34, 1 << 60, None)))
        return made


class Fuzz(FuzzCase):
    def test_copilot(self) -> None:
        self.any_event(copilot, CopilotEvents, copilot_rules.problems)

    def test_opencode(self) -> None:
        self.any_event(opencode, PluginEvents, lambda text, event: opencode_rules.problems(text))

    def any_event(self, dialect: Dialect, kind: Any, problems: Callable[[str, str], List[str]]) -> None:
        chance = random.Random(1505)

        def one(data: bytes, environ: Dict[bytes, bytes]) -> str:
            why, event, text = self.answered(data, environ, dialect, chance.choice(_STATED))
            if why:
                return why
            self.assertEqual(problems(text, event["hook_event_name"]), [])
            return ("held" if '"hold"' in text or '"deny"' in text else "told") if text else "silent"

        said = self.count(1504, FEWER, kind, one)
        # it is not all refused at the door
        self.assertLessEqual({"held", "told", "silent", "not ours", "not JSON"}, set(said), said)
        self.assertGreater(said["held"] + said["told"] + said["silent"], FEWER // 4, said)
