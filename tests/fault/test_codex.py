"""Whatever Codex sends, the hook ends without an exception, and what it answers is what Codex takes.

CSG_FUZZ=N in the environment: so many events, 10,000 at most."""

from typing import Any, Dict

from csg.clients.dialects import codex
from tests.fault.fuzz_case import FEWER, FuzzCase
from tests.fault.fuzzed import VALUES, Events, path
from tests.unit.clients.dialects.codex_rules import problems

_HEARD = {"PostToolUseFailure": "PostToolUse"}


class CodexEvents(Events):
    """Events with patches among them, sound or not."""

    def sound(self) -> Dict[str, Any]:
        event = super().sound()
        for field in ("effort", "prompt_id"):
            event.pop(field, None)
        if event["hook_event_name"] == "PostToolUseFailure":
            event["hook_event_name"] = "PostToolUse"
        if "tool_name" in event and event["tool_name"] != "Bash":
            event.update(tool_name="apply_patch", tool_input={"command": self._patch()})
            if self.chance.random() < 0.3:
                line = self.chance.choice(
                    ("apply_patch <<'E'\n%s\nE", "cd sub && applypatch <<E\n%s\nE", "apply_patch '%s'")
                )
                event.update(tool_name="Bash", tool_input={"command": line % event["tool_input"]["command"]})
        if "tool_response" in event:
            event["tool_response"] = self.chance.choice(
                ("", "Exit code: 1\n", "Success. Updated the following files:\nM x")
            )
        return event

    def _patch(self) -> str:
        chance, lines = self.chance, ["*** Begin Patch"]
        for _ in range(chance.choice((1, 1, 2, 5))):
            does = chance.choice(("Update", "Update", "Add", "Delete"))
            named = path(chance, self.top) if chance.random() < 0.5 else chance.choice(("a.py", "b.py", "./sub/c.py"))
            lines.append("*** %s File: %s" % (does, named))
            if does == "Update":
                lines += chance.choice(([], ["*** Move to: " + path(chance, self.top)]))
                lines += chance.choice((["@@", "-x", "+y"], ["-x"], ["@@ x", "+y"], [" x", "", "*** End of File"]))
            elif does == "Add":
                lines += ["+x"] * chance.choice((0, 1, 9))
        lines.append("*** End Patch")
        if chance.random() < 0.2:
            lines.insert(chance.randrange(len(lines) + 1), str(chance.choice(VALUES)(chance))[:5000])
        return "\n".join(lines)


class Fuzz(FuzzCase):
    def test_any_event(self) -> None:
        said = self.count(1606, FEWER, CodexEvents, self.one)
        self.assertTrue({"warned", "deny", "silent"} <= set(said), said)  # it is not all refused at the door

    def one(self, data: bytes, environ: Dict[bytes, bytes]) -> str:
        """Have one event handled; what came of it, in a word."""
        why, event, text = self.answered(data, environ, codex)
        if not text:
            return why or "silent"
        kind = _HEARD.get(event["hook_event_name"], event["hook_event_name"])
        self.assertEqual(problems(text, kind), [])
        return "deny" if '"deny"' in text else "warned"
