"""Whatever Codex sends, the hook ends without an exception, and what it answers is what Codex takes.

CSG_FUZZ=N in the environment: so many events, 10,000 at most."""

import os
import random
import shutil
import time
import unittest
from typing import Any, Dict
from unittest import mock

from csg.base import errors, wire
from csg.clients.dialects import codex
from csg.hooks import hook
from tests.fault.fuzzed import VALUES, Events, path
from tests.support import Sandbox
from tests.unit.clients.dialects.codex_rules import problems

EVENTS = min(int(os.environ.get("CSG_FUZZ", "1500")), 10_000)
_ROUND = 500  # events in one home
_LONGEST = 10.0  # seconds, as long as the client waits
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


class Fuzz(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox(quick=True)
        self.addCleanup(self.box.remove)
        self.top = self.box.repository()
        for name in ("a.py", "b.py", "sub/c.py"):
            self.box.write(os.path.join(self.top, name))
        self.box.write(os.path.join(self.top, "sub/.csg"), "CSG_RULES=c.py=deny\n")
        self.environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}

    def test_any_event(self) -> None:
        chance = random.Random(1606)
        said: Dict[str, int] = {}
        for start in range(0, EVENTS, _ROUND):
            shutil.rmtree(self.box.home, ignore_errors=True)
            events = CodexEvents(random.Random(chance.random()), self.top)
            for _ in range(min(_ROUND, EVENTS - start)):
                data, environ = events.text(), {**self.environ, **events.environ()}
                with self.subTest(data=data[:3000], environ=environ):
                    kind = self.one(data, environ)
                    said[kind] = said.get(kind, 0) + 1
            for line in self.box.log():
                self.assertNotEqual(line["event"], "error", line)
        self.assertTrue({"warned", "deny", "silent"} <= set(said), said)  # it is not all refused at the door

    def one(self, data: bytes, environ: Dict[bytes, bytes]) -> str:
        """Have one event handled; what came of it, in a word."""
        try:
            event = wire.decode_bytes(data)
        except ValueError:
            return "not JSON"
        began = time.monotonic()
        with mock.patch.dict("posix.environ", environ, clear=True):
            try:
                event, known = codex.hear(event, "", environ)
                answer = hook.handle(event, "", known, os.fsencode(self.box.home), time.time(), codex)
                text = codex.say(answer) if answer is not None else ""
                if answer is not None:
                    answer.printed()
            except errors.NotForUs:
                return "not ours"
        self.assertLess(time.monotonic() - began, _LONGEST)
        if not text:
            return "silent"
        kind = _HEARD.get(event["hook_event_name"], event["hook_event_name"])
        self.assertEqual(problems(text, kind), [])
        return "deny" if '"deny"' in text else "warned"
