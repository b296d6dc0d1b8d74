"""One text to read: the line itself, or what is in backticks or after `sh -c`."""

from csg.shell import characters
from csg.shell.budget import Budget
from csg.shell.heredocs import Heredocs


class Source:
    """The text, with tables of what means something in it (see `characters`).

    depth  how many others it is inside of"""

    __slots__ = ("_braced", "budget", "data", "depth", "double", "heredocs", "plain")

    def __init__(self, data: bytes, budget: Budget, depth: int) -> None:
        budget.spend(10 + (len(data) >> 10))
        self.data = data
        self.budget = budget
        self.depth = depth
        self.plain = data.translate(characters.PLAIN)
        self.double = data.translate(characters.DOUBLE)
        self._braced = b""
        self.heredocs = Heredocs(data, budget)

    def braced(self) -> bytes:
        """The table for the inside of `${ }`, which is rarely wanted."""
        if not self._braced:
            self._braced = self.data.translate(characters.BRACED)
        return self._braced

    def arithmetic(self, i: int) -> int:
        """`i` is behind `((`; the place behind the `))` that closes it, -1 if this is not arithmetic."""
        data, depth = self.data, 2
        while True:
            k = data.find(b")", i)
            self.budget.spend(1 + (((k if k >= 0 else len(data)) - i) >> 10))
            if k < 0:
                return -1
            depth += data.count(b"(", i, k) - 1
            if depth == 1:  # `$((a); (b))` is two subshells
                return k + 2 if data[k + 1 : k + 2] == b")" else -1
            i = k + 1
