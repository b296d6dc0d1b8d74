"""What a shell command line would run: its simple commands.

Reads the part of sh, bash and zsh that people and models type (POSIX.1 "Shell Command Language",
chapter 2, and bash's manual): quotes, lists, pipes, subshells, substitutions, here-documents, and
programs that run other programs (`sudo`, `env`, `xargs`, `bash -c`).  Nothing is run.

Text is bytes here, as paths are.  Every function of this room takes any text, never raises, and ends
soon (see `budget`).
"""

import posix

from csg.shell import lexer
from csg.shell.budget import Enough
from csg.shell.command import Command
from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.source import Source


def commands(line: str, cwd: "bytes | None", home: bytes = b"", disk: bool = False) -> "list[Command]":
    """What `read` finds."""
    return read(line, cwd, home, disk).found


def read(line: str, cwd: "bytes | None", home: bytes = b"", disk: bool = False) -> Line:
    """The simple commands of `line`, as far as it can be read; what is inside of others comes first.

    cwd   where it starts (absolute); None if unknown
    home  the person's home directory, for `cd` and `~`; b"" if unknown
    disk  the line has not run yet: patterns stand for the names that fit now
    A loop over known words is read once for each, a function's body where it is called; of an `if`, what is not known
    to be left out.  Quoted text and comments do not count."""
    if "\0" in line:  # no program can be given such an argument: the client cannot run this
        line = ""
    if line.lstrip()[:1] in tuple(";&|"):  # bash reads no further
        line = ""
    try:
        data = line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = line.encode("utf-8", "replace")
    reading = Line(home, lexer.read, disk)
    environment = Environment(cwd, home, reading.budget)
    if disk:
        environment.outside = posix.environ
    try:
        lexer.read(reading, Source(data, reading.budget, 0), environment, 0, False)
    except Enough:
        reading.whole = False
        for before in reversed(reading.aside):
            reading.found = before + reading.found
    return reading
