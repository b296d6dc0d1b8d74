"""Which command lines surely write nothing."""

import unittest

from csg.shell import readers
from csg.shell.command_line import commands

READ = [
    "ls -la",
    "cat a | grep -v b | wc -l",
    "cd src && git status && git log --oneline | head -3",
    "grep -rn x . > /dev/null 2>&1",
    "find . -name '*.py'",
    "FOO=1; echo $FOO",
    "git diff HEAD~1 -- a.py",
]
WRITE = [
    "make",
    "echo x > a",
    "echo x > /dev/shm/a",
    "cat a | tee b",
    "find . -delete",
    "find . -name x -exec rm {} +",
    "git checkout .",
    "git diff --output=x",
    "git -C . status",
    "$CMD",
    "ls && python3 x.py",
    "bash -c 'ls; touch x'",
]


class Readers(unittest.TestCase):
    def test_lines(self) -> None:
        for expected, lines in ((True, READ), (False, WRITE)):
            for line in lines:
                found = commands(line, b"/w")
                self.assertTrue(found, line)
                self.assertEqual(all(readers.only_reads(one) for one in found), expected, line)
