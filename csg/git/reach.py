"""Which files an Effect may touch, in which checkout."""

from csg.base import paths
from csg.git import pathspecs, repository
from csg.git.effects import Effect


class Reach:
    """What of the disk an Effect reaches.

    root  the top of the checkout that it works in, canonical; b"" if there is none: it touches nothing
    """

    __slots__ = ("_directory", "_effect", "root")

    def __init__(self, effect: Effect, cwd: bytes) -> None:
        """`cwd` (absolute): where git works if the command line does not tell."""
        self._effect = effect
        self._directory = paths.canonical(effect.directory or cwd, cwd)
        found = repository.find(self._directory)
        self.root = found.root if found else b""
        if effect.removes() and (effect.directory is None or self.root != self._directory):
            self.root = b""  # no checkout has its top there, so none goes

    def covers(self, path: bytes, root: bytes) -> bool:
        """May a file (canonical) be touched?  `root`: the top of the checkout that it is in, b"" if it is in none."""
        if not paths.is_below(path, self.root):
            return False
        if self._effect.removes():
            return True
        if root not in (b"", self.root):
            return False  # a repository inside this one: a worktree, a submodule
        limits = self._effect.paths
        return not limits or any(pathspecs.fits(pathspec, self._directory, path) for pathspec in limits)

    def inside(self, path: bytes) -> bytes:
        """The path of a file as it is called in the checkout."""
        return path[len(self.root.rstrip(b"/")) + 1 :]
