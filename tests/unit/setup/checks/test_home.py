"""checks of the home: what an end-to-end test cannot arrange without being root, or another machine."""

import os
import unittest
from unittest import mock

from csg.setup.checks import home
from tests.unit.setup.checks.case import Case


class Disk(Case):
    def test_full(self) -> None:
        for free, files, good in ((1 << 30, 100, True), (1 << 20, 100, False), (1 << 30, 0, False)):
            status = mock.Mock(f_bavail=free // 4096, f_frsize=4096, f_files=1000, f_favail=files)
            with mock.patch("os.statvfs", return_value=status):
                self.assertEqual([f.good for f in home.disk(self.patient())], [good])


class Clock(Case):
    def test_a_file_server_that_is_ahead(self) -> None:
        os.mkdir(self.here.home)
        self.assertEqual([f.good for f in home.clock(self.patient())], [True])
        with mock.patch("csg.base.files.modified", lambda path: self.here.now + 500):
            found = list(home.clock(self.patient()))
        self.assertEqual([(f.good, "ahead" in f.text) for f in found], [(False, True)])
        self.assertEqual(os.listdir(self.here.home), [])


class Home(Case):
    def test_one_that_cannot_be_made(self) -> None:
        with mock.patch("os.access", return_value=False):
            found = list(home.home(self.patient()))
        self.assertEqual([(f.good, "cannot be made" in f.text) for f in found], [(False, True)])

    def test_anothers(self) -> None:
        os.mkdir(self.here.home, 0o700)
        with mock.patch("os.geteuid", return_value=os.geteuid() + 1):
            found = list(home.home(self.patient()))
        self.assertIn("belongs to another user", found[0].text)


if __name__ == "__main__":
    unittest.main()
