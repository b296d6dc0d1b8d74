"""Commands of which it is known beforehand whether they succeed: `true`, `test -f …`, as the disk is now."""

from csg.base import files
from csg.shell.words import Pattern, Unsure, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from csg.shell.command import Command

_CONSTANT = {b"true": True, b":": True, b"false": False}
#: What changes nothing on the disk, so that what is asked later is as it is now.
_HARMLESS = frozenset(
    b"true false : test [ [[ cd pushd popd echo printf ls cat pwd set shopt export local read".split()
)


def outcome(command: "Command", before: "Iterable[Command] | None") -> "bool | None":
    """Does it succeed?  None if that is not known.  `before`: what runs before it; None: the disk does not count."""
    words = command.words
    name = words[0] if words else b""
    if name in _CONSTANT:
        return _CONSTANT[name]
    if name not in (b"test", b"[", b"[[") or any(isinstance(word, (Unsure, Pattern)) for word in words):
        return None
    if before is None or not all(is_harmless(one) for one in before):
        return None
    return _test([word for word in words[1:] if word not in (b"]", b"]]")], command.cwd)


def is_harmless(command: "Command") -> bool:
    """Is it certain to leave the disk as it is?"""
    return not command.targets and (not command.words or command.words[0] in _HARMLESS)


def _test(words: "list[bytes]", cwd: "bytes | None") -> "bool | None":
    if words[:1] == [b"!"]:
        told = _test(words[1:], cwd)
        return None if told is None else not told
    if len(words) != 2:
        return None
    operator, path = words[0], join(cwd, words[1])
    if path is None:
        return None
    if operator in (b"-e", b"-a"):
        return not files.missing(path)
    if operator == b"-d":
        return files.is_directory(path)
    if operator == b"-f":
        return not files.missing(path) and not files.is_directory(path)
    return None
