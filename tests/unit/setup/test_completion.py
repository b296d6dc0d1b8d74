"""completion: what is known of a verb from its parser; in the shells themselves it is tried end to end."""

import argparse
import unittest

from csg.setup import completion


class FromAParser(unittest.TestCase):
    def setUp(self) -> None:
        self.parser = argparse.ArgumentParser(prog="csg x")
        self.parser.add_argument("what", choices=("this", "that"))
        self.parser.add_argument("file", nargs="*")
        self.parser.add_argument("-n", type=int, help="it's 100%% [n]: a number")
        self.parser.add_argument("--scope", choices=("user", "project"))
        self.parser.add_argument("--dry-run", action="store_true", help="look only")
        self.command = completion.Command("x", "do  x", self.parser)

    def test_words_and_places(self) -> None:
        self.assertEqual(self.command.summary, "do x")
        known = [(value.words, value.kind, value.many) for value in self.command.standing]
        self.assertEqual(known, [(["this", "that"], "", False), ([], completion.FILES, True)])

    def test_what_kind_a_value_is(self) -> None:
        for names, kind in (
            ({"dest": "session", "metavar": "ID"}, completion.SESSIONS),
            ({"dest": "whose", "metavar": "SESSION"}, completion.SESSIONS),
            ({"dest": "to", "metavar": "SESSION"}, completion.SESSIONS),
            ({"dest": "html", "metavar": "FILE"}, completion.FILES),
            ({"dest": "path", "metavar": "PATH"}, completion.FILES),
            ({"dest": "here", "nargs": "?", "metavar": "DIR"}, completion.DIRECTORIES),
            ({"dest": "verb"}, completion.VERBS),
            ({"dest": "since", "metavar": "SPAN"}, ""),
        ):
            action = argparse.ArgumentParser().add_argument("--x", **names)  # type: ignore[arg-type]
            self.assertEqual(completion.Value(action).kind, kind, names)

    def test_options(self) -> None:
        known = {option.names[-1]: (option.takes, option.value.words) for option in self.command.options}
        expected = {"-n": (True, []), "--scope": (True, ["user", "project"]), "--dry-run": (False, [])}
        self.assertEqual(known, {"--help": (False, []), **expected})

    def test_an_options_file_in_fish(self) -> None:
        """--exclusive with --force-files is an error there."""
        self.parser.add_argument("--html", metavar="FILE")
        lines = completion.SHELLS["fish"]([completion.Command("x", "do", self.parser)])
        (line,) = [line for line in lines if " -l html " in line]
        self.assertIn(" -r -F ", line)
        self.assertNotIn(" -x", line)

    def test_nothing_in_a_help_text_ends_a_word_of_the_shell(self) -> None:
        for name, lines in completion.SHELLS.items():
            text = "\n".join(lines([self.command]))
            self.assertNotIn("it's", text, name)
        self.assertIn("[it\u2019s 100% (n), a number]", "\n".join(completion.SHELLS["zsh"]([self.command])))


if __name__ == "__main__":
    unittest.main()
