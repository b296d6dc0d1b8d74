"""Programs that remove, replace or change files: which places they do it to.

A function for each, given the Command; what it returns is lost, or with Changed only changed.  The disk is looked at
as it is before the command: what is a directory, which of two files is newer.  What only the shell will know when
it runs is passed over.
"""

from csg.base import files, paths
from csg.shell import places
from csg.shell.command import Command
from csg.shell.options import Options
from csg.shell.places import Place
from csg.shell.words import Pattern, Unsure, basename, join
from csg.shell.writers import WRITERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Rule = Callable[[Command], "list[Place]"]


class Changed(Place):
    """A place whose files are changed here and there, not replaced."""

    __slots__ = ()


def _written(command: Command, words: "Iterable[bytes]", kind: "type[Place]" = Place) -> "list[Place]":
    found = []
    for word in words:
        if isinstance(word, places.Listed):
            found += [kind(one.path, one.below, one.fits, one.state) for one in word.places]
        else:
            path = places.written(command.cwd, word)
            found += [kind(path)] if path is not None else []
    return found


def _gone(command: Command, words: "Iterable[bytes]", below: bool = True) -> "list[Place]":
    found: list[Place] = []
    for word in words:
        if isinstance(word, places.Listed):
            found += word.places
        else:
            path = places.named(command.cwd, word)
            found += [Place(path, below)] if path is not None else []
    return found


def _remove(command: Command) -> "list[Place]":
    options = Options(command.words[1:])
    if options.has(b"--help", b"--version") or _asks(command, options, b"i", b"I", b"--interactive"):
        return []
    recursive = options.has(b"r", b"R", b"--recursive")
    # POSIX: it refuses the directory that it is in
    operands = [word for word in options.operands if basename(word.rstrip(b"/")) not in (b".", b"..")]
    return _gone(command, operands, recursive)


def _asks(command: Command, options: Options, *names: bytes) -> bool:
    """Does it ask before it does anything, with nobody there who answers?"""
    given = [name for name, _ in options.given if name in (*names, b"f", b"--force")]
    return bool(given) and given[-1] in names and command.stdin is None


def _operands(command: Command) -> "list[Place]":
    return _gone(command, Options(command.words[1:], b"ns", (b"--iterations", b"--size")).operands, False)


_COPYING = (b"--target-directory", b"--suffix", b"--mode", b"--owner", b"--group")


def _copy(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"tS", _COPYING)
    recursive = options.has(b"r", b"R", b"a", b"--recursive", b"--archive")
    if options.has(b"s", b"--symbolic-link", b"l", b"--link") and not options.has(b"f", b"--force"):
        return []
    follows = not options.has(b"--remove-destination")
    found = []
    for source, target in _transfers(command, options):
        path = places.written(command.cwd, source)
        if path is None or not files.is_directory(path):
            found += _written(command, [target]) if follows else _gone(command, [target], False)
        elif recursive:
            into = places.written(command.cwd, target)
            found += [places.copied(path, into)] if into is not None else []
    return found


def _install(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"tSgmo", _COPYING)
    if options.has(b"d", b"--directory"):
        return []
    return _gone(command, [target for _, target in _transfers(command, options)], False)


def _link(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"tS", _COPYING)
    if not options.has(b"f", b"--force"):
        return []
    operands = options.operands
    if len(operands) == 1:
        return _gone(command, [basename(operands[0])], False)
    return _gone(command, [target for _, target in _transfers(command, options)], False)


def _move(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"tS", _COPYING)
    found = []
    for source, target in _transfers(command, options):
        if source in (b".", b".."):
            continue
        found += _gone(command, [source]) + _gone(command, [target], False)
    return found


def _transfers(command: Command, options: Options) -> "list[tuple[bytes, bytes]]":
    """(source, the name that it gets) of cp, mv, install and ln; without those that the options leave alone."""
    operands, into = options.operands, options.value(b"t", b"--target-directory")
    directory = into is not None
    if into is None:
        if len(operands) < 2:
            return []
        operands, into = operands[:-1], operands[-1]
        path = places.written(command.cwd, into)
        if path is None and not isinstance(into, places.Listed):
            return []
        there = path is not None and files.is_directory(path)
        if into[-1:] == b"/" and not there and command.first:
            return []  # it fails
        directory = (there or into[-1:] == b"/") and not options.has(b"T", b"--no-target-directory")
    found = []
    for source in operands:
        if directory and isinstance(source, (Unsure, Pattern)):
            continue
        absent = command.first and join(command.cwd, source) is not None
        if absent and not files.exists(join(command.cwd, source) or b"/"):
            continue
        target = into
        if directory:
            name = basename(source.rstrip(b"/"))
            target = into.rstrip(b"/") + b"/" + (b"" if name in (b".", b"..") else name)
        if not _left_alone(command, options, source, target):
            found.append((source, target))
    return found


