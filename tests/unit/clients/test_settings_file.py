"""settings_file: whole or not at all, and nothing lost on the way."""

import os
import stat
import tempfile
import unittest
from typing import Callable, List
from unittest import mock

from csg.base import errors
from csg.clients import settings_file


def with_key(text: str) -> str:
    """An edit."""
    return text.replace("{", '{"new": 1, ', 1) if '"old"' in text else '{"new": 1}\n'


class Case(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.path = os.path.join(self.folder, "settings.json")

    def write(self, data: bytes, mode: int = 0o644, path: str = "") -> None:
        with open(path or self.path, "wb") as file:
            file.write(data)
        os.chmod(path or self.path, mode)

    def read(self, path: str = "") -> bytes:
        with open(path or self.path, "rb") as file:
            return file.read()

    def names(self) -> List[str]:
        return sorted(os.listdir(self.folder))


class Change(Case):
    def test_changes_the_file_and_keeps_a_backup(self) -> None:
        self.write(b'{"old": 1}', 0o640)
        done = settings_file.change(self.path, with_key)
        self.assertTrue(done.written())
        self.assertEqual(self.read(), b'{"new": 1, "old": 1}')
        self.assertEqual(self.read(self.path + settings_file.BACKUP), b'{"old": 1}')
        self.assertEqual(stat.S_IMODE(os.stat(self.path).st_mode), 0o640)
        self.assertEqual(stat.S_IMODE(os.stat(self.path + settings_file.BACKUP).st_mode), 0o600)
        self.assertEqual(self.names(), ["settings.json", "settings.json" + settings_file.BACKUP])

    def test_no_change_writes_nothing(self) -> None:
        self.write(b'{"old": 1}')
        before = os.stat(self.path)
        self.assertFalse(settings_file.change(self.path, lambda text: text).written())
        self.assertEqual(os.stat(self.path).st_ino, before.st_ino)
        self.assertEqual(self.names(), ["settings.json"])

    def test_makes_what_is_missing(self) -> None:
        path = os.path.join(self.folder, "a", "b", "settings.json")
        done = settings_file.change(path, with_key)
        self.assertEqual(self.read(path), b'{"new": 1}\n')
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
        self.assertEqual(done.made, (os.path.join(self.folder, "a"), os.path.join(self.folder, "a", "b")))

    def test_a_byte_order_mark_stays(self) -> None:
        self.write(b'\xef\xbb\xbf{"old": 1}')
        settings_file.change(self.path, with_key)
        self.assertEqual(self.read(), b'\xef\xbb\xbf{"new": 1, "old": 1}')

    def test_a_symbolic_link_stays(self) -> None:
        os.mkdir(os.path.join(self.folder, "dotfiles"))
        target = os.path.join(self.folder, "dotfiles", "claude.json")
        self.write(b'{"old": 1}', path=target)
        os.symlink("dotfiles/claude.json", self.path)
        settings_file.change(self.path, with_key)
        self.assertEqual(os.readlink(self.path), "dotfiles/claude.json")
        self.assertEqual(self.read(target), b'{"new": 1, "old": 1}')

    def test_a_link_to_nothing_is_filled(self) -> None:
        os.symlink("elsewhere/claude.json", self.path)
        settings_file.change(self.path, with_key)
        self.assertTrue(os.path.islink(self.path))
        self.assertEqual(self.read(os.path.join(self.folder, "elsewhere", "claude.json")), b'{"new": 1}\n')

    def test_a_concurrent_change_is_not_lost(self) -> None:
        self.write(b'{"old": 1}')
        seen = []

        def edit(text: str) -> str:
            seen.append(text)
            if len(seen) == 1:  # the client writes while we think
                self.write(b'{"old": 2, "more": 3}')
            return with_key(text)

        settings_file.change(self.path, edit)
        self.assertEqual(seen, ['{"old": 1}', '{"old": 2, "more": 3}'])
        self.assertEqual(self.read(), b'{"new": 1, "old": 2, "more": 3}')

    def test_gives_up_on_a_file_that_never_rests(self) -> None:
        self.write(b'{"old": 0}')
        count = [0]

        def edit(text: str) -> str:
            count[0] += 1
            self.write(b'{"old": %d}' % count[0])
            return with_key(text)

        with self.assertRaisesRegex(errors.CsgError, "keeps changing"):
            settings_file.change(self.path, edit)
        self.assertEqual(self.read(), b'{"old": %d}' % count[0])


class Refused(Case):
    def refused(self, what: str, path: str = "") -> None:
        with self.assertRaisesRegex(errors.CsgError, what) as caught:
            settings_file.change(path or self.path, with_key)
        self.assertNotIn("\n", str(caught.exception))

    def test_what_is_no_text(self) -> None:
        self.write('{"old": "\xe9"}'.encode("latin-1"))
        self.refused("not UTF-8")

    def test_an_edit_that_breaks_the_file(self) -> None:
        self.write(b'{"old": 1}')
        with self.assertRaisesRegex(errors.CsgError, "invalid JSON"):
            settings_file.change(self.path, lambda text: text + "}")
        self.assertEqual(self.read(), b'{"old": 1}')

    def test_a_read_only_file(self) -> None:
        self.write(b'{"old": 1}', 0o444)
        self.refused("read-only, nothing was changed: chmod u\\+w")
        self.assertEqual(self.names(), ["settings.json"])

    def test_a_directory(self) -> None:
        os.mkdir(self.path)
        self.refused("cannot be read: not a regular file")

    def test_a_file_where_a_directory_should_be(self) -> None:
        self.write(b"x")
        self.refused("Not a directory", os.path.join(self.path, "settings.json"))

    @unittest.skipIf(os.geteuid() == 0, "skipped: root may write everywhere")
    def test_a_read_only_directory(self) -> None:
        self.write(b'{"old": 1}')
        os.chmod(self.folder, 0o555)
        self.addCleanup(os.chmod, self.folder, 0o755)
        self.refused("cannot be written: Permission denied")
        self.assertEqual(self.read(), b'{"old": 1}')

    def test_a_full_disk_leaves_the_old_contents(self) -> None:
        self.write(b'{"old": 1}')
        real: Callable[[int, bytes], int] = os.write

        def full(fd: int, data: bytes) -> int:
            if b"new" in data:
                raise OSError(28, "No space left on device")
            return real(fd, data)

        with mock.patch("posix.write", full):
            self.refused("cannot be written: No space left on device")
        self.assertEqual(self.read(), b'{"old": 1}')
        self.assertEqual(self.names(), ["settings.json", "settings.json" + settings_file.BACKUP])


class Blank(Case):
    def test_counts_as_an_empty_object(self) -> None:
        self.write(b" \n")
        before = settings_file.read(self.path)
        self.assertTrue(before.blank)
        settings_file.change(self.path, with_key)
        self.assertEqual(self.read(), b'{"new": 1}\n')


if __name__ == "__main__":
    unittest.main()
