"""A day's run: a third of each long class, all of it over some days, and everything where all is asked for."""

import unittest
from typing import Set
from unittest import mock

from tests import daily


def made(room: str, count: int) -> unittest.TestSuite:
    """A suite of one class with so many tests, which lies in this room."""
    tests = {"test_%d" % number: lambda self: None for number in range(count)}
    case = type("Case", (unittest.TestCase,), {**tests, "__module__": "tests.%s.test_x" % room})
    return unittest.TestSuite([unittest.TestSuite([case(name) for name in tests])])


def ran(suite: unittest.TestSuite, day: str = "2026-01-01", full: bool = False) -> Set[str]:
    """The tests that are not skipped then."""
    support = "tests.support.%s"
    with mock.patch(support % "DAY", day), mock.patch(support % "FULL", full), mock.patch.object(daily, "FULL", full):
        daily.thin(suite)
    names = {test._testMethodName for test in daily._tests(suite)}
    result = unittest.TestResult()
    suite.run(result)
    for test, reason in result.skipped:
        assert reason.startswith("skipped: not in the sample"), (test, reason)
    return names - {test._testMethodName for test, _ in result.skipped}


class Thin(unittest.TestCase):
    def test_a_third_and_others_each_day(self) -> None:
        self.assertEqual([len(ran(made("e2e", count))) for count in (2, 3, 4, 6, 7, 20)], [2, 2, 2, 2, 3, 7])
        self.assertEqual(ran(made("e2e", 7)), ran(made("e2e", 7)))
        seen: Set[str] = set()
        for day in range(30):
            seen |= ran(made("fault", 20), str(day))
        self.assertEqual(len(seen), 20)

    def test_all(self) -> None:
        self.assertEqual(len(ran(made("e2e", 7), full=True)), 7)
        self.assertEqual(len(ran(made("unit.base", 7))), 7)
        self.assertEqual(len(ran(made("e2e", 2))), 2)


if __name__ == "__main__":
    unittest.main()
