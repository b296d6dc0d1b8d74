"""json_text: strict reading, and edits that leave no trace."""

import json
import unittest

from csg.clients import json_text
from csg.clients.json_text import NotJson


class Parse(unittest.TestCase):
    def test_agrees_with_json(self) -> None:
        for text in (
            "{}",
            " [ ] ",
            '{"a": [1, -2.5e3, "x\\u00e9\\n", true, false, null], "b": {"c": {}}}',
            '"alone"',
            '\t{\r\n"k" :\t1 }\n',
        ):
            self.assertEqual(json_text.parse(text).plain(), json.loads(text), text)

    def test_refuses_what_is_not_strict(self) -> None:
        for text in (
            "",
            "{",
            "{,}",
            '{"a": 1,}',
            "[1,]",
            "[1 2]",
            "{'a': 1}",
            "{a: 1}",
            '{"a" 1}',
            "NaN",
            "[Infinity]",
            "// note\n{}",
            "{} {}",
            '"tab\there"',
            '"open',
            "01",
            "1.",
            "[tru]",
            "[" * 1000,
        ):
            with self.assertRaises(NotJson, msg=text):
                json_text.parse(text)

    def test_says_where(self) -> None:
        with self.assertRaisesRegex(NotJson, "line 3, column 3: a comma or } is missing here"):
            json_text.parse('{\n  "a": 1\n  "b": 2\n}')

    def test_places(self) -> None:
        text = '{"a": [10, {"b": 20}]}'
        node = json_text.parse(text).at(("a", 1, "b"))
        self.assertEqual(text[node.start : node.end], "20")
        with self.assertRaises(KeyError):
            json_text.parse(text).at(("x",))

    def test_duplicates(self) -> None:
        text = '{"a": 1, "b": 2, "a": 3}'
        self.assertEqual(json_text.duplicates(json_text.parse(text)), {"a": text.rindex('"a"')})


class Edit(unittest.TestCase):
    VALUE = {"x": [1, {"y": "\xe9"}], "z": []}

    def check(self, text: str, path: json_text.Path, key: str = "") -> str:
        """Add VALUE, see that it is there and nothing else has changed, take it out: nothing has."""
        container = json_text.parse(text).at(path)
        empty = json_text.inside(text, path) if not container.nodes else ""
        after = json_text.add(text, path, self.VALUE, key)
        added: json_text.Path = (*path, key or len(container.nodes))
        self.assertEqual(json_text.parse(after).at(added).plain(), self.VALUE)
        self.assertEqual(json_text.remove(after, added, empty), text)
        return after

    def test_indented(self) -> None:
        after = self.check('{\n    "a": 1\n}\n', (), "new")
        self.assertEqual(
            after,
            '{\n    "a": 1,\n    "new": {\n        "x": [\n            1,\n            {\n'
            '                "y": "\xe9"\n            }\n        ],\n        "z": []\n    }\n}\n',
        )

    def test_tabs_and_crlf(self) -> None:
        after = self.check('{\r\n\t"a": {\r\n\t\t"b": 1\r\n\t}\r\n}', ("a",), "new")
        self.assertIn(',\r\n\t\t"new": {\r\n\t\t\t"x": [', after)
        self.assertNotIn("\n", after.replace("\r\n", ""))

    def test_one_line(self) -> None:
        self.assertEqual(self.check('{"a":1}', (), "n"), '{"a":1,"n":{"x":[1,{"y":"\xe9"}],"z":[]}}')
        self.assertEqual(self.check('{"a": 1}', (), "n"), '{"a": 1, "n": {"x": [1, {"y": "\xe9"}], "z": []}}')

    def test_escapes_where_the_text_does(self) -> None:
        self.assertIn('"y": "\\u00e9"', self.check('{"a": "\\u00fc"}', (), "n"))
        self.assertIn('"y": "\xe9"', self.check('{"a": "\xfc"}', (), "n"))

    def test_empty_containers(self) -> None:
        for text in ("{}", "{ }", "{\n}\n", '{\n  "a": []\n}', '{\n  "a": [\n\n  ]\n}'):
            node = json_text.parse(text)
            if node.nodes:
                self.check(text, ("a",))
            else:
                self.check(text, (), "n")

    def test_odd_spacing(self) -> None:
        for text in (
            '{"a" : 1 , "b":[ ]  }',
            '{\n\n"a":1\n,\n  "b": [\n1 , 2\n]}',
            '\n\n  {\n   "a": 1,"b": [1,\n2] \n  }  \n',
        ):
            self.check(text, (), "n")
            self.check(text, ("b",))

    def test_remove_the_first_and_the_middle(self) -> None:
        text = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}'
        self.assertEqual(json_text.remove(text, ("a",)), '{\n  "b": 2,\n  "c": 3\n}')
        self.assertEqual(json_text.remove(text, ("b",)), '{\n  "a": 1,\n  "c": 3\n}')
        self.assertEqual(json_text.remove(text, ("c",)), '{\n  "a": 1,\n  "b": 2\n}')
        self.assertEqual(json_text.remove("[1]", (0,)), "[]")


if __name__ == "__main__":
    unittest.main()
