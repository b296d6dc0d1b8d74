"""What a program prints, as far as that can be told: its text, or which files it lists."""

import posix

from csg.base import files, paths, rules
from csg.shell import finding, places
from csg.shell.command import Command, Input
from csg.shell.options import Options
from csg.shell.places import Place
from csg.shell.words import Pattern, Unsure, basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 1 << 16  # bytes of a file that are read
_DEEP = 8  # programs in one pipe
#: What lets through some of what it is given, at most.
_FILTERS = frozenset(b"cat head tail sort uniq cut awk sed grep tr tee column rev tac".split())
#: What prints its input as it is, or less of it.
_KEEPERS = frozenset(b"cat head tail sort uniq grep tee tac".split())


def read(stdin: "Input | None", depth: int = 0, most: int = _LONGEST) -> "bytes | None":
    """The text on a program's stdin; None if it is not known, or a file longer than `most` bytes."""
    if stdin is None or stdin.waits or depth > _DEEP:
        return None
    if stdin.text is not None:
        return stdin.text
    if stdin.path is not None:
        return _contents(stdin.path, most)
    return text(stdin.command, depth + 1) if stdin.command is not None else None


def _contents(path: bytes, most: int = _LONGEST) -> "bytes | None":
    try:
        fd = files.opened(path)
    except OSError:
        return None
    try:
        data = posix.read(fd, most + 1)
    except OSError:
        return None
    finally:
        posix.close(fd)
    return data if len(data) <= most else None


def text(command: Command, depth: int = 0) -> "bytes | None":
    """What a command prints; None if it is not known."""
    words = command.words
    if not words or command.more or any(isinstance(word, (Unsure, Pattern)) for word in words):
        return None
    name, rest = basename(words[0]), words[1:]
    if name == b"echo":
        return _echo(rest)
    if name == b"printf":
        return _printf(rest)
    if name == b"pwd":
        return command.cwd + b"\n" if command.cwd is not None else None
    if name == b"which" and rest:
        return rest[-1] + b"\n"
    if name == b"ls":
        named = [word for word in rest if word[:1] != b"-"]
        plain = all(len(word) == 2 and word[1:] in (b"1", b"d", b"a") for word in rest if word[:1] == b"-")
        directories = [word for word in named if files.is_directory(join(command.cwd, word) or b"/")]
        return b"".join([word + b"\n" for word in named]) if named and plain and not directories else None
    if name == b"git" and rest == [b"rev-parse", b"--show-toplevel"]:
        top = _top(command.cwd)
        return top + b"\n" if top else None
    if name in _KEEPERS:
        return _kept(command, name, rest, depth)
    return None


def _kept(command: Command, name: bytes, rest: "list[bytes]", depth: int) -> "bytes | None":
    operands = Options(rest, b"nc" if name in (b"head", b"tail") else b"").operands[name == b"grep" :]
    if name == b"tee" or not operands or operands == [b"-"]:
        return read(command.stdin, depth)
    found = []
    for word in operands:
        path = join(command.cwd, word)
        found.append(_contents(path) if path is not None else None)
    return b"".join([one for one in found if one is not None]) if None not in found else None


def _echo(words: "list[bytes]") -> bytes:
    escapes = False
    while words and words[0][:1] == b"-" and words[0][1:] and not words[0][1:].strip(b"neE"):
        escapes = escapes or b"e" in words[0]
        words = words[1:]
    said = b" ".join(words) + b"\n"
    return _escaped(said) if escapes else said


def _escaped(said: bytes) -> bytes:
    return said.replace(b"\\n", b"\n").replace(b"\\t", b"\t").replace(b"\\0", b"\0")


def _printf(words: "list[bytes]") -> "bytes | None":
    if not words or words[0][:1] == b"-":
        return None
    pieces = _escaped(words[0]).replace(b"%%", b"%\0%").split(b"%s")
    if any(b"%" in piece.replace(b"%\0%", b"") for piece in pieces):
        return None
    pieces = [piece.replace(b"%\0%", b"%") for piece in pieces]
    if len(pieces) == 1:
        return pieces[0]
    values, said = words[1:] or [b""], b""
    for k in range(0, len(values), len(pieces) - 1):
        said += pieces[0]
        for n, piece in enumerate(pieces[1:]):
            said += (values[k + n] if k + n < len(values) else b"") + piece
    return said


def _top(cwd: "bytes | None") -> bytes:
    """The top of the checkout that a directory is in; b"" if it is in none."""
    while cwd:
        if files.exists(cwd + b"/.git"):
            return cwd
        cwd = cwd[: cwd.rfind(b"/")]
    return b""


