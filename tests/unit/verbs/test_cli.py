"""cli: one table, and one place where errors become one line and an exit code."""

import argparse
import contextlib
import io
import os
import re
import shlex
import unittest
from typing import List, Tuple
from unittest import mock

from csg.base import errors
from csg.verbs import cli


class Table(unittest.TestCase):
    def test_every_verb_says_what_it_takes(self) -> None:
        for name, verb in cli.VERBS.items():
            parser = cli.parser(name)
            self.assertEqual(parser.prog, "csg " + name)
            self.assertTrue(parser.description and verb.summary, name)

    def test_the_overview_names_what_people_type(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            self.assertEqual((cli.main(["--help"]), cli.main([])), (0, 2))
        named = [line.split()[0] for line in out.getvalue().splitlines() if line.startswith("  ")]
        self.assertEqual(named, 2 * [name for name, verb in cli.VERBS.items() if not verb.private])
        self.assertIn("mcp", named)

    def test_every_verb_has_examples_that_it_takes(self) -> None:
        for name in cli.public():
            lines = [line.strip() for line in (cli.parser(name).description or "").splitlines() if line[:1] == " "]
            examples = [words for words in map(split, lines) if words[0] == "csg"]
            self.assertTrue(examples, name)
            for words in examples:
                cli.parser(words[1]).parse_args(words[2:])


def split(line: str) -> List[str]:
    """The words of a line's first command, without where its output goes."""
    return shlex.split(re.split(r" && |[|>]", line)[0], comments=True)


class Options(unittest.TestCase):
    def said(self, *words: str) -> str:
        """The error of a wrong command line."""
        with contextlib.redirect_stderr(io.StringIO()) as err:
            self.assertEqual(cli.main(list(words)), 2, words)
        return err.getvalue()

    def test_a_near_miss(self) -> None:
        for words, verb, meant in (
            (["status", "--jsno"], "status", "--json"),
            (["status", "-json"], "status", "--json"),
            (["status", "-help"], "status", "--help"),
            (["install", "--scoop=user"], "install", "--scope"),
            (["check", "--jsno"], "check", "--json"),  # though the file is missing too
        ):
            expected = "csg: there is no option %s; did you mean %s? (try: csg %s --help)\n"
            self.assertEqual(self.said(*words), expected % (words[1].partition("=")[0], meant, verb))

    def test_nothing_near(self) -> None:
        self.assertEqual(self.said("status", "--xyz"), "csg: there is no option --xyz (try: csg status --help)\n")
        self.assertIn("options come after the verb", self.said("--json", "status"))

    def test_what_is_no_option_is_left_alone(self) -> None:
        for words in (["all", "--- look here"], ["all", "--", "--jsno"], ["all", "-1"], ["--ses", "x", "all", "-"]):
            self.assertEqual(cli.parser("tell").parse_args(words).to, "all")
        self.assertEqual(cli.parser("log").parse_args(["-fn5"]).n, 5)


class Errors(unittest.TestCase):
    def run_with(self, error: BaseException) -> Tuple[int, str]:
        """The exit code and stderr of a verb that ends like this."""
        verb = mock.Mock(__doc__="A verb.", arguments=lambda parser: None, run=mock.Mock(side_effect=error))
        found = mock.patch("importlib.import_module", return_value=verb)
        with found, contextlib.redirect_stderr(io.StringIO()) as err:
            return cli.main(["version"]), err.getvalue()

    def test_codes_and_lines(self) -> None:
        for error, code, said in (
            (errors.CsgError("no"), 1, "csg: no\n"),
            (errors.UsageError("what?"), 2, "csg: what?\n"),
            (OSError(28, "No space left on device", b"/h\xff"), 1, "csg: No space left on device: /h\udcff\n"),
            (OSError("odd"), 1, "csg: odd\n"),
            (KeyboardInterrupt(), 130, ""),
        ):
            self.assertEqual(self.run_with(error), (code, said))

    def test_what_acts_on_a_terminal_is_escaped(self) -> None:
        for error in (errors.UsageError("no \033]0;x\a\n\x9b1m"), OSError(2, "no \033]0;x\a", "\n\x9b1m")):
            said = self.run_with(error)[1]
            self.assertIn("\\x1b]0;x\\x07", said)
            self.assertIn("\\x0a\\x9b1m", said)
            self.assertEqual(said.count("\n"), 1)
            self.assertTrue(said[:-1].isprintable())

    def test_a_bug_is_not_hidden(self) -> None:
        with self.assertRaises(ZeroDivisionError):
            self.run_with(ZeroDivisionError())

    def test_a_near_miss(self) -> None:
        with contextlib.redirect_stderr(io.StringIO()) as err:
            self.assertEqual(cli.main(["statsu"]), 2)
        self.assertEqual(err.getvalue(), "csg: there is no verb 'statsu'; did you mean status? (try: csg --help)\n")


class Description(unittest.TestCase):
    def test_paragraphs_are_filled_and_examples_kept(self) -> None:
        text = "One line.\n\n%s\n\n    csg deploy x   # as it is\n\ncsg a\ncsg b\n" % ("word " * 40)
        verb = mock.Mock(__doc__=text, arguments=lambda parser: None)
        with mock.patch("importlib.import_module", return_value=verb), mock.patch.dict(os.environ, COLUMNS="60"):
            parser: argparse.ArgumentParser = cli.parser("deploy")
        shown = parser.description or ""
        self.assertLess(max(map(len, shown.splitlines())), 60)
        self.assertIn("\n    csg deploy x   # as it is\n\n    csg a\n    csg b", shown)


if __name__ == "__main__":
    unittest.main()
