"""Where a command line was started, told by where it ended."""

import os
import tempfile
import unittest

from csg.shell.start import start


class Start(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.path.realpath(folder.name)
        os.makedirs(os.path.join(self.top, "a", "b"))
        os.symlink("a/b", os.path.join(self.top, "link"))

    def check(self, command: str, ended: str, started: "str | None") -> None:
        with self.subTest(command):
            here = os.path.join(self.top, ended).rstrip("/").encode()
            expected = None if started is None else os.path.join(self.top, started).rstrip("/").encode()
            self.assertEqual(start(command, here, b"/home/u"), expected)

    def test_without_a_cd_it_is_where_it_ended(self) -> None:
        self.check("make", "a", "a")
        self.check("(cd b && make)", "a", "a")

    def test_a_cd_that_the_client_followed(self) -> None:
        self.check("cd b && make", "a/b", "a")
        self.check("cd a; cd b", "a/b", "")
        self.check("cd a/b/.. && make", "a", "")

    def test_a_link_on_the_way(self) -> None:
        self.check("cd link && make", "a/b", "")

    def test_what_cannot_be_told(self) -> None:
        self.check("cd /somewhere && make", "a", None)
        self.check('cd "$d" && make', "a", None)
        self.check("cd && make", "a", None)
        self.check("cd other && make", "a/b", None)
        self.check("make 'unclosed", "a", None)


if __name__ == "__main__":
    unittest.main()
