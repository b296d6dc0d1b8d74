"""checks of the client: what an administrator's settings switch off."""

import json
import unittest
from typing import List

from csg.clients import wiring
from csg.setup.checks import client
from csg.setup.checks.patient import Finding
from csg.setup.interpreters import HookCommand
from tests.unit.setup.checks.case import Case

COMMAND = HookCommand("/usr/bin/python3", "/opt/csg").handler(exec_form=False)


class Managed(Case):
    ONLY = "etc/claude-code/managed-settings.json"

    def found(self) -> List[Finding]:
        return list(client.switched_off(self.patient()))

    def test_nothing_managed(self) -> None:
        self.assertEqual([f.good for f in self.found()], [True])

    def test_managed_hooks_only(self) -> None:
        self.put(self.ONLY, {"allowManagedHooksOnly": True})
        self.assertEqual([(f.good, "allowManagedHooksOnly" in f.text) for f in self.found()], [(False, True)])

    def test_managed_hooks_only_and_csg_among_them(self) -> None:
        hooks = json.loads(wiring.merge("{}", wiring.wanted(COMMAND, (2, 1, 330)), False).text)
        self.put(self.ONLY, {"allowManagedHooksOnly": True, **hooks})
        self.assertEqual([f.good for f in self.found()], [True])

    def test_a_dropped_in_file(self) -> None:
        self.put("etc/claude-code/managed-settings.d/10-quiet.json", {"disableAllHooks": True})
        self.assertEqual([(f.good, "10-quiet.json" in f.text) for f in self.found()], [(False, True)])

    def test_the_users_own_setting_of_that_name_means_nothing(self) -> None:
        self.put("user/.claude/settings.json", {"allowManagedHooksOnly": True})
        self.assertEqual([f.good for f in self.found()], [True])


if __name__ == "__main__":
    unittest.main()
