"""git, run so that it can execute nothing of the repository's and reach no network.

What a repository can make git run is named in its configuration and lies in its git directory: filters,
fsmonitor, hooks, aliases, pagers, transports of promisor remotes.  So git is never given that directory.
Its GIT_DIR is an empty one of csg's own, which has no configuration, hooks or references; the real
index, objects and working tree are named to it one by one, and of the configuration the few values that
are only data (`gitconfig`).  A filter that `.gitattributes` names then has no program, and a missing
object is an error.  The home directory is the same empty one, for a git that is too old for
GIT_CONFIG_GLOBAL (before 2.32).  Only commands that write nothing and start no process are run with
it: status, diff-index, diff-files, diff-tree, ls-files, check-attr, rev-parse, rev-list, ls-tree, merge-base,
cat-file, merge-file, diff --no-index, apply --check.

Nothing of git's own environment is kept either: a client that was started from a commit's hook has
another repository there.
"""

import posix
import time

from csg.base import children, files
from csg.git import gitconfig
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from csg.git.repository import Repository

_MOST = 8 << 20  # bytes of one answer
_COMPARISONS = 1_000_000  # of names with entries of the index: as dear as a look at 20,000 files (measured)
_ARGUMENTS = 100_000  # bytes of paths in one call; systems allow several times that
_ABANDONED = 60.0  # seconds after which a file of one call has no owner any more
#: An empty git directory, by the hash that names objects.
_CONFIG = {
    b"sha1": b"[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
    b"sha256": b"[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n",
}
_HEAD = b"ref: refs/heads/none\n"
#: For the case that git finds a way to some configuration after all.
_NEVER = (
    b"core.fsmonitor=false",
    b"core.hooksPath=/dev/null",
    b"core.untrackedCache=false",
    b"protocol.allow=never",
)


