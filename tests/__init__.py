"""Run with `python3 -m unittest` from the repository's top; nothing needs to be installed."""

import os
import unittest
from typing import Optional


def load_tests(loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: Optional[str]) -> unittest.TestSuite:
    """unittest's question, when it looks for tests: all modules', which run side by side."""
    from tests import daily, parallel

    found = loader.discover(os.path.dirname(__file__), pattern or "test*.py")
    if pattern:
        daily.thin(found)
    # without a pattern it is asked by name, and the search above has come by here
    return parallel.Suite(found) if pattern else found
