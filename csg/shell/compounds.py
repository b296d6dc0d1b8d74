"""Compound commands (POSIX 2.9.4): the words that make them, and those that are open."""

KEYWORDS = frozenset(b"if then elif else fi while until do done ! { } coproc".split())
#: Those whose words are no command.
LOOPS = frozenset(b"for select".split())

SUBSHELL, ARRAY, CASE = range(3)


class Frame:
    """Something open: a subshell, the `( )` of an array (or of a pattern), a `case`.

    cwd                    to go back to behind a subshell
    words, targets, parts  to go on with behind an array: of the command, and of the word that it is in
    """

    __slots__ = ("cwd", "kind", "parts", "targets", "words")

    def __init__(self, kind: int, cwd: "bytes | None" = None) -> None:
        self.kind = kind
        self.cwd = cwd
        self.words: list[bytes] = []
        self.targets: list[bytes] = []
        self.parts: list[bytes] = []


def opening(words: "list[bytes]") -> "tuple[int, bytes]":
    """How many words in front of a simple command are none of it, and `case` or `esac` if it is among them."""
    k, n = 0, len(words)
    while k < n:
        word = words[k]
        if word in KEYWORDS:
            k += 1
        elif word == b"function":
            k += 2
        else:
            break
    word = words[k] if k < n else b""
    if word in LOOPS:
        return n, b""
    if word == b"case":
        return n, word
    if word == b"esac":
        return k + 1, word
    return k, b""


def before_name(words: "list[bytes]") -> bool:
    """Would the word after these be a command's name?"""
    return len(words) < 4 and all(word in KEYWORDS or word == b"for" for word in words)


def in_pattern(words: "list[bytes]") -> bool:
    """Does a `)` after these words end a pattern of `case`, though no frame is open?"""
    return b"case" in words[:3] and b"in" in words[:6]
