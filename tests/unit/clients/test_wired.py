"""wired: what the client would run."""

import unittest
from unittest import mock

from csg.clients import ownership, wired, wiring
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
            entry = wiring.Entry("PreToolUse", 0, 0, ownership.OURS, COMMAND)
            entry.matcher = matcher
            self.assertEqual(wired.Wired(mock.Mock(plugin=""), entry).matches(tool), good, matcher)

    def test_an_entry_under_a_condition_covers_nothing(self) -> None:
        bash = next(wire for wire in wiring.WIRES if wire.matcher == "Bash" and wire.event == "PreToolUse")
        for handler, good in ((COMMAND, True), (dict(COMMAND, **{"if": "Bash(*git *)"}), False)):
            entry = wiring.Entry("PreToolUse", 0, 0, ownership.OURS, handler)
            entry.matcher = "Bash"
            self.assertEqual(wired.Wired(mock.Mock(plugin=""), entry).covers(bash), good, handler)


if __name__ == "__main__":
    unittest.main()
