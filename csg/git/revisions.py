"""What a commit, or a stash, has of files in a checkout: where commands take files from.

None from any method: it cannot be told, as where a log says which commit is meant.
"""

from csg.base import files, paths
from csg.git import head_names, refs
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from csg.git.plumbing import Git

    Known = TypeVar("Known")

_LOG = 1 << 20
_HEX = frozenset(b"0123456789abcdef")


class Revisions:
    """Those of one checkout."""

    __slots__ = ("_git", "_repository")

    def __init__(self, git: "Git") -> None:
        self._git = git
        self._repository = git.repository

    def exists(self, revision: bytes) -> "bool | None":
        """Does it name a commit?"""
        found = _known(lambda: bool(self._commit(revision)))
        return None if found is False and _HEX.issuperset(revision) else found  # it may be a tree's

    def is_in_head(self, revision: bytes) -> "bool | None":
        """Is it HEAD, or one of the commits that it is built on?"""
        head = refs.head(self._repository)
        if not head:
            return None
        words = [b"rev-list", b"-n", b"1"]
        return _known(lambda: not self._git.run([*words, self._needed(revision), b"--not", head or b""]).strip())

    def having(self, revision: bytes, among: "Iterable[bytes]") -> "set[bytes] | None":
        """Those of the paths (canonical) that it has."""
        words = [b"ls-tree", b"-r", b"-z", b"--name-only", b"--full-tree"]
        return _known(lambda: self._about([*words, self._needed(revision)], among))

    def holds(self, revision: bytes, path: bytes) -> "bool | None":
        """Does it have the file, or files in the directory (canonical)?"""
        top = self._repository.root
        name = path[len(top.rstrip(b"/")) + 1 :] if paths.is_below(path, top) else b""
        words = [b"--literal-pathspecs", b"ls-tree", b"-z", b"--name-only", b"--full-tree"]
        return not name or _known(lambda: bool(self._git.run([*words, self._needed(revision), b"--", name])))

    def changing(self, revision: bytes, among: "Iterable[bytes]") -> "set[bytes] | None":
        """Those of the paths (canonical) that differ between it and its first parent."""
        words = [b"diff-tree", b"-r", b"-z", b"--no-renames", b"--name-only"]

        def ask() -> "set[bytes]":
            commit = self._needed(revision)
            return self._about([*words, commit + b"^1", commit], among)

        return _known(ask)

    def _about(self, words: "list[bytes]", among: "Iterable[bytes]") -> "set[bytes]":
        top = self._repository.root.rstrip(b"/") + b"/"
        names = {path[len(top) :]: path for path in among if paths.is_below(path, self._repository.root)}
        return {names[name] for name in self._git.about(words, list(names)) if name in names}

    def _needed(self, revision: bytes) -> bytes:
        commit = self._commit(revision)
        if not commit:
            raise NotKnown("no such commit")
        return commit

    def _commit(self, revision: bytes) -> bytes:
        if b":" in revision or b"..." in revision:
            raise NotKnown("no commit")
        if revision[:7] == b"stash@{" and revision[7:-1].isdigit():
            return self._stash(int(revision[7:-1][:4]))
        return head_names.Names(self._repository, self._git).commit(revision, refs.head(self._repository) or b"")

    def _stash(self, number: int) -> bytes:
        """The entries of the stash are the lines of its log, the newest last (git-stash(1))."""
        try:
            log = files.read(self._repository.common + b"/logs/refs/stash", _LOG)
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise NotKnown(str(error)) from None
        lines = log.split(b"\n")[:-1]
        words = lines[-1 - number].split(b" ", 2) if number < len(lines) else []
        return words[1] if len(words) > 1 and refs.is_object_id(words[1]) else b""


def _known(ask: "Callable[[], Known]") -> "Known | None":
    try:
        return ask()
    except NotKnown:
        return None
