"""Whatever an event is, the hook ends without an exception, and what it answers has the form that clients know.

CSG_FUZZ=N in the environment: so many events."""

import json
from typing import Any, Dict, Set

from tests.fault.fuzz_case import EVENTS, FuzzCase
from tests.fault.fuzzed import Events

_MOST = 10000  # characters that the client hands over whole

_KEYS = {"hookSpecificOutput", "systemMessage"}
_OUTPUT = {"hookEventName", "additionalContext", "permissionDecision", "permissionDecisionReason"}


class Fuzz(FuzzCase):
    def test_any_event(self) -> None:
        said = self.count(4711, EVENTS, Events, self.one)
        # it is not all refused at the door
        self.assertTrue({"warned", "deny", "ask"} <= set(said), said)

    def one(self, data: bytes, environ: Dict[bytes, bytes]) -> str:
        """Have one event handled; what came of it, in a word."""
        why, event, text = self.answered(data, environ)
        return self.checked(json.loads(text), event) if text else why or "silent"

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
