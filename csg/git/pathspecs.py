"""Pathspecs (gitglossary, "pathspec"): what is left of one without its magic, and which files it fits."""

from csg.base import paths


def without_magic(pathspec: bytes) -> "bytes | None":
    """The pathspec without its magic; None if it only excludes, b"" if unlimited, or where git has to tell."""
    if pathspec[:1] != b":":
        return pathspec
    if pathspec[1:2] == b"(":
        words, _, rest = pathspec[2:].partition(b")")
        magic = words.split(b",")
        if b"exclude" in magic:
            return None
        return rest if magic == [b"literal"] and not is_glob(rest) else b""
    rest = pathspec[1:].lstrip(b"/!^")
    signs = pathspec[1 : len(pathspec) - len(rest)]
    return None if b"!" in signs or b"^" in signs else b""


def is_glob(pathspec: bytes) -> bool:
    """Is there something in it that stands for other characters?"""
    return any(c in pathspec for c in (b"*", b"?", b"["))


def is_plain(pathspec: bytes) -> bool:
    """Is it just a path?"""
    return pathspec[:1] != b":" and not is_glob(pathspec) and b"\\" not in pathspec


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


def excluding(pattern: bytes) -> "list[bytes]":
    """What a pattern of `git clean -e` means (gitignore(5)), as pathspecs; none where that cannot be said so."""
    if pattern[:1] in (b"!", b"#", b"") or b"\\" in pattern:
        return []
    inner = pattern.rstrip(b"/")
    glob = b":(top,glob)" + (inner.lstrip(b"/") if b"/" in inner else b"**/" + inner)
    below = [glob + b"/**"]
    return below if pattern[-1:] == b"/" else [glob, *below]
