"""What a word of a command line is, and how far it is known.

A word is bytes without its quotes.  What only the shell can tell, when it runs, is said by the type:
plain bytes are literal, `Pattern` and `Unsure` are not.
"""

LONGEST_PATH = 4096  # PATH_MAX on Linux


class Pattern(bytes):
    """A word with an unquoted `*`, `?` or `[`: the shell puts the names there that match."""


class Appended(bytes):
    """The target of a `>>`: what is there stays."""


class Unsure(bytes):
    """A word with an expansion in it (as it is written): its value is known at run time only.

    before  the text in front of the first expansion
    many    may stand for any number of words: it comes from another command's output
    text    what the command of a `<( )` prints, if that is known
    """

    before = b""
    many = False
    text: "bytes | None" = None


def unsure(word: bytes, before: bytes, many: bool) -> Unsure:
    """An Unsure with these fields."""
    made = Unsure(word)
    made.before = before
    made.many = many
    return made


def part(word: bytes, piece: bytes) -> bytes:
    """A part of a word: as uncertain as the whole."""
    return piece if type(word) is bytes else Unsure(piece)


def replaced(word: bytes, mark: bytes, by: "bytes | None" = None) -> bytes:
    """A word in which a program puts others for the mark (`{}`): unknown where the mark is in it, unless `by` is."""
    k = word.find(mark)
    if k < 0:
        return word
    if by is not None and (word == mark or type(by) is bytes):
        return by if word == mark else word.replace(mark, by)
    return unsure(word, word[:k], True)


def basename(word: bytes) -> bytes:
    """The program's name without its directory."""
    return word[word.rfind(b"/") + 1 :]


def join(cwd: "bytes | None", path: bytes) -> "bytes | None":
    """`path` seen from `cwd`, absolute; None if it cannot be told."""
    if isinstance(path, (Unsure, Pattern)) or len(path) > LONGEST_PATH:
        return None
    if path[:1] == b"/":
        return path
    while path[:2] == b"./":
        path = path[2:].lstrip(b"/")
    if cwd is None or path in (b"", b"."):
        return cwd
    return cwd.rstrip(b"/") + b"/" + path
