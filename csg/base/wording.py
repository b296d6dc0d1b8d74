"""The words that models and people read.  Pure: values in, text out.

Everything that comes from outside (file names, branches, intents, ids) passes through
`name` or `quoted`: it stays inside its backticks, on its line, and is cut.  Texts state
facts and what the person prefers; orders can trip a model's defences against injection.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

#: The other clients than Claude Code, and what people call them; in the order in which they are listed.
CLIENTS = {
    "codex": "Codex",
    "gemini": "Gemini CLI",
    "copilot": "Copilot CLI",
    "opencode": "OpenCode",
    "qwen": "Qwen Code",
}
_PLACES = 3  # named of one file
_REPLACED = {96: "'", 60: "\u2039", 62: "\u203a"}  # ` < > could end a quotation or look like markup


def name(text: str, most: int = 160) -> str:
    """Foreign text for showing: printable, one line, no backtick or angle bracket, the middle cut out."""
    text = _cut(text, most).translate(_REPLACED)
    if text.isprintable():
        return text
    return _cut("".join([c if c.isprintable() else _escape(c) for c in text]), most)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = most // 3
    return text[:head] + "\u2026" + text[head + 1 - most :]


def quoted(text: str, most: int = 160) -> str:
    """`name` in backticks."""
    return "`" + name(text, most) + "`"


def _escape(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, see paths.text
        return "\\x%02x" % (code - 0xDC00)
    return "\\x%02x" % code if code < 256 else "\\u%04x" % code if code < 65536 else "\\U%08x" % code


def short(identifier: str) -> str:
    """A Session's id as people and models see it: the first 8 characters of a UUID, 24 of others."""
    uuid = len(identifier) == 36 and identifier.count("-") == 4
    return name(identifier, 160)[: 8 if uuid else 24]


def client(kind: str) -> str:
    """A Session's client (sessions.Session.client) as people know it; "" where it is Claude Code."""
    return CLIENTS.get(kind) or name(kind, 40)


def beside(kind: str) -> str:
    """The same behind a session's id: ` (Codex)`."""
    return " (%s)" % client(kind) if kind else ""


def titled(kind: str, called: str) -> str:
    """What people call a Session, raw, with its client before it: `Codex: mend the parser`."""
    if not kind:
        return called
    return "%s: %s" % (client(kind), called) if called else client(kind)


def count(number: int, noun: str) -> str:
    """`1 edit`, `3 edits`."""
    return "%d %s%s" % (number, noun, "" if number == 1 else "s")


def lines(places: "Sequence[tuple[int, int]] | None") -> str:
    """`line 7`, `lines 7, 40 to 52 and 80`; `the whole file` for no place, "" where the places are not known."""
    if not places:
        return "" if places is None else "the whole file"
    shown = ["%d" % first if first == last else "%d to %d" % (first, last) for first, last in places[:_PLACES]]
    if len(places) > _PLACES:
        shown.append(count(len(places) - _PLACES, "more place"))
    one = len(places) == 1 and places[0][0] == places[0][1]
    return ("line " if one else "lines ") + (", ".join(shown[:-1]) + " and " if shown[1:] else "") + shown[-1]


def ago(seconds: float) -> str:
    """`12 seconds ago`, `3 minutes ago`."""
    return duration(seconds) + " ago"


def duration(seconds: float) -> str:
    """`12 seconds`, `3 minutes`, `5 hours`, `2 days`."""
    seconds = max(0.0, seconds)
    for size, noun in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            return count(int(seconds // size), noun)
    return count(int(seconds), "second")
