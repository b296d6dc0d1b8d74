"""Programs that stand in a command line as text (`python3 -c`, `perl -e`, awk): the files that they plainly write,
the commands that they plainly run.

Only calls with literal arguments are seen; what a program computes is not known.
"""

from csg.base import files
from csg.shell.command import Command
from csg.shell.places import Place, named, written
from csg.shell.removers import Changed
from csg.shell.words import Unsure, basename, join

#: What is written or gone, by the call that names it: which of its arguments, and whether with all that is below.
_CALLS: "tuple[tuple[bytes, tuple[int, ...], bool], ...]" = (
    (b"os.remove(", (0,), False),
    (b"os.unlink(", (0,), False),
    (b"os.rename(", (0, 1), True),
    (b"os.replace(", (0, 1), True),
    (b"os.truncate(", (0,), False),
    (b"shutil.rmtree(", (0,), True),
    (b"shutil.move(", (0, 1), True),
    (b"shutil.copy(", (1,), False),
    (b"shutil.copy2(", (1,), False),
    (b"shutil.copyfile(", (1,), False),
)
_PATH_METHODS = (b".write_text(", b".write_bytes(", b".unlink(", b".rename(", b".touch(")
_RUNNING = (b"system(", b"popen(", b".run(", b".call(", b".check_call(", b".check_output(", b".Popen(")
_LONGEST = 1 << 16  # bytes of one string


def text(command: Command, stdin: "bytes | None") -> bytes:
    """The program that an interpreter is given, in its arguments or on its stdin; b"" if there is none, or it is not
    known."""
    words, name = command.words, basename(command.words[0])
    letters = b"c" if name[:6] == b"python" else b"e"
    if name in (b"awk", b"gawk", b"mawk"):
        return next((bytes(word) for word in words[1:] if b"{" in word), b"")
    k = 1
    while k < len(words) and words[k][:1] == b"-" and len(words[k]) > 1:
        word = words[k]
        if word[1:2] != b"-" and word[-1:] == letters and k + 1 < len(words):
            program = words[k + 1]
            return b"" if isinstance(program, Unsure) else program
        k += 2 if word in (b"-X", b"-W", b"-m") else 1
    if k < len(words) and words[k] != b"-":
        return b""
    return (stdin or b"") if name[:6] == b"python" else b""


def is_interpreter(name: bytes) -> bool:
    """May a program of this name be given one as text?"""
    return name[:6] == b"python" or name in (b"perl", b"ruby", b"awk", b"gawk", b"mawk", b"node")


def commands(program: bytes) -> "list[bytes]":
    """The texts of commands that it gives to a shell, or runs."""
    found: list[bytes] = []
    for call in _RUNNING:
        for i in _places(program, call):
            if program[i : i + 1] == b"[":
                words = _arguments(program, i + 1)
                if words and words[0] is not None:
                    found.append(b" ".join([_quoted(word) for word in words if word is not None]))
            else:
                first = _arguments(program, i)[:1]
                if first and first[0] is not None:
                    found.append(first[0])
    return found


def losses(program: bytes, cwd: "bytes | None", fresh: bool = False) -> "list[Place]":
    """The files that it writes, moves or removes.  `fresh`: see Command.first."""
    found: list[Place | None] = []
    for i in _places(program, b"open("):
        arguments = _arguments(program, i)
        name, mode = (*arguments, None, None)[:2]
        path = written(cwd, name) if name is not None else None
        if path is not None and mode is not None and (mode[:1] in (b"w", b"a") or b"+" in mode):
            found.append(Place(path) if mode[:1] == b"w" else Changed(path))
    for call, which, below in _CALLS:
        for i in _places(program, call):
            arguments = _arguments(program, i)
            source = join(cwd, arguments[0] or b"") if fresh and which == (1,) else None
            if source is not None and arguments[0] and files.missing(source):
                continue  # it fails
            for k in which:
                word = arguments[k] if k < len(arguments) else None
                path = named(cwd, word) if word is not None else None
                found.append(Place(path, below) if path is not None else None)
    if any(method in program for method in _PATH_METHODS):
        for i in _places(program, b"Path("):
            first = _arguments(program, i)[:1]
            path = written(cwd, first[0]) if first and first[0] is not None else None
            found.append(Place(path) if path is not None else None)
    return [place for place in found if place is not None]


def _places(program: bytes, call: bytes) -> "list[int]":
    """Where the arguments of each such call begin."""
    found: list[int] = []
    i = program.find(call)
    while i >= 0 and len(found) < 100:
        found.append(i + len(call))
        i = program.find(call, i + 1)
    return found


def _arguments(program: bytes, i: int) -> "list[bytes | None]":
    """The literal strings from here, separated by commas; None for what is none, where it ends."""
    found: list[bytes | None] = []
    while len(found) < 50:
        while program[i : i + 1] in (b" ", b"\n", b"\t"):
            i += 1
        if program[i : i + 1] in (b"b", b"r", b"u") and program[i + 1 : i + 2] in (b"'", b'"'):
            i += 1
        quote = program[i : i + 1]
        end = program.find(quote, i + 1) if quote in (b"'", b'"') else -1
        if end < 0 or b"\\" in program[i:end] or end - i > _LONGEST:
            found.append(None)
            return found
        found.append(program[i + 1 : end])
        i = end + 1
        while program[i : i + 1] in (b" ", b"\n", b"\t"):
            i += 1
        if program[i : i + 1] != b",":
            return found
        i += 1
    return found


def _quoted(word: bytes) -> bytes:
    return b"'" + word.replace(b"'", b"'\\''") + b"'"
