"""Pathspecs and patches that stand in files."""

import os
import tempfile
import unittest

from csg.git import listings


class Listings(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "list").encode()

    def write(self, data: bytes) -> bytes:
        with open(self.path, "wb") as file:
            file.write(data)
        return self.path

    def test_pathspecs(self) -> None:
        self.assertEqual(listings.pathspecs(self.write(b"a.py\r\nsrc/b c.py\n\n:!x")), [b"a.py", b"src/b c.py", b":!x"])
        self.assertIsNone(listings.pathspecs(self.write(b'"a\\tb.py"\n')))
        self.assertIsNone(listings.pathspecs(self.path + b"-none"))

    def test_patches(self) -> None:
        top = b":(top,literal)"
        patch = b"diff --git a/x b/x\n--- a/x.py\t2024\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n"
        self.assertEqual(listings.patched(self.write(patch), 1), [top + b"x.py"])
        new = b"--- /dev/null\n+++ b/src/new.py\nrename from old name.py\nrename to new name.py\n"
        names = [top + name for name in (b"src/new.py", b"old name.py", b"new name.py")]
        self.assertEqual(listings.patched(self.write(new), 1), names)
        self.assertEqual(listings.patched(self.write(b"--- x/y/z.py\n"), 2), [top + b"z.py"])
        self.assertEqual(listings.patched(self.write(b"--- x.py\n"), 0), [top + b"x.py"])
        self.assertIsNone(listings.patched(self.write(b'--- "a/\\303.py"\n'), 1))
        self.assertIsNone(listings.patched(self.write(b"no patch\n"), 1))
        self.assertIsNone(listings.patched(self.path + b"-none", 1))


if __name__ == "__main__":
    unittest.main()
