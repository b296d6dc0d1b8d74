"""Whatever is shown of clients whose hooks are commands, with a Resident."""

import unittest
from typing import List, Type

from tests.client import (
    test_agents,
    test_git,
    test_heads,
    test_holder,
    test_midway,
    test_notify,
    test_shell,
    test_terminal,
    test_two_sessions,
    test_worktrees,
)
from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.client.resident import ResidentCase

_MODULES = (
    test_agents,
    test_git,
    test_heads,
    test_holder,
    test_midway,
    test_notify,
    test_shell,
    test_terminal,
    test_two_sessions,
    test_worktrees,
)


class _Answered(ResidentCase):
    def ended_well(self, *clients: Client) -> None:
        """And the Residents have answered every call but what the client refused beforehand: the net logs others."""
        super().ended_well(*clients)
        self.assertNotEqual(self.marks(), [], "no Resident has answered anything")


def _wired(cases: List[Type[ClientCase]]) -> None:
    for case in cases:
        own = [name for name in vars(case) if name.startswith("test")]
        if own:
            name = "Resident" + case.__name__
            globals()[name] = type(name, (_Answered, case), {"__doc__": case.__doc__, "__module__": __name__})


for _module in _MODULES:
    _wired([one for one in vars(_module).values() if isinstance(one, type) and issubclass(one, ClientCase)])


if __name__ == "__main__":
    unittest.main()
