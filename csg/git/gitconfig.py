"""What of git's configuration changes which files count as changed: read as data, by git's own rules.

Configuration can name programs to run (filters, fsmonitor, hooks, aliases, transports), and a repository's
is whatever somebody wrote into it.  So the git that csg runs is given none of it; the few values
that it does need are read here and handed over one by one.  The syntax is git-config(1)'s.
"""

import posix
import time

from csg.base import errors, paths
from csg.git import repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from csg.git.repository import Repository

#: Values that git may have as they are: none of them names a program, a place or a file.
DATA = (
    b"core.autocrlf",
    b"core.checkstat",
    b"core.eol",
    b"core.filemode",
    b"core.ignorecase",
    b"core.precomposeunicode",
    b"core.sparsecheckout",
    b"core.sparsecheckoutcone",
    b"core.symlinks",
    b"core.trustctime",
    b"sparse.expectfilesoutsideofpatterns",
)
#: What else is looked at here.
_FILES_NAMED = (b"core.excludesfile", b"core.attributesfile")
_SHAPE = (b"core.bare", b"core.worktree", b"core.repositoryformatversion")
_EXTENSIONS = (
    b"compatobjectformat",
    b"noop",
    b"objectformat",
    b"partialclone",
    b"preciousobjects",
    b"refstorage",
    b"relativeworktrees",
    b"worktreeconfig",
)
_MOST = 1 << 19  # bytes of all files together, and of one line: reading them takes its time
_LONGEST_LINE = 1 << 13
_MOST_FILES = 40  # with all that they include
_DEPTH = 10  # as git (config.c, MAX_INCLUDE_DEPTH)
_FALSE = (b"false", b"no", b"off", b"0", b"")
_BLANK = b" \t\v\f\r"


class NotKnown(Exception):
    """Git's state cannot be told: not safely, not in time, or not at all."""


class Settings:
    """What is in force in one checkout.

    values      name -> value, the last one; names in lower case but for subsections; b"true" for a
                name that stands alone
    filters     the names of filters that have a program
    excludes    the files that say what is ignored, besides each directory's .gitignore; the weakest first
    attributes  the person's file of attributes; b"" if there is none
    home        the person's home directory
    """

    __slots__ = ("_bytes", "_deadline", "_left", "_repository", "attributes", "excludes", "filters", "home", "values")

    def __init__(self, repo: "Repository", home: bytes, deadline: float) -> None:
        self.values: dict[bytes, bytes] = {}
        self.filters: set[bytes] = set()
        self.excludes: list[bytes] = []
        self.attributes = b""
        self.home = home
        self._repository = repo
        self._deadline = deadline
        self._left = _MOST_FILES
        self._bytes = _MOST

    def is_true(self, name: bytes) -> bool:
        """Is a boolean set, and not to false?"""
        return self.values.get(name, b"false").lower() not in _FALSE

    def words(self) -> "list[bytes]":
        """The values that git may have, as arguments for it."""
        found = [b"-c", b"core.attributesFile=" + (self.attributes or b"/dev/null")]
        for name in DATA:
            if name in self.values:
                found += [b"-c", name + b"=" + self.values[name]]
        return found

    def name_files(self, personal: bytes) -> None:
        """Find `excludes` and `attributes`.  NotKnown.

        personal  the folder of the defaults, as in gitignore(5) and gitattributes(5)"""
        root = self._repository.root
        found = []
        for name, default in zip(_FILES_NAMED, (b"/ignore", b"/attributes")):
            value = self.values.get(name)
            found.append(personal + default if value is None else self._expanded(value, root) if value else b"")
        ignore, attributes = found
        self.excludes = [path for path in (ignore, self._repository.common + b"/info/exclude") if _readable(path)]
        self.attributes = attributes if _readable(attributes) else b""

    def read(self, path: bytes, depth: int = 0) -> None:
        """Take over a file, which need not be there.  NotKnown."""
        self._left -= 1
        if self._left < 0 or depth > _DEPTH:
            raise NotKnown("more configuration files than are read")
        if path == b"/dev/null" or b"\0" in path:
            return
        try:
            data = repository.contents(path, self._bytes)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise NotKnown("%s" % error) from None
        self._bytes -= len(data)
        for section, subsection, key, value in parse(data):
            if time.monotonic() > self._deadline:
                raise NotKnown("the time is over")
            if key == b"path" and section in (b"include", b"includeif"):
                self._include(path, section, subsection, value, depth)
            elif section == b"filter" and key in (b"clean", b"process") and subsection:
                self.filters.add(subsection)
            else:
                self.values[b".".join([part for part in (section, subsection, key) if part])] = value

    def _include(self, path: bytes, section: bytes, condition: bytes, value: bytes, depth: int) -> None:
        target = self._expanded(value, paths.parent(path))
        holds = section == b"include" or self._holds(condition, paths.parent(path))
        if holds:
            self.read(target, depth + 1)
        elif holds is None:
            other = Settings(self._repository, self.home, self._deadline)
            other._left, other._bytes = self._left, self._bytes
            other.read(target, depth + 1)
            self._left, self._bytes = other._left, other._bytes
            if other.filters or any(_matters(name) for name in other.values):
                raise NotKnown("an include under a condition that is not understood")

    def _holds(self, condition: bytes, folder: bytes) -> "bool | None":
        """Of the conditions only directories without wildcards are understood."""
        kind, _, pattern = condition.partition(b":")
        if kind != b"gitdir" or not pattern or any(c in pattern for c in (b"*", b"?", b"[", b"\\", b"\0")):
            return None
        if pattern[:2] == b"./":
            pattern = folder + pattern[1:]
        elif pattern[:2] == b"~/":
            pattern = self.home + pattern[1:]
        if pattern[:1] != b"/":  # at any depth
            return None
        gitdir = self._repository.gitdir
        for place in (pattern.rstrip(b"/"), paths.canonical(pattern)):
            if gitdir == place or (pattern[-1:] == b"/" and paths.is_below(gitdir, place)):
                return True
        return False

    def _expanded(self, value: bytes, folder: bytes) -> bytes:
        if b"\0" in value or value[:1] == b"%" or value[:2] == b":(" or (value[:1] == b"~" and value[1:2] != b"/"):
            raise NotKnown("a path that only git can expand")
        if value[:1] == b"~":
            return self.home + value[1:]
        return value if value[:1] == b"/" else folder.rstrip(b"/") + b"/" + value