def _left_alone(command: Command, options: Options, source: bytes, target: bytes) -> bool:
    path = places.written(command.cwd, target)
    if path is None or files.is_directory(path) or files.missing(path):
        return False
    given = [name for name, _ in options.given if name in (b"n", b"--no-clobber", b"i", b"--interactive", b"f")]
    if given and given[-1] != b"f" and not (given[-1] in (b"i", b"--interactive") and command.stdin is not None):
        return True
    if options.has(b"u", b"--update"):
        other = places.written(command.cwd, source)
        return other is not None and files.modified(other) <= files.modified(path)
    return False


def _tee(command: Command) -> "list[Place]":
    options = Options(command.words[1:])
    return _written(command, options.operands, Changed if options.has(b"a", b"--append") else Place)


def _truncate(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"sr", (b"--size", b"--reference"))
    grows = (options.value(b"s", b"--size") or b"")[:1] in (b"+", b">")
    return _written(command, options.operands, Changed if grows else Place)


def _dd(command: Command) -> "list[Place]":
    words = command.words[1:]
    flags = b",".join([word for word in words if word[:5] == b"conv=" or word[:6] == b"oflag="])
    kept = b"notrunc" in flags or b"append" in flags
    return _written(command, [word[3:] for word in words if word[:3] == b"of="], Changed if kept else Place)


def _in_place(command: Command) -> "list[Place]":
    rule = WRITERS[basename(command.words[0])]
    return _written(command, rule(command.words[1:], command.cwd, files.is_directory), Changed)


def _edit(command: Command) -> "list[Place]":
    """ed, ex: what they are told on stdin or by -c is carried out."""
    options = Options(command.words[1:], b"pc")
    return _written(command, options.operands, Changed) if options.has(b"s") else []


def _sort(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"oktST", (b"--output", b"--key"))
    output = options.value(b"o", b"--output")
    return _written(command, [output]) if output is not None else []


def _compress(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"bS", (b"--suffix",))
    if options.has(b"k", b"--keep", b"c", b"--stdout", b"--to-stdout", b"l", b"--list", b"t", b"--test"):
        return []
    return _gone(command, options.operands, options.has(b"r", b"--recursive"))


def _zip(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"bixtn")
    return _gone(command, options.operands[1:]) if options.has(b"m", b"--move") else []


def _download(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"oHdXuATFebm", (b"--output",))
    output = options.value(b"o", b"--output")
    return _written(command, [output]) if output is not None else []


def _rsync(command: Command) -> "list[Place]":
    valued = (b"--exclude", b"--include", b"--filter", b"--rsh", b"--exclude-from", b"--include-from", b"--files-from")
    options = Options(command.words[1:], b"efB", valued)
    operands = options.operands
    if len(operands) < 2 or options.has(b"n", b"--dry-run", b"--list-only", b"--ignore-existing"):
        return []
    into = places.written(command.cwd, operands[-1])
    if into is None or b":" in operands[-1]:
        return []
    found = []
    recursive = options.has(b"a", b"r", b"--archive", b"--recursive")
    excluded = [value.strip(b"/") for name, value in options.given if name == b"--exclude"]
    for word in operands[:-1]:
        source = places.written(command.cwd, word)
        if source is None or b":" in word:
            continue
        if not files.is_directory(source):
            name = b"/" + basename(word) if files.is_directory(into) else b""
            found.append(Place(into + name))
        elif recursive:
            target = into if word[-1:] == b"/" or basename(word) in (b".", b"..") else into + b"/" + basename(word)
            deletes = options.has(b"--delete", b"--del", b"--delete-after", b"--delete-before", b"--delete-excluded")
            found.append(_mirrored(source, target, excluded, deletes))
    return found


def _mirrored(source: bytes, target: bytes, excluded: "list[bytes]", deletes: bool) -> Place:
    def fits(inside: bytes) -> bool:
        if any(part in excluded for part in inside.split(b"/")) or not inside:
            return False
        twin = source + b"/" + inside
        if not files.exists(twin):
            return deletes
        there = target + b"/" + inside
        return files.modified(twin) != files.modified(there)

    return Place(paths.canonical(target), True, fits)


RULES: "dict[bytes, tuple[str, Rule]]" = {
    b"rm": ("rm", _remove),
    b"unlink": ("unlink", _operands),
    b"shred": ("shred", _operands),
    b"mv": ("mv", _move),
    b"cp": ("cp", _copy),
    b"install": ("install", _install),
    b"ln": ("ln -f", _link),
    b"tee": ("tee", _tee),
    b"truncate": ("truncate", _truncate),
    b"dd": ("dd", _dd),
    b"sed": ("sed -i", _in_place),
    b"gsed": ("sed -i", _in_place),
    b"perl": ("perl -i", _in_place),
    b"ruby": ("ruby -i", _in_place),
    b"ed": ("ed", _edit),
    b"ex": ("ex", _edit),
    b"sort": ("sort -o", _sort),
    b"gzip": ("gzip", _compress),
    b"bzip2": ("bzip2", _compress),
    b"xz": ("xz", _compress),
    b"zip": ("zip -m", _zip),
    b"curl": ("curl -o", _download),
    b"rsync": ("rsync", _rsync),
}
