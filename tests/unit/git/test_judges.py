"""What git commands do to uncommitted work: the table."""

import unittest
from typing import List, Tuple

from csg.git import commands
from tests.unit.git.command_lines import CWD, TAKES_ALONG, THROWS_AWAY, exists, shown
from tests.unit.git.harmless_lines import harmless


class Table(unittest.TestCase):
    def check(self, rows: List[Tuple[str, str]]) -> None:
        for command, expected in rows:
            with self.subTest(command):
                self.assertEqual(shown(commands.verdict(command, CWD, exists)), expected)

    def test_what_throws_work_away(self) -> None:
        self.check(THROWS_AWAY)

    def test_what_takes_others_work_along(self) -> None:
        self.check(TAKES_ALONG)

    def test_what_does_neither(self) -> None:
        for line in harmless():
            with self.subTest(line):
                found = [effect for effect in commands.verdict(line, CWD, exists) if not effect.settings]
                self.assertEqual(shown(found), "-")

    def test_half_of_the_table_is_harmless(self) -> None:
        commands = [command for command, _ in THROWS_AWAY + TAKES_ALONG]
        self.assertGreaterEqual(len(set(harmless())), len(set(commands)))
        self.assertGreaterEqual(len(set(harmless() + commands)), 350)

    def test_without_a_disk_a_bare_name_is_a_branch(self) -> None:
        for command, expected in [
            ("git checkout a.py", "-"),
            ("git checkout ./a.py", "discard ./a.py"),
            ("git checkout src/", "discard src/"),
            ("git checkout HEAD a.py", "discard a.py"),
            ("git checkout a.py b.py", "discard a.py b.py"),
        ]:
            with self.subTest(command):
                self.assertEqual(shown(commands.verdict(command, CWD)), expected)


if __name__ == "__main__":
    unittest.main()
