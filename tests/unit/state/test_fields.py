import unittest

from csg.state import fields

RECORD = {"a": "x", "b": ["x", 1, None, "y"], "c": 3, "d": 1e300, "e": None, "f": True, "g": float("nan")}


class Fields(unittest.TestCase):
    def test_what_is_of_the_kind_and_what_is_not(self) -> None:
        self.assertEqual([fields.text(RECORD, name) for name in "abcz"], ["x", "", "", ""])
        self.assertEqual([fields.texts(RECORD, name) for name in "abcz"], [[], ["x", "y"], [], []])
        self.assertEqual([fields.number(RECORD, name) for name in "abcdegz"], [0.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0])
