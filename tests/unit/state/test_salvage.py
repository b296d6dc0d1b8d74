import os
from typing import List
from unittest import mock

from csg.base import files
from csg.state import salvage
from tests.unit.state.test_sessions import SessionCase


class Salvage(SessionCase):
    def setUp(self) -> None:
        super().setUp()
        self.where = self.home + b"/state/s"
        files.make_directory(self.where)
        self.path = self.where + b"/f"

    def said(self) -> List[bytes]:
        try:
            with open(self.home + b"/events.log", "rb") as file:
                return file.read().splitlines()
        except FileNotFoundError:
            return []

    def test_one(self) -> None:
        self.assertIsNone(salvage.one(self.home, self.path))
        self.assertIsNone(salvage.one(self.home, self.path + b"/below"))
        self.assertEqual(self.said(), [], "what is not there is not worth a word")
        files.replace(self.path, b'{"a": 1}\n')
        self.assertEqual(salvage.one(self.home, self.path), {"a": 1})
        for content in (b"", b"[]", b"[" * 99999, b"\xff", b'{"a": '):
            files.replace(self.path, content)
            self.assertIsNone(salvage.one(self.home, self.path), content[:9])
        files.remove(self.path)
        os.mkfifo(self.path)
        self.assertIsNone(salvage.one(self.home, self.path))
        (said,) = self.said()
        self.assertIn(b"state/s/f: not JSON", said)

    def test_lines(self) -> None:
        self.assertEqual(salvage.lines(self.home, self.path, 999), [])
        files.replace(self.path, b'{"a": 1}\n{"b": 2}\n{"torn": ')
        self.assertEqual(salvage.lines(self.home, self.path, 999), [{"a": 1}, {"b": 2}])
        self.assertEqual(self.said(), [], "it may be being written")
        files.replace(self.path, b'{"a": 1}\n{"torn": \n\n[]\n{"b": 2}\n')
        self.assertEqual(salvage.lines(self.home, self.path, 999), [{"a": 1}, {"b": 2}])
        self.assertEqual(len(self.said()), 1)
        files.replace(self.path, b"x\n" * 100000 + b'{"b": 2}\n')
        self.assertEqual(salvage.lines(self.home, self.path, 1 << 20), [{"b": 2}])

    def test_names_and_what_cannot_be_removed(self) -> None:
        self.assertEqual(salvage.names(self.home, self.where + b"/none"), [])
        os.symlink(b"loop", self.where + b"/loop")
        self.assertEqual(salvage.names(self.home, self.where + b"/loop"), [])
        self.assertEqual(len(self.said()), 1)
        self.assertTrue(salvage.remove(self.home, self.where + b"/loop"))
        self.assertFalse(os.path.lexists(self.where + b"/loop"))
        with mock.patch("csg.base.files.remove_tree", side_effect=PermissionError(1, "Operation not permitted")):
            self.assertFalse(salvage.remove(self.home, self.path))
