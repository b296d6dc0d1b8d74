"""Where HEAD stands and what git is in the middle of, read from git's own files (git is never run).

gitrepository-layout(5), git-pack-refs(1), gitrevisions(7).  References that are kept in a
reftable are not read: there HEAD is not known.
"""

import posix

from csg.git import repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.repository import Repository

_HEX = frozenset(b"0123456789abcdef")
_LINKS = 5  # as many symbolic references as git follows (refs.c, SYMREF_MAXDEPTH)
_LONGEST = 4096
_PACKED = 32 << 20  # a few hundred thousand references
_OWN = (b"refs/bisect/", b"refs/worktree/", b"refs/rewritten/")  # each worktree has its own
#: What a git command that is not finished yet leaves in the worktree's git directory.
_UNFINISHED = (
    (b"rebase-merge", "rebase"),
    (b"rebase-apply/applying", "am"),
    (b"rebase-apply", "rebase"),
    (b"MERGE_HEAD", "merge"),
    (b"CHERRY_PICK_HEAD", "cherry-pick"),
    (b"REVERT_HEAD", "revert"),
    (b"sequencer", "cherry-pick or revert"),
    (b"BISECT_LOG", "bisect"),
)


def head(repo: "Repository") -> "bytes | None":
    """The commit that is checked out, in hexadecimal; b"" before the first one; None if it is not known."""
    if posix.access(repo.common + b"/reftable", 0):
        return None
    place = repo.gitdir + b"/HEAD"
    name = b"HEAD"
    try:
        for _ in range(_LINKS + 1):
            line = repository.contents(place, _LONGEST).strip()
            if not line.startswith(b"ref:"):
                return line if is_object_id(line) else None
            name = line[4:].strip()
            if not name.startswith(b"refs/") or b".." in name or b"\0" in name or name == b"refs/heads/.invalid":
                return None
            place = (repo.gitdir if name.startswith(_OWN) else repo.common) + b"/" + name
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return _packed(repo, name) if name != b"HEAD" else None
    except OSError:
        return None
    return None


def name(repo: "Repository") -> bytes:
    """What HEAD names, refs/heads/main; b"HEAD" when it is detached.  b"" if it is not known."""
    if posix.access(repo.common + b"/reftable", 0):
        return b""
    try:
        line = repository.contents(repo.gitdir + b"/HEAD", _LONGEST).strip()
    except OSError:
        return b""
    return line[4:].strip() if line.startswith(b"ref:") else b"HEAD"


def commit(repo: "Repository", reference: bytes) -> "bytes | None":
    """What a branch (or another direct reference, in full) is at, loose or packed; b"" if there is none; None if it is
    not known: references in a reftable are not read."""
    if posix.access(repo.common + b"/reftable", 0):
        return None
    try:
        line = repository.contents(repo.common + b"/" + reference, _LONGEST).strip()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return _packed(repo, reference)
    except OSError:
        return None
    return line if is_object_id(line) else None


def is_object_id(text: bytes) -> bool:
    """Is this an object's whole name, by SHA-1 or SHA-256?"""
    return len(text) in (40, 64) and _HEX.issuperset(text)


def unfinished(gitdir: bytes) -> str:
    """The operation in progress in a worktree: "merge", "rebase", "cherry-pick" and so on; "" if there is none."""
    for name, operation in _UNFINISHED:
        if posix.access(gitdir + b"/" + name, 0):
            return operation
    return ""


def replaced(repo: "Repository") -> bool:
    """Does the repository have git show other objects than those that are named (git-replace(1)), or may it?"""
    try:
        if posix.listdir(repo.common + b"/refs/replace"):
            return True
    except FileNotFoundError:
        pass
    except OSError:
        return True
    try:
        return b" refs/replace/" in repository.contents(repo.common + b"/packed-refs", _PACKED)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _packed(repo: "Repository", name: bytes) -> "bytes | None":
    try:
        data = repository.contents(repo.common + b"/packed-refs", _PACKED)
    except FileNotFoundError:
        return b""
    except OSError:
        return None
    end = data.find(b" " + name + b"\n")
    if end < 0:
        return b""
    found = data[data.rfind(b"\n", 0, end) + 1 : end]
    return found if is_object_id(found) else None
