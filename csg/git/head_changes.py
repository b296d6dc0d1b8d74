"""What stands between a checkout and another commit: uncommitted changes, and which commit leads to which."""

from csg.base import files
from csg.git import facts, refs, status
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from csg.git.plumbing import Git
    from csg.git.repository import Repository

_MOST = 20000  # files that differ between two commits; of more it is not said which are in the way
_DIFF = (b"diff-tree", b"-r", b"-z", b"--no-renames", b"--name-status")
_INDEX = (b"diff-index", b"--cached", b"-z", b"--name-only", b"--no-renames", b"--ita-invisible-in-index")
_STATUS = (b"status", b"--porcelain", b"-z", b"--no-renames", b"--ignore-submodules=all", b"--untracked-files=no")


class Changes:
    """A checkout's uncommitted changes, looked up once.  NotKnown from any method.

    known  False once commands have been run that may have put them away: then nothing is in the way"""

    __slots__ = ("_environ", "_git", "_home", "_modified", "_repository", "_staged", "known")

    def __init__(self, home: bytes, repo: "Repository", environ: "Mapping[bytes, bytes]", git: "Git") -> None:
        """`home` is csg's."""
        self._home = home
        self._repository = repo
        self._environ = environ
        self._git = git
        self._staged: set[bytes] | None = None
        self._modified: set[bytes] | None = None
        self.known = True

    def staged(self) -> "set[bytes]":
        """The files whose entries in the index differ from HEAD's."""
        if not self.known:
            return set()
        if self._staged is None:
            head = refs.head(self._repository)
            if not head:
                raise NotKnown("there is no commit to compare with")
            self._staged = set(self._git.run([*_INDEX, b"--ignore-submodules=dirty", head]).split(b"\0")[:-1])
        return self._staged

    def modified(self) -> "set[bytes]":
        """The files of the index that differ in the working tree, or are in conflict."""
        if not self.known:
            return set()
        if self._modified is None:
            lines = self._git.run(list(_STATUS)).split(b"\0")[:-1]
            self._modified = {line[3:] for line in lines if line[1:2] != b" " or status.is_conflict(line[:2])}
        return self._modified

    def conflicted(self) -> bool:
        """Is any file in conflict?"""
        return self.known and bool(self._git.run([b"ls-files", b"-u", b"-z"]))

    def any(self) -> bool:
        """Is anything that git knows changed?"""
        return bool(self.staged() or self.modified())

    def in_the_way(self, old: bytes, new: bytes, merges: bool) -> bool:
        """Would git refuse to go from one commit to another, for what would be overwritten?

        merges  changes in the working tree are taken along; only staged ones hinder then"""
        if not self.known or old == new:
            return False
        words = self._git.run([*_DIFF, old, new]).split(b"\0")[:-1]
        if len(words) > 2 * _MOST:
            return False
        letters = dict(zip(words[1::2], words[0::2]))
        changed = self.staged() if merges else self.staged() | self.modified()
        if any(name in letters for name in changed):
            return True
        root = self._repository.root.rstrip(b"/") + b"/"
        there = [root + name for name, letter in letters.items() if letter == b"A" and files.exists(root + name)]
        if not there:
            return False
        looked = facts.Checkout(self._home, self._repository, self._environ).files(there)
        return any(file.untracked for file in looked.values())  # an ignored one is overwritten

    def leads_to(self, old: bytes, new: bytes) -> bool:
        """Is a commit the other, or one of those that it is built on?"""
        return not self._git.run([b"rev-list", b"-n", b"1", old, b"--not", new]).strip()

    def count(self, old: bytes, new: bytes) -> int:
        """How many commits the second has that the first has not."""
        return int(self._git.run([b"rev-list", b"--count", new, b"--not", old]).strip() or b"0")

    def middle(self, good: bytes, bad: bytes) -> bytes:
        """The commit that a bisection looks at first; b"" if there is none between them."""
        return self._git.run([b"rev-list", b"--bisect", bad, b"--not", good]).strip()

    def is_linear(self, old: bytes, new: bytes) -> bool:
        """Are there no merges between them?"""
        return not self._git.run([b"rev-list", b"-n", b"1", b"--merges", new, b"--not", old]).strip()

    def parents(self, commit: bytes) -> "list[bytes]":
        """The commits that it is built on."""
        return self._git.run([b"rev-list", b"-n", b"1", b"--parents", commit]).split()[1:]
