"""The tools' descriptions, and the checking of arguments."""

import unittest
from typing import Any, Dict, Iterator

from csg.mcp import server, tools


def schemas(schema: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    """A schema and all in it."""
    yield schema
    for inner in list(schema.get("properties", {}).values()) + ([schema["items"]] if "items" in schema else []):
        yield from schemas(inner)


class Definitions(unittest.TestCase):
    def test_schemas_use_only_what_is_checked(self) -> None:
        known = {"type", "properties", "required", "additionalProperties", "items", "enum", "description"}
        known |= {"minLength", "maxLength", "minItems", "maxItems"}
        for tool in tools.TOOLS.values():
            for schema in [*schemas(tool.input), *schemas(tool.output)]:
                self.assertLessEqual(set(schema), known)
                self.assertIn(schema["type"], tools._ARTICLES)
                self.assertLessEqual(set(schema.get("required", ())), set(schema.get("properties", ())))

    def test_each_says_when_to_use_it(self) -> None:
        for tool in tools.TOOLS.values():
            self.assertIn("Use it", tool.description)
            self.assertLess(len(tool.description), 1024)
            for schema in tool.input["properties"].values():
                self.assertTrue(schema["description"])

    def test_the_fields_of_each_version(self) -> None:
        plain = {"name", "description", "inputSchema"}
        wanted = [plain, plain | {"annotations"}] + [plain | {"annotations", "title", "outputSchema"}] * 2
        for version, fields in zip(server.VERSIONS, wanted):
            for tool in tools.TOOLS.values():
                self.assertEqual(set(tool.definition(version)), fields)


class Misfit(unittest.TestCase):
    SCHEMA: Dict[str, Any] = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 3},
            "number": {"type": "integer"},
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
            {"text": "a", "list": ["a", "b"]},
        ):
            self.assertEqual(tools.misfit(self.SCHEMA, value, ""), "")

    def test_what_does_not(self) -> None:
        for value, said in (
            ([], "the arguments is wanted as an object, not an array"),
            ({}, "text is missing"),
            ({"text": ""}, "text has 0 characters; allowed are 1 to 3"),
            ({"text": "abcd"}, "text has 4 characters; allowed are 1 to 3"),
            ({"text": None}, "text is wanted as a string, not null"),
            ({"text": "a", "number": True}, "number is wanted as an integer, not true or false"),
            ({"text": "a", "number": 1.0}, "number is wanted as an integer, not a number"),
            ({"text": "a", "flag": 1}, "flag is wanted as true or false, not an integer"),
            ({"text": "a", "list": ["a", "c"]}, "list[1] is one of 'a', 'b'"),
            ({"text": "a", "list": ["a"] * 3}, "list has 3 items; allowed are 0 to 2"),
            ({"text": "a", "inner": {}}, "inner.x is missing"),
            ({"text": "a", "inner": {"x": {}}}, "inner.x is wanted as a string, not an object"),
            ({"text": "a", "`\n": 1}, "`'\\x0a` is unknown; known are: text, number, flag, list, inner"),
        ):
            self.assertEqual(tools.misfit(self.SCHEMA, value, ""), said)


if __name__ == "__main__":
    unittest.main()
