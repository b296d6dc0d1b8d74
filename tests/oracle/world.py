"""What there is in a world: files, and each checkout's HEAD, index, refs and stash.

git is asked only about checkouts whose own files (HEAD, index, refs, logs) differ from an earlier look.
"""

import hashlib
import os
import stat
from typing import Dict, FrozenSet, List, NamedTuple, Optional, Sequence, Tuple

from tests.oracle.places import Places

Entries = Tuple[Tuple[str, str], ...]  # (blob, stage) of one path in an index


class File(NamedTuple):
    """A file in `work`: its bytes (of a link: where it leads), and whether it may be run."""

    content: bytes
    runs: bool

    @property
    def blob(self) -> str:
        """Its name in git."""
        return blob(self.content)


class Checkout(NamedTuple):
    """One working tree.  All of git's names are full hashes.

    raw      git's own files, by path: if these are the same, so is the rest
    branch   what HEAD names: a ref, or "" when it is detached
    commit   what HEAD leads to, "" before the first commit
    entries, tree  path -> entries of the index; path -> blob, of HEAD
    refs     of the repository, name -> hash
    stashes  the stash's commits, and what --autostash has put away
    moves    what the log of HEAD says happened, oldest first
    """

    raw: Dict[str, bytes]
    branch: str
    commit: str
    entries: Dict[str, Entries]
    tree: Dict[str, str]
    refs: Dict[str, str]
    stashes: FrozenSet[str]
    moves: List[str]


class World(NamedTuple):
    """All of it.  `checkouts`: by top directory; None where there is none any more."""

    files: Dict[str, File]
    checkouts: Dict[str, Optional[Checkout]]


def blob(content: bytes) -> str:
    """git's name for a file's bytes."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Observer:
    """Looks at a world.  `roots`: its checkouts, in `work`; where their git directories are is found out once."""

    def __init__(self, places: Places, roots: Sequence[str]) -> None:
        self.places = places
        self.directories: Dict[str, Tuple[str, str]] = {}
        self.blobs: Dict[str, bytes] = {}
        for root in roots:
            told = places.git(root, "rev-parse", "--absolute-git-dir", "--git-common-dir").decode().splitlines()
            self.directories[root] = (told[0], os.path.normpath(places.path(root, told[1])))

    def look(self, earlier: Optional[World] = None) -> World:
        """What there is now."""
        checkouts: Dict[str, Optional[Checkout]] = {}
        for root, (own, common) in self.directories.items():
            before = earlier.checkouts[root] if earlier else None
            raw = _raw(own, common)
            if before is not None and before.raw == raw and self._stands(root):
                checkouts[root] = before
            else:
                checkouts[root] = self._checkout(root, raw, own) if self._stands(root) else None
        return World(_files(self.places.work), checkouts)

    def times(self, paths: Sequence[str]) -> Dict[str, Tuple[int, ...]]:
        """What changes when a file is written, even with the same bytes; () where there is none."""
        found: Dict[str, Tuple[int, ...]] = {}
        for path in paths:
            try:
                seen = os.lstat(self.places.path(path))
                found[path] = (seen.st_ino, seen.st_mtime_ns, seen.st_ctime_ns)
            except OSError:
                found[path] = ()
        return found

    def content(self, root: str, name: str) -> bytes:
        """The bytes of a blob; what was asked once is known for good, even when the repository is gone."""
        if name not in self.blobs:
            told = self.places.look(self.places.path(root), "cat-file", "blob", name)
            if told is None:
                return b""
            self.blobs[name] = told
        return self.blobs[name]

    def contains(self, root: str, commits: Sequence[str], name: str) -> bool:
        """Is this blob in one of the commits' trees?"""
        for commit in commits:
            listed = self.places.look(self.places.path(root), "ls-tree", "-r", commit)
            if listed is not None and name.encode() in listed:
                return True
        return False

    def parents(self, root: str, commit: str) -> List[str]:
        """The commits that a commit was made on."""
        return (self._ask(root, "rev-list", "--parents", "--max-count=1", commit) or "").split()[1:]

    def follows(self, root: str, old: str, new: str) -> bool:
        """Is `new` built on `old`?"""
        return self.places.look(self.places.path(root), "merge-base", "--is-ancestor", old, new) is not None

    def _stands(self, root: str) -> bool:
        return os.path.lexists(self.places.path(root, ".git"))

    def _ask(self, root: str, *words: str) -> Optional[str]:
        told = self.places.look(self.places.path(root), *words)
        return None if told is None else told.decode("utf-8", "surrogateescape")

    def _checkout(self, root: str, raw: Dict[str, bytes], own: str) -> Optional[Checkout]:
        head = raw.get(own + "/HEAD", b"").decode(errors="replace").strip()
        if not head or self._ask(root, "rev-parse", "--git-dir") is None:
            return None
        commit = (self._ask(root, "rev-parse", "-q", "--verify", "HEAD^{commit}") or "").strip()
        index: Dict[str, List[Tuple[str, str]]] = {}
        for line in (self._ask(root, "ls-files", "-s", "-z") or "").split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            index.setdefault(path, []).append((facts.split()[1], facts.split()[2]))
        refs = (self._ask(root, "for-each-ref", "--format=%(objectname) %(refname)") or "").splitlines()
        return Checkout(
            raw,
            head[5:] if head.startswith("ref: ") else "",
            commit,
            {path: tuple(entries) for path, entries in index.items()},
            self._tree(root, commit) if commit else {},
            {line.partition(" ")[2]: line.partition(" ")[0] for line in refs},
            frozenset(_stashes(raw)),
            [
                line.partition(b"\t")[2].decode(errors="replace")
                for line in raw.get(own + "/logs/HEAD", b"").splitlines()
            ],
        )

    def _tree(self, root: str, commit: str) -> Dict[str, str]:
        found = {}
        for line in (self._ask(root, "ls-tree", "-r", "-z", commit) or "").split("\0")[:-1]:
            facts, _, path = line.partition("\t")
            found[path] = facts.split()[2]
        return found


