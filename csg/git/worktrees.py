"""The checkouts of a repository that have been added with `git worktree`, read from git's own files."""

import posix

from csg.base import files, paths
from csg.git import refs, repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.repository import Repository


def named(repo: "Repository", word: bytes, cwd: bytes) -> bytes:
    """The top (canonical) of the linked worktree that `git worktree remove WORD`, run in `cwd`, means; b"" if none.

    A path's last parts will do, where only one worktree has them (git-worktree(1))."""
    tops = _tops(repo)
    ending = [top for top in tops if top == word or top.endswith(b"/" + word.rstrip(b"/"))]
    if len(ending) == 1:
        return ending[0]
    path = paths.canonical(word, cwd)
    return path if path in tops else b""


def is_locked(gitdir: bytes) -> bool:
    """Was it told to stay (`git worktree lock`)?  `gitdir`: its own git directory."""
    return posix.access(gitdir + b"/locked", 0)


def on(repo: "Repository", branch: bytes) -> "Repository | None":
    """The checkout of the repository that is on this branch (refs/heads/…); None if there is none."""
    tops = [repo.root, *_tops(repo)]
    if repo.common[-5:] == b"/.git":
        tops.append(repo.common[:-5])
    for top in tops:
        found = repository.find(top)
        if found is not None and found.common == repo.common and refs.name(found) == branch:
            return found
    return None


def _tops(repo: "Repository") -> "list[bytes]":
    place, found = repo.common + b"/worktrees", []
    for name in files.names(place):
        try:
            line = files.read(place + b"/" + name + b"/gitdir", 8192).strip(b"\r\n")
        except OSError:
            continue
        if b"\0" not in line and line[-5:] == b"/.git":
            found.append(paths.canonical(line[:-5], place + b"/" + name))
    return found
