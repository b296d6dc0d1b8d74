"""csg's MCP server in TOML: put in, taken out, and left alone where that is not sure to be right."""

import importlib
import sys
import unittest
from typing import Any, List, Tuple

from csg.base import errors
from csg.clients import toml_text

OURS = '[mcp_servers.csg]\ncommand = "/x/csg"\nargs = ["mcp"]\n'
TEXTS = (
    "",
    "a = 1\n",
    '# c\n"a b" = "x\\"#]" # d\nc.d = \'lit[\'\n[t]\n[t . "u v"]\nx = [1, # e\n [2, {y = "z"}],\n]\n',
    'a = """\n[mcp_servers.csg]\n"""\nb = \'\'\'x\'y\'\'\'\'\nc = """"q\\""""""\n',
    "d = 1979-05-27 07:32:00.5Z\ne = -1.5e+3\nf = true\ng = {}\nh = {a = {b = []}, c.d = 1}\n[[p]]\n[[p]]\nq = inf\n",
    '[mcp_servers]\n[mcp_servers.foo]\ncommand = "x"\n[mcp_servers.foo.env]\nA = "b"\n',
    "a = 1\r\n[t]\r\nb = 2\r\n",
)


class PutAndTaken(unittest.TestCase):
    def test_what_goes_in_comes_out(self) -> None:
        for text in TEXTS:
            put = toml_text.with_server(text, "/x/csg")
            self.assertEqual(toml_text.words(put), ["/x/csg", "mcp"], text)
            self.assertEqual(toml_text.with_server(put, "/x/csg"), put)
            self.assertEqual(toml_text.without_server(put), text)
            self.assertEqual(toml_text.without_server(text), text)

    @unittest.skipIf(sys.version_info < (3, 11), "skipped: tomllib is in Python 3.11 and newer")
    def test_it_is_toml(self) -> None:
        loads = importlib.import_module("tomllib").loads
        for path in ("/x/csg", '/a "b"\\c\x7f\u00e9/csg'):
            for text in TEXTS:
                value: Any = loads(toml_text.with_server(text, path))
                self.assertEqual(value["mcp_servers"]["csg"], {"command": path, "args": ["mcp"]})

    def test_an_unfinished_last_line(self) -> None:
        put = toml_text.with_server("a = 1", "/x/csg")
        self.assertTrue(put.startswith("a = 1\n"))
        self.assertEqual(toml_text.without_server(put), "a = 1\n")

    def test_another_path_changes_only_that(self) -> None:
        text = 'a = 1\n%s# mine\nenabled = false\n[mcp_servers.csg.env]\nX = "y"\n' % OURS
        self.assertEqual(toml_text.with_server(text, "/y/csg"), text.replace("/x/csg", "/y/csg"))

    def test_what_hangs_on_the_table_goes_with_it(self) -> None:
        text = 'a = 1\n%s[mcp_servers.csg.env]\nX = "y"\n[z]\n' % OURS
        self.assertEqual(toml_text.without_server(text), "a = 1\n[z]\n")

    def test_anothers_stays(self) -> None:
        for text in ('[mcp_servers.csg]\ncommand = "mine"\n', '[mcp_servers]\ncsg = {command = "mine"}\n'):
            self.assertEqual(toml_text.without_server(text), text)
            with self.assertRaisesRegex(errors.CsgError, "another MCP server"):
                toml_text.with_server(text, "/x/csg")


class LeftAlone(unittest.TestCase):
    def test_where_a_table_would_be_wrong(self) -> None:
        for text in (
            "mcp_servers = {}\n",
            'mcp_servers.foo.command = "x"\n',
            "[[mcp_servers]]\n",
            "mcp_servers = 1\n",
        ):
            with self.assertRaises(toml_text.Unsure, msg=text):
                toml_text.with_server(text, "/x/csg")

    def test_what_is_no_toml(self) -> None:
        cases: Tuple[Tuple[str, int], ...] = (
            ('a = "x\n', 1),
            ("a\n", 1),
            ("a = 1\nb = [1,\n", 3),
            ("[a\n", 1),
            ("a = 1 2\n", 1),
            ('x = """\n', 1),
            ("= 1\n", 1),
            ("{}", 1),
        )
        for text, line in cases:
            with self.assertRaisesRegex(toml_text.NotToml, "^line %d: " % line, msg=text):
                toml_text.items(text)
            with self.assertRaises(toml_text.Unsure):
                toml_text.with_server(text, "/x/csg")

    def test_places(self) -> None:
        text = "a = 1\n\n  [t.u] # c\nb = '''\n'''\n"
        found: List[Any] = [(item.path, text[item.start : item.end]) for item in toml_text.items(text)]
        self.assertEqual(
            found,
            [(("a",), "a = 1\n"), (("t", "u"), "  [t.u] # c\n"), (("t", "u", "b"), "b = '''\n'''\n")],
        )


if __name__ == "__main__":
    unittest.main()
