"""Here-documents (POSIX 2.7.4): where their bodies end."""

from csg.shell.budget import Budget
from csg.shell.command import Input


class Heredocs:
    """The here-documents of one text whose bodies have not been met yet.

    begun  (delimiter, leading tabs go, what is to have the text) of each, in order"""

    __slots__ = ("begun", "budget", "data")

    def __init__(self, data: bytes, budget: Budget) -> None:
        self.data = data
        self.budget = budget
        self.begun: list[tuple[bytes, bool, Input]] = []

    def begin(self, delimiter: bytes, tabs: bool) -> Input:
        """One more; what is on the program's stdin."""
        stdin = Input()
        stdin.waits = True
        self.begun.append((delimiter, tabs, stdin))
        return stdin

    def skip(self, i: int) -> int:
        """`i` is behind a newline; the place behind the bodies of those begun before."""
        for delimiter, tabs, stdin in self.begun:
            start = i
            end, i = self._tabbed(i, delimiter) if tabs else self._plain(i, delimiter)
            body = self.data[start:end]
            stdin.text = b"\n".join([line.lstrip(b"\t") for line in body.split(b"\n")]) if tabs else body
            stdin.waits = False
        self.begun = []
        return i

    def _plain(self, i: int, delimiter: bytes) -> "tuple[int, int]":
        """(where the body ends, the place behind its delimiter)."""
        data = self.data
        end = b"\n" + delimiter
        k = data.find(end, i - 1)
        while k >= 0:
            self.budget.spend(1)
            after = k + len(end)
            if data[after : after + 1] in (b"\n", b""):
                return k + 1, min(after + 1, len(data))
            k = data.find(end, k + 1)
        k = data.find(end + b")", i - 1)  # $(cat <<E … E): bash takes it for the end
        return (len(data), len(data)) if k < 0 else (k + 1, k + len(end))

    def _tabbed(self, i: int, delimiter: bytes) -> "tuple[int, int]":
        data = self.data
        k = data.find(delimiter, i)
        while k >= 0:
            line = data.rfind(b"\n", 0, k) + 1
            self.budget.spend(1 + ((k - line) >> 6))
            after = k + len(delimiter)
            if data[after : after + 1] in (b"\n", b"") and not data[line:k].strip(b"\t"):
                return line, min(after + 1, len(data))
            k = data.find(delimiter, k + 1)
        return len(data), len(data)
