"""What git knows of files in a checkout, asked without running anything of the repository's.

Not known (None) is a possible answer to every question: git is missing or late, the repository is of
a kind that is not understood, or the answer would depend on a program of its configuration.
"""

import posix
import sys

from csg.base import files, paths
from csg.git import conversions, plumbing, refs, repository, revisions, selection, status
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from csg.git.repository import Repository

SECONDS = 1.0  # for all that one Checkout is asked
#: The tree without entries, which git knows in every repository (git hash-object -t tree /dev/null).
_NOTHING = {
    b"sha1": b"4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    b"sha256": b"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_TYPE, _DIRECTORY = 0o170000, 0o040000


class File:
    """One file, as git counts it; None: not known, or no such thing can be said of it.

    tracked     it is in the index, conflicted or not
    modified    the working tree's differs from the index's: in content, mode or kind, or by being gone
    staged      the index's differs from HEAD's, also by being in one of them only
    conflicted  a merge left it unresolved (then it is modified and staged)
    untracked   it is there, not in the index, and not ignored
    ignored     it is there, not in the index, and ignored
    missing     there is nothing of that name in the working tree
    """

    __slots__ = ("conflicted", "ignored", "missing", "modified", "staged", "tracked", "untracked")

    def __init__(self) -> None:
        self.conflicted: bool | None = None
        self.ignored: bool | None = None
        self.missing: bool | None = None
        self.modified: bool | None = None
        self.staged: bool | None = None
        self.tracked: bool | None = None
        self.untracked: bool | None = None

    def clean(self) -> "bool | None":
        """Is it in HEAD, in the index and in the working tree, the same in all three?"""
        if self.tracked is False or self.modified or self.staged:
            return False
        return True if self.tracked and self.modified is False and self.staged is False else None

    def staged_now(self) -> "File":
        """What it is once it was added to the index as it is now."""
        after = File()
        after.tracked, after.staged, after.missing = True, True, self.missing
        after.modified = after.untracked = after.ignored = after.conflicted = False
        return after

    def unstaged_now(self) -> "File":
        """What it is once its entry in the index is HEAD's again."""
        if self.staged is False:
            return self
        after = File()  # where HEAD has none it is untracked
        after.staged, after.missing = False, self.missing
        after.ignored = after.conflicted = False
        return after


class Checkout:
    """One look at a checkout: its questions together take no longer than `seconds`."""

    def __init__(
        self, home: bytes, repo: "Repository", environ: "Mapping[bytes, bytes]", seconds: float = SECONDS
    ) -> None:
        """home  csg's own      environ  this process's"""
        self._repository = repo
        self._git: plumbing.Git | None = None
        try:
            self._git = plumbing.Git(home, repo, environ, seconds)
        except (NotKnown, OSError):
            pass

    def files(self, wanted: "Iterable[bytes]") -> "dict[bytes, File]":
        """The facts about each of these paths (canonical)."""
        found = {path: File() for path in wanted}
        if self._git is not None:
            try:
                _Look(self._git, found).take()
            except (NotKnown, OSError):  # what was found out until then stands
                pass
        return found

    def staged(self) -> "list[bytes] | None":
        """The paths whose entries in the index differ from HEAD's: what a plain `git commit` would take."""
        if self._git is None:
            return None
        try:
            names = set(self._git.run(_against_head(self._git)).split(b"\0")[:-1])
        except NotKnown:
            return None
        return [self._repository.root.rstrip(b"/") + b"/" + name for name in sorted(names)]

    def removed(self) -> "list[bytes]":
        """The paths that the index or HEAD has, and where there is nothing now; none if that is not known."""
        if self._git is None:
            return []
        root = self._repository.root.rstrip(b"/") + b"/"
        try:
            names = self._git.run([b"ls-files", b"-z", b"-d"]).split(b"\0")[:-1]
            names += self._git.run(_against_head(self._git)).split(b"\0")[:-1]
        except NotKnown:
            return []
        found = [root + name for name in dict.fromkeys(names)]
        return [path for path in found if not files.exists(path)]

    def selected(
        self, words: "Sequence[bytes]", cwd: bytes, among: "Iterable[bytes]", whole: bool = False
    ) -> "set[bytes] | None":
        """Those of the paths `among` (canonical) that a list of pathspecs means, as `git ls-files` counts it.

        cwd    where git would work (canonical)
        whole  pathspecs that only exclude, or none at all, start from the whole working tree, not from `cwd`:
               so do add, commit, checkout, restore, reset and stash, but not clean, rm and ls-files
        Whether git knows the files makes no difference.  None also for pathspecs that git refuses."""
        if self._git is None:
            return None
        names = {_name(self._repository.root, path): path for path in among}
        names.pop(b"", None)
        try:
            return {names[name] for name in selection.select(self._git, words, cwd, names, whole)}
        except NotKnown:
            return None

    def untracked_directories(self, among: "Iterable[bytes]") -> "set[bytes] | None":
        """Those of the paths (canonical) that lie in a directory which holds nothing that is in the index."""
        if self._git is None:
            return None
        root, found = self._repository.root, set()
        try:
            for path in among:
                folder = _name(root, paths.parent(path))
                if folder and not self._git.about([b"ls-files", b"-z"], [folder]):
                    found.add(path)
        except NotKnown:
            return None
        return found

    def is_true(self, setting: bytes) -> "bool | None":
        """Is a boolean of the configuration (its name in lower case) set, and not to false?"""
        return None if self._git is None else self._git.settings.is_true(setting)

    def settings(self) -> "dict[bytes, bytes]":
        """All of the configuration that is in force; none where it is not known."""
        return {} if self._git is None else self._git.settings.values

    def history(self) -> "revisions.Revisions | None":
        """Its commits; None where git cannot be asked."""
        return None if self._git is None else revisions.Revisions(self._git)

    def matches(self, pathspec: bytes, cwd: bytes) -> "bool | None":
        """Does a pathspec mean anything that is in the index?  cwd: where git would work (canonical)."""
        if self._git is None or selection.excludes(pathspec):
            return None
        try:
            return bool(self._git.run([b"ls-files", b"-z", b"--", pathspec], directory=cwd))
        except NotKnown:
            return None

    def applies(self, words: "Sequence[bytes]", cwd: bytes) -> "bool | None":
        """Would `git apply` with these arguments change anything?  It is told to check, which writes nothing."""
        if self._git is None:
            return None
        try:
            return bool(self._git.run([b"apply", b"--check", b"--numstat", *words], directory=cwd, codes=1).strip())
        except NotKnown:
            return None

    def unfinished(self) -> str:
        """The operation in progress: "merge", "rebase", … or ""."""
        return refs.unfinished(self._repository.gitdir)


class _Look:
    """The files asked about, by what git calls them."""

    def __init__(self, git: plumbing.Git, found: "dict[bytes, File]") -> None:
        self.git = git
        self.files: dict[bytes, File] = {}  # present or missing, and no directory
        self.directories: dict[bytes, File] = {}
        self.times: dict[bytes, float] = {}
        root = git.repository.root
        ours: dict[bytes, bool] = {}  # or another repository's, inside this one
        for path, file in found.items():
            name, folder = _name(root, path), paths.parent(path)
            if not name or b"\0" in name or b".git" in name.split(b"/"):
                continue
            if folder not in ours:
                innermost = repository.find(folder)
                ours[folder] = innermost is not None and innermost.root == root
            if ours[folder]:
                self._add(name, path, file)

    def _add(self, name: bytes, path: bytes, file: File) -> None:
        kind = self.files
        try:
            found = posix.lstat(path)
            file.missing = False
            self.times[name] = found.st_mtime
            if found.st_mode & _TYPE == _DIRECTORY:
                kind = self.directories
        except (FileNotFoundError, NotADirectoryError):
            file.missing = True
        except OSError:
            return
        kind[name] = file

    def take(self) -> None:
        """Ask.  NotKnown: what was found out until then stands."""
        told = status.letters(self.git, self.files)
        told.update(self._unseen([name for name in self.files if name not in told]))
        tracked = [name for name in self.files if status.in_index(told.get(name, b""))]
        try:
            uncertain = conversions.uncertain(self.git, tracked, self.times)
        except NotKnown:
            uncertain = set(tracked)
        for name, file in self.files.items():
            self._settle(file, told.get(name, b""))
            if name in uncertain and not file.missing and not file.conflicted:
                file.modified = None
            if not (file.tracked or file.untracked or file.ignored or file.missing):
                file.untracked = file.ignored = None  # a device, a repository of a kind that is not known here
        if self.directories:
            self._settle_directories()
        self._head()

    def _settle(self, file: File, letters: bytes) -> None:
        file.conflicted = status.is_conflict(letters)
        file.tracked = status.in_index(letters)
        file.modified = file.tracked and letters[1:] != b" "
        file.untracked = letters == status.UNTRACKED
        file.ignored = letters == status.IGNORED

    def _settle_directories(self) -> None:
        told = status.letters(self.git, self.directories, others=False)
        for name, file in self.directories.items():
            self._settle(file, told.get(name, b""))
            file.untracked = file.ignored = False if file.tracked else None
            if file.tracked and not file.modified:
                file.modified = None  # a submodule: its own files are not looked at

    def _unseen(self, names: "list[bytes]") -> "dict[bytes, bytes]":
        """The letters of files that `git status` is silent about, though the index may hold them.

        Where the file system ignores case they may be spelt otherwise there; so are they then here.
        And of one that is only intended to be added, and assumed to be unchanged, it never speaks."""
        any_case = self.git.settings.is_true(b"core.ignorecase")
        key = paths.folded if any_case else bytes
        by_key = {key(name): name for name in names}
        again = {}
        told = {}
        for name in self.git.about([b"ls-files", b"-z", b"-c"], names, any_case, superset=True):
            other = by_key.pop(key(name), b"")
            if other == name:
                told[name] = b"A "
            elif other:
                self.files[name] = again[name] = self.files.pop(other)
                self.times[name] = self.times.pop(other, 0.0)
        told.update(status.letters(self.git, again))
        return told

    def _head(self) -> None:
        everyone = {**self.files, **self.directories}
        differ = set(self.git.about(_against_head(self.git), list(everyone), superset=True))
        for name, file in everyone.items():
            file.staged = name in differ or bool(file.conflicted)


def _name(root: bytes, path: bytes) -> bytes:
    """What git calls a path in a working tree; b"" for one that is not below its top."""
    if not paths.is_below(path, root):
        return b""
    name = path[len(root.rstrip(b"/")) + 1 :]
    if sys.platform == "darwin" and not name.isascii():  # git composes names there (core.precomposeUnicode)
        import unicodedata

        name = paths.from_text(unicodedata.normalize("NFC", paths.text(name)))
    return name


def _against_head(git: plumbing.Git) -> "list[bytes]":
    head = refs.head(git.repository)
    if head is None or refs.replaced(git.repository):
        raise NotKnown("it is not known where HEAD stands")
    words = [b"diff-index", b"--cached", b"-z", b"--name-only", b"--no-renames", b"--ita-invisible-in-index"]
    return [*words, b"--ignore-submodules=dirty", head or _NOTHING[git.kind]]
