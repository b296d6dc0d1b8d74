import os
import tempfile
import unittest
from typing import Dict, List

from csg.base import config


class Parse(unittest.TestCase):
    def parse(self, text: str) -> Dict[str, str]:
        self.problems: List[str] = []
        return {name: value for _, name, value in config.parse(text, self.problems, "config.env")}

    def test_what_a_shell_would_read(self) -> None:
        text = """
# a comment
CSG_ON_EDIT=ask
  export CSG_ON_WRITE = deny   # why
A='single # not a comment'
B="double"  # a comment
C=
D=a#b
E="it's"
"""
        expected = {"CSG_ON_EDIT": "ask", "CSG_ON_WRITE": "deny", "A": "single # not a comment"}
        expected.update({"B": "double", "C": "", "D": "a#b", "E": "it's"})
        self.assertEqual(self.parse(text), expected)
        self.assertEqual(self.problems, [])

    def test_what_is_wrong_is_named_with_its_line(self) -> None:
        self.assertEqual(self.parse("nonsense\nX='open\n1A=2\nY=1\r\n"), {"Y": "1"})
        self.assertEqual([p.split(": ")[0] for p in self.problems], ["config.env:1", "config.env:2", "config.env:3"])


class Load(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(folder.name)

    def load(self, text: str = "", mode: int = 0o600, **environ: str) -> config.Settings:
        if text:
            with open(self.home + b"/config.env", "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(self.home + b"/config.env", mode)
        return config.load({k.encode(): v.encode() for k, v in environ.items()}, self.home)

    def test_defaults(self) -> None:
        settings = self.load()
        self.assertEqual((settings.window, settings.rules), (600.0, []))
        expected = {"edit": "warn", "write": "pause", "discard": "pause", "take": "warn"}
        expected.update(switch="pause", kill="pause", overlap="warn", remote="warn")
        self.assertEqual(settings.actions, expected)
        self.assertEqual(settings.problems, [])

    def test_the_environment_wins(self) -> None:
        settings = self.load("CSG_ON_EDIT=ask\nCSG_WINDOW_MINUTES=5\n", CSG_ON_EDIT="deny")
        self.assertEqual((settings.window, settings.actions["edit"]), (300.0, "deny"))

    def test_bad_values_are_named_and_defaults_used(self) -> None:
        settings = self.load("CSG_ON_EDIT=shout\nCSG_TYPO=1\n", CSG_WINDOW_MINUTES="soon")
        self.assertEqual((settings.window, settings.actions["edit"]), (600.0, "warn"))
        parts = ("config.env:1: CSG_ON_EDIT='shout'", "config.env:2: unknown setting CSG_TYPO", "CSG_WINDOW_MINUTES")
        for part in parts:
            self.assertTrue(any(part in problem for problem in settings.problems), part)

    def test_windows(self) -> None:
        table = {"0.5": 30.0, "1440": 86400.0, **dict.fromkeys(("0", "-1", "nan", "inf", "1441", ""), 600.0)}
        for stated, seconds in table.items():
            self.assertEqual(self.load(CSG_WINDOW_MINUTES=stated).window, seconds, stated)

    def test_a_secret_is_never_repeated(self) -> None:
        settings = self.load("SLACK_BOT_TOKEN='xoxb-secret\nSLACK_BOT_TOKENS=xoxb-secret\nxoxb-secret\n", mode=0o644)
        self.assertEqual(len(settings.problems), 4)
        self.assertFalse(any("secret" in problem for problem in settings.problems))

    def test_others_can_read_it(self) -> None:
        self.assertIn("chmod 600", self.load("CSG_ON_EDIT=ask\n", mode=0o640).problems[0])

    def test_unreadable(self) -> None:
        os.mkdir(self.home + b"/config.env")
        settings = self.load()
        self.assertEqual(settings.actions["edit"], "warn")
        self.assertTrue(settings.problems)
