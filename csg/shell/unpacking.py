"""Programs that write the files which another file, or their stdin, names: patch, tar, unzip.

What is in an archive is read where that is cheap: not compressed, and short enough.
"""

from csg.base import files, paths, rules
from csg.shell import outputs, places
from csg.shell.command import Command, Input
from csg.shell.options import Options
from csg.shell.places import TRACKED, Place
from csg.shell.removers import RULES, Changed
from csg.shell.words import basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.removers import Rule

_MEMBERS = 2000  # of an archive that are looked at
_ARCHIVE = 16 << 20  # bytes of it that are read


def _patch(command: Command) -> "list[Place]":
    """patch [options] [FILE [PATCHFILE]]: without FILE, the patch decides."""
    valued = (b"--input", b"--output", b"--directory", b"--strip", b"--reject-file")
    options = Options(command.words[1:], b"BDFYVgiodrpxz", valued)
    if options.has(b"C", b"--dry-run", b"--check"):
        return []
    output = options.value(b"o", b"--output")
    named = [output] if output is not None else options.operands[:1]
    if named:
        found = [places.written(command.cwd, word) for word in named]
        return [Changed(path) for path in found if path is not None]
    cwd = join(command.cwd, options.value(b"d", b"--directory") or b".")
    source = options.value(b"i", b"--input")
    stdin = Input(None, None, join(command.cwd, source)) if source is not None else command.stdin
    if cwd is None or stdin is None:
        return []
    text = outputs.read(stdin)
    if text is None:
        differs = stdin.command is not None and stdin.command.words[:2] == [b"git", b"diff"]
        return [Changed(paths.canonical(cwd), True, None, TRACKED)] if differs else []
    strip = options.value(b"p", b"--strip")
    depth = int(strip) if strip is not None and strip.isdigit() and len(strip) < 3 else -1
    return [Changed(paths.canonical(name, cwd)) for name in _patched(text, depth)]


def _patched(text: bytes, depth: int) -> "list[bytes]":
    """The files that a patch names, without `depth` directories in front (-1: all)."""
    found: dict[bytes, None] = {}
    for line in text.split(b"\n"):
        if line[:4] in (b"--- ", b"+++ "):
            name = line[4:].split(b"\t", 1)[0].strip()
            parts = name.split(b"/")
            if name != b"/dev/null" and len(parts) > depth:
                found[b"/".join(parts[depth if depth >= 0 else -1 :])] = None
    return list(found)


def _tar(command: Command) -> "list[Place]":
    words = command.words[1:]
    if words and words[0][:1] != b"-":
        words = [b"-" + words[0], *words[1:]]  # its old way
    valued = (b"--file", b"--directory", b"--exclude", b"--strip-components", b"--files-from")
    options = Options(words, b"fCTXbIN", valued)
    archive = options.value(b"f", b"--file")
    cwd = join(command.cwd, options.value(b"C", b"--directory") or b".")
    if cwd is None:
        return []
    if options.has(b"c", b"--create"):
        found = [places.written(command.cwd, archive)] if archive is not None else []
        made = [Place(path) for path in found if path is not None]
        gone = options.operands if options.has(b"--remove-files") else []
        removed = [places.named(cwd, word) for word in gone]
        return made + [Place(path, True) for path in removed if path is not None]
    kept = options.has(b"k", b"--keep-old-files", b"--skip-old-files", b"--keep-newer-files", b"O", b"--to-stdout")
    if not options.has(b"x", b"--extract", b"--get") or kept:
        return []
    into = paths.canonical(cwd)
    strip = options.value(b"--strip-components") or b"0"
    depth = int(strip) if strip.isdigit() and len(strip) < 3 else 0
    wanted = [word.strip(b"/") for word in options.operands]
    path = join(command.cwd, archive) if archive is not None and archive != b"-" else None
    stdin = Input(None, None, path) if path is not None else command.stdin
    excluded = [value for name, value in options.given if name == b"--exclude"]
    return [place for place in _extracted(stdin, into, depth, wanted) if not _is_among(place.path, into, excluded)]


def archived(command: Command) -> "dict[bytes, Command]":
    """The file (absolute) that a `git archive` makes, with the command; none if it prints."""
    options = Options(command.words[2:], b"o", (b"--output",))
    target = options.value(b"o", b"--output")
    path = join(command.cwd, target) if target is not None else None
    return {} if path is None else {paths.canonical(path): command}


