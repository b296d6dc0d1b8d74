"""Which files an Effect may reach, in which checkout, whatever their state is."""

from csg.base import paths
from csg.git import pathspecs, repository, worktrees
from csg.git.effects import NONE, ONLY_SUBMODULES, Effect


class Reach:
    """What of the disk an Effect reaches.

    root       the top of the checkout that it works in, canonical; b"" if there is none: it touches nothing
    directory  where git works there, canonical
    """

    __slots__ = ("_effect", "directory", "root")

    def __init__(self, effect: Effect, cwd: bytes) -> None:
        """`cwd` (absolute): where git works if the command line does not tell."""
        self._effect = effect
        self.directory = paths.canonical(effect.directory or cwd, cwd)
        found = repository.find(self.directory)
        if found and effect.removes():
            top = worktrees.named(found, effect.worktree, self.directory)
            found = repository.find(top) if top else None
            if found and worktrees.is_locked(found.gitdir) and effect.forced < 2:
                found = None  # git refuses
        self.root = found.root if found else b""

    def covers(self, path: bytes, root: bytes) -> bool:
        """May a file (canonical) be touched?  `root`: the top of the checkout that it is in, b"" if it is in none."""
        if not paths.is_below(path, self.root):
            return False
        effect = self._effect
        if effect.removes():
            return True
        if effect.nested == (NONE if root not in (b"", self.root) else ONLY_SUBMODULES):
            return False  # it is in a repository inside this one: a worktree, a submodule; or just not
        limits = effect.paths
        if effect.places is not None:
            if any(place.holds(path) for place in effect.places):
                return True
            if not limits:
                return False
        path = path if root in (b"", self.root) else root  # no pathspec reaches into a repository
        return not limits or any(pathspecs.fits(pathspec, self.directory, path) for pathspec in limits)

    def inside(self, path: bytes) -> bytes:
        """The path of a file as it is called in the checkout."""
        return path[len(self.root.rstrip(b"/")) + 1 :]
