"""What became of the files that others hold, once a shell command has run: told to whoever holds them.

Before the command it is kept what the files are like (`before`), after it they are looked at again: put into a stash,
discarded, committed, removed, moved.  What the command did not do, as when git refused, is not told; nor
what it changed in them, which `shell_edits` tells.
"""

import posix
import zlib

from csg.base import errors, files, paths
from csg.git import facts, plumbing, refs, repository
from csg.git.gitconfig import NotKnown
from csg.hooks import call as calls
from csg.hooks import git_facts, telling
from csg.shell.words import join
from csg.state import deeds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from csg.git.repository import Repository
    from csg.shell.command import Command

_FILES, _WORDS, _NAMED = 200, 100, 5
_LARGE = 1 << 20  # bytes; of larger files only size and time are compared
STASHED, DISCARDED, COMMITTED, REMOVED, MOVED = "stashed", "discarded", "committed", "removed", "moved"


def before(call: calls.Call, line: "Sequence[Command]", shown: "Iterable[str]") -> None:
    """A line is about to run that may do something.  `shown`: what to call its commands."""
    held = git_facts.held_elsewhere(call)[:_FILES]
    if not held:
        return
    checkouts = _checkouts(call, {one.root for one in held if one.root})
    kept = []
    for one in held:
        was = _look(one.path)
        if was is not None:
            root = checkouts.get(one.root)
            kept.append(
                {
                    "session": paths.text(one.name),
                    "agent": one.agent,
                    "path": paths.text(one.path),
                    "root": paths.text(one.root),
                    "was": was,
                    "dirty": root.is_dirty([h.path for h in held if h.root == one.root], one.path) if root else True,
                }
            )
    words = [join(command.cwd, word) for command in line for word in command.words[1:] if word[:1] != b"-"]
    facts_kept = {
        "t": call.now,
        "shown": list(dict.fromkeys(shown))[:3],
        "files": kept,
        "heads": {paths.text(root): one.state() for root, one in checkouts.items()},
        "words": [paths.text(word) for word in words if word][:_WORDS],
    }
    try:
        deeds.begin(call.home, call.name, calls.paired(call), facts_kept)
    except OSError as error:
        call.log_error("not noted: %s" % error)


def after(call: calls.Call) -> None:
    """The command has ended."""
    kept = deeds.end(call.home, call.name, calls.paired(call))
    if kept is not None:
        _tell(call, kept)


def left(call: calls.Call) -> None:
    """The person writes: what was interrupted has ended too."""
    for kept in deeds.left(call.home, call.name):
        _tell(call, kept)


class _Checkout:
    """One checkout, looked at once."""

    def __init__(self, call: calls.Call, repo: "Repository") -> None:
        self.call = call
        self.repository = repo
        self.head = refs.head(repo) or b""
        self.stash = _first_line(repo.common + b"/refs/stash")
        self._files: dict[bytes, facts.File] | None = None

    def state(self) -> "list[str]":
        """Where HEAD and the stash are."""
        return [paths.text(self.head), paths.text(self.stash)]

    def file(self, wanted: "list[bytes]", path: bytes) -> facts.File:
        """What git knows of a file; `wanted`: all that will be asked about."""
        if self._files is None:
            self._files = facts.Checkout(self.call.home, self.repository, self.call.environ).files(wanted)
        return self._files.get(path) or facts.File()

    def is_dirty(self, wanted: "list[bytes]", path: bytes) -> bool:
        """Has the file work that HEAD has not?  True where that is not known."""
        return self.file(wanted, path).clean() is not True

    def newest_stash(self) -> str:
        """How the stash's newest entry is called, with what it says."""
        try:
            line = files.read(self.repository.common + b"/logs/refs/stash", 4096).rstrip(b"\n").rpartition(b"\n")[2]
        except OSError:
            line = b""
        text = paths.text(line.partition(b"\t")[2])
        return "stash@{0} (%s)" % text if text else "stash@{0}"

    def came(self, old: str) -> "set[bytes]":
        """The files in which the commits differ that came since HEAD was there."""
        if not self.head or not old or paths.text(self.head) == old:
            return set()
        try:
            git = plumbing.Git(self.call.home, self.repository, self.call.environ, facts.SECONDS)
            words = [b"diff-tree", b"-r", b"-z", b"--no-renames", b"--name-only", old.encode(), self.head]
            names = git.run(words).split(b"\0")[:-1]
        except NotKnown:
            return set()
        return {self.repository.root.rstrip(b"/") + b"/" + name for name in names}


