"""terminal: columns are counted as a terminal shows them."""

import os
import unittest
from unittest import mock

from csg.views import terminal


class Columns(unittest.TestCase):
    def test_wide_and_combining(self) -> None:
        for text, columns in (("", 0), ("abc", 3), ("\u4e2d\u6587", 4), ("e\u0301", 1), ("\uff21b", 3)):
            self.assertEqual(terminal.columns(text), columns, text)

    def test_fit_fills_exactly(self) -> None:
        for text in ("", "a", "src/cart.py", "\u4e2d\u6587\u4e2d\u6587", "a\u4e2db\u4e2dc"):
            for width in range(1, 14):
                for right in (False, True):
                    self.assertEqual(terminal.columns(terminal.fit(text, width, right)), width, (text, width))

    def test_marks_stay_on_their_character(self) -> None:
        text = "e\u0301" * 9 + "\ufe0f"
        for width in range(1, 12):
            for shown in (
                terminal.fit(text, width),
                terminal.fit(text, width, beginning=True),
                terminal.cut(text, width),
            ):
                self.assertNotRegex(shown, "(^|\u2026)\u0301")
                self.assertLessEqual(terminal.columns(shown), width)
        self.assertEqual(terminal.columns("\ud55c\u1112\u1161\u11ab"), 4)

    def test_the_beginning_is_kept(self) -> None:
        self.assertEqual(terminal.fit("split the parser", 8, beginning=True), "split t\u2026")
        self.assertEqual(terminal.fit("split the parser", 7, beginning=True), "split\u2026 ")
        self.assertEqual(terminal.cut("split the parser", 7), "split\u2026")
        self.assertEqual(terminal.cut("\u4e2d\u6587\u4e2d", 4), "\u4e2d\u2026")
        self.assertEqual((terminal.cut("ab", 2), terminal.cut("ab", 1), terminal.cut("ab", 0)), ("ab", "\u2026", ""))

    def test_wrap(self) -> None:
        for text, width, lines in (
            ("", 5, [""]),
            ("one two three", 7, ["one two", "three"]),
            ("one two three", 3, ["one", "two", "thr", "ee"]),
            ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("\u4e2d\u6587 \u4e2d\u6587", 5, ["\u4e2d\u6587", "\u4e2d\u6587"]),
            ("\u4e2d\u6587", 1, ["\u4e2d", "\u6587"]),
            ("a   b ", 2, ["a", "b"]),
        ):
            self.assertEqual(terminal.wrap(text, width), lines, (text, width))

    def test_the_end_is_kept(self) -> None:
        self.assertEqual(terminal.fit("src/shop/cart.py", 8), "\u2026cart.py")
        self.assertEqual(terminal.fit("ab", 4), "ab  ")
        self.assertEqual(terminal.fit("ab", 4, right=True), "  ab")


class Stdout(unittest.TestCase):
    def ask(self, tty: bool, **environ: str) -> "tuple[int, bool]":
        with mock.patch.dict(os.environ, environ, clear=True), mock.patch("sys.stdout") as stdout:
            stdout.isatty.return_value = tty
            return terminal.width(), terminal.colour()

    def test_a_pipe_has_no_end_and_no_colours(self) -> None:
        width, colour = self.ask(False)
        self.assertGreater(width, 100000)
        self.assertFalse(colour)
        self.assertEqual(self.ask(False, COLUMNS="70"), (70, False))

    def test_a_terminal(self) -> None:
        self.assertEqual(self.ask(True, COLUMNS="70"), (70, True))
        self.assertEqual(self.ask(True, COLUMNS="70", NO_COLOR="1"), (70, False))

    def test_a_terminal_that_says_it_has_no_columns(self) -> None:
        with mock.patch("shutil.get_terminal_size", return_value=os.terminal_size((0, 0))):
            self.assertEqual(self.ask(True)[0], 80)


if __name__ == "__main__":
    unittest.main()
