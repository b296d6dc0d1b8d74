"""JSON as the protocol wants it."""

import json
import unittest
from unittest import mock

from csg.mcp import rpc


class Decode(unittest.TestCase):
    def test_it_agrees_with_json(self) -> None:
        for text in (
            '{"a": [1, -2.5e3, "\\u00e9\\ud83d\\ude00", null, true, false, {}]}',
            " [] \r",
            '"\u2028"',
            "1" * 40,
            "-0.0",
        ):
            self.assertEqual(rpc.decode(text.encode()), json.loads(text))

    def test_what_json_is_not(self) -> None:
        for line in (
            b"",
            b"{",
            b"{}{}",
            b"{'a': 1}",
            b"[1,]",
            b"NaN",
            b"-Infinity",
            b'"\x01"',
            b"\xff",
            b"1" * 41,
            b"[" * 99999,
        ):
            with self.assertRaises(ValueError, msg=line[:20]):
                rpc.decode(line)

    def test_without_the_accelerator(self) -> None:
        with mock.patch.dict("sys.modules", {"_json": None}):
            scan = rpc._scanner()
        self.assertEqual(scan('{"a": [1]} x', 0), ({"a": [1]}, 10))
        with mock.patch.object(rpc, "_scan", scan):
            self.assertEqual(rpc.decode(b' {"a": 1} '), {"a": 1})
            for line in (b"{", b"NaN", b'"\x01"', b"1" * 41, b"x"):
                with self.assertRaises(ValueError):
                    rpc.decode(line)


if __name__ == "__main__":
    unittest.main()
