"""What only runs another program is taken off a simple command: assignments, `sudo`, `env`, `xargs` …"""

from csg.shell import outputs
from csg.shell.budget import DEPTH, Budget
from csg.shell.characters import NAME
from csg.shell.command import Command, Input
from csg.shell.options import Options
from csg.shell.words import Unsure, basename, join, replaced
from csg.shell.wrappers import BUILTIN, WRAPPERS

_DELIMITERS = {b"\\n": b"\n", b"\\0": b"\0", b"\\t": b"\t"}
_MOST = 100  # commands that xargs -I runs


class Unwrapped:
    """What is left.

    words, name  the program with its arguments, and its name without a directory
    cwd          where it runs
    assigned     the `NAME=value` words that were in front
    own          is it run by this shell itself, so that a `cd` counts?
    more         xargs adds words that are not known
    script       a text of commands that a wrapper runs besides; None if there is none
    several      what it runs, if that is not one command; else None
    """

    __slots__ = ("assigned", "cwd", "more", "name", "own", "script", "several", "stdin", "words")

    def __init__(self, given: Command) -> None:
        self.words = given.words
        self.name = b""
        self.cwd = given.cwd
        self.assigned: list[bytes] = []
        self.own = True
        self.more = given.more
        self.stdin = given.stdin
        self.script: bytes | None = None
        self.several: list[list[bytes]] | None = None


def unwrap(given: Command, budget: Budget) -> Unwrapped:
    """Take it off a command."""
    left = Unwrapped(given)
    for _ in range(DEPTH):
        words = left.words = _without_assignments(left.words, left.assigned)
        left.name = basename(words[0]) if words else b""
        if left.name not in WRAPPERS or isinstance(words[0], Unsure):
            break
        budget.steps -= 4
        left.own = left.own and left.name in BUILTIN
        _take_off(left)
        if left.several is not None:
            break
    return left


def _take_off(left: Unwrapped) -> None:
    """One wrapper."""
    name, wrapper = left.name, WRAPPERS[left.name]
    options = Options(left.words[1:], wrapper.short, wrapper.long, wrapper.attached, True)
    words = options.operands[wrapper.operands :]
    if words[:1] == [b"-"]:  # env's old way to say -i
        words = words[1:]
    if name == b"command" and options.has(b"v", b"V"):
        words = [b"which", *words]  # only asks where it is
    elif name == b"env":
        _enter(left, options.value(b"C", b"--chdir"))
        string = options.value(b"S", b"--split-string")
        if string is not None:
            left.script = string + b" " + b" ".join(words)
            words = []
    elif name == b"sudo":
        _enter(left, options.value(b"D", b"--chdir"))
    elif name == b"xargs":
        _feed(left, options, words)
        return
    left.words = words


def _feed(left: Unwrapped, options: Options, words: "list[bytes]") -> None:
    """xargs: its stdin's words are the command's."""
    mark = options.value(b"I", b"J", b"--replace")
    delimiter = options.value(b"d", b"--delimiter")
    if delimiter is not None or mark is not None:
        delimiter = _DELIMITERS.get(delimiter or b"\\n", delimiter or b"\n") or None
    file = options.value(b"a", b"--arg-file")
    stdin = Input(None, None, join(left.cwd, file)) if file is not None else left.stdin
    found = outputs.items(stdin, delimiter)
    if mark is None and not options.has(b"i"):
        left.words = words + (found or [])
        left.more = found is None
    elif found is None:
        left.words = [replaced(word, mark or b"{}") for word in words]
    else:
        left.several = [[replaced(word, mark or b"{}", item) for word in words] for item in found[:_MOST]]


def _enter(left: Unwrapped, directory: "bytes | None") -> None:
    if directory is not None:
        left.cwd = join(left.cwd, directory)


def _without_assignments(words: "list[bytes]", assigned: "list[bytes]") -> "list[bytes]":
    k = 0
    for word in words:
        name, equals, _ = word.partition(b"=")
        if not equals or not name or name.strip(NAME) not in (b"", b"+") or name[:1].isdigit():
            break
        if isinstance(word, Unsure) and b"=" not in word.before:
            break
        assigned.append(word)
        k += 1
    return words[k:]