def load(repo: "Repository", environ: "Mapping[bytes, bytes]", program: bytes, deadline: float) -> Settings:
    """All that is in force in a checkout.  NotKnown also where it is none that git would work in.

    program   git's absolute path: the system's file lies beside it
    deadline  by time.monotonic()"""
    home = _home(environ)
    settings = Settings(repo, home, deadline)
    if environ.get(b"GIT_CONFIG_NOSYSTEM", b"false").lower() in _FALSE:
        settings.read(environ.get(b"GIT_CONFIG_SYSTEM") or _system(program))
    if b"GIT_CONFIG_GLOBAL" in environ:
        settings.read(environ[b"GIT_CONFIG_GLOBAL"] or b"/dev/null")
    else:
        settings.read(_personal(environ, home) + b"/config")
        settings.read(home + b"/.gitconfig")
    for name in [name for name in settings.values if _shapes(name)]:
        del settings.values[name]  # of no meaning there
    settings.read(repo.common + b"/config")
    if repo.common != repo.gitdir:  # what the main worktree is like says nothing of a linked one
        settings.values.pop(b"core.bare", None)
        settings.values.pop(b"core.worktree", None)
    if settings.is_true(b"extensions.worktreeconfig"):
        settings.read(repo.gitdir + b"/config.worktree")
    _check(settings, repo)
    settings.name_files(_personal(environ, home))
    return settings


def _check(settings: Settings, repo: "Repository") -> None:
    if settings.is_true(b"core.bare"):
        raise NotKnown("the repository says that it has no working tree")
    tree = settings.values.get(b"core.worktree", b"")
    if tree and paths.canonical(settings._expanded(tree, repo.gitdir)) != repo.root:
        raise NotKnown("the working tree is elsewhere")
    if settings.values.get(b"core.repositoryformatversion", b"0") not in (b"0", b"1"):
        raise NotKnown("a repository of a later format")
    for name in settings.values:
        if name.startswith(b"extensions.") and name[11:] not in _EXTENSIONS:
            raise NotKnown("a repository with an extension that is not known")


def _shapes(name: bytes) -> bool:
    """Does a value say what kind of repository this is?"""
    return name in _SHAPE or name.startswith(b"extensions.")


def _matters(name: bytes) -> bool:
    return name in DATA or name in _FILES_NAMED or name == b"attr.tree" or _shapes(name)


