import itertools
import unittest

from csg import policy


class Decide(unittest.TestCase):
    def test_the_whole_table(self) -> None:
        for action, held, news, overlaps in itertools.product(policy.ACTIONS, (0, 1), (0, 1), (0, 1)):
            if news and not held:
                continue
            got = policy.decide(action, bool(held), bool(news), bool(overlaps))
            if held and action in ("ask", "deny"):
                expected = {"ask": "asked", "deny": "denied"}[action]
            elif news:
                expected = "held" if action == "pause" else "warned"
            else:
                expected = "warned" if overlaps else "silent"
            self.assertEqual(got, expected, (action, held, news, overlaps))

    def test_only_what_may_be_carried_out_is_a_claim(self) -> None:
        going = [d for d in ("silent", "warned", "held", "asked", "denied") if policy.goes_ahead(d)]
        self.assertEqual(going, ["silent", "warned", "asked"])

    def test_a_write_over_nothing_loses_nothing(self) -> None:
        self.assertTrue(policy.replaces_all("Write", True))
        self.assertFalse(policy.replaces_all("Write", False))
        self.assertFalse(policy.replaces_all("Edit", True))
