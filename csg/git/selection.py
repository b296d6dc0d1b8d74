"""Which files a list of pathspecs means, by asking git itself (gitglossary(7), "pathspec").

Git is shown an index that holds just the files in question, so neither the size of the repository nor
what git knows of the files matters.  Index version 2, gitformat-index(5); git does not look at the
checksum at its end when it reads one.
"""

from csg.base import files, paths
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from csg.git.plumbing import Git

_REGULAR = 0o100644
_MOST_NAME = 0xFFF  # of the length that an entry's flags can hold
_SIZES = {b"sha1": 20, b"sha256": 32}
_MOST = 100_000  # bytes of arguments
#: One more pathspec, which means no file.  Without it `ls-files` reads past the end of an exclusion that is
#: shorter than the beginning that all others share, and takes everything away (`docs/ :!*.py`, seen in 2.39).
_NOBODY = b":(top,literal)\1"


def select(
    git: "Git", pathspecs: "Sequence[bytes]", cwd: bytes, names: "Iterable[bytes]", whole: bool
) -> "list[bytes]":
    """Those of the names (inside the working tree) that the pathspecs mean; NotKnown also where git refuses them.

    cwd    where git would work (canonical)
    whole  without a pathspec that adds, start from the whole tree and not from `cwd`"""
    if not paths.is_below(cwd, git.repository.root) or sum(map(len, pathspecs)) > _MOST:
        raise NotKnown("pathspecs that git cannot be asked about")
    if any(b"\0" in word or b"attr:" in _magic(word) for word in pathspecs):  # attributes may be in the real index
        raise NotKnown("pathspecs that git cannot be asked about")
    start = [_NOBODY]
    if all(excludes(word) for word in pathspecs):
        start.append(b":/" if whole else b".")
    path = git.scratch()
    try:
        files.create(path, _index(names, _SIZES[git.kind]))
        words = [b"ls-files", b"-z", b"--full-name", b"--", *start, *pathspecs]
        return git.run(words, directory=cwd, index=path).split(b"\0")[:-1]
    except OSError as error:
        raise NotKnown(str(error)) from None
    finally:
        files.remove(path)


def excludes(pathspec: bytes) -> bool:
    """Does a pathspec only take away (`:!x`, `:^x`, `:(exclude)x`)?"""
    if pathspec[:2] == b":(":
        return b"exclude" in _magic(pathspec).split(b",")
    size = 1
    while pathspec[:1] == b":" and pathspec[size : size + 1] in (b"/", b"!", b"^"):
        size += 1
    return b"!" in pathspec[1:size] or b"^" in pathspec[1:size]


def _magic(pathspec: bytes) -> bytes:
    """What stands in the parentheses of `:(top,glob)x`; b"" for other forms."""
    return pathspec[2:].partition(b")")[0] if pathspec[:2] == b":(" else b""


def _index(names: "Iterable[bytes]", size: int) -> bytes:
    """An index of regular files, `size` bytes of hash each."""
    entries = []
    for name in sorted(set(names)):
        entry = b"\0" * 24 + _REGULAR.to_bytes(4, "big") + b"\0" * 12 + b"\1" * size
        entry += min(len(name), _MOST_NAME).to_bytes(2, "big") + name
        entries.append(entry + b"\0" * (8 - len(entry) % 8))
    return b"DIRC\0\0\0\2" + len(entries).to_bytes(4, "big") + b"".join(entries) + b"\0" * size
