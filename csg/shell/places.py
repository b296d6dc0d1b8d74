"""Where on the disk a command loses something: files, trees, and what decides which files of a tree."""

from csg.base import files, paths
from csg.shell.words import Pattern, Unsure, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container

#: What a file can be to git: tracked (and then perhaps modified), or not (and then perhaps ignored).
TRACKED, MODIFIED, STRANGE, UNTRACKED = "tracked", "modified", "strange", "untracked"
STATES = (TRACKED, MODIFIED, STRANGE, UNTRACKED)


class Place:
    """One file, or a tree.

    path     canonical
    below    all that is in it, too
    fits     of those in it, given by their path inside (`a/b`), only these; None: all
    state    only those that are this to git, see STATES; "": all
    nested   what git lists of submodules counts, too
    """

    __slots__ = ("below", "fits", "nested", "path", "state")

    def __init__(
        self,
        path: bytes,
        below: bool = False,
        fits: "Callable[[bytes], bool] | None" = None,
        state: str = "",
    ) -> None:
        self.path = path
        self.below = below
        self.fits = fits
        self.state = state
        self.nested = False

    def holds(self, path: bytes, states: "Container[str]" = STATES) -> bool:
        """Is this file (canonical) in it?  `states`: what it may be to git."""
        if self.state and self.state not in states:
            return False
        if path == self.path:
            return self.fits is None or self.fits(b"")
        if not self.below or not paths.is_below(path, self.path):
            return False
        return self.fits is None or self.fits(path[len(self.path.rstrip(b"/")) + 1 :])


class Listed(Unsure):
    """A word, or several, of a program that lists files: some of those in `places`."""

    places: "tuple[Place, ...]" = ()
    many = True


def listed(word: bytes, places: "list[Place]") -> Listed:
    """A Listed with these places."""
    made = Listed(word)
    made.places = tuple(places)
    return made


def written(cwd: "bytes | None", word: bytes) -> "bytes | None":
    """The file (canonical) that is written when a program opens this word; None if it is not known."""
    path = join(cwd, word) if word not in (b"", b"-") and not isinstance(word, (Unsure, Pattern)) else None
    return None if path is None or path[:5] == b"/dev/" else paths.canonical(path)


def named(cwd: "bytes | None", word: bytes) -> "bytes | None":
    """What a program that does not follow a link at the end (rm, mv) means by this word."""
    path = join(cwd, word) if word and not isinstance(word, (Unsure, Pattern)) else None
    if path is None:
        return None
    path = path.rstrip(b"/") or b"/"
    name = path[path.rfind(b"/") + 1 :]
    if name in (b"", b".", b".."):
        return paths.canonical(path)
    above = paths.canonical(path[: len(path) - len(name)])
    return above.rstrip(b"/") + b"/" + name


def copied(source: bytes, target: bytes) -> Place:
    """What a copy of the tree `source` over the directory `target` writes: what is in both (both canonical)."""
    return Place(target, True, lambda inside: bool(inside) and files.exists(source + b"/" + inside))
