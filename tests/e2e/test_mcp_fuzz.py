"""The MCP server under mutated and random messages."""

import json
import os
import random
import unittest
from typing import Any, List

from tests.e2e.mcp_client import ServerCase
from tests.support import FULL

CORPUS = [
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-03-26", "capabilities": {}},
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": "a", "method": "ping"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}},
    {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "list_sessions", "arguments": {}}},
    {
        "jsonrpc": "2.0",
        "id": 4,
        "method": "tools/call",
        "params": {"name": "check_files", "arguments": {"paths": ["*", "a"]}},
    },
    {
        "jsonrpc": "2.0",
        "id": 5,
        "method": "tools/call",
        "params": {"name": "claim_files", "arguments": {"paths": ["a.py"], "intent": "x"}},
    },
    {
        "jsonrpc": "2.0",
        "id": 6,
        "method": "tools/call",
        "params": {"name": "release_files", "arguments": {"paths": ["."]}},
    },
    {
        "jsonrpc": "2.0",
        "id": 7,
        "method": "tools/call",
        "params": {"name": "set_intent", "arguments": {"text": "\u00e9"}},
    },
    {
        "jsonrpc": "2.0",
        "id": 8,
        "method": "tools/call",
        "params": {"name": "tell_session", "arguments": {"session": "all", "text": "hi"}},
    },
    {"jsonrpc": "2.0", "id": 9, "result": {}},
    [{"jsonrpc": "2.0", "id": 10, "method": "ping"}, {"jsonrpc": "2.0", "method": "notifications/cancelled"}],
]
JUNK: List[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e300,
    10**30,
    "",
    "x",
    "\0",
    "\ud800",
    "\n",
    [],
    {},
    [[]],
    {"a": {"b": []}},
]
JUNK += [
    "2.0",
    "ping",
    "tools/call",
    "initialize",
    "paths",
    "..",
    "/",
    "*" * 50,
    "a" * 3000,
    "2024-11-05",
    "2025-11-25",
]


def mangled(value: Any, chance: random.Random) -> Any:
    """A JSON value like this one, with parts exchanged, missing or added."""
    if chance.random() < 0.08:
        return chance.choice(JUNK)
    if isinstance(value, dict):
        kept = {k: mangled(v, chance) for k, v in value.items() if chance.random() > 0.06}
        if chance.random() < 0.06:
            kept[chance.choice(["id", "method", "params", "result", "error", "name", "x", "arguments"])] = (
                chance.choice(JUNK)
            )
        return kept
    if isinstance(value, list):
        return [mangled(v, chance) for v in value for _ in range(chance.choice([1, 1, 1, 1, 0, 2]))]
    return value


def broken(data: bytes, chance: random.Random) -> bytes:
    """Bytes like these, with some changed."""
    line = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(line) + 1)
        what = chance.randrange(4)
        if what == 0:
            line[at:at] = bytes([chance.randrange(256)])
        elif what == 1:
            del line[at : at + chance.randint(1, 5)]
        elif what == 2:
            line[at : at + 1] = bytes([chance.choice(b'{}[]",:\\0eE+-.x\x00\xff')])
        else:
            line[at:at] = line[chance.randrange(len(line) + 1) :][:20]
    return bytes(line).replace(b"\n", b" ")


def expected(line: bytes, version: str) -> Any:
    """What the specification wants: None for silence, "any" for a result or an error with this id, or a code."""

    def no_constant(name: str) -> Any:
        raise ValueError(name)

    if not line.strip(b" \t\r"):
        return None
    try:
        message = json.loads(line.decode("utf-8"), parse_constant=no_constant)
    except (ValueError, RecursionError):
        return -32700
    if isinstance(message, list):
        if version not in ("2024-11-05", "2025-03-26") or not message:
            return -32600
        return [one for one in map(_expected_of, message) if one is not None] or None
    return _expected_of(message)


def _expected_of(message: Any) -> Any:
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return -32600
    if "method" not in message:
        return None if "id" in message and ("result" in message or "error" in message) else -32600
    if not isinstance(message["method"], str):
        return -32600
    if "id" not in message:
        return None
    identifier = message["id"]
    if isinstance(identifier, bool) or not isinstance(identifier, (str, int)):
        return -32600
    return ("any", identifier)


class Fuzz(ServerCase):
    COUNT = 10000 if FULL else 2500

    def test_mutated_and_random_messages(self) -> None:
        chance = random.Random(20251125)
        self.box.start("mine")
        self.box.start("other", CLAUDE_PID="1")
        client = self.server(version="2025-03-26")
        version, early = "2025-03-26", 0
        for number in range(self.COUNT):
            kind = number % 5
            if kind < 3:
                line = json.dumps(mangled(chance.choice(CORPUS), chance), ensure_ascii=chance.random() < 0.9)
                data = line.encode("utf-8", "surrogatepass")
            elif kind == 3:
                data = broken(json.dumps(chance.choice(CORPUS)).encode(), chance)
            else:
                data = bytes(chance.randrange(256) for _ in range(chance.randrange(80))).replace(b"\n", b"")
            answers = client.silence(data)
            self.match(expected(data, version), answers, data)
            for answer in answers:
                if isinstance(answer, dict) and "protocolVersion" in answer.get("result", {}):
                    version = answer["result"]["protocolVersion"]
            if number == self.COUNT // 5 and os.path.exists("/proc/self/status"):
                early = client.memory()
        if early:
            self.assertLess(client.memory() - early, 3 * 1024)
        errors = [line for line in self.box.log() if line["event"] == "error"]
        self.assertEqual(errors, [])
        self.assertEqual(client.close(), 0)

    def match(self, wanted: Any, answers: List[Any], data: bytes) -> None:
        if wanted is None:
            self.assertEqual(answers, [], data)
            return
        self.assertEqual(len(answers), 1, data)
        if isinstance(wanted, list):
            self.assertEqual(len(answers[0]), len(wanted), data)
            for one, answer in zip(wanted, answers[0]):
                self.match(one, [answer], data)
            return
        answer = answers[0]
        self.assertEqual(answer["jsonrpc"], "2.0", data)
        self.assertEqual("result" in answer, "error" not in answer, data)
        if isinstance(wanted, int):
            self.assertEqual(answer["error"]["code"], wanted, data)
        else:
            self.assertEqual(answer["id"], wanted[1], data)
            self.assertIn(answer.get("error", {"code": 0})["code"], (0, -32600, -32601, -32602), data)


if __name__ == "__main__":
    unittest.main()
