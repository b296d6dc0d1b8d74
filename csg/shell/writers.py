"""Programs that write files: which of their arguments name those that they surely write.

A function for each, given the arguments, the directory that the program runs in, and `isdir` (see
written.files).  Words that only the shell knows may be among those it returns: the caller drops them.
"""

from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def _tee(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    return Options(words).operands


def _sed(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    """`-i` has its suffix attached in GNU sed, in the next word in BSD's (`-i ''`, `-i .bak`)."""
    for k, word in enumerate(words[:-1]):
        if word[:1] == b"-" and word[1:2] != b"-" and word[-1:] in b"iI" and b"e" not in word:
            suffix = words[k + 1]
            if not suffix or (suffix[:1] == b"." and suffix[1:].isalnum()):
                words = words[: k + 1] + words[k + 2 :]
            break
    options = Options(words, b"efl", (b"--expression", b"--file", b"--line-length"), b"iI")
    if not options.has(b"i", b"I", b"--in-place") or options.has(b"--help", b"--version"):
        return []
    return options.operands[0 if options.has(b"e", b"f", b"--expression", b"--file") else 1 :]


def _perl(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    """perl -pi -e, ruby -pi -e: without -e the first operand is a program."""
    options = Options(words, b"eE", (), b"iIMmFxCDV", True)
    in_place = options.has(b"i") and options.has(b"p", b"n")
    return options.operands if in_place and options.has(b"e", b"E") else []


def _copy(words: "list[bytes]", cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    options = Options(words, b"tSgmo", (b"--target-directory", b"--suffix", b"--mode", b"--owner", b"--group"))
    recursive = options.has(b"r", b"R", b"a", b"d", b"--recursive", b"--archive", b"--directory")
    if recursive or options.has(b"n", b"u", b"i", b"--no-clobber", b"--update", b"--interactive"):
        return []  # a whole directory, or perhaps nothing
    operands = options.operands
    into = options.value(b"t", b"--target-directory")
    if into is None:
        if len(operands) < 2:
            return []
        operands, into = operands[:-1], operands[-1]
        path = join(cwd, into)
        directory = len(operands) > 1 or into[-1:] == b"/" or into.endswith((b"/.", b"/.."))
        directory = directory or into in (b".", b"..") or (path is not None and isdir is not None and isdir(path))
        if not directory or options.has(b"T", b"--no-target-directory"):
            return [into]
    if isinstance(into, (Unsure, Pattern)):
        return []
    prefix = into.rstrip(b"/") + b"/"
    return [prefix + basename(name) for name in operands if not isinstance(name, (Unsure, Pattern))]


def _move(words: "list[bytes]", cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    written = _copy(words, cwd, isdir)
    if not written:
        return []
    operands = Options(words, b"tS", (b"--target-directory", b"--suffix")).operands
    gone = operands if Options(words, b"tS").has(b"t", b"--target-directory") else operands[:-1]
    return gone + written


def _truncate(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    return Options(words, b"sr", (b"--size", b"--reference")).operands


def _dd(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    return [word[3:] for word in words if word[:3] == b"of=" and type(word) is bytes]


def _remove(words: "list[bytes]", _cwd: "bytes | None", isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    options = Options(words)
    if options.has(b"r", b"R", b"d", b"i", b"I", b"--recursive", b"--dir", b"--interactive"):
        return []  # what a directory held cannot be told, nor what was answered
    return options.operands


def _patch(words: "list[bytes]", _cwd: "bytes | None", _isdir: "Callable[[bytes], bool] | None") -> "list[bytes]":
    """patch [options] FILE [PATCHFILE]: without FILE, the patch decides."""
    options = Options(words, b"BDFYVgiodrpxz", (b"--input", b"--output", b"--directory", b"--strip", b"--reject-file"))
    if options.has(b"d", b"--directory", b"C", b"--dry-run", b"--check"):
        return []
    output = options.value(b"o", b"--output")
    return [output] if output is not None else options.operands[:1]


WRITERS = {
    b"tee": _tee,
    b"sed": _sed,
    b"gsed": _sed,
    b"perl": _perl,
    b"ruby": _perl,
    b"cp": _copy,
    b"install": _copy,
    b"mv": _move,
    b"truncate": _truncate,
    b"dd": _dd,
    b"rm": _remove,
    b"unlink": _remove,
    b"patch": _patch,
}
