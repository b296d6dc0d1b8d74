"""What names stand for: branches, tags and revisions, as far as they tell where HEAD goes (gitrevisions(7)).

References are read from git's own files; what stands behind them (`~2`, an abbreviated hash, an annotated
tag) git is asked, which is given hashes only.
"""

from csg.base import files
from csg.git import refs, repository
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.plumbing import Git
    from csg.git.repository import Repository

HEADS = b"refs/heads/"
_REMOTES = b"refs/remotes/"
_PLACES = (b"refs/", b"refs/tags/", HEADS, _REMOTES)
_LOG = 1 << 16
_HEX = frozenset(b"0123456789abcdef")


class Names:
    """The names of one repository.  NotKnown from any method: it cannot be told."""

    __slots__ = ("_packed", "git", "repository")

    def __init__(self, repo: "Repository", git: "Git") -> None:
        self.repository = repo
        self.git = git
        self._packed: dict[bytes, bytes] | None = None

    def ref(self, name: bytes) -> bytes:
        """The hash that a whole name (refs/…) stands for; b"" if there is none such."""
        for _ in range(5):
            if not _possible(name):
                return b""
            try:
                line = repository.contents(self.repository.common + b"/" + name, 4096).strip()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return self._all_packed().get(name, b"")
            except OSError as error:
                if files.is_directory(self.repository.common + b"/" + name):
                    return self._all_packed().get(name, b"")
                raise NotKnown(str(error)) from None
            if not line.startswith(b"ref:"):
                return line if refs.is_object_id(line) else b""
            name = line[4:].strip()
        return b""

    def commit(self, revision: bytes, head: bytes) -> bytes:
        """The commit that a revision names; b"" if there is none.  `head`: where HEAD is."""
        cut = min([k for k in map(revision.find, (b"~", b"^", b"@{", b":")) if k >= 0], default=len(revision))
        base, rest = revision[:cut], revision[cut:]
        if revision[:2] == b":/" or _is_described(base):
            raise NotKnown("a commit that only git finds")
        if b":" in rest or b".." in base:
            return b""
        if rest[:2] == b"@{":
            inner, _, rest = rest[2:].partition(b"}")
            base = self._at(base, inner)
        if not base and revision[:1] != b"@":
            return b""
        found = head if base in (b"", b"@", b"HEAD") else self._found(base)
        return self._asked(found, rest) if found else b""

    def remote_branch(self, name: bytes) -> bytes:
        """The commit of the one remote's branch of this name, for which git makes a branch of its own; b"" if none."""
        found = []
        for remote in self.remotes():
            commit = self.ref(_REMOTES + remote + b"/" + name)
            if commit:
                found.append(commit)
        return found[0] if len(found) == 1 else b""

    def remotes(self) -> "list[bytes]":
        """The remotes that the configuration names."""
        values = self.git.settings.values
        return sorted(
            {name[7:].rpartition(b".")[0] for name in values if name.startswith(b"remote.") and b"." in name[7:]}
        )

    def upstream(self, branch: bytes) -> bytes:
        """The whole name of what a branch (refs/heads/…) follows; b"" for none."""
        values, section = self.git.settings.values, b"branch." + branch[len(HEADS) :]
        remote, merge = values.get(section + b".remote", b""), values.get(section + b".merge", b"")
        if not branch.startswith(HEADS) or not remote or not merge.startswith(HEADS):
            return b""
        return merge if remote == b"." else _REMOTES + remote + b"/" + merge[len(HEADS) :]

    def previous(self, number: int = 1) -> bytes:
        """What was checked out before (`-`, `@{-1}`): a branch or a commit; b"" if the log of HEAD does not say."""
        try:
            log = files.read(self.repository.gitdir + b"/logs/HEAD", _LOG)
        except OSError:
            return b""
        for line in reversed(log.split(b"\n")):
            _, found, moved = line.partition(b"\tcheckout: moving from ")
            if found:
                number -= 1
                if not number:
                    return moved.partition(b" to ")[0]
        return b""

    def elsewhere(self, branch: bytes) -> bool:
        """Is this branch (refs/heads/…) checked out in another worktree?"""
        common, gitdir = self.repository.common, self.repository.gitdir
        others = [common] + [common + b"/worktrees/" + name for name in files.names(common + b"/worktrees")]
        for other in others:
            if other != gitdir:
                try:
                    if files.read(other + b"/HEAD", 4096).strip() == b"ref: " + branch:
                        return True
                except OSError:
                    continue
        return False

    def _at(self, base: bytes, inner: bytes) -> bytes:
        """`@{-1}`, `@{u}`; what the logs of references say is not looked up."""
        if inner[:1] == b"-" and inner[1:].isdigit() and not base:
            return self.previous(int(inner[1:4]))
        if inner.lower() in (b"u", b"upstream"):
            branch = HEADS + base if base not in (b"", b"@", b"HEAD") else b""
            if not branch:
                head = files.read(self.repository.gitdir + b"/HEAD", 4096).strip()
                branch = head[5:] if head.startswith(b"ref: ") else b""
            return self.upstream(branch) or b"no upstream"
        raise NotKnown("what a log says")

    def _found(self, name: bytes) -> bytes:
        """The hash of the first reference that a short name may stand for, or the hash that it is itself."""
        if name.isupper() and name.replace(b"_", b"").isalpha():
            try:
                line = files.read(self.repository.gitdir + b"/" + name, 4096)[:64].split()
                return line[0] if line and refs.is_object_id(line[0]) else b""
            except OSError:
                pass
        if name.startswith(b"refs/"):
            return self.ref(name)
        for place in _PLACES:
            found = self.ref(place + name)
            if found:
                return found
        found = self.ref(_REMOTES + name + b"/HEAD")
        return found or (name if 4 <= len(name) <= 64 and _HEX.issuperset(name) else b"")

    def _asked(self, found: bytes, rest: bytes) -> bytes:
        whole = found + rest + b"^{commit}"
        return self.git.run([b"rev-parse", b"--verify", b"-q", b"--end-of-options", whole], codes=1).strip()

    def _all_packed(self) -> "dict[bytes, bytes]":
        if self._packed is None:
            self._packed = {}
            try:
                data = repository.contents(self.repository.common + b"/packed-refs", 1 << 25)
            except FileNotFoundError:
                data = b""
            except OSError as error:
                raise NotKnown(str(error)) from None
            for line in data.split(b"\n"):
                found, _, name = line.partition(b" ")
                if refs.is_object_id(found):
                    self._packed[name.strip()] = found
        return self._packed


def _is_described(name: bytes) -> bool:
    """Is it of the form that `git describe` prints, `v1-3-g0123abc`?"""
    return b"-g" in name and len(name) - name.rfind(b"-g") >= 6 and _HEX.issuperset(name[name.rfind(b"-g") + 2 :])


def _possible(name: bytes) -> bool:
    """May a reference have this name?  As far as it says which file it is in (git-check-ref-format(1))."""
    parts = name.split(b"/")
    wrong = any(not part or part[:1] == b"." or part[-5:] == b".lock" for part in parts)
    return not wrong and b".." not in name and not any(c <= 32 or c in b"~^:?*[\\\x7f" for c in name)


def is_branch_name(name: bytes) -> bool:
    """Can a branch be called so?"""
    return _possible(HEADS + name) and name[:1] != b"-" and name != b"HEAD" and name[-1:] != b"." and b"@{" not in name
