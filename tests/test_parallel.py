"""Modules side by side: the same outcomes as one after the other, and no process ends unnoticed."""

import importlib.util
import os
import select
import signal
import time
import unittest
from typing import Any, Callable, Dict, List, Tuple, Type
from unittest import mock

from tests import parallel


def many() -> List[Type[unittest.TestCase]]:
    """One of every kind of outcome."""

    class Tests(unittest.TestCase):
        def test_good(self) -> None:
            """It says what it is about."""

        def test_bad(self) -> None:
            self.assertEqual(1, 2, "\udc80 neither")

        def test_broken(self) -> None:
            raise OSError("broken")

        def test_left_out(self) -> None:
            self.skipTest("why")

        def test_of_parts(self) -> None:
            for number in range(4):
                with self.subTest(number=number):
                    if number == 3:
                        self.skipTest("no three")
                    self.assertNotEqual(number, 1)
                    if number == 2:
                        raise OSError("two")

        @unittest.expectedFailure
        def test_known_to_fail(self) -> None:
            self.fail()

        @unittest.expectedFailure
        def test_no_longer_failing(self) -> None:
            pass

    class NotReady(unittest.TestCase):
        @classmethod
        def setUpClass(cls) -> None:
            raise OSError("not ready")

        def test(self) -> None:
            pass

    class NotHere(NotReady):
        @classmethod
        def setUpClass(cls) -> None:
            raise unittest.SkipTest("not here")

    class NotTidy(unittest.TestCase):
        @classmethod
        def tearDownClass(cls) -> None:
            raise OSError("not tidy")

        def test(self) -> None:
            pass

    return [Tests, NotReady, NotHere, NotTidy]


def run(classes: List[Type[unittest.TestCase]], processes: int, failfast: bool = False) -> "Kept":
    """What came of the classes' tests, each class taken for a module."""
    suites = [unittest.defaultTestLoader.loadTestsFromTestCase(one) for one in classes]
    result = Kept()
    result.failfast = failfast
    with mock.patch.dict(os.environ, CSG_TEST_PROCESSES=str(processes)):
        parallel.Suite(suites).run(result)
    return result


class Kept(unittest.TestResult):
    """A result that keeps successes too."""

    def __init__(self) -> None:
        super().__init__()
        self.successes: List[Any] = []

    def addSuccess(self, test: unittest.TestCase) -> None:
        self.successes.append(test)

    def outcomes(self) -> List[Tuple[str, str, str]]:
        """(kind, test, the last line of what is said of it)."""
        found = []
        for kind in ("errors", "failures", "skipped", "expectedFailures"):
            found += [(kind, str(test), text.strip().splitlines()[-1]) for test, text in getattr(self, kind)]
        for kind in ("successes", "unexpectedSuccesses"):
            found += [(kind, str(test), test.shortDescription() or "") for test in getattr(self, kind)]
        return sorted(found)


class SideBySide(unittest.TestCase):
    def test_the_same_comes_of_it(self) -> None:
        alone, both = run(many(), 1), run(many(), 2)
        self.assertEqual(both.outcomes(), alone.outcomes())
        self.assertEqual((both.testsRun, both.wasSuccessful()), (alone.testsRun, False))
        self.assertEqual(len(both.outcomes()), 13)
        (text,) = [text for test, text in both.failures if "test_bad" in str(test)]
        self.assertIn("in test_bad", text)

    def test_they_really_meet(self) -> None:
        ends = [os.pipe(), os.pipe()]

        class One(unittest.TestCase):
            mine, other = 0, 1

            def test(self) -> None:
                os.write(ends[self.other][1], b"!")
                self.assertTrue(select.select([ends[self.mine][0]], [], [], 60)[0], "the other is not running")

        class Other(One):
            mine, other = 1, 0

        self.assertEqual([kind for kind, _, _ in run([One, Other], 2).outcomes()], ["successes"] * 2)
        for pair in ends:
            os.close(pair[0])
            os.close(pair[1])

    def test_the_modules_that_begin_are_there(self) -> None:
        for name in parallel.FIRST.split():
            self.assertIsNotNone(importlib.util.find_spec("tests." + name), name)

    def test_a_process_that_ends_early_is_an_error(self) -> None:
        ends: Dict[str, Callable[[], object]] = {
            "exit code 0": lambda: os._exit(0),
            "signal 9": lambda: os.kill(os.getpid(), signal.SIGKILL),
        }
        for how, end in ends.items():

            class Ends(unittest.TestCase):
                def test_1(self) -> None:
                    pass

                def test_2(self) -> None:
                    end()  # noqa: B023  it runs before the next round

                def test_3(self) -> None:
                    pass

            result = run([Ends, many()[3]], 2)
            (said,) = [text for _, text in result.errors if "not tidy" not in text]
            self.assertIn("its process ended early (%s), in test_2" % how, said)
            self.assertEqual(len(result.successes), 2)

    def test_failfast_ends_the_others(self) -> None:
        class Fails(unittest.TestCase):
            def test(self) -> None:
                self.fail()

        class Lasts(unittest.TestCase):
            def test(self) -> None:
                time.sleep(120)

        began = time.monotonic()
        result = run([Fails, Lasts, Lasts], 2, failfast=True)
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual([kind for kind, _, _ in result.outcomes()], ["failures"])


if __name__ == "__main__":
    unittest.main()
