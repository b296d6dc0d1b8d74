"""The checking of arguments."""

import unittest
from typing import Any, Dict

from csg.mcp import fitting


class Misfit(unittest.TestCase):
    SCHEMA: Dict[str, Any] = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 3},
            "number": {"type": "integer"},
            "few": {"type": "integer", "minimum": 0, "maximum": 9},
            "flag": {"type": "boolean"},
            "list": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}, "maxItems": 2},
            "inner": {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]},
        },
        "required": ["text"],
        "additionalProperties": False,
    }

    def test_what_fits(self) -> None:
        for value in (
            {"text": "a"},
            {"text": "abc", "number": 0, "flag": False, "list": [], "inner": {"x": "", "more": 1}},
            {"text": "a", "list": ["a", "b"], "few": 9},
        ):
            self.assertEqual(fitting.misfit(self.SCHEMA, value, ""), "")

    def test_what_does_not(self) -> None:
        for value, said in (
            ([], "the arguments is wanted as an object, not an array"),
            ({}, "text is missing"),
            ({"text": ""}, "text has 0 characters; allowed are 1 to 3"),
            ({"text": "abcd"}, "text has 4 characters; allowed are 1 to 3"),
            ({"text": None}, "text is wanted as a string, not null"),
            ({"text": "a", "number": True}, "number is wanted as an integer, not true or false"),
            ({"text": "a", "number": 1.0}, "number is wanted as an integer, not a number"),
            ({"text": "a", "few": 10}, "few is 10; allowed are 0 to 9"),
            ({"text": "a", "few": -1}, "few is -1; allowed are 0 to 9"),
            ({"text": "a", "flag": 1}, "flag is wanted as true or false, not an integer"),
            ({"text": "a", "list": ["a", "c"]}, "list[1] is one of 'a', 'b'"),
            ({"text": "a", "list": ["a"] * 3}, "list has 3 items; allowed are 0 to 2"),
            ({"text": "a", "inner": {}}, "inner.x is missing"),
            ({"text": "a", "inner": {"x": {}}}, "inner.x is wanted as a string, not an object"),
            ({"text": "a", "`\n": 1}, "`'\\x0a` is unknown; known are: text, number, few, flag, list, inner"),
        ):
            self.assertEqual(fitting.misfit(self.SCHEMA, value, ""), said)


if __name__ == "__main__":
    unittest.main()
