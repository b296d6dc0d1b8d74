import itertools
import unittest

from csg.base import policy


class Decide(unittest.TestCase):
    def test_the_whole_table(self) -> None:
        either = (False, True)
        for action, held, news, repeated in itertools.product(policy.ACTIONS, either, either, either):
            got = policy.decide(action, held, news, repeated)
            if not held or action == "off":
                expected = "silent"
            elif action in ("ask", "deny"):
                expected = {"ask": "asked", "deny": "denied"}[action]
            elif action == "warn":
                expected = "warned" if news else "silent"
            else:
                expected = "silent" if repeated else "held"
            self.assertEqual(got, expected, (action, held, news, repeated))

    def test_only_what_may_be_carried_out_is_a_claim(self) -> None:
        going = [d for d in ("silent", "warned", "held", "asked", "denied") if policy.goes_ahead(d)]
        self.assertEqual(going, ["silent", "warned", "asked"])

    def test_a_write_over_nothing_loses_nothing(self) -> None:
        self.assertEqual(policy.kind("Write", True), policy.WRITE)
        self.assertEqual(policy.kind("Write", False), policy.EDIT)
        self.assertEqual(policy.kind("Edit", True), policy.EDIT)

    def test_a_repository_may_be_stricter_or_its_warnings_quieter(self) -> None:
        for users, repositorys in itertools.product(policy.ACTIONS, policy.ACTIONS):
            got = policy.combined(users, repositorys)
            if (users, repositorys) == ("warn", "off"):
                self.assertEqual(got, "off")
            else:
                self.assertGreaterEqual(policy.ACTIONS.index(got), policy.ACTIONS.index(users))
                self.assertIn(got, (users, repositorys))
            self.assertEqual(policy.combined(users, ""), users)
