"""Whatever an event is, the hook ends without an exception, and what it answers has the form that clients know.

CSG_FUZZ=N in the environment: so many events."""

import json
import os
import random
import shutil
import time
import unittest
from typing import Any, Dict, Set
from unittest import mock

from csg.base import errors, wire
from csg.hooks import hook
from tests.fault.fuzzed import Events
from tests.support import Sandbox

EVENTS = int(os.environ.get("CSG_FUZZ", "1500"))
_ROUND = 500  # events in one home
_LONGEST = 10.0  # seconds; nothing takes one
_MOST = 10000  # characters that the client hands over whole

_KEYS = {"hookSpecificOutput", "systemMessage"}
_OUTPUT = {"hookEventName", "additionalContext", "permissionDecision", "permissionDecisionReason"}


class Fuzz(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox(quick=True)
        self.addCleanup(self.box.remove)
        self.top = self.box.repository()
        for name in ("a.py", "b.py", "sub/c.py"):
            self.box.write(os.path.join(self.top, name))
        os.symlink("sub", os.path.join(self.top, "link"))
        os.symlink("loop", os.path.join(self.top, "loop"))
        self.box.write(os.path.join(self.top, "sub/.csg"), "CSG_RULES=c.py=deny\n")
        self.environ = {name.encode(): value.encode() for name, value in self.box.environ.items()}

    def test_any_event(self) -> None:
        chance = random.Random(4711)
        said: Dict[str, int] = {}
        for start in range(0, EVENTS, _ROUND):
            shutil.rmtree(self.box.home, ignore_errors=True)
            events = Events(random.Random(chance.random()), self.top)
            for _ in range(min(_ROUND, EVENTS - start)):
                data, environ = events.text(), {**self.environ, **events.environ()}
                with self.subTest(data=data[:3000], environ=environ):
                    kind = self.one(data, environ)
                    said[kind] = said.get(kind, 0) + 1
            for line in self.box.log():
                self.assertNotEqual(line["event"], "error", line)
        # it is not all refused at the door
        self.assertTrue({"warned", "deny", "ask"} <= set(said), said)

    def one(self, data: bytes, environ: Dict[bytes, bytes]) -> str:
        """Have one event handled; what came of it, in a word."""
        try:
            event = wire.decode_bytes(data)
        except ValueError:
            return "not JSON"
        began = time.monotonic()
        with mock.patch.dict("posix.environ", environ, clear=True):
            try:
                answer = hook.handle(event, "", environ, os.fsencode(self.box.home), time.time())
                text = answer.encode() if answer is not None else ""
                if answer is not None:
                    answer.printed()
            except errors.NotForUs:
                return "not ours"
        self.assertLess(time.monotonic() - began, _LONGEST)
        return self.checked(json.loads(text), event) if text else "silent"

    def checked(self, answer: Dict[str, Any], event: Dict[str, Any]) -> str:
        output: Dict[str, str] = answer["hookSpecificOutput"]
        unknown: Set[str] = (set(answer) - _KEYS) | (set(output) - _OUTPUT)
        self.assertEqual(unknown, set())
        self.assertEqual(output["hookEventName"], event["hook_event_name"])
        for text in (*output.values(), answer.get("systemMessage", "")):
            self.assertIsInstance(text, str)
            self.assertLessEqual(len(text), _MOST)
            self.assertTrue(text.replace("\n", "").isprintable(), ascii(text))
        decision = output.get("permissionDecision", "warned")
        self.assertIn(decision, ("warned", "deny", "ask"))
        return decision
