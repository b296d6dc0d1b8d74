"""Programs that run commands which they are given as arguments: where in them these are."""

from csg.shell.places import Listed
from csg.shell.words import Pattern, Unsure, replaced

SHELLS = frozenset(b"sh bash zsh dash ksh mksh ash".split())


def script(words: "list[bytes]") -> "bytes | None":
    """The command text of `sh -c text`, or of `sh <(…)`; None if the shell is called otherwise, or it is not known."""
    asked, k = _operand(words)
    if k < len(words):
        word = words[k]
        if asked:
            return word
        return word.text if isinstance(word, Unsure) else None
    return None


def reads(words: "list[bytes]") -> bool:
    """Does it read commands from its stdin?"""
    _, k = _operand(words)
    stated = any(word[:1] == b"-" and word[1:2] != b"-" and b"s" in word for word in words[1:k])
    return k >= len(words) or stated or words[k] in (b"/dev/stdin", b"-")


def arguments(words: "list[bytes]") -> "list[bytes] | None":
    """The script's positional parameters, `$0` first; None if they are not known."""
    asked, k = _operand(words)
    found = words[k + 1 :] if asked else [words[0], *words[k + (not reads(words)) :]]
    found = found or [words[0]]
    unknown = any(isinstance(word, (Unsure, Pattern)) and not isinstance(word, Listed) for word in found)
    return None if unknown else found


def _operand(words: "list[bytes]") -> "tuple[bool, int]":
    """(was -c given?, the place of the first word that is no option)."""
    asked = False
    k = 1
    while k < len(words):
        word = words[k]
        if word in (b"--rcfile", b"--init-file"):
            k += 1
        elif word[:1] not in (b"-", b"+") or len(word) < 2:
            break
        elif word[:2] != b"--":
            asked = asked or (word[:1] == b"-" and b"c" in word)
            k += word[-1:] in (b"o", b"O")
        k += 1
    return asked, k


def find_runs(words: "list[bytes]") -> "list[list[bytes]]":
    """What `find` runs: the words after -exec and the like, each up to `;` or `+`."""
    found: list[list[bytes]] = []
    inner: list[bytes] | None = None
    for word in words:
        if inner is None:
            if word in (b"-exec", b"-execdir", b"-ok", b"-okdir"):
                inner = []
                found.append(inner)
        elif word in (b";", b"+"):
            inner = None
        else:
            inner.append(replaced(word, b"{}"))
    return found
