"""What git commands that move HEAD do to the working tree on their way: put changes away, undo what was begun.

Rules as in `judges`.  That they move HEAD is not looked at here.
"""

from csg.git import applying, taking
from csg.git.effects import DIRTY, DISCARD, ONLY_STAGED, Effect
from csg.git.invocation import Invocation
from csg.shell.words import Pattern, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def rebase(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """What ends it without finishing it; to begin, it refuses unless told to put changes away."""
    options = call.options(words)
    for name in (b"--abort", b"--skip"):
        if options.has(name):
            found = call.effect(DISCARD, "git rebase " + name.decode(), None, DIRTY)
            return _needing(found, "rebase")
    if options.has(b"--continue"):
        return _needing(taking.index(call, "git rebase --continue"), "rebase")
    if options.has(b"--quit", b"--edit-todo", b"--show-current-patch"):
        return None
    return _autostash(call, words, "rebase", ((b"rebase.autostash",),))


def aborting(name: str) -> "Callable[[Invocation, list[bytes]], Effect | None]":
    """The rule for merge, cherry-pick, revert or am (`name`): what they began is undone with `reset --merge`.

    So the index and files in conflict are lost, other changes are not."""
    settings = ((b"merge.autostash",),) if name == "merge" else ()

    def judge(call: Invocation, words: "list[bytes]") -> "Effect | None":
        for word in words:
            if word in (b"--abort", b"--skip"):
                return _needing(call.effect(DISCARD, "git %s %s" % (name, word.decode()), None, ONLY_STAGED), name)
            if word == b"--quit":
                return None
            if word == b"--continue":
                return _needing(taking.index(call, "git %s --continue" % name), name)
        if name in ("cherry-pick", "revert"):
            return applying.replay(name)(call, words)
        found = _autostash(call, words, name, settings)
        operands = call.options(words).operands if name == "merge" else []
        if found is not None and len(operands) == 1 and not isinstance(operands[0], (Unsure, Pattern)):
            found.merges = operands[0]
        return found

    return judge


def pull(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Where it puts everybody's changes away while it works."""
    rebases = [word for word in words if word in (b"-r", b"--no-rebase") or word[:8] == b"--rebase"]
    settings: tuple[tuple[bytes, ...], ...] = ((b"pull.rebase", b"rebase.autostash"), (b"merge.autostash",))
    if rebases:
        by_merge = rebases[-1] in (b"--no-rebase", b"--rebase=false")
        settings = ((b"merge.autostash",),) if by_merge else ((b"rebase.autostash",),)
    return _autostash(call, words, "pull", settings)


def sparse_checkout(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """`set` takes away what is outside of the directories named, staged files too if they are as the index has them."""
    options = call.options(words[1:])
    if words[:1] != [b"set"] or options.has(b"--no-cone"):
        return None
    found = call.effect(DISCARD, "git sparse-checkout set", None, ONLY_STAGED)
    if found is not None:
        named = [] if options.has(b"--stdin") else options.operands
        plain = [word.strip(b"/") for word in named if not isinstance(word, (Unsure, Pattern)) and b"*" not in word]
        found.spared = [b":(top,glob)*"] + [b":(top,literal)" + word for word in plain if word]
    return found


def _needing(found: "Effect | None", operation: str) -> "Effect | None":
    if found is not None:
        found.needs = operation
    return found


def _autostash(
    call: Invocation, words: "list[bytes]", name: str, settings: "tuple[tuple[bytes, ...], ...]"
) -> "Effect | None":
    """--autostash puts everybody's changes away while it works, and so does a setting."""
    found = call.effect(DISCARD, "git %s --autostash" % name, None, DIRTY)
    given = [word for word in words if word in (b"--autostash", b"--no-autostash")]
    if found is None or given[-1:] == [b"--no-autostash"]:
        return None
    found.begins = True
    if given:
        return found
    left = []
    for group in settings:
        known = [call.configured(setting) for setting in group]
        if all(known):
            return found
        if False not in known:
            left.append(tuple([setting for setting, value in zip(group, known) if not value]))
    found.settings = tuple(left)
    return found if left else None