def _home(environ: "Mapping[bytes, bytes]") -> bytes:
    try:
        return paths.user_home(environ)
    except errors.NoHome as error:
        raise NotKnown(str(error)) from None


def _personal(environ: "Mapping[bytes, bytes]", home: bytes) -> bytes:
    return (environ.get(b"XDG_CONFIG_HOME") or home + b"/.config") + b"/git"


def _readable(path: bytes) -> bool:
    """Can git read lines from it?  NotKnown if it is no regular file: git might wait for ever."""
    if path in (b"", b"/dev/null"):
        return False
    try:
        regular = posix.stat(path).st_mode & 0o170000 == 0o100000
    except OSError:
        return False
    if not regular:
        raise NotKnown("a file that git would read is none")
    return posix.access(path, 4)


def _system(program: bytes) -> bytes:
    """Where git was most likely built to look: beside /usr in /etc, elsewhere below its own prefix."""
    prefix = paths.parent(paths.parent(program))
    inside = prefix not in (b"/usr", b"/") and not prefix.startswith((b"/nix/", b"/run/"))
    return (prefix if inside else b"") + b"/etc/gitconfig"


def parse(data: bytes) -> "Iterator[tuple[bytes, bytes, bytes, bytes]]":
    """A configuration file's (section, subsection, key, value) in order.  NotKnown if git would not read it.

    Sections and keys are case-insensitive and come in lower case; a key that stands alone has the value b"true"."""
    section = subsection = b""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    lines = iter(data.replace(b"\r\n", b"\n").split(b"\n"))
    for line in lines:
        if len(line) > _LONGEST_LINE:
            raise NotKnown("a line that is longer than anybody writes")
        rest = line.lstrip(_BLANK)
        while rest[:1] == b"[":
            section, subsection, rest = _header(rest)
        if not rest or rest[:1] in (b"#", b";"):
            continue
        size = 0
        while rest[size : size + 1].isalnum() or rest[size : size + 1] == b"-":
            size += 1
        key, rest = rest[:size].lower(), rest[size:].lstrip(_BLANK)
        if not key[:1].isalpha() or rest[:1] not in (b"", b"="):
            raise NotKnown("a configuration file that git does not read")
        yield section, subsection, key, _value(rest[1:], lines) if rest else b"true"


def _header(line: bytes) -> "tuple[bytes, bytes, bytes]":
    """`[section "sub"] rest`."""
    size = 1
    while line[size : size + 1].isalnum() or line[size : size + 1] in (b"-", b"."):
        size += 1
    name, place = line[1:size].lower(), size
    while line[place : place + 1] in (b" ", b"\t"):
        place += 1
    quoted = bytearray()
    if place > size and line[place : place + 1] == b'"':
        place += 1
        while line[place : place + 1] not in (b'"', b""):
            if line[place : place + 1] == b"\\":
                place += 1
            quoted += line[place : place + 1]
            place += 1
        place += 1
    elif place > size:
        raise NotKnown("a section's name that git does not read")
    else:
        name, _, rest = name.partition(b".")  # an old way to write it
        quoted += rest
    if not name or line[place : place + 1] != b"]":
        raise NotKnown("a section's name that git does not read")
    return name, bytes(quoted), line[place + 1 :].lstrip(_BLANK)


def _value(text: bytes, lines: "Iterator[bytes]") -> bytes:
    """What stands behind `=`; a line that ends in a backslash goes on."""
    text = text.lstrip(_BLANK)
    if not any(c in text for c in (b'"', b"\\", b"#", b";")):
        return text.rstrip(_BLANK)
    found, keep, quoted, place = bytearray(), 0, False, 0
    while place < len(text):
        c = text[place : place + 1]
        place += 1
        if c == b"\\":
            if place == len(text):
                text, place = next(lines, b""), 0
                continue
            c = text[place : place + 1]
            place += 1
            if c not in b'tbn\\"':
                raise NotKnown("a value that git does not read")
            found += {b"t": b"\t", b"b": b"\b", b"n": b"\n"}.get(c, c)
            keep = len(found)
        elif c == b'"':
            quoted = not quoted
            keep = len(found)
        elif c in (b"#", b";") and not quoted:
            break
        elif not c.isspace() or quoted or found:
            found += c
            if quoted or not c.isspace():
                keep = len(found)
    if quoted:
        raise NotKnown("a value that git does not read")
    return bytes(found[:keep])
