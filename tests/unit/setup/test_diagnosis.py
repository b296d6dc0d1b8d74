"""diagnosis: the table is run whole, whatever one of its checks runs into."""

import os
import tempfile
import unittest
from typing import Iterator, List
from unittest import mock

from csg.base import errors
from csg.base.here import Here
from csg.setup import diagnosis
from csg.setup.checks.patient import Check, Finding, Patient


def sound(patient: Patient) -> Iterator[Finding]:
    yield Finding("one", True, "fine")
    yield Finding("one", None, "by the way")


def breaks_off(patient: Patient) -> Iterator[Finding]:
    yield Finding("other", False, "bad", "mend it")
    raise errors.CsgError("no\nway")


def no_access(patient: Patient) -> Iterator[Finding]:
    raise PermissionError(13, "Permission denied", "/x")
    yield


class Examine(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        home = os.fsencode(os.path.join(folder.name, "home"))
        self.here = Here({b"HOME": os.fsencode(folder.name), b"PATH": b"/none", b"CLAUDE_SESSION_GUARD_HOME": home})
        self.here.cwd = os.fsencode(folder.name)
        self.doing: List[str] = []

    def found(self, *checks: Check) -> List[Finding]:
        rows = tuple(("doing %s" % check.__name__, check) for check in checks)
        with mock.patch.object(diagnosis, "CHECKS", rows):
            return diagnosis.examine(self.here, self.doing.append)

    def test_in_order_and_said_before(self) -> None:
        found = self.found(sound, breaks_off)
        self.assertEqual(self.doing, ["doing sound", "doing breaks_off"])
        self.assertEqual([f.good for f in found], [True, None, False, False])

    def test_a_check_that_cannot_be_made_is_a_finding_and_the_next_is_made(self) -> None:
        found = self.found(no_access, sound)
        self.assertEqual([(f.name, f.good) for f in found], [("no access", False), ("one", True), ("one", None)])
        self.assertIn("Permission denied", found[0].text)

    def test_every_row_is_a_check_of_its_own_and_says_what_it_is(self) -> None:
        checks = [check for _, check in diagnosis.CHECKS]
        self.assertEqual(len(set(checks)), len(checks))
        for doing, check in diagnosis.CHECKS:
            self.assertTrue(doing and check.__doc__, check)


class Shown(unittest.TestCase):
    FOUND = [Finding("disk", True, "9 MB free"), Finding("hooks", False, "gone", "csg install")]

    def test_well(self) -> None:
        self.assertTrue(diagnosis.well([Finding("a", True, ""), Finding("b", None, "")]))
        self.assertFalse(diagnosis.well(self.FOUND))

    def test_for_people(self) -> None:
        lines = [diagnosis.line(f, colour=False) for f in self.FOUND]
        self.assertEqual(lines, ["\u2713 disk        9 MB free", "\u2717 hooks       gone; mend: csg install"])
        self.assertTrue(diagnosis.line(self.FOUND[1], colour=True).startswith("\x1b[31m\u2717\x1b[0m hooks "))

    def test_for_programs(self) -> None:
        value = diagnosis.facts(self.FOUND, mock.Mock(home=b"/h"))
        self.assertEqual((value["version"], value["good"], value["home"]), (1, False, "/h"))
        self.assertEqual(value["checks"][1], {"name": "hooks", "good": False, "text": "gone", "mend": "csg install"})


if __name__ == "__main__":
    unittest.main()