def _checkouts(call: calls.Call, roots: "set[bytes]") -> "dict[bytes, _Checkout]":
    found = {root: repository.find(root) for root in roots}
    return {root: _Checkout(call, repo) for root, repo in found.items() if repo is not None and repo.root == root}


def _tell(call: calls.Call, kept: "dict[str, Any]") -> None:
    by_deed: dict[tuple[str, str, str, str], list[str]] = {}
    told = set()
    try:
        found = _done(call, kept)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        call.log_error("what was kept before a command is damaged: %s" % errors.describe(error))
        return
    for file, path, done, where in found:
        by_deed.setdefault((file["session"], file["agent"], done, where), []).append(_inside(file["root"], path))
        told.add((paths.from_text(file["session"]), path))
    call.deeds = told
    shown = kept.get("shown")
    command = " and ".join([str(one) for one in shown]) if isinstance(shown, list) else ""
    for (session, agent, done, where), named in by_deed.items():
        notice = {"kind": "deed", "from": call.id, "agent": agent, "command": command, "done": done, "where": where}
        telling.leave(call, paths.from_text(session), dict(notice, paths=named[:_NAMED], more=len(named[_NAMED:])))


def _done(call: calls.Call, kept: "dict[str, Any]") -> "list[tuple[dict[str, Any], bytes, str, str]]":
    """(what was kept of a file, its path, what was done, where its work is now)"""
    listed = [file for file in kept["files"] if isinstance(file, dict)]
    by_root: dict[bytes, list[tuple[dict[str, Any], bytes]]] = {}
    for file in listed:
        by_root.setdefault(paths.from_text(file["root"]), []).append((file, paths.from_text(file["path"])))
    checkouts = _checkouts(call, {root for root in by_root if root})
    candidates = [paths.from_text(word) for word in kept["words"]]
    found = []
    for root, group in by_root.items():
        checkout = checkouts.get(root)
        head, stash = kept["heads"].get(paths.text(root), ["", ""])
        came = checkout.came(head) if checkout else set()
        wanted = [path for file, path in group if path in came or _look(path) != file["was"]]
        for file, path in group:
            now = _look(path)
            if path in wanted:
                done, where = _deed(file, path, now, checkout, stash, came, wanted, candidates)
                if done:
                    found.append((file, path, done, where))
    return found


def _deed(
    file: "dict[str, Any]",
    path: bytes,
    now: "list[int] | None",
    checkout: "_Checkout | None",
    stash: str,
    came: "set[bytes]",
    wanted: "list[bytes]",
    candidates: "list[bytes]",
) -> "tuple[str, str]":
    stashed = checkout is not None and checkout.stash and paths.text(checkout.stash) != stash
    if now is None:
        if stashed and file["dirty"] and checkout:
            return STASHED, checkout.newest_stash()
        moved = _moved(file["was"], path, candidates)
        return (MOVED, _inside(file["root"], moved)) if moved else (REMOVED, "")
    if not file["dirty"] or checkout is None or checkout.is_dirty(wanted, path):
        return "", ""
    if path in came and _same(now, file["was"]):
        return COMMITTED, paths.text(checkout.head[:7])
    if _same(now, file["was"]):
        return "", ""
    return (STASHED, checkout.newest_stash()) if stashed else (DISCARDED, paths.text(checkout.head[:7]))


def _same(one: "list[int]", other: "list[int]") -> bool:
    """Is it the same content?"""
    return one[1] == other[1] and (one[3] == other[3] if one[3] >= 0 else one[2] == other[2])


def _moved(was: "list[int]", path: bytes, candidates: "list[bytes]") -> bytes:
    """Where a file is now that was renamed: it keeps its inode, and the command line named the place, or its folder."""
    name = path[path.rfind(b"/") :]
    for place in candidates:
        for other in (place, place.rstrip(b"/") + name):
            now = _look(other)
            if now is not None and now[0] == was[0] and _same(now, was):
                return paths.canonical(other)
    return b""


def _look(path: bytes) -> "list[int] | None":
    """[inode, size, time of change in nanoseconds, checksum or -1] of a file; None if there is none."""
    try:
        found = posix.lstat(path)
    except OSError:
        return None
    checksum = -1
    if found.st_size <= _LARGE:
        try:
            checksum = zlib.crc32(files.read(path, _LARGE))
        except OSError:
            pass
    return [found.st_ino, found.st_size, found.st_mtime_ns, checksum]


def _first_line(path: bytes) -> bytes:
    try:
        return files.read(path, 4096).strip()
    except OSError:
        return b""


def _inside(root: str, path: bytes) -> str:
    top = paths.from_text(root).rstrip(b"/")
    return paths.text(path[len(top) + 1 :] if top and paths.is_below(path, top) else path)
