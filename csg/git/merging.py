"""Would two versions of a file, in two working trees of a repository, merge now?

As `git merge` would find if both sides committed what lies in their working trees: their common ancestor is
the merge base of the two HEADs, and the three are merged by `git merge-file`.  What is committed is not
what lies in a working tree where git converts line ends, so that is done here too (gitattributes(5)).

Not known (None) is a possible answer: the file is not text, is longer than is looked at, was renamed or is new, the
histories have no common point or several, a merge driver or a filter has its say, the time is over.
"""

from csg.base import files, wording
from csg.git import conversions, plumbing, refs, repository
from csg.git.gitconfig import NotKnown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from csg.git.repository import Repository

    Range = tuple[int, int]

SECONDS = 1.0  # for all that one Merging is asked
LONGEST = 1 << 20  # bytes of a version
_BINARY = 8000  # as many bytes git looks at for NUL, to tell what is text (xdiff-interface.c)
_LEAST = 7  # characters of a mark around a conflict
_SIGNS = (b"<", b"=", b">")
_CONFLICTS = 127  # merge-file's exit code is their number, up to this; more is an error (git-merge-file(1))
_SHOWN = 4  # places in words
_ATTRIBUTES = (b"text", b"eol", b"crlf", b"ident", b"working-tree-encoding", b"merge", b"filter")
_UNSPECIFIED, _SET, _UNSET = b"unspecified", b"set", b"unset"


class Verdict:
    """Two versions that can be compared.  `lines`: where they conflict, as (first, last) lines of this side's."""

    __slots__ = ("lines",)

    def __init__(self, lines: "list[Range]") -> None:
        self.lines = lines

    def words(self) -> str:
        """`merge cleanly`, `conflict in lines 10 to 14`."""
        if not self.lines:
            return "merge cleanly"
        places = ["%d to %d" % place if place[0] < place[1] else "%d" % place[0] for place in self.lines[:_SHOWN]]
        left = len(self.lines) - _SHOWN
        if left > 0:
            places.append(wording.count(left, "more place"))
        shown = ", ".join(places[:-1]) + " and " + places[-1] if len(places) > 1 else places[0]
        return "conflict in %s %s" % ("lines" if shown != "%d" % self.lines[0][0] else "line", shown)


class Merging:
    """One side: its checkout.  Whatever it is asked takes no longer than `seconds` in all."""

    def __init__(
        self, home: bytes, repo: "Repository", environ: "Mapping[bytes, bytes]", seconds: float = SECONDS
    ) -> None:
        """home  csg's own      environ  this process's"""
        self._repository = repo
        self._bases: dict[bytes, bytes] = {}  # by the other side's HEAD
        self._git: plumbing.Git | None = None
        try:
            if not refs.replaced(repo):
                self._git = plumbing.Git(home, repo, environ, seconds)
        except NotKnown:
            pass

    def verdict(self, name: bytes, mine: bytes, other: "Repository", theirs: bytes) -> "Verdict | None":
        """Do this version and the other checkout's merge?

        name          the file's in the repository
        mine, theirs  what the two sides have in their working trees"""
        if mine == theirs:
            return Verdict([])
        if self._git is None:
            return None
        try:
            base = self._git.run([b"cat-file", b"blob", self._base(other) + b":" + name])
            convert = _conversion(self._git, name, (base, mine, theirs))
            return _merged(self._git, base, *[_committed(version, base, convert) for version in (mine, theirs)])
        except NotKnown:
            return None

    def _base(self, other: "Repository") -> bytes:
        """The one commit from which both sides' HEADs come.  NotKnown."""
        here, there = refs.head(self._repository), refs.head(other)
        if not here or not there:
            raise NotKnown("it is not known where a HEAD stands, or there is no commit")
        if here == there:
            return here
        if there not in self._bases:
            assert self._git is not None
            self._bases[there] = self._git.run([b"merge-base", b"--all", here, there]).strip()
        if not refs.is_object_id(self._bases[there]):
            raise NotKnown("several commits are the newest that both come from")
        return self._bases[there]


def contents(path: bytes) -> "bytes | None":
    """What lies in a working tree; None if it is no regular file, or longer than is looked at."""
    try:
        return repository.contents(path, LONGEST)
    except OSError:
        return None


_NEVER, _TEXT, _AUTO = 0, 1, 2


