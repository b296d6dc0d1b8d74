"""One command line while it is read: what all its readers share, and how they come to what is inside of others."""

from csg.shell.budget import DEPTH, Budget, Enough
from csg.shell.command import Command
from csg.shell.environment import Environment
from csg.shell.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[["Line", Source, Environment, int, bool], int]


class Line:
    """What is shared.

    found  the simple commands so far, what is inside of others first
    home   the person's home directory; b"" if unknown
    read   reads a list of commands, as lexer.read does: given, since that needs all that need this
    disk   may it be looked at, as it is now?
    aside  what was found before each function whose body is being read
    whole  was it read to its end?
    """

    __slots__ = ("aside", "budget", "disk", "found", "home", "read", "whole")

    def __init__(self, home: bytes, read: "Read", disk: bool) -> None:
        self.found: list[Command] = []
        self.aside: list[list[Command]] = []
        self.whole = True
        self.home = home
        self.disk = disk
        self.budget = Budget()
        self.read = read

    def substitution(self, source: Source, i: int, environment: Environment) -> "tuple[int, list[Command]]":
        """Read the commands of a `$(`, `<(` or `>(` whose inside begins at `i`; the place behind its `)`, and them."""
        if source.depth >= DEPTH:
            raise Enough
        source.depth += 1
        known = len(self.found)
        end = self.read(self, source, environment.copy(), i, True)
        source.depth -= 1
        return end, self.found[known:]

    def script(self, text: bytes, environment: Environment, depth: int) -> "list[Command]":
        """Read another text as commands, in this environment; those that were found.

        depth  that of the Source in which the text was found"""
        known = len(self.found)
        if depth < DEPTH:
            self.read(self, Source(text, self.budget, depth + 1), environment, 0, False)
        return self.found[known:]
