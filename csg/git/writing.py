"""What git commands write into files that are named to them.  Rules as in `judges`."""

from csg.git.effects import CHANGE, CLEAN, DIRTY, DISCARD, EVERY, ONLY_SUBMODULES, UNTRACKED, Effect
from csg.git.invocation import Invocation
from csg.shell.words import Pattern, Unsure, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def merge_file(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """The first of its files."""
    options = call.options(words)
    if options.has(b"p", b"--stdout") or len(options.operands) != 3:
        return None
    return _file(call, CHANGE, "git merge-file", options.operands[0])


def output(name: str) -> "Callable[[Invocation, list[bytes]], Effect | None]":
    """The rule for a command (`name`) that writes a new file where it is told to."""

    def judge(call: Invocation, words: "list[bytes]") -> "Effect | None":
        options = call.options(words)
        if name == "bundle":
            target = options.operands[1] if options.operands[:1] == [b"create"] and len(options.operands) > 1 else None
        else:
            target = options.value(b"--output", b"o") if name == "archive" else options.value(b"--output")
        return None if target is None else _file(call, DISCARD, "git " + name, target)

    return judge


def _file(call: Invocation, kind: str, shown: str, word: bytes) -> "Effect | None":
    path = None if isinstance(word, (Unsure, Pattern)) else join(call.directory, word)
    if path is None:
        return None
    cut = path.rfind(b"/")
    name = path[cut + 1 :]
    return Effect(kind, shown, path[:cut] or b"/", [name], EVERY & ~CLEAN, [b":(literal)" + name]) if name else None


def submodule(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """What is checked out in submodules again, by force, or taken away.  For `foreach` see commands."""
    options = call.options(words)
    does = options.operands[:1]
    if not options.has(b"f", b"--force") or does not in ([b"update"], [b"deinit"]):
        return None
    shown, states = "git submodule update --force", DIRTY
    if does == [b"deinit"]:
        shown, states = "git submodule deinit -f", DIRTY | UNTRACKED
    found = call.effect(DISCARD, shown, options.operands[1:], states)
    if found is not None:
        found.nested = ONLY_SUBMODULES
    return found
