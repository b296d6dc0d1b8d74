"""Logs: files to which lines are added, and that are moved out of the way, by number, when they are long."""

import posix

from csg.base import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def append(path: bytes, line: bytes, most: int, kept: int = 1, room: int = 1 << 62) -> None:
    """`files.append_line` to a log that moves on (`move`) once it is longer than `most` bytes."""
    if files.append_line(path, line) >= most:
        move(path, lambda fd: posix.fstat(fd).st_size >= most, kept, room)


#: cold


def move(path: bytes, due: "Callable[[int], bool]", kept: int, room: int) -> None:
    """Move a log to `path`.1, what is there to `path`.2 and so on, if it is due: asked with a descriptor to read from.

    kept  how many moved ones there may be      room  bytes that they may have together; the oldest go first

    The file is locked only while it is moved, and nobody waits for the lock: of the writers that find it too
    long, one moves it, and a writer that still has the old file open adds its line there.  The log itself moves last:
    whoever is killed before leaves a gap in the numbers, and loses nothing."""
    import fcntl

    try:
        fd = files.opened(path)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            here, there = posix.fstat(fd), posix.stat(path)
            if here.st_ino == there.st_ino and here.st_dev == there.st_dev and due(fd):
                _move_older(path, kept, room - here.st_size)
                files.move(path, path + b".1")
        finally:
            posix.close(fd)
    except (BlockingIOError, FileNotFoundError):  # another one moves it, or has
        pass


def _move_older(path: bytes, kept: int, room: int) -> None:
    names = [path + b".%d" % number for number in range(1, kept + 1)]
    free = next((number for number, name in enumerate(names) if not files.exists(name)), kept - 1)
    for number in range(free, 0, -1):
        files.move(names[number - 1], names[number])
    for name in names[1:]:
        if files.exists(name):
            room -= posix.stat(name).st_size
            if room < 0:
                files.remove(name)
