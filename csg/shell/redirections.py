"""Redirections (POSIX 2.7): the operators, and what the word behind one is."""

#: What an operator comes to: it writes the file, writes it or copies a descriptor, reads, begins a here-document.
WRITE, COPY, READ, HEREDOC, TABBED_HEREDOC = b">", b">&", b"<", b"<<", b"<<-"


def operator(data: bytes, i: int) -> "tuple[bytes, int]":
    """`i` is behind a `<` or `>` that begins a redirection: which one, and the place behind it."""
    follows = data[i : i + 1]
    if data[i - 1] == 62:  # >
        if follows == b"&":
            return COPY, i + 1
        return WRITE, i + (follows in (b">", b"|"))
    if follows != b"<":
        return READ, i + (follows in (b"&", b">"))
    i += 1
    follows = data[i : i + 1]
    if follows == b"<":  # a here-string
        return READ, i + 1
    return (TABBED_HEREDOC, i + 1) if follows == b"-" else (HEREDOC, i)


def both(data: bytes, i: int) -> "tuple[bytes, int]":
    """The same for `&>` and `&>>`; `i` is behind the `&`."""
    return WRITE, i + 1 + (data[i + 1 : i + 2] == b">")


def writes(found: bytes, word: bytes) -> bool:
    """Is this word, behind the operator `found`, the name of a file that is written?"""
    return found == WRITE or (found == COPY and not word.rstrip(b"-").isdigit() and word != b"-")
