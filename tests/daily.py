"""What a day's run leaves out: of the classes that start processes all the time, two tests of three, others each day.

It is for `python3 -m unittest`, which looks for all tests.  Whoever names tests has them all, and so has
CSG_SWEEPS=full.
"""

import unittest
from typing import Any, Dict, Iterator, List

from tests.support import DAY, FULL, sample

_ROOMS = ("tests.e2e.", "tests.fault.")
_FEW = 2  # tests of a class: so few are all run


def thin(suite: unittest.TestSuite) -> None:
    """Have what is not in today's sample skipped."""
    classes: Dict[type, List[Any]] = {}
    for test in _tests(suite):
        if type(test).__module__.startswith(_ROOMS):
            classes.setdefault(type(test), []).append(test)
    skip = unittest.skip("skipped: not in the sample of %s; CSG_SWEEPS=full runs all" % DAY)
    for case, tests in classes.items():
        if FULL or len(tests) <= _FEW:
            continue
        names = sorted(test._testMethodName for test in tests)
        kept = sample(names, max(_FEW, (len(names) + 2) // 3), case.__module__ + case.__qualname__)
        for test in tests:
            name = test._testMethodName
            if name not in kept:
                setattr(test, name, skip(getattr(test, name)))


def _tests(suite: Any) -> Iterator[unittest.TestCase]:
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from _tests(one)
        else:
            yield one
