"""What the shell itself does when it is told to (POSIX 2.14, and bash's manual): variables, options, `trap`."""

from csg.shell import outputs
from csg.shell.command import Command
from csg.shell.environment import Environment
from csg.shell.options import Options
from csg.shell.words import Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Builtin = Callable[[Command, Environment], "bytes | None"]

_LETTERS = {b"f": b"noglob", b"e": b"errexit"}


def _declare(command: Command, environment: Environment) -> None:
    for word in command.words[1:]:
        if b"=" in word and word[:1] != b"-":
            environment.assign(word)


def _unset(command: Command, environment: Environment) -> None:
    for word in command.words[1:]:
        environment.variables[bytes(word)] = None


def _read(command: Command, environment: Environment) -> None:
    names = Options(command.words[1:], b"adinNptu").operands
    lines = outputs.items(command.stdin, b"\n") if command.stdin is not None else None
    fields = [lines[0].strip()] if lines else []
    if fields and len(names) > 1 and not isinstance(fields[0], Unsure):
        fields = fields[0].split(None, len(names) - 1)
    for k, name in enumerate(names):
        environment.variables[bytes(name)] = fields[k] if k < len(fields) else None


def _printf(command: Command, environment: Environment) -> None:
    if command.words[1:2] == [b"-v"] and len(command.words) > 3:
        said = outputs.text(Command([b"printf", *command.words[3:]], command.cwd, [], [], False))
        environment.variables[bytes(command.words[2])] = said


def _set(command: Command, environment: Environment) -> None:
    for k, word in enumerate(command.words[1:], 1):
        if word == b"--" or word[:1] not in (b"-", b"+"):
            values = command.words[k + (word == b"--") :]
            known = not any(isinstance(value, Unsure) for value in values)
            environment.variables[b"@"] = [b"", *values] if known else None
            return
        for letter, name in _LETTERS.items():
            if letter in word[1:]:
                (environment.options.add if word[:1] == b"-" else environment.options.discard)(name)


def _shopt(command: Command, environment: Environment) -> None:
    options = Options(command.words[1:])
    for name in options.operands:
        (environment.options.add if options.has(b"s") else environment.options.discard)(bytes(name))


def _shift(command: Command, environment: Environment) -> None:
    words = environment.variables.get(b"@")
    known = isinstance(words, list) and len(command.words) == 1
    environment.variables[b"@"] = words[:1] + words[2:] if known and isinstance(words, list) else None


def _trap(command: Command, environment: Environment) -> "bytes | None":
    """What is to run at the shell's end, if that is what it says."""
    words = command.words[1:]
    if len(words) > 1 and any(word in (b"EXIT", b"0", b"exit") for word in words[1:]):
        return words[0] if words[0] != b"-" else None
    return None


#: name -> what it does; the text of commands that it has run, or None.
BUILTINS: "dict[bytes, Builtin]" = {
    **dict.fromkeys(b"export readonly local declare typeset".split(), _declare),
    b"unset": _unset,
    b"read": _read,
    b"printf": _printf,
    b"set": _set,
    b"shopt": _shopt,
    b"shift": _shift,
    b"trap": _trap,
}
