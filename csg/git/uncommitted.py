"""Does a file have changes that git does not have?  Asked only about what a dead process left behind."""

import posix

from csg.git import facts, repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def changes(home: bytes, root: bytes, path: bytes, environ: "Mapping[bytes, bytes]" = posix.environ) -> "bool | None":
    """True, False, or None where git is missing, too slow, or has no say (as about an ignored file).

    home        csg's own
    root, path  the checkout and the file, canonical"""
    repo = repository.find(root)
    if repo is None or repo.root != root:
        return None
    file = facts.Checkout(home, repo, environ).files([path])[path]
    if file.modified or file.staged or file.untracked:
        return True
    known = (file.modified, file.staged, file.untracked, file.ignored)
    return None if None in known or file.ignored else False
