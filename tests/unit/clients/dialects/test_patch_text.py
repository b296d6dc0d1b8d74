import unittest
from typing import Any, List

from csg.clients.dialects import patch_places, patch_text

BEGIN, END = "*** Begin Patch\n", "\n*** End Patch"
LINES = ["one", "two", "three", "two", "five"]


def read(body: str) -> List[Any]:
    """The files of a patch with this body: what is done, the path, where it is moved."""
    return [(file.does, file.path, file.target) for file in patch_text.read(BEGIN + body + END)]


class Files(unittest.TestCase):
    def test_each_kind(self) -> None:
        body = (
            "*** Update File: a\n*** Move to: sub/b\n@@ def f():\n-x\n+y\n*** Add File: c\n+1\n+\n*** Delete File: d e"
        )
        files = patch_text.read(BEGIN + body + END)
        self.assertEqual([(file.does, file.path) for file in files], read_kinds("a", "c", "d e"))
        self.assertEqual(files[0].target, "sub/b")
        chunk = files[0].chunks[0]
        self.assertEqual((chunk.context, chunk.old, chunk.new, chunk.marks), ("def f():", ["x"], ["y"], "-+"))
        self.assertEqual(files[1].lines, ["1", ""])

    def test_what_the_client_takes_besides(self) -> None:
        one = [(patch_text.UPDATE, "a", "")]
        change = "\n@@\n-one\n+ONE"
        self.assertEqual(read("*** Update File: a  " + change), one)
        self.assertEqual(read("  *** Update File: a" + change), one)
        self.assertEqual(read("*** Environment ID: x\n*** Update File: a" + change), one)
        self.assertEqual(read("*** Update File: a\n-one\n+ONE"), one)
        whole = BEGIN + "*** Update File: a" + change + END
        for text in (whole.replace("\n", "\r\n"), "\n\n" + whole + "\n\n", "<<'EOF'\n" + whole + "\nEOF"):
            files = patch_text.read(text)
            self.assertEqual([(file.path, file.chunks[0].old) for file in files], [("a", ["one"])], text)

    def test_a_line_of_a_piece_is_no_header(self) -> None:
        body = "*** Update File: a\n@@\n *** Add File: b\n-*** Delete File: c\n+*** End Patch"
        self.assertEqual(read(body), [(patch_text.UPDATE, "a", "")])
        self.assertEqual(read("*** Add File: a\n+*** Delete File: c"), [(patch_text.ADD, "a", "")])

    def test_a_line_of_no_kind_hides_no_file(self) -> None:
        added = (patch_text.ADD, "b", "")
        self.assertEqual(read("*** Add File: b\n\n*** Add File: b"), [added, added])
        self.assertEqual(read("*** Update File: a\n@@\n-x\nrubbish\n*** Add File: b\n+x")[1], added)

    def test_what_is_no_patch(self) -> None:
        for text in ("", "x", BEGIN, BEGIN + "*** Add File: a", "*** Add File: a" + END, BEGIN + END + "\nmore", "<<"):
            self.assertEqual(patch_text.read(text), [], text)
        self.assertEqual(read("*** update file: a\n*** Update File:a"), [])


def read_kinds(*paths: str) -> List[Any]:
    return list(zip((patch_text.UPDATE, patch_text.ADD, patch_text.DELETE), paths))


class Places(unittest.TestCase):
    def at(self, body: str, lines: "List[str]" = LINES) -> Any:
        """Which lines an update with this body changes; None if it cannot be made."""
        chunks = patch_text.read(BEGIN + "*** Update File: a\n" + body + END)[0].chunks
        places = patch_places.find(lines, chunks)
        return None if places is None else patch_places.changed(lines, chunks, places)

    def test_where_it_stands(self) -> None:
        self.assertEqual(self.at("@@\n-two\n+TWO"), [2, 2])
        self.assertEqual(self.at("@@ three\n-two\n+TWO"), [4, 4])
        self.assertEqual(self.at("@@\n one\n-two\n+TWO\n three"), [2, 2])
        self.assertEqual(self.at("@@\n-one\n+ONE\n@@\n-five\n+FIVE"), [1, 1, 5, 5])
        self.assertEqual(self.at("@@\n-two\n-five\n+FIVE\n*** End of File"), [4, 5])
        self.assertEqual(self.at("@@\n-one\n+ONE\n"), [1, 1])

    def test_what_is_put_between_lines(self) -> None:
        self.assertEqual(self.at("@@\n two\n+new\n three"), [2, 2])
        self.assertEqual(self.at("@@\n+new\n one"), [1, 1])
        self.assertEqual(self.at("@@\n+new"), [5, 5])
        self.assertEqual(self.at("@@\n+new", []), [1, 1])

    def test_what_differs_a_little(self) -> None:
        self.assertEqual(self.at("@@\n-  two\t\n+TWO"), [2, 2])
        self.assertEqual(
            self.at('@@\n-say "it\'s - so"\n+x', ["a", "say \u201cit\u2019s \u2013\u00a0so\u201d"]), [2, 2]
        )
        self.assertEqual(self.at("@@\n-two\n+x", ["two \r", "two"]), [2, 2])  # what is the same comes first

    def test_what_is_nowhere(self) -> None:
        for body in (
            "@@\n-nine\n+x",
            "@@ nine\n-two\n+x",
            "@@\n-five\n+x\n@@\n-one\n+x",
            "@@\n-two\n+x\n*** End of File",
        ):
            self.assertIsNone(self.at(body), body)
        self.assertIsNone(self.at("@@\n-one\n+x", []))

    def test_what_no_client_could_find(self) -> None:
        def lacks(body: str) -> bool:
            return patch_places.lacks(LINES, patch_text.read(BEGIN + "*** Update File: a\n" + body + END)[0].chunks)

        self.assertTrue(lacks("@@\n-nine\n+x"))
        self.assertFalse(lacks("@@\n-five\n+x\n@@\n-one\n+x"))
        self.assertFalse(lacks("@@\n-\u2026 one:\n+x"))
