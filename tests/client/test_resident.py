"""Whatever is shown of clients whose hooks are commands, with a Resident."""

import importlib
import unittest
from typing import List, Type

from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.client.resident import ResidentCase

_MODULES = "agents git heads holder midway notify shell terminal two_sessions worktrees"


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


for _name in _MODULES.split():
    _found = vars(importlib.import_module("tests.client.test_" + _name)).values()
    _wired([one for one in _found if isinstance(one, type) and issubclass(one, ClientCase)])


if __name__ == "__main__":
    unittest.main()
