"""Redirections (POSIX 2.7): the operators, and what the word behind one is."""

#: What an operator comes to: it writes the file, adds to it, writes it or copies a descriptor, reads, begins
#: a here-document; reads a text that stands there, or something else.
WRITE, APPEND, COPY, READ, HEREDOC, TABBED_HEREDOC = b">", b">>", b">&", b"<", b"<<", b"<<-"
TEXT, OTHER = b"<<<", b"<&"


def operator(data: bytes, i: int) -> "tuple[bytes, int]":
    """`i` is behind a `<` or `>` that begins a redirection: which one, and the place behind it."""
    follows = data[i : i + 1]
    if data[i - 1] == 62:  # >
        if follows == b"&":
            return COPY, i + 1
        return (APPEND, i + 1) if follows == b">" else (WRITE, i + (follows == b"|"))
    if follows != b"<":
        return (OTHER, i + 1) if follows in (b"&", b">") else (READ, i)
    i += 1
    follows = data[i : i + 1]
    if follows == b"<":  # a here-string
        return TEXT, i + 1
    return (TABBED_HEREDOC, i + 1) if follows == b"-" else (HEREDOC, i)


def both(data: bytes, i: int) -> "tuple[bytes, int]":
    """The same for `&>` and `&>>`; `i` is behind the `&`."""
    return (APPEND, i + 2) if data[i + 1 : i + 2] == b">" else (WRITE, i + 1)


def writes(found: bytes, word: bytes) -> bool:
    """Is this word, behind the operator `found`, the name of a file that is written?"""
    return found in (WRITE, APPEND) or (found == COPY and not word.rstrip(b"-").isdigit() and word != b"-")
