"""install_record: what is remembered, and what junk in its place does: nothing."""

import json
import os
import tempfile
import unittest

from csg.setup import install_record
from csg.setup.install_record import Record


class Kept(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = os.fsencode(os.path.join(folder.name, "home"))
        self.path = os.path.join(os.fsdecode(self.home), "install.json")

    def test_kept_and_gone_with_the_last_of_it(self) -> None:
        record = Record(self.home)
        record.own["/s"] = {"sums": [install_record.checksum(b"x")]}
        record.save()
        again = Record(self.home)
        self.assertEqual((again.own, again.settings, again.servers), (record.own, {}, {}))
        del again.own["/s"]
        again.save()
        self.assertFalse(os.path.exists(self.home))

    def test_junk_and_a_shape_of_the_future_are_nothing(self) -> None:
        os.mkdir(self.home)
        for text in ("", "[1]", "{", json.dumps({"version": 2, "skills": {"/s": "1"}}), '{"version": 1, "skills": 3}'):
            with open(self.path, "w", encoding="ascii") as file:
                file.write(text)
            self.assertEqual(Record(self.home).own, {}, text)

    def test_only_white_space_is_put_back(self) -> None:
        self.assertEqual(install_record.empty({"empty": {"": " \n", "hooks": "1", "x": 2}}), {"": " \n"})

    def test_only_whole_entries_are_put_back(self) -> None:
        rows = [["Stop", {"hooks": []}], ["Stop"], [1, {}], "Stop", ["Stop", 1]]
        self.assertEqual(install_record.replaced({"replaced": rows}), [("Stop", {"hooks": []})])
        self.assertEqual(install_record.replaced({"replaced": 3}), [])


if __name__ == "__main__":
    unittest.main()
