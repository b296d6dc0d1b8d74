"""Which files a shell command changed: what the client reports, what the line says, and what the disk shows.

A file counts as changed only if its ctime, or of one that is gone its directory's, is not older than the
command's start: whatever a line says, it may not have come to it.  Where the client reports nothing, the
checkouts that the line ran in are looked through, unless all it ran only reads.
"""

import posix
import time

from csg.base import files, paths
from csg.git import facts, repository
from csg.hooks import call as calls
from csg.shell import command_line, readers, start, written
from csg.shell.words import basename, join
from csg.state import claims, holdings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.repository import Repository
    from csg.shell.command import Command

#: How it is known: the line says so; the client's report; only that it changed while the command ran.
SAID, REPORTED, SEEN = "said", "reported", "seen"
_SECONDS = 0.5  # for looking through checkouts
_ENTRIES = 30_000  # looked at there
_MOST = 200  # files of one command, as many as the client reports
_TOKENS = 2000  # words of a line that may be paths
_PLACES = 4  # directories that a line worked in
_BETWEEN = bytes.maketrans(b"\"'`;|&()<>{}[],=:$\n\t\\", b" " * 21)
#: Without one of these words in the line, nothing that is gone counts as its doing.
_REMOVING = frozenset(b"rm mv git unlink rename remove delete rmtree move clean prune make".split())
_TYPE, _DIRECTORY, _LINK = 0o170000, 0o040000, 0o120000


def find(call: calls.Call, command: str, response: "dict[str, object]", began: float) -> "list[tuple[bytes, str]]":
    """The files, canonical but for a link that was itself changed, and how each is known.

    began  when the command was started, with some slack; 0.0 if that is not known: then what it says counts"""
    diff = response.get("bashEditDiff")
    if not isinstance(diff, dict) or diff.get("unavailable"):
        diff = None
    elif diff.get("skipped"):  # git moved HEAD or the stash: nobody edited what that changed
        return []
    line = _Line(call, command)
    if not began or _is_background(call, response):
        return [(paths.canonical(path), SAID) for path in line.said]
    change = _Change(call, line, began)
    for path in line.said:
        change.add(path, SAID)
    if diff is not None and not diff.get("shared"):
        stated = diff.get("changedFiles")
        for path in stated if isinstance(stated, list) else []:
            change.report(path)
    elif diff is None and not line.only_reads():
        for path in line.mentioned():
            change.add(path, SEEN)
        change.look()
    return change.found()


def _is_background(call: calls.Call, response: "dict[str, object]") -> bool:
    """Did the command go on when its call had ended?"""
    tool_input = call.event.get("tool_input")
    asked = isinstance(tool_input, dict) and tool_input.get("run_in_background") is True
    return asked or bool(response.get("backgroundTaskId"))


class _Line:
    """The command line, read.  said: the files that it surely writes if it runs to its end."""

    def __init__(self, call: calls.Call, command: str) -> None:
        home = paths.known_home(call.environ)
        # The event's cwd is where the command ended: the client follows a `cd`, or goes back to its project's.
        where = start.start(command, paths.canonical(call.cwd), home)
        self.text = command
        self.commands: list[Command] = command_line.commands(command, where, home)
        self.said = written.files(command, self.commands, files.is_directory)
        found = [where, *[one.cwd for one in self.commands]]
        self.places = [place for place in dict.fromkeys(found) if place is not None][:_PLACES]

    def only_reads(self) -> bool:
        """Is it certain that nothing which it runs writes?"""
        return bool(self.commands) and all(readers.only_reads(one) for one in self.commands)

    def mentioned(self) -> "list[bytes]":
        """What may be a path in it, whatever it stands for: also in a program that is given as text."""
        data = self.text.encode("utf-8", "surrogateescape" if self.text.isprintable() else "replace")
        words = [word for one in self.commands for word in one.words if type(word) is bytes]
        words += data.replace(b'"', b"'").split(b"'") + data.translate(_BETWEEN).split()
        kept = [word for word in dict.fromkeys(words) if 0 < len(word) <= 4096 and b"\0" not in word][:_TOKENS]
        whole = [word for word in kept if word[:1] == b"/"]
        return whole + [place.rstrip(b"/") + b"/" + word for place in self.places for word in kept if word[:1] != b"/"]

    def moves(self) -> "list[tuple[bytes, list[bytes]]]":
        """Of each `mv` and `git mv`: what was moved, and where it may be now, the likelier place first."""
        found = []
        for one in self.commands:
            words = one.words[1:] if one.words[:1] == [b"git"] else one.words
            operands = [word for word in words[1:] if type(word) is bytes and word[:1] != b"-"]
            if words and basename(words[0]) == b"mv" and len(operands) > 1:
                into = join(one.cwd, operands[-1])
                for word in operands[:-1]:
                    was = join(one.cwd, word.rstrip(b"/"))
                    if was is not None and into is not None:
                        found.append((was, [into.rstrip(b"/") + b"/" + basename(was), into]))
        return found

    def removes(self) -> bool:
        """May it have removed anything?"""
        words = self.text.encode("utf-8", "replace").translate(_BETWEEN).replace(b".", b" ").replace(b"-", b" ")
        return not _REMOVING.isdisjoint(words.split())


