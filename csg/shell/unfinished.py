"""A word while it is read."""

from csg.shell import braces
from csg.shell.environment import Environment
from csg.shell.line import Line
from csg.shell.places import listed
from csg.shell.source import Source
from csg.shell.words import Pattern, unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.places import Place


class UnfinishedWord:
    """The pieces that have been read of a word; again and again for one word after the other.

    open        has it begun?
    plain_only  is nothing of it quoted or expanded?
    glob        is there a pattern's character in it?
    unsure, before, many, text  see words.Unsure      places  see places.Listed; None if it is none
    fields      words that are complete: an expansion may come to several
    choices     (which piece, what it stands for) of braces
    """

    __slots__ = (
        "before",
        "choices",
        "environment",
        "fields",
        "glob",
        "line",
        "many",
        "open",
        "parts",
        "places",
        "plain_only",
        "source",
        "text",
        "unsure",
    )

    def __init__(self, line: Line, source: Source, environment: Environment) -> None:
        self.line = line
        self.source = source
        self.environment = environment
        self.fields: list[bytes] = []
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
        self.text: bytes | None = None
        self.places: list[Place] | None = None
        self.choices: list[tuple[int, list[bytes]]] = []

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
            found = braces.expanded(piece)
            self.line.budget.spend(len(found))
            if len(found) > 1:
                self.choices.append((len(self.parts), found))
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

    def add_split(self, value: bytes) -> None:
        """What an expansion without quotes came to: it may be several words, or a pattern."""
        if value[:1] in (b" ", b"\t", b"\n") and self.open:
            self._complete()
        fields = value.split()
        self.add_fields(fields, True)
        if fields and value[-1:] in (b" ", b"\t", b"\n"):
            self._complete()

    def add_fields(self, values: "list[bytes]", unquoted: bool) -> None:
        """An expansion that comes to these words: the first goes on with this one."""
        self.line.budget.spend(len(values))
        for k, value in enumerate(values):
            if k:
                self._complete()
            self.add_quoted(value)
            if unquoted and (b"*" in value or b"?" in value):
                self.glob = True

    def add_unknown(self, piece: bytes, known: int, many: bool) -> None:
        """An expansion, as written; its first `known` bytes are literal."""
        self.open = True
        self.plain_only = False
        if not self.unsure:
            self.unsure = True
            self.before = b"".join(self.parts) + piece[:known]
        self.many = self.many or many
        self.parts.append(piece)

    def add_listed(self, piece: bytes, places: "list[Place]", many: bool) -> None:
        """The same, where it is known which files it names."""
        alone = not any(self.parts)
        self.add_unknown(piece, 0, many)
        if alone:
            self.places = places

    def is_number(self) -> bool:
        """Is it, so far, what may be a file descriptor's number in front of a redirection?"""
        return self.open and self.plain_only and not self.unsure and b"".join(self.parts).isdigit()

    def finish(self) -> "list[bytes]":
        """The word, or words, complete; and begin another."""
        if self.open:
            self._complete()
        words, self.fields = self.fields, []
        return words

    def _complete(self) -> None:
        if not self.choices:
            self.fields.append(self._made(self.parts))
        else:
            all_parts = [self.parts]
            for k, found in self.choices:
                all_parts = [[*parts[:k], one, *parts[k + 1 :]] for parts in all_parts for one in found][:100]
            self.line.budget.spend(len(all_parts))
            self.fields += [self._made(parts) for parts in all_parts]
        self.clear()

    def _made(self, parts: "list[bytes]") -> bytes:
        word = parts[0] if len(parts) == 1 else b"".join(parts)
        if self.unsure:
            self.line.budget.steps -= 2
            if self.places is not None and sum(1 for part in parts if part) == 1:
                return listed(word, self.places)
            made = unsure(word, self.before, self.many)
            made.text = self.text
            return made
        return Pattern(word) if self.glob else word