def lists(stdin: "Input | None", depth: int = 0) -> "list[Place] | None":
    """The files of which a program is told some on its stdin; None if it is told something else."""
    if stdin is None or stdin.command is None or depth > _DEEP:
        return None
    return listed(stdin.command, depth + 1)


def listed(command: Command, depth: int = 0) -> "list[Place] | None":
    """The files of which a command prints some names; None if it prints something else."""
    words, cwd = command.words, command.cwd
    name = basename(words[0]) if words else b""
    if cwd is None:
        return None
    if name == b"find":
        return finding.printed(command)
    if name == b"git":
        return _git(words[1:], cwd)
    if (name == b"ls" and len(words) == 1) or (len(words) == 2 and words[1][:1] == b"-" and name == b"ls"):
        return [Place(paths.canonical(cwd), True, lambda inside: b"/" not in inside)]
    if name in (b"grep", b"rg", b"ag", b"fgrep", b"egrep"):
        options = Options(words[1:], b"efmABC", (b"--regexp",))
        if not options.has(b"l", b"L", b"--files-with-matches", b"--files-without-match", b"--files"):
            return lists(command.stdin, depth) if len(options.operands) < 2 else None
        named = options.operands[0 if options.has(b"e", b"--regexp", b"--files") else 1 :]
        globs = [value for option, value in options.given if option == b"--include"]
        return _below(cwd, named, globs, "")
    return lists(command.stdin, depth) if name in _FILTERS else None


def _git(words: "list[bytes]", cwd: bytes) -> "list[Place] | None":
    name = words[0] if words else b""
    options = Options(words[1:], b"xXe", (b"--exclude",))
    if name == b"ls-files":
        state = places.TRACKED
        if options.has(b"o", b"--others"):
            state = places.UNTRACKED if options.has(b"--exclude-standard") else places.STRANGE
        elif options.has(b"m", b"--modified"):
            state = places.MODIFIED
        found = _below(cwd, options.operands, [], state)
        for place in found:
            place.nested = options.has(b"--recurse-submodules")
        return found
    if name == b"grep" and options.has(b"l", b"--files-with-matches", b"L"):
        return _below(cwd, [], [], places.TRACKED)
    names = options.has(b"--name-only", b"--name-status")
    if (name in (b"diff", b"show", b"log", b"diff-index", b"diff-files") and names) or name == b"status":
        # they print names from the top of the checkout
        state = "" if name == b"status" else places.TRACKED
        if name == b"diff" and not [word for word in options.operands if word[:4] == b"HEAD"]:
            state = places.MODIFIED
        return _below(cwd, [], [], state) if _top(cwd) == cwd else []
    return None


def _below(cwd: bytes, named: "list[bytes]", globs: "list[bytes]", state: str) -> "list[Place]":
    """All below these names (or pathspecs), if there are any, else below `cwd`; with these names."""

    def fits(inside: bytes) -> bool:
        if inside[:4] == b".git" and inside[4:5] in (b"", b"/"):
            return False
        return not globs or any(rules.matches(paths.text(one), paths.text(basename(inside))) for one in globs)

    found = []
    for word in named or [b"."]:
        if isinstance(word, Unsure):
            continue
        first = min([word.find(c) for c in (b"*", b"?", b"[") if c in word], default=-1)
        if first >= 0:
            found.append(Place(paths.canonical(cwd), True, _matching(word), state))
        else:
            path = places.written(cwd, bytes(word))
            found += [Place(path, True, fits, state)] if path is not None else []
    return found


def _matching(pathspec: bytes) -> "Callable[[bytes], bool]":
    glob = paths.text(pathspec.replace(b"/", b"\0"))  # no slash stops a pathspec's `*`
    return lambda inside: rules.matches(glob, paths.text(inside.replace(b"/", b"\0")))


def items(stdin: "Input | None", delimiter: "bytes | None" = None) -> "list[bytes] | None":
    """The words on stdin, as xargs reads them (by lines with `delimiter`); a Listed among them for files that are
    listed.  None if nothing is known."""
    said = read(stdin)
    if said is not None:
        if b"\0" in said:
            return [item for item in said.split(b"\0") if item]
        if delimiter is not None:
            return [item for item in said.split(delimiter) if item]
        return said.replace(b'"', b"").replace(b"'", b"").split()
    where = lists(stdin)
    return [places.listed(b"{}", where)] if where is not None else None
