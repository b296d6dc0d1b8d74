"""Pathname expansion (POSIX 2.13.3): the names that a shell puts where a pattern stands, as the disk is now."""

import posix

from csg.base import files, paths, rules

_MOST = 4000  # names that are looked at for one pattern
_DEEP = 12  # directories below each other that `**` goes


class TooMany(Exception):
    """So many names are looked at by nobody."""


def expand(pattern: bytes, cwd: bytes, hidden: bool = False, everywhere: bool = False) -> "list[bytes]":
    """The names that fit, sorted; none where nothing does, or there are too many to tell.

    hidden      names with a dot in front fit `*` (bash's dotglob)
    everywhere  `**` stands for directories of any depth (bash's globstar)"""
    parts = pattern.split(b"/")
    base = b"/" if pattern[:1] == b"/" else b""
    try:
        found = _Expansion(cwd, hidden, everywhere).below(base, [part for part in parts if part], 0)
    except TooMany:
        return []
    if pattern[-1:] == b"/":
        found = [name + b"/" for name in found]
    return sorted(found)


class _Expansion:
    def __init__(self, cwd: bytes, hidden: bool, everywhere: bool) -> None:
        self.cwd = cwd
        self.hidden = hidden
        self.everywhere = everywhere
        self.left = _MOST

    def below(self, base: bytes, parts: "list[bytes]", depth: int) -> "list[bytes]":
        """What fits the parts in the directory `base` (b"" is the cwd, else it ends in a slash)."""
        part, rest = parts[0], parts[1:]
        if part == b"**" and self.everywhere and depth < _DEEP:
            found = self.below(base, rest, depth + 1) if rest else []
            for name in self._names(base):
                if not rest and self._shows(name, part):
                    found.append(base + name)
                if self._shows(name, part) and self._enters(base + name):
                    found += self.below(base + name + b"/", parts, depth + 1)
            return found
        if not (b"*" in part or b"?" in part or b"[" in part):
            names = [part] if files.exists(self._absolute(base + part)) else []
        else:
            glob = paths.text(part)
            names = [n for n in self._names(base) if self._shows(n, part) and rules.matches(glob, paths.text(n))]
        if not rest:
            return [base + name for name in names]
        found = []
        for name in names:
            found += self.below(base + name + b"/", rest, depth)
        return found

    def _shows(self, name: bytes, part: bytes) -> bool:
        return self.hidden or name[:1] != b"." or part[:1] == b"."

    def _enters(self, path: bytes) -> bool:
        absolute = self._absolute(path)
        return files.is_directory(absolute) and not _is_link(absolute)

    def _names(self, base: bytes) -> "list[bytes]":
        try:
            names = posix.listdir(self._absolute(base) or b"/")
        except OSError:
            return []
        self.left -= len(names)
        if self.left < 0:
            raise TooMany
        return names

    def _absolute(self, path: bytes) -> bytes:
        return path if path[:1] == b"/" else self.cwd + b"/" + path


def _is_link(path: bytes) -> bool:
    try:
        posix.readlink(path)
    except OSError:
        return False
    return True
