"""A shell's execution environment (POSIX 2.12), as far as it is followed: the directory that it is in."""

from csg.shell import patterns
from csg.shell.budget import Budget
from csg.shell.words import LONGEST_PATH, Pattern, Unsure


class Environment:
    """What one shell knows.

    cwd    absolute; None if unknown
    home   the person's home directory, for `cd` and `~`; b"" if unknown
    stack  pushd's
    """

    __slots__ = ("budget", "cwd", "home", "stack")

    def __init__(self, cwd: "bytes | None", home: bytes, budget: Budget) -> None:
        self.cwd = cwd
        self.home = home
        self.stack: list[bytes | None] = []
        self.budget = budget

    def names(self, word: Pattern) -> "list[bytes]":
        """What the shell puts for a pattern: the names that fit, or the word itself."""
        if self.cwd is None and word[:1] != b"/":
            return [word]
        self.budget.spend(10)
        return list(patterns.expand(word, self.cwd or b"/")) or [word]

    def change_directory(self, name: bytes, words: "list[bytes]", perhaps: bool) -> None:
        """After `cd`, `pushd` or `popd` (`name`) with these arguments.

        perhaps  it may not have been run: it stands behind `||`"""
        options = [word for word in words if word[:1] == b"-" and word != b"-"]
        operands = [word for word in words if word[:1] != b"-" or word == b"-"]
        if name == b"popd":
            self.cwd = self.stack.pop() if self.stack and not words else None
            return
        if name == b"pushd":
            self.stack.append(self.cwd)
            if options or not operands or operands[0][:1] == b"+":
                self.cwd = None
                return
        if not operands:
            self.cwd = self.home or None
        elif len(operands) > 1 or operands[0] == b"-" or perhaps:
            self.cwd = None
        else:
            self.cwd = self._moved(operands[0])

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
