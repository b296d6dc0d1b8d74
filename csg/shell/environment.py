"""A shell's execution environment (POSIX 2.12), as far as it is followed: its directory, variables and functions."""

from csg.shell import patterns
from csg.shell.budget import Budget
from csg.shell.words import LONGEST_PATH, Pattern, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    #: A text, several (an array, or `$@`), or not known; an Unsure may be partly known.
    Value = bytes | list[bytes] | None


class Environment:
    """What one shell knows.

    cwd        absolute; None if unknown
    home       the person's home directory, for `cd` and `~`; b"" if unknown
    stack      pushd's
    variables  name -> Value of those that are set here; `@` are the positional parameters
    functions  name -> the text of its body
    options    of `set` and `shopt`, by name
    outside    the variables that the shell has been given, where all of them are known; else None
    isdir      tells whether a directory is there, and a `cd` into it works; None: assume so
    """

    __slots__ = ("budget", "cwd", "functions", "home", "isdir", "options", "outside", "stack", "variables")

    def __init__(self, cwd: "bytes | None", home: bytes, budget: Budget) -> None:
        self.cwd = cwd
        self.home = home
        self.stack: list[bytes | None] = []
        self.budget = budget
        self.variables: dict[bytes, Value] = {b"IFS": b" \t\n"}
        self.functions: dict[bytes, bytes] = {}
        self.options: set[bytes] = set()
        self.outside: Mapping[bytes, bytes] | None = None
        self.isdir: Callable[[bytes], bool] | None = None
        if home:
            self.variables[b"HOME"] = home

    def copy(self) -> "Environment":
        """For a subshell: what it changes is its own."""
        made = Environment(self.cwd, self.home, self.budget)
        made.stack, made.variables, made.functions = list(self.stack), dict(self.variables), dict(self.functions)
        made.options, made.isdir, made.outside = set(self.options), self.isdir, self.outside
        return made

    def restore(self, earlier: "Environment") -> None:
        """Behind a subshell: everything is as it was before."""
        self.cwd, self.stack = earlier.cwd, earlier.stack
        self.variables, self.functions, self.options = earlier.variables, earlier.functions, earlier.options

    def value(self, name: bytes) -> "Value":
        """A parameter's; None if it is not known."""
        if name == b"PWD":
            return self.cwd
        if name.isdigit():
            words = self.variables.get(b"@")
            k = int(name) if len(name) < 4 else 999
            if not isinstance(words, list):
                return None
            return words[k] if k < len(words) else b""
        if self.outside is not None and name not in self.variables and (name[:1].isalpha() or name[:1] == b"_"):
            return self.outside.get(name, b"")
        value = self.variables.get(b"@" if name == b"*" else name)
        if name in (b"@", b"*") and isinstance(value, list):
            return value[1:]  # without $0
        return value

    def assign(self, word: bytes) -> None:
        """After `NAME=value`."""
        name, _, value = word.partition(b"=")
        if isinstance(word, Pattern) and not value:
            return  # an array: see lists.List.close
        if isinstance(word, Unsure):
            self.variables[name.rstrip(b"+")] = None
        elif name[-1:] == b"+":
            before = self.variables.get(name[:-1])
            self.variables[name[:-1]] = before + value if isinstance(before, bytes) else None
        elif len(value) <= LONGEST_PATH:
            self.variables[name] = value
        else:
            self.variables[name] = None

    def names(self, word: Pattern) -> "list[bytes]":
        """What the shell puts for a pattern: the names that fit, or the word itself."""
        unknown = (self.cwd is None and word[:1] != b"/") or len(word) > LONGEST_PATH
        if unknown or b"noglob" in self.options:
            return [word]
        self.budget.spend(10)
        found = patterns.expand(word, self.cwd or b"/", b"dotglob" in self.options, b"globstar" in self.options)
        return list(found) or ([] if b"nullglob" in self.options else [word])

    def change_directory(self, name: bytes, words: "list[bytes]", perhaps: bool) -> bool:
        """After `cd`, `pushd` or `popd` (`name`) with these arguments.  False if it fails for certain.

        perhaps  it may not have been run: it stands behind `||`"""
        options = [word for word in words if word[:1] == b"-" and word != b"-"]
        operands = [word for word in words if word[:1] != b"-" or word == b"-"]
        before = self.cwd
        if name == b"popd":
            self.cwd = self.stack.pop() if self.stack and not words else None
        elif name == b"pushd" and (options or not operands or operands[0][:1] == b"+"):
            self.stack.append(before)
            self.cwd = None
        else:
            there = self._target(operands)
            if there is not None and self.isdir is not None and not self.isdir(there):
                return False
            if name == b"pushd":
                self.stack.append(before)
            self.cwd = None if perhaps else there
        self.variables[b"OLDPWD"] = before
        return True

    def _target(self, operands: "list[bytes]") -> "bytes | None":
        if not operands:
            return self.home or None
        if len(operands) > 1:
            return None
        if operands[0] == b"-":
            before = self.variables.get(b"OLDPWD")
            return before if isinstance(before, bytes) else None
        return self._moved(operands[0])

    def _moved(self, path: bytes) -> "bytes | None":
        """The directory after `cd path`: `..` goes back by name, as `cd` does unless told otherwise."""
        if isinstance(path, (Unsure, Pattern)) or len(path) > LONGEST_PATH or not path:
            return None
        here: bytes | None = b"" if path[:1] == b"/" else self.cwd
        if here is None:
            return None
        here = here.rstrip(b"/")
        self.budget.spend(path.count(b"/"))
        for part in path.split(b"/"):
            if part == b"..":
                here = here[: here.rfind(b"/")] if here else b""
            elif part not in (b"", b"."):
                here += b"/" + part
        return (here or b"/") if len(here) <= LONGEST_PATH else None
