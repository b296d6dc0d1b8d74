"""A word while it is read."""

from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.source import Source
from csg.shell.words import Pattern, unsure


class UnfinishedWord:
    """The pieces that have been read of a word; again and again for one word after the other.

    open        has it begun?
    plain_only  is nothing of it quoted or expanded?
    glob        is there a pattern's character in it?
    unsure, before, many  see words.Unsure
    """

    __slots__ = (
        "before",
        "environment",
        "glob",
        "line",
        "many",
        "open",
        "parts",
        "plain_only",
        "source",
        "unsure",
    )

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        self.line = line
        self.source = source
        self.environment = environment
        self.clear()

    def clear(self) -> None:
        """Begin a word."""
        self.parts: list[bytes] = []
        self.open = False
        self.plain_only = True
        self.glob = False
        self.unsure = False
        self.many = False
        self.before = b""

    def reopen(self, parts: "list[bytes]") -> None:
        """Go on with a word of these parts, behind a `( )` inside of it."""
        self.parts = parts
        self.open = self.glob = True
        self.plain_only = False

    def add_marked(self, piece: bytes) -> None:
        """Unquoted text that may be a pattern, or begin with a tilde, or hold braces."""
        if b"*" in piece or b"?" in piece or (b"[" in piece and piece.strip(b"[")):
            self.glob = True
        if not self.open:
            self.open = True
            if piece[:1] == b"~":
                piece = self._tilde(piece)
        if b"{" in piece and (b"," in piece or b".." in piece):
            self.add_unknown(piece, piece.find(b"{"), False)
        else:
            self.parts.append(piece)

    def _tilde(self, piece: bytes) -> bytes:
        home = self.environment.home
        if home and piece[1:2] in (b"", b"/"):
            return home + piece[1:]
        self.unsure = True  # another user's, or ~+
        return piece

    def add_quoted(self, piece: bytes) -> None:
        """Text that means itself."""
        self.open = True
        self.plain_only = False
        self.parts.append(piece)

    def add_unknown(self, piece: bytes, known: int, many: bool) -> None:
        """An expansion, as written; its first `known` bytes are literal."""
        self.open = True
        self.plain_only = False
        if not self.unsure:
            self.unsure = True
            self.before = b"".join(self.parts) + piece[:known]
        self.many = self.many or many
        self.parts.append(piece)

    def is_number(self) -> bool:
        """Is it, so far, what may be a file descriptor's number in front of a redirection?"""
        return self.open and self.plain_only and not self.unsure and b"".join(self.parts).isdigit()

    def finish(self) -> bytes:
        """The word, which is complete; and begin another."""
        word = self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)
        if self.unsure:
            self.line.budget.steps -= 2
            word = unsure(word, self.before, self.many)
        elif self.glob:
            word = Pattern(word)
        self.clear()
        return word
