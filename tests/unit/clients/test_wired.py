"""wired: what the client would run."""

import unittest
from unittest import mock

from csg.clients import wired, wiring
from csg.setup.interpreters import HookCommand

COMMAND = HookCommand("/usr/bin/python3", "/opt/csg").handler(exec_form=False)


class Matches(unittest.TestCase):
    def test_as_the_client_reads_a_matcher(self) -> None:
        for matcher, tool, good in (
            ("", "Edit", True),
            ("*", "Edit", True),
            ("Edit|Write", "Write", True),
            ("Edit, Write", "Write", True),
            ("Edit", "MultiEdit", False),
            ("Edit.*", "MultiEdit", True),
            ("^Edit$", "MultiEdit", False),
            ("(", "Edit", False),
        ):
            entry = wiring.Entry("PreToolUse", 0, 0, wiring.OURS, COMMAND)
            entry.matcher = matcher
            self.assertEqual(wired.Wired(mock.Mock(plugin=""), entry).matches(tool), good, matcher)


if __name__ == "__main__":
    unittest.main()
