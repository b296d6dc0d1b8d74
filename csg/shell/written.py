"""The files that a command line surely writes."""

from csg.shell.words import basename, join
from csg.shell.writers import WRITERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from csg.shell.command import Command

_NAMES = tuple([name.decode() for name in WRITERS])


def files(command: str, line: "Iterable[Command]", isdir: "Callable[[bytes], bool] | None" = None) -> "list[bytes]":
    """The files that a command line surely writes, moves or removes if it runs to its end.

    Absolute, each once, not canonical.  Only what the words say: no names that an expansion or a
    pattern decides, nothing below a directory, no program's own habits.

    command  its text      line  what was read of it
    isdir    tells whether a path is a directory now (after the command); without it `cp a b` is taken
             to write `b`.  A directory that is moved is named as such: it is for the caller to see"""
    found: dict[bytes, None] = {}
    for one in line if _may_write(command) else ():
        words = list(one.targets)
        writer = WRITERS.get(basename(one.words[0])) if one.words else None
        if writer is not None:
            words += writer(one.words[1:], one.cwd, isdir)
        for word in words:
            path = join(one.cwd, word) if word not in (b"", b"-") else None
            if path is not None and path != one.cwd and path[-1:] != b"/" and not is_device(path):
                found[path] = None
    return list(found)


def is_device(path: bytes) -> bool:
    """Is it a name in /dev that is no file's: not in the memory file systems that are mounted there?"""
    return path[:5] == b"/dev/" and path[:9] != b"/dev/shm/" and path[:12] != b"/dev/mqueue/"


def _may_write(command: str) -> bool:
    return ">" in command or any(name in command for name in _NAMES)
