"""Files whose content git compares by means that it is not given here.

A file whose times are not those in the index is read, converted (line ends, encodings, filters) and
hashed.  The programs of filters are not run, and attributes in the repository's git directory are
not read.  For files with such an attribute only what the times say is known.
"""

import posix

from csg.git import repository
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from csg.git.plumbing import Git

#: What in a file of attributes can change how content is compared (gitattributes(5)).
_WORDS = (b"text", b"eol", b"crlf", b"binary", b"ident", b"filter", b"encoding")
_LONGEST = 1 << 18


def uncertain(git: "Git", tracked: "list[bytes]", times: "Mapping[bytes, float]") -> "set[bytes]":
    """Those of the tracked names of which it cannot be said whether they are modified.  NotKnown.

    times  name -> modification time, of those that are there"""
    if apart(git):
        concerned = tracked
    elif git.settings.filters:
        concerned = _filtered(git, tracked)
    else:
        concerned = []
    if not concerned:
        return set()
    stale = set(git.about([b"diff-files", b"-z", b"--name-only", b"--ignore-submodules=all"], concerned, superset=True))
    try:
        index = int(posix.stat(git.repository.gitdir + b"/index").st_mtime)
    except OSError as error:
        raise NotKnown(str(error)) from None
    # one changed in the second in which the index was written may have the very times that are in it
    return {name for name in concerned if name in stale or int(times.get(name, 0.0)) >= index}


def apart(git: "Git") -> bool:
    """Are there attributes that git cannot be given?"""
    if b"attr.tree" in git.settings.values:
        return True
    try:
        data = repository.contents(git.repository.common + b"/info/attributes", _LONGEST)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise NotKnown(str(error)) from None
    words = [word for word in _WORDS if word in data]
    lines = data.split(b"\n") if words else []
    return any(word in line for line in lines if line.lstrip()[:1] != b"#" for word in words)


def _filtered(git: "Git", tracked: "list[bytes]") -> "list[bytes]":
    """Those with a filter that has a program."""
    fields = git.about([b"check-attr", b"-z", b"filter"], tracked)
    return [name for name, value in zip(fields[::3], fields[2::3]) if value in git.settings.filters]