def fed(command: Command, archives: "dict[bytes, Command]") -> Command:
    """The command, with an archive that the line itself makes on its stdin."""
    for k, word in enumerate(command.words):
        path = join(command.cwd, word) if archives and k > 1 else None
        maker = archives.get(paths.canonical(path)) if path is not None else None
        if maker is not None:
            made = Command([*command.words[:k], b"-", *command.words[k + 1 :]], command.cwd, [], [], False)
            made.stdin, made.first = Input(None, maker), False
            return made
    return command


def _is_among(path: bytes, into: bytes, globs: "list[bytes]") -> bool:
    """Does one of tar's patterns fit the file, or its name?"""
    names = [paths.text(basename(path)), paths.text(path[len(into.rstrip(b"/")) + 1 :])]
    return any(rules.matches(paths.text(glob), name) for glob in globs for name in names)


def _extracted(stdin: "Input | None", into: bytes, depth: int, wanted: "list[bytes]") -> "list[Place]":
    if stdin is None:
        return []
    producer = stdin.command
    if producer is not None and producer.words[:2] == [b"git", b"archive"]:
        return [Place(into, True, None, TRACKED)]
    if producer is not None and basename(producer.words[0] if producer.words else b"") == b"tar":
        source = paths.canonical(producer.cwd) if producer.cwd is not None else into
        return [places.copied(source, into)] if source != into else []
    data = outputs.read(stdin, 0, _ARCHIVE)
    names = _members(data) if data is not None else []
    found = []
    for name in names:
        inside = b"/".join(name.split(b"/")[depth:])
        if inside and (not wanted or any(name == one or name.startswith(one + b"/") for one in wanted)):
            found.append(Place(paths.canonical(inside, into)))
    return found


def _members(data: bytes) -> "list[bytes]":
    """The files in a tar archive (POSIX ustar, GNU and pax long names passed over); none if it is compressed."""
    found: list[bytes] = []
    i = 0
    while i + 512 <= len(data) and len(found) < _MEMBERS and data[i + 257 : i + 262] == b"ustar":
        name = data[i : i + 100].split(b"\0", 1)[0]
        prefix = data[i + 345 : i + 500].split(b"\0", 1)[0] if data[i + 257 : i + 263] == b"ustar\0" else b""
        digits = data[i + 124 : i + 136].strip(b" \0")
        size = int(digits, 8) if digits.isdigit() and not digits.strip(b"01234567") else 0
        if data[i + 156 : i + 157] in (b"0", b"\0"):
            found.append((prefix + b"/" + name if prefix else name).lstrip(b"/"))
        i += 512 + (size + 511) // 512 * 512
    return found


def _unzip(command: Command) -> "list[Place]":
    options = Options(command.words[1:], b"dx")
    if not options.has(b"o") or options.has(b"n", b"l", b"t", b"p", b"Z") or not options.operands:
        return []
    path = join(command.cwd, options.operands[0])
    cwd = join(command.cwd, options.value(b"d") or b".")
    data = outputs.read(Input(None, None, path), 0, _ARCHIVE) if path is not None else None
    if data is None or cwd is None:
        return []
    wanted = options.operands[1:]
    names = [name for name in _listed(data) if not wanted or name in wanted]
    return [Place(paths.canonical(name, cwd)) for name in names if files.exists(cwd + b"/" + name)]


def _listed(data: bytes) -> "list[bytes]":
    """The names in a zip archive's central directory (APPNOTE 4.3.12)."""
    found: list[bytes] = []
    i = data.find(b"PK\x01\x02")
    while i >= 0 and data[i : i + 4] == b"PK\x01\x02" and len(found) < _MEMBERS:
        lengths = [data[i + k] + (data[i + k + 1] << 8) if i + k + 1 < len(data) else 0 for k in (28, 30, 32)]
        found.append(data[i + 46 : i + 46 + lengths[0]])
        i += 46 + sum(lengths)
    return found


def _unique(command: Command) -> "list[Place]":
    """uniq [options] [INPUT [OUTPUT]]."""
    operands = Options(command.words[1:], b"fsw").operands
    path = places.written(command.cwd, operands[1]) if len(operands) == 2 else None
    return [Place(path)] if path is not None else []


ALL: "dict[bytes, tuple[str, Rule]]" = {
    **RULES,
    b"patch": ("patch", _patch),
    b"tar": ("tar", _tar),
    b"unzip": ("unzip -o", _unzip),
    b"uniq": ("uniq", _unique),
}