class _Change:
    """What changed since the command began."""

    def __init__(self, call: calls.Call, line: _Line, began: float) -> None:
        self._call = call
        self._line = line
        self._began = began
        self._there: dict[bytes, str] = {}
        self._gone: dict[bytes, str] = {}
        self._folders: dict[bytes, bool] = {}

    def add(self, path: bytes, how: str) -> None:
        """A path that may have changed, absolute."""
        place = paths.canonical(path[: path.rfind(b"/")] or b"/").rstrip(b"/") + path[path.rfind(b"/") :]
        name = place[place.rfind(b"/") + 1 :]
        if name in (b"", b".", b".."):
            return
        try:
            status = posix.lstat(place)
        except OSError as error:
            if not isinstance(error, (FileNotFoundError, NotADirectoryError)):
                if how == SAID:  # it cannot be looked at: rather one Claim too many
                    self._there.setdefault(place, how)
            elif self._is_fresh(paths.parent(place)):
                self._gone.setdefault(place, how)
            return
        if status.st_mode & _TYPE == _LINK:
            if status.st_ctime >= self._began:
                self._there.setdefault(place, how)
            place = paths.canonical(place)
            try:
                status = posix.stat(place)
            except OSError:
                return
        if status.st_mode & _TYPE != _DIRECTORY and status.st_ctime >= self._began:
            self._there.setdefault(place, how)

    def report(self, stated: object) -> None:
        """A path that the client reports: one whose directory is new, or was moved, keeps its ctime."""
        if not isinstance(stated, str) or stated[:1] != "/":
            return
        try:
            path = paths.from_text(stated)
        except ValueError:
            return
        self.add(path, REPORTED)
        place = paths.canonical(path)
        if place not in self._there and place not in self._gone and not files.missing(place):
            found, folder = repository.find(paths.parent(place)), paths.parent(place)
            while found is not None and len(folder) > len(found.root):
                if self._is_new(folder):
                    self._there[place] = REPORTED
                folder = paths.parent(folder)

    def look(self) -> None:
        """Look through the checkouts that the line ran in, as far as there is time."""
        deadline = time.monotonic() + _SECONDS
        checkouts: dict[bytes, Repository] = {}
        for place in self._line.places:
            found = repository.find(place)
            if found is not None and not self._head_moved(found):
                checkouts[found.root] = found
        self._look_where_things_moved(deadline)
        for root, repo in checkouts.items():
            touched = [path for path in self._touched(root, self._began, deadline) if path not in self._there]
            known = facts.Checkout(self._call.home, repo, self._call.environ)
            for path, file in known.files(touched).items():
                if not file.ignored:
                    self._there.setdefault(path, SEEN)
            if self._line.removes():
                for path in known.removed():  # also what was removed long ago: once claimed, that is no news
                    if self._is_fresh(paths.parent(path)) and not self._is_own(path):
                        self._gone.setdefault(path, SEEN)

    def _look_where_things_moved(self, deadline: float) -> None:
        """What lies in a directory that was moved keeps its ctime."""
        for was, places in self._line.moves():
            now = next((place for place in places if not files.missing(place)), b"")
            if now and files.is_directory(now) and self._is_new(now) and files.missing(was):
                for path in self._touched(paths.canonical(now), 0.0, deadline):
                    self._there.setdefault(path, SEEN)

    def found(self) -> "list[tuple[bytes, str]]":
        """All of it.  What is gone counts only if somebody knew of it: it may have been a temporary file, or none."""
        known: list[bytes] = []
        by_root: dict[bytes, list[bytes]] = {}
        for path in list(self._gone)[:_MOST]:
            found = repository.find(paths.parent(path))
            by_root.setdefault(found.root if found else b"", []).append(path)
        for root, some in by_root.items():
            repo = repository.find(root) if root else None
            if repo is None:
                known += some
                continue
            told = facts.Checkout(self._call.home, repo, self._call.environ).files(some)
            known += [path for path in some if told[path].tracked or told[path].staged or self._is_claimed(path)]
        every = {**self._there, **{path: self._gone[path] for path in known}}
        return list(every.items())[:_MOST]

    def _is_claimed(self, path: bytes) -> bool:
        call = self._call
        return self._is_own(path) or bool(claims.holders(call.home, call.name, claims.Target(path).key))

    def _is_own(self, path: bytes) -> bool:
        return bool(holdings.records(self._call.home, self._call.name, claims.Target(path).key, 0.0))

    def _is_fresh(self, folder: bytes) -> bool:
        """Was anything made, removed or renamed in it (or, gone itself, in the nearest one that is there)?"""
        if folder not in self._folders:
            self._folders[folder] = (
                self._is_new(folder)
                if not files.missing(folder)
                else (folder != b"/" and self._is_fresh(paths.parent(folder)))
            )
        return self._folders[folder]

    def _is_new(self, path: bytes) -> bool:
        try:
            return posix.stat(path).st_ctime >= self._began
        except OSError:
            return False

    def _head_moved(self, repo: "Repository") -> bool:
        """Did git move HEAD or the stash meanwhile?  Nobody edited what that changed."""
        moved = (repo.gitdir + b"/HEAD", repo.gitdir + b"/logs/HEAD", repo.common + b"/logs/refs/stash")
        return any(files.modified(path) >= self._began for path in moved)

    def _touched(self, root: bytes, since: float, deadline: float) -> "list[bytes]":
        """The files below a directory that changed since, those near its top first."""
        found: list[bytes] = []
        folders, entries = [root], 0
        for folder in folders:
            try:
                listed = list(posix.scandir(folder))
            except OSError:
                continue
            entries += len(listed)
            for entry in listed:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                if status.st_mode & _TYPE == _DIRECTORY:
                    if entry.name != b".git":
                        folders.append(entry.path)
                elif status.st_ctime >= since and entry.name != b".git":
                    found.append(entry.path)
            if entries > _ENTRIES or len(found) >= _MOST or time.monotonic() > deadline:
                break
        return found
