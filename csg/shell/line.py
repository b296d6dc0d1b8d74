"""One command line while it is read: what all its readers share, and how they come to what is inside of others."""

from csg.shell.budget import DEPTH, Budget, Enough
from csg.shell.command import Command
from csg.shell.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[["Line", Source, "bytes | None", int, bool], "tuple[int, bytes | None]"]


class Line:
    """What is shared.

    found  the simple commands so far, what is inside of others first
    home   the person's home directory; b"" if unknown
    read   reads a list of commands, as lexer.read does: given, since that needs all that need this
    disk   may it be looked at, as it is now?
    """

    __slots__ = ("budget", "disk", "found", "home", "read")

    def __init__(self, home: bytes, read: "Read", disk: bool) -> None:
        self.found: list[Command] = []
        self.home = home
        self.disk = disk
        self.budget = Budget()
        self.read = read

    def substitution(self, source: Source, i: int, cwd: "bytes | None") -> int:
        """Read the commands of a `$(`, `<(` or `>(` whose inside begins at `i`; the place behind its `)`."""
        if source.depth >= DEPTH:
            raise Enough
        source.depth += 1
        end, _ = self.read(self, source, cwd, i, True)
        source.depth -= 1
        return end

    def script(self, text: bytes, cwd: "bytes | None", depth: int) -> "bytes | None":
        """Read another text as commands; the directory that it ends in.

        depth  that of the Source in which the text was found"""
        if depth >= DEPTH:
            return None
        _, end = self.read(self, Source(text, self.budget, depth + 1), cwd, 0, False)
        return end
