"""Compound commands (POSIX 2.9.4) as they are followed: loops, `if`, functions.

A loop's body is read again for each value, so the reader is told to go back (`turn`).
"""

from csg.shell import outputs
from csg.shell.compounds import KEYWORDS, LOOPS, Branch, Definition, Loop
from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.options import Options
from csg.shell.places import Listed
from csg.shell.source import Source
from csg.shell.words import Pattern, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Input

_MOST = 100  # passes of one loop


class Flow:
    """What is open.

    branches  what decides whether what is read now may run
    turning  is the reader to ask `turn` where to go on?
    place    where the command that is being read begins; negated: a `!` stands in front of it
    """

    __slots__ = (
        "_closing",
        "_definition",
        "_ending",
        "_loops",
        "branches",
        "environment",
        "line",
        "negated",
        "place",
        "source",
        "turning",
    )

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        self.line = line
        self.source = source
        self.environment = environment
        self.turning = self.negated = self._ending = self._closing = False
        self.place = 0
        self.branches: list[Branch] = []
        self._loops: list[Loop] = []
        self._definition: Definition | None = None

    def plain(self) -> bool:
        """Is nothing open that decides what runs?"""
        return not (self.branches or self._loops or self._definition)

    def begin(self, words: "list[bytes]", stdin: "Input | None", status: "bool | None") -> "list[bytes]":
        """Take the keywords off a command, and all of it if it is certain not to run.

        status  how the last one came out, if that is known"""
        k = 0
        self.negated = False
        while k < len(words):
            word = words[k]
            if word == b"function" and k + 1 < len(words):
                self.define(words[k + 1])
                k += 2
                continue
            if word not in KEYWORDS:
                break
            k += 1
            self._keyword(word, words[k:], stdin, status)
        words = words[k:] if all(branch.alive for branch in self.branches) else []
        if self._definition is not None and not (self._definition.depth or self._closing):
            self.undefine()  # its body is no group
        if words and words[0] in LOOPS:
            self._loop(words)
            return []
        return words

    def _keyword(self, word: bytes, rest: "list[bytes]", stdin: "Input | None", status: "bool | None") -> None:
        branch = self.branches[-1] if self.branches else None
        if word == b"!":
            self.negated = True
        elif word == b"if":
            self.branches.append(Branch())
        elif word == b"then" and branch is not None:
            branch.alive = branch.condition is not True and status is not False
            branch.condition = branch.condition or status
        elif word in (b"else", b"elif") and branch is not None:
            branch.alive = branch.condition is not True
        elif word == b"fi" and branch is not None:
            self.branches.pop()
        elif word in (b"while", b"until"):
            self._loops.append(Loop(_read_names(rest), None, stdin))
            self.turning = True
        elif word == b"done" and self._loops:
            if stdin is not None and self._loops[-1].values is None:
                self._loops[-1].stdin = stdin
            self._ending = self.turning = True
        elif word == b"{" and self._definition is not None:
            self._definition.depth += 1
        elif word == b"}" and self._definition is not None:
            self._definition.depth -= 1
            if not self._definition.depth:
                self._closing = self.turning = True

    def _loop(self, words: "list[bytes]") -> None:
        values: list[bytes] = []
        if words[2:3] == [b"in"]:
            values = words[3:]
        elif len(words) == 2:
            given = self.environment.value(b"@")
            values = given if isinstance(given, list) else []
        loop = Loop(words[1:2], values[:_MOST][::-1])
        self._loops.append(loop)
        self.turning = True
        self._next(loop)

    def _next(self, loop: Loop) -> bool:
        """Set the variables for the next pass; False if there is none."""
        self.environment.variables.update(dict.fromkeys(loop.names))
        if not loop.values:
            return False
        value = loop.values.pop()
        if len(loop.names) > 1 and not isinstance(value, Unsure):
            fields = value.split(None, len(loop.names) - 1)
            for name, field in zip(loop.names, fields + [b""] * len(loop.names)):
                self.environment.variables[name] = field
        elif loop.names:
            known = isinstance(value, Listed) or not isinstance(value, (Unsure, Pattern))
            self.environment.variables[loop.names[0]] = value if known else None
        return True

    def define(self, name: bytes) -> None:
        """A function begins here."""
        if self._definition is None:
            self._definition = Definition(name, self.place, self.environment.copy())
            self.line.aside.append(self.line.found)
            self.line.found = []

    def undefine(self) -> None:
        """It was none, or the text ends without its end: what was found counts."""
        if self._definition is not None:
            self._definition = None
            self.line.found = self.line.aside.pop() + self.line.found

    def turn(self, i: int) -> int:
        """The place where reading goes on; `i` is behind the command."""
        self.turning = False
        if self._closing and self._definition is not None:
            self._closing = False
            made, self._definition = self._definition, None
            self.line.found = self.line.aside.pop()
            self.environment.restore(made.environment)
            start = self.source.data.find(b"{", made.start)
            self.environment.functions[made.name] = self.source.data[start:i]
        for loop in self._loops:
            if loop.start < 0:
                loop.start = i
        if self._ending and self._loops:
            self._ending = False
            loop = self._loops[-1]
            if loop.values is None and loop.stdin is not None and loop.names and not loop.stdin.pending():
                loop.values = (outputs.items(loop.stdin, b"\n") or [])[:_MOST][::-1]
            if loop.values and self._next(loop):
                self.line.budget.spend(5)
                return loop.start
            self._loops.pop()
        return i


def _read_names(words: "list[bytes]") -> "list[bytes]":
    """The variables of a `read`, which may have assignments in front."""
    while words and b"=" in words[0]:
        words = words[1:]
    return Options(words[1:], b"adinNptu").operands if words[:1] == [b"read"] else []