def _conversion(git: plumbing.Git, name: bytes, versions: "tuple[bytes, ...]") -> int:
    """How git changes line ends of this file when it is committed.  NotKnown for what is more than that."""
    if conversions.apart(git):
        raise NotKnown("attributes that git cannot be given")
    fields = git.about([b"check-attr", b"-z", *_ATTRIBUTES], [name])
    values = dict(zip(fields[1::3], fields[2::3]))
    text, eol, crlf, ident, encoding, merge, driver = [values.get(word, _UNSPECIFIED) for word in _ATTRIBUTES]
    plain = (_UNSPECIFIED, _UNSET)
    if merge not in (_UNSPECIFIED, _SET, b"text") or encoding not in plain or crlf != _UNSPECIFIED:
        raise NotKnown("an attribute that is not followed here")
    if driver in git.settings.filters or (ident == _SET and any(b"$Id" in version for version in versions)):
        raise NotKnown("contents that are made from others")
    if text == _UNSET:
        return _NEVER
    if text in (_SET, b"input"):
        return _TEXT
    if text == b"auto":
        return _AUTO
    if eol in (b"lf", b"crlf"):
        return _TEXT
    wanted = git.settings.values.get(b"core.autocrlf", b"").lower() == b"input"
    return _AUTO if wanted or git.settings.is_true(b"core.autocrlf") else _NEVER


def _committed(version: bytes, base: bytes, conversion: int) -> bytes:
    """What git would commit of a version (convert.c, crlf_to_git)."""
    if conversion == _NEVER or b"\r\n" not in version:
        return version
    changed = version.replace(b"\r\n", b"\n")
    return version if conversion == _AUTO and (b"\r\n" in base or b"\r" in changed) else changed


def _merged(git: plumbing.Git, base: bytes, mine: bytes, theirs: bytes) -> Verdict:
    """NotKnown."""
    if base in (mine, theirs) or mine == theirs:
        return Verdict([])  # nothing is to be merged
    versions = (mine, base, theirs)
    if any(len(version) > LONGEST or b"\0" in version[:_BINARY] for version in versions):
        raise NotKnown("no text, or longer than is looked at")
    place = git.scratch()
    names = [place + end for end in (b"-mine", b"-base", b"-theirs", b"-kept")]
    try:
        for name, version in zip(names, versions):
            files.create(name, version)
        size = _LEAST
        while any(sign * size in version for version in versions for sign in _SIGNS):
            size *= 2
        words = [b"merge-file", b"-q", b"-p", b"--marker-size=%d" % size]
        kept, places = _taken_apart(git.run(words + names[:3], codes=_CONFLICTS), size)
        if places:
            files.create(names[3], kept)
            moves = _moves(git, names[0], names[3])
            last = mine.count(b"\n") + (mine[-1:] not in (b"\n", b""))
            places = [_moved(place, moves, last) for place in places]
        return Verdict(places)
    except OSError as error:
        raise NotKnown(str(error)) from None
    finally:
        for name in names:
            files.remove(name)


def _taken_apart(merged: bytes, size: int) -> "tuple[bytes, list[Range]]":
    """What merge-file made, with this side's lines where it found a conflict; and where in that they are.

    size  of the marks, which no line of the versions has
    A conflict without any line of this side's is the empty range (n + 1, n) after line n."""
    begin, middle, end = [sign * size for sign in _SIGNS]
    kept: list[bytes] = []
    places: list[Range] = []
    start, skipping = 0, False
    for line in merged.split(b"\n"):
        if line.startswith(begin):
            start = len(kept) + 1
        elif line.startswith(middle):
            skipping = True
            places.append((start, len(kept)))
        elif line.startswith(end):
            skipping = False
        elif not skipping:
            kept.append(line)
    return b"\n".join(kept), places


def _moves(git: plumbing.Git, old: bytes, new: bytes) -> "list[Range]":
    """(line, by how many): from which line of the file `new` on all are so much further down than in `old`."""
    words = [b"diff", b"--no-index", b"--no-ext-diff", b"--no-textconv", b"--no-color", b"--text", b"-U0"]
    found, by = [], 0
    for line in git.run([*words, b"--", old, new], codes=1).split(b"\n"):
        if line.startswith(b"@@ -"):
            before, after = line.split(b" ")[1:3]
            start, _, count = after[1:].partition(b",")
            added = int(count or b"1")
            by += added - int(before.partition(b",")[2] or b"1")
            found.append((int(start) + max(added, 1), by))
    return found


def _moved(place: "Range", moves: "list[Range]", last: int) -> "Range":
    """A range of lines as they are numbered in the old file, which has `last` lines; never an empty one."""
    by = 0
    for line, far in moves:
        if line <= place[0]:
            by = far
    first = min(max(place[0] - by, 1), max(last, 1))
    return first, min(max(place[1] - by, first), max(last, 1))
