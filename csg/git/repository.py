"""Which git repository a path belongs to, read from git's own files (git is never run).

The layout read here is gitrepository-layout(5): `.git` is a directory, or a file
`gitdir: PATH` (linked worktrees, submodules, --separate-git-dir); in a linked
worktree's directory the file `commondir` leads to what all worktrees share.
What they name has to be a path: one with NUL in it leads nowhere.
"""

import posix

from csg.base import files, paths


class Repository:
    """One checkout.  All paths are canonical.

    root    the top of the working tree
    gitdir  this working tree's own git directory (HEAD, index)
    common  the git directory that all its worktrees share: the repository's identity
    """

    __slots__ = ("common", "gitdir", "root")

    def __init__(self, root: bytes, gitdir: bytes, common: bytes) -> None:
        self.root = root
        self.gitdir = gitdir
        self.common = common


def find(directory: bytes) -> "Repository | None":
    """The innermost repository whose working tree holds `directory` (canonical; need not exist)."""
    access = posix.access
    while True:
        dot_git = directory + b"/.git" if directory != b"/" else b"/.git"
        if access(dot_git, 0):
            if access(dot_git + b"/HEAD", 0):
                own = _unlinked(dot_git)
                return Repository(directory, own, _common(own))
            gitdir = _pointer(dot_git, directory)
            if gitdir is not None and access(gitdir + b"/HEAD", 0):
                return Repository(directory, gitdir, _common(gitdir))
        if directory == b"/":
            return None
        directory = paths.parent(directory)


def position(repo: Repository) -> bytes:
    """What HEAD says and the reference that it names, as git keeps them: as long as these are the same, so is HEAD.

    b"" if it cannot be read.  A reference that is packed adds nothing: whatever changes it unpacks it."""
    try:
        head = files.read(repo.gitdir + b"/HEAD", 4096)
        name = head[5:].strip()
        if head[:5] != b"ref: " or name[:5] != b"refs/" or b".." in name:
            return head
    except OSError:
        return b""
    try:
        return head + files.read(repo.common + b"/" + name, 4096)
    except (OSError, ValueError):
        return head


def _unlinked(dot_git: bytes) -> bytes:
    """Its canonical path; its directory's is canonical."""
    try:
        posix.readlink(dot_git)
    except OSError:
        return dot_git
    return paths.canonical(dot_git)


def _common(gitdir: bytes) -> bytes:
    try:
        line = files.read(gitdir + b"/commondir", 8192)
    except OSError:
        return gitdir
    if b"\0" in line:
        return gitdir
    return paths.canonical(line.strip(b"\r\n"), gitdir)


#: cold: linked


def _pointer(dot_git: bytes, directory: bytes) -> "bytes | None":
    try:
        line = files.read(dot_git, 8192)
    except OSError:
        return None
    if not line.startswith(b"gitdir:") or b"\0" in line:
        return None
    return paths.canonical(line[7:].strip(b"\r\n").strip(b" "), directory)


#: cold


def branch(gitdir: bytes) -> str:
    """The branch checked out now; "detached at 1a2b3c4" off any; "" when it can't be told."""
    try:
        head = files.read(gitdir + b"/HEAD", 4096).strip()
    except OSError:
        return ""
    if head.startswith(b"ref:"):
        name = head[4:].strip()
        if name.startswith(b"refs/heads/"):
            name = name[11:]
        return "" if name == b".invalid" else paths.text(name)  # .invalid: kept in a reftable instead
    return "detached at " + paths.text(head[:7]) if head else ""


def contents(path: bytes, most: int) -> bytes:
    """The whole of a regular file, as git's own files are.

    OSError if there is none, if it is something else, or longer than `most` bytes."""
    fd = files.opened(path)
    try:
        data = posix.read(fd, min(posix.fstat(fd).st_size, most) + 1)
        if len(data) > most:
            raise OSError("%r is longer than %d bytes" % (path, most))
        return data
    finally:
        posix.close(fd)
