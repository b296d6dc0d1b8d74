"""Which paths are meant: files, directories, patterns; and what anybody holds of them."""

import posix

from csg.base import errors, paths, wording
from csg.git import repository
from csg.state import claims, holdings
from csg.talk import asking, terms

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Wanted:
    """A path somebody asked about: a file, a directory (what is below it), or a pattern.

    `*` and `?` stay within a name, `**` crosses directories; where a file of just that name
    exists, that file is meant.  Square brackets are no pattern: frameworks name files `[id].tsx`."""

    __slots__ = ("asked", "kind", "parts", "path", "repository")

    def __init__(self, asker: asking.Asker, asked: str) -> None:
        self.asked = asked
        self.parts: list[str] = []
        try:
            path = paths.from_text(asked)
        except ValueError:  # UnicodeEncodeError is one
            raise errors.CsgError("%s cannot be a path" % wording.quoted(asked)) from None
        if not path or len(path) > terms.PATH:
            raise errors.CsgError("%s cannot be a path: it has %d bytes" % (wording.quoted(asked, 60), len(path)))
        mode = _mode(path, asker.cwd)
        if mode is None and (b"*" in path or b"?" in path):
            self.kind = terms.PATTERN
            parts = path.split(b"/")
            fixed = [b"*" in part or b"?" in part for part in parts].index(True)
            path = b"/".join(parts[:fixed]) or (b"/" if path[:1] == b"/" else b".")
            self.parts = [paths.text(part) for part in parts[fixed:] if part not in (b"", b".")]
        elif path.endswith(b"/") or (mode or 0) & 0o170000 == 0o040000:
            self.kind = terms.DIRECTORY
        else:
            self.kind = terms.FILE
        self.path = paths.canonical(path, asker.cwd)
        self.repository = None if self.kind == terms.FILE else repository.find(self.path)

    def matches(self, path: bytes) -> bool:
        """Is this canonical path meant?"""
        if self.kind == terms.FILE:  # or a directory that is yet to be made
            return paths.same_file(path, self.path) or paths.is_below(path, self.path)
        if not paths.is_below(path, self.path):
            return False
        rest = paths.text(path[len(self.path.rstrip(b"/")) + 1 :]).split("/")
        return self.kind == terms.DIRECTORY or _fits(self.parts, rest, "**", _name_fits)

    def held(self, asker: asking.Asker) -> "list[holdings.Holding]":
        """What anybody holds of it, newest first; the asker's own too."""
        if self.kind == terms.FILE:
            own = [asker.me.name] if asker.me else []
            target = claims.Target(self.path)
            others = claims.holders(asker.home, own[0] if own else b"", target.key)
            return holdings.look(asker.home, others + own, target, asker.now, asker.window)
        found = []
        here = self.repository
        for holding in asker.everything():
            holding.elsewhere = False
            if self.matches(holding.path):
                found.append(holding)
            elif here and holding.common == here.common and holding.root != here.root:
                twin = here.root.rstrip(b"/") + holding.path[len(holding.root.rstrip(b"/")) :]
                if self.matches(twin):
                    holding.elsewhere = True
                    found.append(holding)
        return found


def parse(asker: asking.Asker, asked: "Iterable[str]") -> "list[Wanted]":
    """What is meant, each once.  CsgError for too many, and for what cannot be a path."""
    unique = list(dict.fromkeys(asked))
    if len(unique) > terms.PATHS:
        raise errors.CsgError(
            "%d paths are too many: ask about %d at a time, or about their directory" % (len(unique), terms.PATHS)
        )
    return [Wanted(asker, text) for text in unique]


def _mode(path: bytes, cwd: bytes) -> "int | None":
    try:
        return posix.stat(path if path[:1] == b"/" else cwd.rstrip(b"/") + b"/" + path).st_mode
    except OSError:
        return None


def _fits(pattern: "Sequence[str]", items: "Sequence[str]", star: str, one: "Callable[[str, str], bool]") -> bool:
    """Do the items fit, where `star` stands for any number of them?  Takes len(pattern) * len(items) steps at
    most; a regular expression made of a pattern may take for ever."""
    p = i = back = 0
    mark = -1
    while i < len(items):
        if p < len(pattern) and pattern[p] == star:
            mark, back, p = p, i, p + 1
        elif p < len(pattern) and one(pattern[p], items[i]):
            p, i = p + 1, i + 1
        elif mark >= 0:
            back += 1
            p, i = mark + 1, back
        else:
            return False
    return all(part == star for part in pattern[p:])


def _name_fits(pattern: str, name: str) -> bool:
    return _fits(pattern, name, "*", _character_fits)


def _character_fits(pattern: str, character: str) -> bool:
    return pattern in ("?", character)
