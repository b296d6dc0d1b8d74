"""`(` and `)` in a list: subshells, arrays, the patterns of `case`, a function's name."""

from csg.shell import compounds
from csg.shell.compounds import Frame
from csg.shell.lists import List
from csg.shell.unfinished import UnfinishedWord
from csg.shell.words import Pattern, Unsure


def open_subshell(commands: List) -> None:
    """A `(` in front of commands."""
    frame = Frame(compounds.SUBSHELL, commands.environment.copy())
    frame.stdin = commands.fed()
    commands.end(b"")
    commands.frames.append(frame)
    commands.list_environment = commands.environment.cwd


def open_array(commands: List, word: UnfinishedWord) -> None:
    """A `(` in a word: an array's words, or a pattern of extended globbing.  Both are data."""
    frame = Frame(compounds.ARRAY)
    frame.words, frame.targets, frame.parts = commands.words, commands.targets, word.parts
    commands.frames.append(frame)
    commands.words, commands.targets = [], []
    word.clear()


def define(commands: List, word: UnfinishedWord) -> None:
    """`f()`: the name of a function."""
    commands.define(b"".join(word.parts))
    commands.words = []
    word.clear()


def close(commands: List, word: UnfinishedWord) -> None:
    """A `)`, which ends a subshell, an array or a pattern of `case`.  `word`: where an array's word goes on."""
    frame = commands.frames[-1] if commands.frames else None
    kind = frame.kind if frame else None
    if kind == compounds.CASE and commands.words == [b"esac"]:  # `esac)`
        commands.end(b"")
        close(commands, word)
    elif compounds.in_pattern(commands.words):  # also in a subshell, which it does not end: `(case x in a) …`
        frame = compounds.case(commands.words)
        frame.choose(commands.branches, commands.words[-1])
        commands.words = []
        commands.frames.append(frame)
    elif frame and kind == compounds.CASE:
        frame.choose(commands.branches, commands.words[-1] if commands.words and commands.before != b"|" else None)
        commands.words = []
    elif frame and kind == compounds.ARRAY:
        commands.frames.pop()
        _assign(commands, b"".join(frame.parts))
        commands.words, commands.targets = frame.words, frame.targets
        word.reopen(frame.parts)
    else:
        commands.end(b"")
        if frame is not None and frame.environment is not None:
            commands.environment.restore(frame.environment)
            commands.frames.pop()
            commands.list_environment = commands.environment.cwd


def _assign(commands: List, before: bytes) -> None:
    """`name=( … )`: the array's values, if all are known."""
    name, equals, rest = before.partition(b"=")
    if equals and not rest and name:
        values = commands.words
        known = not any(isinstance(value, (Unsure, Pattern)) for value in values)
        commands.environment.variables[name.rstrip(b"+")] = list(values) if known and name[-1:] != b"+" else None
