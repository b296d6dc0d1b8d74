import json
import os
import random
import subprocess
import sys
import threading
import time
import unittest
from typing import Any, Callable, List
from unittest import mock

from csg.base import accelerator, wire
from tests.support import FULL, TOP, bounded

COUNT = 40000 if FULL else 8000  # texts that are made up

VALUES: List[Any] = [
    {},
    {"a": 1, "b": [1, 2.5, -3, 1e300], "c": None, "d": True, "e": False},
    "plain",
    '\u26a0\ufe0f \x00 \x1f " \\ / \u2028 \U0001f600 \udcff',
    [[], [[]], {"": {"": ""}}],
    0,
    -1,
    1.5,
    12345678901234567890,
]


class Agreement(unittest.TestCase):
    """`wire` and `json` say the same, whichever of the three ways is taken."""

    def test_encode_is_read_by_json(self) -> None:
        for value in VALUES:
            self.assertEqual(json.loads(wire.encode(value)), value)
            self.assertTrue(wire.encode(value).isascii())

    def test_without_json_what_is_simple_is_read_all_the_same(self) -> None:
        """Debian's python3-minimal has neither `json` nor the accelerator."""
        text = '{"a": "%s", "b": [1, 2.5, null]}' % ('\\\\\\n\\"' * 400)
        missing = mock.patch.object(accelerator, "scanner", side_effect=ImportError)
        with missing, mock.patch.object(wire, "_scan", None):
            self.assertEqual(wire.decode(text), json.loads(text))
            for bad in (text[:-1], text[:-30], "", '{"a": "\\u00e9"}'):
                with self.assertRaises(ValueError):
                    wire.decode(bad)

    def test_decode_agrees_with_json(self) -> None:
        for value in VALUES:
            for text in (json.dumps(value), json.dumps(value, indent=1), json.dumps(value, ensure_ascii=False)):
                self.assertEqual(wire.decode(text), value)

    def test_the_fallback_agrees(self) -> None:
        scan = accelerator.json_scanner()
        for value in VALUES:
            self.assertEqual(scan(json.dumps(value), 0)[0], wire.decode(json.dumps(value)))

    def test_every_character_is_quoted_as_json_does(self) -> None:
        for code in [*range(0x800), *range(0xD7F0, 0xE010), 0x2028, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF]:
            for text in (chr(code), "a%c\n" % code):
                self.assertEqual(wire.encode(text), json.dumps(text), code)

    def test_random_values(self) -> None:
        rng = random.Random(1)

        def make(depth: int) -> Any:
            kind = rng.randrange(6 if depth else 4)
            if kind == 0:
                return rng.choice([None, True, False])
            if kind == 1:
                return rng.choice([rng.randrange(-(10**6), 10**6), rng.random() * 10 ** rng.randrange(-9, 9)])
            if kind in (2, 3):
                codes = [rng.choice([rng.randrange(32), rng.randrange(128), 0x2028, 0x1F600]) for _ in range(5)]
                return "".join(map(chr, codes))
            if kind == 4:
                return [make(depth - 1) for _ in range(3)]
            return {str(i): make(depth - 1) for i in range(3)}

        for _ in range(300):
            value = make(4)
            self.assertEqual(json.loads(wire.encode(value)), value)
            self.assertEqual(wire.decode(json.dumps(value)), value)

    def test_the_simple_way_never_disagrees(self) -> None:
        rng = random.Random(2)
        scan = json.JSONDecoder(strict=False).raw_decode
        letters = '{}[]",:\\/ntu0e1.-+ \t\n\u00e9\udcff'
        event: Any = {
            "session_id": "s",
            "n": [1, -2.5, 0, True, None, []],
            "tool_input": {"a": 'x"\n\\', "b": {}},
            "c": "\u00e9",
        }
        seeds = [
            json.dumps(event),
            json.dumps(event, separators=(",", ":"), ensure_ascii=False),
            "[-10.25, 0.5]",
            '"\\\\"',
        ]
        simple = 0
        for _ in range(COUNT):
            text = rng.choice(seeds)
            for _ in range(rng.randrange(4)):
                at = rng.randrange(len(text) + 1)
                text = text[:at] + rng.choice(letters) * rng.randrange(2) + text[at + rng.randrange(3) :]
            try:
                value, end = wire._simple(text, 0)
            except (LookupError, ValueError):
                continue
            simple += 1
            self.assertEqual((repr(value), end), (repr(scan(text)[0]), scan(text)[1]), text)
        self.assertGreater(simple, COUNT // 4)

    def test_the_flat_way_never_disagrees(self) -> None:
        rng = random.Random(3)
        scan = json.JSONDecoder(strict=False).raw_decode
        record = {
            "t": 1795630549.467,
            "id": "toolu_1",
            "path": "/w/a, b",
            "agent": "",
            "pid": 12,
            "no": None,
            "yes": True,
        }
        seed, letters, flat = wire.encode(record), '{}[]",: truefalsn01.-+e\n', 0
        self.assertEqual(wire._flat(seed), record)
        for _ in range(COUNT):
            text = seed
            for _ in range(rng.randrange(4)):
                at = rng.randrange(len(text) + 1)
                text = text[:at] + rng.choice(letters) * rng.randrange(2) + text[at + rng.randrange(3) :]
            if text[:2] != '{"' or text[-1] != "}":
                continue
            try:
                value = wire._flat(text)
            except (LookupError, ValueError):
                continue
            flat += 1
            self.assertEqual((repr(value), len(text)), (repr(scan(text)[0]), scan(text)[1]), text)
        self.assertGreater(flat, COUNT // 4)

    def test_many_escapes_and_deep_nesting(self) -> None:
        for text in ('"%s"' % ("\\n" * 1000), '"%s"' % ('\\"x' * 300), '["%s"]' % ("\\\\" * 400)):
            self.assertEqual(wire.decode(text), json.loads(text))
        for text in ("[" * 100000, '{"a":' * 100000, "[" * 601 + "1" + "]" * 601, '{"a": ' * 700 + "1" + "}" * 700):
            with self.assertRaises(ValueError):
                wire.decode(text)
        code = json.dumps({"text": "{[" * 500, "list": [{}] * 500})
        self.assertEqual(wire.decode(code), json.loads(code), "many are not deep")
        deep = wire.decode("[" * 600 + "]" * 600)
        self.assertEqual(wire.encode(deep), "[" * 600 + "]" * 600)

    def test_what_is_not_json(self) -> None:
        for text in ("", "   ", "{", "nul", '{"a"}', "[1,", "\x00", "]"):
            with self.assertRaises(ValueError):
                wire.decode(text)

    def test_what_is_not_json_where_json_was_never_imported(self) -> None:
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]); from csg.base import wire\n"
            "for text in ('{', '{\"a\"}', '{\"a\": 1', '\"\\\\u12', '[1,', 'x'):\n"
            "    try: wire.decode(text)\n"
            "    except ValueError: pass\n"
            "    else: sys.exit(text)\n"
        )
        done = subprocess.run([sys.executable, "-ISc", code, TOP], stderr=subprocess.PIPE, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_a_number_that_nobody_can_use_is_none(self) -> None:
        ways: List[Callable[[str], Any]] = [wire.decode]
        ways += [lambda text: accelerator.scanner()(text, 0)[0], lambda text: accelerator.json_scanner()(text, 0)[0]]
        for text in (
            "NaN",
            "Infinity",
            "-Infinity",
            "1e999",
            "-1e999",
            "1" * 400,
            "-" + "9" * 400000,
            "1" * 400 + ".5",
        ):
            for way in ways:
                self.assertEqual(way('{"a": [%s, 1]}' % text), {"a": [None, 1]}, text[:20])
        for way in ways:
            self.assertEqual(way("[%s]" % ("9" * 40)), [int("9" * 40)])

    def test_bytes_that_are_not_utf8_survive(self) -> None:
        self.assertEqual(wire.decode_bytes(b'"a\xff"'), "a\udcff")

    def test_what_cannot_be_encoded(self) -> None:
        with self.assertRaises(TypeError):
            wire.encode(b"x")


class Reading(unittest.TestCase):
    def pipe(self, *chunks: bytes, close: bool = True) -> int:
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)

        def feed() -> None:
            for chunk in chunks:
                os.write(writing, chunk)
            if close:
                os.close(writing)

        threading.Thread(target=feed, daemon=True).start()
        if not close:
            self.addCleanup(os.close, writing)
        return reading

    def test_stops_when_the_value_is_complete(self) -> None:
        fd = self.pipe(b'{"a": {"b": 1}', b', "c": "}"', b"}\n", close=False)
        self.assertEqual(wire.read_value(fd, 1000), {"a": {"b": 1}, "c": "}"})

    def test_end_of_file_without_a_value(self) -> None:
        for chunk in (b"", b'{"a": 1', b"junk"):
            with self.assertRaises(ValueError):
                wire.read_value(self.pipe(chunk), 1000)

    def test_a_limit(self) -> None:
        with self.assertRaises(ValueError):
            wire.read_value(self.pipe(b"[" + b"1," * 1000), 1000)

    def test_patience(self) -> None:
        fd = self.pipe(b'{"a": ', close=False)
        with bounded(10), self.assertRaises(TimeoutError):
            wire.read_value(fd, 1000, 1)

    def test_patience_is_for_the_next_byte(self) -> None:
        reading, writing = os.pipe()
        self.addCleanup(os.close, reading)

        def feed() -> None:
            for byte in b'{"a": 1':
                time.sleep(0.3)
                os.write(writing, bytes([byte]))
            os.write(writing, b"}")

        thread = threading.Thread(target=feed)
        thread.start()
        try:
            self.assertEqual(wire.read_value(reading, 1000, 1), {"a": 1})
        finally:
            thread.join()
            os.close(writing)

    def test_who_was_held_up_himself_still_reads_what_came(self) -> None:
        reading, writing = os.pipe()
        for fd in (reading, writing):
            self.addCleanup(os.close, fd)
        os.write(writing, b"{}")
        kept = os.read
        calls = []

        def late(fd: int, size: int) -> bytes:
            calls.append(fd)
            if len(calls) == 1:
                time.sleep(3)  # until the alarm rings
            return kept(fd, size)

        with bounded(10), mock.patch("posix.read", late):
            self.assertEqual(wire.read_value(reading, 1000, 1), {})

    def test_no_alarm_rings_after_the_value(self) -> None:
        self.assertEqual(wire.read_value(self.pipe(b"{}", close=False), 1000, 1), {})
        time.sleep(1.2)

    def test_a_descriptor_that_does_not_block(self) -> None:
        fd = self.pipe(b"[1, {}", b"]", close=True)
        os.set_blocking(fd, False)
        self.assertEqual(wire.read_value(fd, 1000), [1, {}])

    def test_many_chunks_that_end_in_a_brace(self) -> None:
        body = b'{"x": "' + b"}" * 200 + b'"}'
        fd = self.pipe(*[body[i : i + 1] for i in range(len(body))])
        self.assertEqual(wire.read_value(fd, 1000), {"x": "}" * 200})
