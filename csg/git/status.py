"""`git status` of files, asked where no commit is known (`plumbing`): every file of the index counts as added.

So of the two letters the first says whether the index holds the file, and the second how the working
tree differs.  git-status(1), "Short Format"; it refreshes the index in memory only, and looks into
files that the index's times do not vouch for.
"""

from csg.base import files
from csg.git import repository
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from csg.git.plumbing import Git

UNTRACKED, IGNORED = b"??", b"!!"
_CONFLICTS = (b"DD", b"AU", b"UD", b"UA", b"DU", b"AA", b"UU")
_LONGEST = 1 << 18
_BOM = b"\xef\xbb\xbf"


def letters(git: "Git", names: "Iterable[bytes]", others: bool = True) -> "dict[bytes, bytes]":
    """The two letters for each of the names (inside the working tree) that has any.  NotKnown.

    others  also for files that the index does not hold; else nothing is said of those"""
    wanted = list(names)
    if others and git.is_cheap(len(wanted)):
        return _of(wanted, _with_others(git, wanted))
    # For every file of the index each name is compared: too many to name them all.
    found = _of(wanted, git.about([b"status", *_FORMAT, b"--untracked-files=no"], wanted, superset=True))
    left = [name for name in wanted if name not in found]
    if others and left:
        found.update(_of(left, _with_others(git, left)))
    return found


def is_conflict(two: bytes) -> bool:
    """Did a merge leave it unresolved?"""
    return two in _CONFLICTS


def in_index(two: bytes) -> bool:
    """Does the index hold it, conflicted or not?"""
    return two[:1] in (b"A", b" ") or two in _CONFLICTS  # the blank: only intended to be added (`add -N`)


_FORMAT = (b"--porcelain", b"-z", b"--no-renames", b"--ignore-submodules=all")


def _of(names: "list[bytes]", lines: "list[bytes]") -> "dict[bytes, bytes]":
    wanted = set(names)
    return {line[3:]: line[:2] for line in lines if line[3:] in wanted}


def _with_others(git: "Git", names: "list[bytes]") -> "list[bytes]":
    words = [b"status", *_FORMAT, b"--untracked-files=all", b"--ignored"]
    excludes = [data for data in map(_patterns, git.settings.excludes) if data]
    if not excludes:
        return git.about(words, names)
    path = git.scratch()  # git takes one such file by name; of several the later ones win, as lines of one do
    try:
        files.create(path, b"\n".join(excludes))
        return git.about([b"-c", b"core.excludesFile=" + path, *words], names)
    except OSError as error:
        raise NotKnown(str(error)) from None
    finally:
        files.remove(path)


def _patterns(path: bytes) -> bytes:
    """What a file of patterns says; b"" if there are only comments in it, as in git's own template."""
    try:
        data = repository.contents(path, _LONGEST)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise NotKnown(str(error)) from None
    data = data[3:] if data.startswith(_BOM) else data
    return data if any(line[:1] not in (b"#", b"") for line in data.splitlines()) else b""
