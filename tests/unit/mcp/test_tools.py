"""The tools' descriptions."""

import unittest
from typing import Any, Dict, Iterator

from csg.mcp import calls, fitting, server, tools


def schemas(schema: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    """A schema and all in it."""
    yield schema
    for inner in list(schema.get("properties", {}).values()) + ([schema["items"]] if "items" in schema else []):
        yield from schemas(inner)


class Definitions(unittest.TestCase):
    def test_schemas_use_only_what_is_checked(self) -> None:
        known = {"type", "properties", "required", "additionalProperties", "items", "enum", "description"}
        known |= {"minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"}
        for tool in tools.TOOLS.values():
            for schema in [*schemas(tool.input), *schemas(tool.output)]:
                self.assertLessEqual(set(schema), known)
                self.assertIn(schema["type"], fitting._ARTICLES)
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

    def test_each_can_be_called(self) -> None:
        self.assertEqual(list(tools.TOOLS), list(calls.CALLS))


if __name__ == "__main__":
    unittest.main()
