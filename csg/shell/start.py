"""Where a command line was started, told by where it ended."""

from csg.base import paths
from csg.shell.command_line import commands

_MARK = "csg-end-of-line"


def start(command: str, here: bytes, home: bytes) -> "bytes | None":
    """The directory (canonical) from which the command line would have come to `here`; None if it cannot be told.

    here  where it ended, canonical      home  the person's home directory; b"" if unknown"""
    if _end(command, None, home) is not None:
        return None  # `cd /somewhere`: wherever it started, it would have ended there
    found = here
    while _end(command, found, home) != here:
        if found == b"/":
            return None
        found = paths.parent(found)
    return found


def _end(command: str, found: "bytes | None", home: bytes) -> "bytes | None":
    run = commands(command + "\n" + _MARK, found, home)
    if not run or run[-1].words != [_MARK.encode()] or run[-1].cwd is None:
        return None
    return paths.canonical(run[-1].cwd)