class Git:
    """A way to ask git about one checkout, for a limited time.

    settings  the configuration that is in force there
    kind      the hash that names objects there: b"sha1", b"sha256"
    Making one raises NotKnown where there is nothing to ask: no git, no place for the empty
    directory, a repository of a kind that is not understood."""

    __slots__ = ("_deadline", "_entries", "_environ", "_place", "_program", "kind", "repository", "settings")

    def __init__(self, home: bytes, repo: "Repository", environ: "Mapping[bytes, bytes]", seconds: float) -> None:
        """`home` is csg's, where the empty directory is made once; `seconds` are for all calls together."""
        self._deadline = time.monotonic() + seconds
        self._program = children.find(b"git", environ, repo.root)
        if not self._program:
            raise NotKnown("there is no git on PATH")
        self.repository = repo
        self.settings = gitconfig.load(repo, environ, self._program, self._deadline)
        self.kind = self.settings.values.get(b"extensions.objectformat", b"sha1").lower()
        if self.kind not in _CONFIG:
            raise NotKnown("objects are named by a hash that is not known")
        self._place = home + b"/git"
        self._entries = _entries(repo.gitdir + b"/index")
        self._environ = self._surroundings(environ, _empty(self._place, self.kind))

    def run(self, words: "list[bytes]", directory: bytes = b"", index: bytes = b"", codes: int = 0) -> bytes:
        """git's output.  NotKnown if it fails, prints too much, or if the time is over.

        words      general options, a command and its arguments
        directory  where git works (absolute), if not at the top of the working tree
        index      another index than the checkout's
        codes      the highest exit code that is no failure"""
        environ = self._environ
        if index:
            environ = dict(environ)
            environ[b"GIT_INDEX_FILE"] = index
        command = [self._program, b"-C", directory or self.repository.root]
        for setting in _NEVER:
            command += [b"-c", setting]
        command += self.settings.words()
        found = children.output(command + words, environ, self._deadline, _MOST, codes)
        if found is None:
            raise NotKnown("git did not answer")
        return found

    def about(
        self, words: "list[bytes]", names: "list[bytes]", any_case: bool = False, superset: bool = False
    ) -> "list[bytes]":
        """What a command prints about these files (inside the working tree), taken apart at NUL bytes.

        words     the command up to where `--` and the names are added, with -z among them
        any_case  the names may be spelt otherwise
        superset  it may print the same about other files too, where that is quicker"""
        if superset and not self.is_cheap(len(names)):
            return self.run(words).split(b"\0")[:-1]
        general, prefix = ([], b":(literal,icase)") if any_case else ([b"--literal-pathspecs"], b"")
        found: list[bytes] = []
        begin = 0
        while begin < len(names):
            size, end = 0, begin
            while end < len(names) and size < _ARGUMENTS:
                size += len(names[end])
                end += 1
            part = [prefix + name for name in names[begin:end]]
            found += self.run([*general, *words, b"--", *part]).split(b"\0")[:-1]
            begin = end
        return found

    def is_cheap(self, count: int) -> bool:
        """Is it quicker to name so many files to git than to have it speak of all in the index?"""
        return count * self._entries <= _COMPARISONS

    def version(self) -> "tuple[int, ...]":
        """git's, such as (2, 39).  NotKnown."""
        words = self.run([b"version"]).split()
        parts = words[2].split(b".")[:2] if len(words) > 2 else []
        return tuple([int(part) for part in parts if part.isdigit()])

    def scratch(self) -> bytes:
        """A path for a file that this process makes and removes; what others left there is removed now.  NotKnown."""
        now = time.time()
        try:
            for name in files.hidden(self._place):
                path = self._place + b"/" + name
                if now - files.modified(path) > _ABANDONED:
                    files.remove_tree(path)
        except OSError as error:
            raise NotKnown(str(error)) from None
        return self._place + b"/" + files.unique()

    def _surroundings(self, environ: "Mapping[bytes, bytes]", empty: bytes) -> "dict[bytes, bytes]":
        repo = self.repository
        found = children.environment(environ, "DEVELOPER_DIR")  # the last: for /usr/bin/git of macOS
        found[b"HOME"] = found[b"XDG_CONFIG_HOME"] = empty
        found[b"GIT_DIR"] = empty
        found[b"GIT_WORK_TREE"] = repo.root
        found[b"GIT_INDEX_FILE"] = repo.gitdir + b"/index"
        found[b"GIT_OBJECT_DIRECTORY"] = repo.common + b"/objects"
        found[b"GIT_OPTIONAL_LOCKS"] = b"0"
        found[b"GIT_NO_LAZY_FETCH"] = b"1"
        found[b"GIT_NO_REPLACE_OBJECTS"] = b"1"
        found[b"GIT_CONFIG_NOSYSTEM"] = b"1"
        found[b"GIT_CONFIG_GLOBAL"] = b"/dev/null"
        found[b"GIT_ALLOW_PROTOCOL"] = b"none"
        found[b"GIT_PROTOCOL_FROM_USER"] = b"0"
        found[b"GIT_TERMINAL_PROMPT"] = b"0"
        for name in (b"GIT_PAGER", b"GIT_EDITOR", b"GIT_ASKPASS", b"GIT_SSH_COMMAND", b"GIT_EXTERNAL_DIFF"):
            found[name] = b"false"
        return found


def _entries(index: bytes) -> int:
    """How many entries an index has (gitformat-index(5)), a split one without its other part.  NotKnown."""
    try:
        fd = files.opened(index)
    except FileNotFoundError:  # nothing was added yet
        return 0
    except OSError as error:
        raise NotKnown(str(error)) from None
    try:
        return int.from_bytes(posix.read(fd, 12)[8:], "big")
    except OSError as error:
        raise NotKnown(str(error)) from None
    finally:
        posix.close(fd)


def _empty(place: bytes, kind: bytes) -> bytes:
    """The empty git directory, made if it is not there.  NotKnown."""
    path = place + b"/" + kind
    if posix.access(path + b"/HEAD", 0):
        return path
    aside = place + b"/" + files.unique()
    try:
        for part in (b"", b"/objects", b"/refs"):
            files.make_directory(aside + part)
        files.create(aside + b"/config", _CONFIG[kind])
        files.create(aside + b"/HEAD", _HEAD)
        if not files.move(aside, path):  # another process was faster
            files.remove_tree(aside)
    except OSError as error:
        raise NotKnown(str(error)) from None
    return path