def _raw(own: str, common: str) -> Dict[str, bytes]:
    places = [own + "/HEAD", own + "/index", own + "/logs/HEAD", common + "/packed-refs", common + "/logs/refs/stash"]
    places += [own + "/rebase-merge/autostash", own + "/rebase-apply/autostash", own + "/MERGE_AUTOSTASH"]
    for folder, _, names in os.walk(common + "/refs"):
        places += [os.path.join(folder, name) for name in names]
    found = {}
    for path in places:
        try:
            with open(path, "rb") as file:
                found[path] = file.read()
        except OSError:
            pass
    return found


def _stashes(raw: Dict[str, bytes]) -> List[str]:
    found = []
    for path, content in raw.items():
        if path.endswith("/logs/refs/stash"):
            found += [line.split()[1].decode() for line in content.splitlines() if len(line.split()) > 1]
        elif path.endswith(("/autostash", "/MERGE_AUTOSTASH", "/refs/stash")):
            found.append(content.decode(errors="replace").strip())
    return found


def _files(top: str) -> Dict[str, File]:
    """All files below `top` that are not git's own."""
    found = {}
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.endswith(".git")]
        for name in names + [name for name in folders if os.path.islink(os.path.join(folder, name))]:
            path = os.path.join(folder, name)
            if name == ".git":
                continue
            try:
                mode = os.lstat(path).st_mode
                if stat.S_ISLNK(mode):
                    content = b"link to " + os.fsencode(os.readlink(path))
                elif stat.S_ISREG(mode):
                    with open(path, "rb") as file:
                        content = file.read()
                else:
                    content = b"neither file nor link"
            except OSError as error:
                content = b"unreadable: %d" % (error.errno or 0)
                mode = 0
            found[os.path.relpath(path, top)] = File(content, bool(mode & 0o100))
    return found
