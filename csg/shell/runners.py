"""Programs that run commands which they are given as arguments: where in them these are."""

from csg.shell.words import replaced

SHELLS = frozenset(b"sh bash zsh dash ksh mksh ash".split())


def script(words: "list[bytes]") -> "bytes | None":
    """The command text of `sh -c text`; None if the shell is called otherwise."""
    asked = False
    k = 1
    while k < len(words):
        word = words[k]
        k += 1
        if word in (b"--rcfile", b"--init-file"):
            k += 1
        elif word[:1] in (b"-", b"+") and len(word) > 1:
            if word[:2] == b"--":
                continue
            asked = asked or (word[:1] == b"-" and b"c" in word)
            k += word[-1:] in (b"o", b"O")
        else:
            return word if asked else None
    return None


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
