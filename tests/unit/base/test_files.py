import contextlib
import fcntl
import os
import socket
import stat
import tempfile
import threading
import time
import unittest
from typing import Callable, List
from unittest import mock

from csg.base import files, logs
from tests.support import bounded


class Files(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = os.fsencode(folder.name)

    def content(self, name: bytes) -> bytes:
        with open(self.top + b"/" + name, "rb") as file:
            return file.read()

    def test_what_belongs_to_another_user(self) -> None:
        os.symlink(self.top, self.top + b"/link")
        self.assertEqual([files.is_anothers(self.top + name) for name in (b"", b"/link", b"/missing")], 3 * [False])
        with mock.patch("posix.geteuid", return_value=os.geteuid() + 1):
            found = [files.is_anothers(self.top + name) for name in (b"", b"/link", b"/missing")]
        self.assertEqual(found, [True, True, False])

    def test_modes_do_not_depend_on_the_umask(self) -> None:
        before = os.umask(0)
        try:
            files.make_directory(self.top + b"/a/b")
            files.append_line(self.top + b"/a/line", b"x")
            files.create(self.top + b"/a/new")
            files.replace(self.top + b"/a/facts", b"x")
        finally:
            os.umask(before)
        for name, mode in ((b"a", 0o700), (b"a/b", 0o700), (b"a/line", 0o600), (b"a/new", 0o600), (b"a/facts", 0o600)):
            self.assertEqual(stat.S_IMODE(os.stat(self.top + b"/" + name).st_mode), mode, name)

    def test_append_says_how_much_was_there(self) -> None:
        path = self.top + b"/f"
        self.assertEqual(files.append_line(path, b"one"), 0)
        self.assertEqual(files.append_line(path, b"two"), 4)
        self.assertEqual(self.content(b"f"), b"one\ntwo\n")

    def test_a_torn_line_does_not_swallow_the_next(self) -> None:
        with open(self.top + b"/f", "wb") as file:
            file.write(b'{"torn": ')
        files.append_line(self.top + b"/f", b"next")
        self.assertEqual(self.content(b"f"), b'{"torn": \nnext\n')

    def test_read_gives_the_tail_in_whole_lines(self) -> None:
        for number in range(100):
            files.append_line(self.top + b"/f", b"line %02d" % number)
        self.assertEqual(files.read(self.top + b"/f", 20), b"line 98\nline 99\n")
        self.assertEqual(files.read(self.top + b"/f"), self.content(b"f"))

    def test_head_gives_the_beginning_in_whole_lines(self) -> None:
        for number in range(100):
            files.append_line(self.top + b"/f", b"line %02d" % number)
        self.assertEqual(files.head(self.top + b"/f", 20), b"line 00\nline 01\n")
        self.assertEqual(files.head(self.top + b"/f"), self.content(b"f"))

    def test_what_is_no_file_is_neither_read_nor_added_to(self) -> None:
        os.mkfifo(self.top + b"/fifo")
        os.mkdir(self.top + b"/folder")
        os.symlink("/dev/zero", self.top + b"/device")
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(os.fsdecode(self.top + b"/socket"))
        ways: List[Callable[[bytes], object]] = [files.read, files.head, files.opened]
        ways += [lambda path: files.append_line(path, b"x"), lambda path: logs.append(path, b"x", 0)]
        with bounded(10):
            for name in (b"fifo", b"folder", b"device", b"socket"):
                for way in ways:
                    with self.assertRaises(OSError, msg=name):
                        way(self.top + b"/" + name)

    def test_nobody_waits_for_the_lock_of_a_log(self) -> None:
        path = self.top + b"/log"
        files.append_line(path, b"long enough")
        with open(path, "rb") as held, bounded(10):
            fcntl.flock(held, fcntl.LOCK_EX)
            logs.append(path, b"one more", 5)
        self.assertEqual(self.content(b"log"), b"long enough\none more\n")

    def test_nothing_is_left_of_a_file_that_the_disk_does_not_take(self) -> None:
        with mock.patch("posix.write", side_effect=OSError(28, "No space left on device")), self.assertRaises(OSError):
            files.create(self.top + b"/f", b"x")
        self.assertEqual(os.listdir(self.top), [])

    def test_create_is_exclusive(self) -> None:
        self.assertTrue(files.create(self.top + b"/f", b"1"))
        self.assertFalse(files.create(self.top + b"/f", b"2"))
        self.assertEqual(self.content(b"f"), b"1")

    def test_replace_leaves_nothing_behind(self) -> None:
        files.replace(self.top + b"/f", b"1")
        files.replace(self.top + b"/f", b"2")
        self.assertEqual(os.listdir(self.top), [b"f"])
        with self.assertRaises(FileNotFoundError):
            files.replace(self.top + b"/no/f", b"3")

    def test_the_times_of_many_in_one_directory(self) -> None:
        for name, t in ((b"a", 5.0), (b"b", 7.5)):
            files.create(self.top + b"/" + name)
            os.utime(self.top + b"/" + name, (t, t))
        found = files.modified_in(self.top, [b"a", b"gone", b"b"])
        self.assertEqual(found, [(5.0, b"a"), (7.5, b"b")])
        os.mkfifo(self.top + b"/pipe")  # to open one for reading would wait for a writer
        for place in (b"/pipe", b"/a", b"/gone"):
            self.assertEqual(files.modified_in(self.top + place, [b"a"]), [], place)

    def test_move(self) -> None:
        files.make_directory(self.top + b"/a/full")
        files.make_directory(self.top + b"/b/full")
        files.make_directory(self.top + b"/empty")
        self.assertFalse(files.move(self.top + b"/none", self.top + b"/c"))
        self.assertFalse(files.move(self.top + b"/a", self.top + b"/b"))
        self.assertTrue(files.move(self.top + b"/a", self.top + b"/empty"))

    def test_names_and_hidden(self) -> None:
        for name in (b"/a", b"/.b"):
            files.create(self.top + name)
        self.assertEqual(files.names(self.top), [b"a"])
        self.assertEqual(files.hidden(self.top), [b".b"])
        self.assertEqual(files.names(self.top + b"/none"), [])

    def test_remove_tree_does_not_follow_links(self) -> None:
        files.make_directory(self.top + b"/keep")
        files.create(self.top + b"/keep/file")
        files.make_directory(self.top + b"/gone/sub")
        os.symlink(self.top + b"/keep", self.top + b"/gone/link")
        os.symlink(self.top + b"/keep", self.top + b"/away")
        self.assertTrue(files.remove_tree(self.top + b"/away"))
        self.assertTrue(files.remove_tree(self.top + b"/gone"))
        self.assertFalse(files.remove_tree(self.top + b"/gone"))
        self.assertEqual(os.listdir(self.top + b"/keep"), [b"file"])

    def test_remove_tree_while_files_are_added(self) -> None:
        files.make_directory(self.top + b"/busy")
        stop = threading.Event()

        def add() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                try:
                    files.create(self.top + b"/busy/%d" % number)
                except FileNotFoundError:
                    return
                time.sleep(0.0002)  # one that never pauses can win for ever

        thread = threading.Thread(target=add)
        thread.start()
        try:
            self.assertTrue(files.remove_tree(self.top + b"/busy"))
        finally:
            stop.set()
            thread.join()
        self.assertFalse(os.path.exists(self.top + b"/busy"))

    def test_a_log_moves_when_it_is_long(self) -> None:
        path = self.top + b"/log"
        for number in range(30):
            logs.append(path, b"%04d" % number, 50)
        kept = self.content(b"log.1").split() + (self.content(b"log").split() if os.path.exists(path) else [])
        self.assertEqual(kept, sorted(kept))
        self.assertEqual(kept[-1], b"0029")
        self.assertLessEqual(os.stat(path + b".1").st_size, 60)

    def moved(self) -> "List[bytes]":
        """The lines of a log and of those before it, oldest first."""
        names = sorted(os.listdir(self.top), key=lambda name: -int(name[4:] or 0))
        return [line for name in names for line in self.content(name).split()]

    def test_several_are_kept_in_their_order(self) -> None:
        for number in range(100):
            logs.append(self.top + b"/log", b"%04d" % number, 50, 20)
        self.assertEqual(self.moved(), [b"%04d" % number for number in range(100)])

    def test_the_oldest_goes_when_there_are_too_many_or_they_are_too_long(self) -> None:
        for kept, room, left in ((3, 10**9, 3), (20, 170, 3), (20, 10, 1)):
            for number in range(100):
                logs.append(self.top + b"/log", b"%04d" % number, 50, kept, room)
            older = [name for name in os.listdir(self.top) if name != b"log"]
            self.assertEqual(sorted(older), [b"log.%d" % number for number in range(1, left + 1)])
            lines = self.moved()
            self.assertEqual(lines, [b"%04d" % number for number in range(100 - len(lines), 100)])
            for name in os.listdir(self.top):
                os.remove(self.top + b"/" + name)

    def test_whoever_is_killed_while_it_moves_loses_nothing(self) -> None:
        def interrupted(*names: bytes) -> None:
            raise KeyboardInterrupt

        rename, path, number = os.rename, self.top + b"/log", 0
        for steps in range(8):
            ways = [rename] * steps + [interrupted]
            step = mock.patch("posix.rename", lambda *names, ways=ways: ways.pop(0)(*names))
            with step, contextlib.suppress(KeyboardInterrupt):
                for _ in range(60):
                    logs.append(path, b"%04d" % number, 50, 100)
                    number += 1
            number += 1  # that line was written before
            for _ in range(30):
                logs.append(path, b"%04d" % number, 50, 100)
                number += 1
        self.assertEqual(self.moved(), [b"%04d" % n for n in range(number)])

    def test_it_moves_only_if_it_is_due(self) -> None:
        files.append_line(self.top + b"/log", b"1")
        logs.move(self.top + b"/log", lambda fd: os.read(fd, 9) != b"1\n", 3, 100)
        self.assertEqual(os.listdir(self.top), [b"log"])
        logs.move(self.top + b"/log", lambda fd: True, 3, 100)
        self.assertEqual(os.listdir(self.top), [b"log.1"])
        logs.move(self.top + b"/log", lambda fd: True, 3, 100)  # there is none
