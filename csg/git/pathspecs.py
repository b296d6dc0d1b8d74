"""Pathspecs (gitglossary, "pathspec"): what is left of one without its magic, and which files it fits."""

from csg.base import paths


def without_magic(pathspec: bytes) -> "bytes | None":
    """The pathspec without its magic; None if it only excludes, b"" if unlimited."""
    if pathspec[:1] != b":":
        return pathspec
    if pathspec[1:2] == b"(":
        words, _, rest = pathspec[2:].partition(b")")
        magic = words.split(b",")
        if b"exclude" in magic:
            return None
        return b"" if b"top" in magic else rest
    rest = pathspec[1:].lstrip(b"/!^")
    signs = pathspec[1 : len(pathspec) - len(rest)]
    return None if b"!" in signs or b"^" in signs else b""


def fits(pathspec: bytes, directory: bytes, path: bytes) -> bool:
    """Does one without magic, as git reads it in `directory`, fit a file or what is in it?  Both canonical."""
    if paths.is_below(path, paths.canonical(pathspec, directory)):
        return True
    first = min([pathspec.find(c) for c in (b"*", b"?", b"[") if c in pathspec], default=-1)
    if first < 0:
        return False
    cut = pathspec.rfind(b"/", 0, first) + 1
    base = paths.canonical(pathspec[:cut], directory)
    if not paths.is_below(path, base):
        return False
    from csg.base import rules  # rarely wanted

    # Nothing of a pathspec's glob stops at a slash, in a Rule's some does.
    inside = path[len(base.rstrip(b"/")) + 1 :]
    glob, name = [paths.text(part.replace(b"/", b"\0")) for part in (pathspec[cut:], inside)]
    return rules.matches(glob, name)
