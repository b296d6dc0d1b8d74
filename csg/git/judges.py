"""What each git command does to work that is not committed: a rule for each.

Each takes the call and its arguments behind the command's name; None if there is no effect.
"""

from csg.git.effects import DISCARD, REMOVE, TAKE, Effect
from csg.git.invocation import Invocation
from csg.shell.words import Pattern, Unsure, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def reset(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only the modes that write files; the last one given counts."""
    modes = [b"--hard", b"--merge", b"--keep", b"--mixed", b"--soft"]
    given = [name for name, _ in call.options(words).given if name in modes]
    mode = given[-1] if given else b""
    if mode == b"--hard":
        return call.effect(DISCARD, "git reset --hard")
    if mode == b"--merge":  # loses what is in the index
        return call.effect(DISCARD, "git reset --merge")
    return None


def checkout(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Paths, or `-f`; a branch without it loses nothing."""
    options = call.options(words)
    operands = options.operands
    if options.has(b"--pathspec-from-file"):
        return call.effect(DISCARD, "git checkout --")
    named: list[bytes] = []
    if options.dashes >= 0:
        named = operands[options.dashes :]
        if not named and call.more:  # xargs git checkout --
            return call.effect(DISCARD, "git checkout --")
    elif not options.has(b"b", b"B", b"--orphan", b"--detach", b"d", b"t", b"--track"):
        named = operands[1:]
        if operands and _is_file(call, operands[0], bool(named)):
            named = operands
    if options.has(b"p", b"--patch"):
        return call.effect(DISCARD, "git checkout -p", named)
    if named:
        return call.effect(DISCARD, "git checkout --", named)
    if options.has(b"f", b"--force"):
        return call.effect(DISCARD, "git checkout -f")
    return None


def _is_file(call: Invocation, word: bytes, among_others: bool) -> bool:
    """Is the first operand of `git checkout` a path, not a branch or a commit?"""
    if isinstance(word, Unsure):
        return False
    if isinstance(word, Pattern) or word in (b".", b"..") or word[:2] in (b"./", b":/", b":("):
        return True
    if word[-1:] == b"/" or word[:3] == b"../" or word[:1] == b"/" or b"*" in word:
        return True
    if word[:1] in (b"-", b"@", b":") or b"~" in word or b"^" in word or word == b"HEAD":
        return False
    if call.exists is None:
        return among_others  # a branch among the paths does no harm
    path = join(call.directory, word)
    return path is not None and call.exists(path)


def restore(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Unless only the index is written."""
    options = call.options(words)
    if options.has(b"S", b"--staged") and not options.has(b"W", b"--worktree"):
        return None
    whole = call.more or options.has(b"p", b"--patch", b"--pathspec-from-file")
    if not options.operands and not whole:
        return None
    return call.effect(DISCARD, "git restore", options.operands)


def switch(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only where it is told to lose changes."""
    options = call.options(words)
    if options.has(b"f", b"--force", b"--discard-changes"):
        return call.effect(DISCARD, "git switch -f")
    return None


def stash(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """What puts changes away; not what brings them back or shows them."""
    if words and words[0] not in (b"push", b"save") and words[0][:1] != b"-":
        return None  # list, show, pop, apply …
    if words[:1] == [b"save"]:
        return call.effect(DISCARD, "git stash")
    if words[:1] == [b"push"]:
        words = words[1:]
    options = call.options(words)
    if options.has(b"h", b"--help"):
        return None
    return call.effect(DISCARD, "git stash", options.operands)


def clean(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Without paths it is limited to the current directory."""
    options = call.options(words)
    forced = options.has(b"f", b"--force", b"i", b"--interactive") or call.configured(b"clean.requireforce=false")
    if not forced or options.has(b"n", b"--dry-run"):
        return None
    return call.effect(DISCARD, "git clean", options.operands or [b"."])


def rebase(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Its start, and what ends it without finishing it."""
    options = call.options(words)
    if options.has(b"--abort"):
        return call.effect(DISCARD, "git rebase --abort")
    if options.has(b"--skip"):
        return call.effect(DISCARD, "git rebase --skip")
    if options.has(b"--continue", b"--quit", b"--edit-todo", b"--show-current-patch"):
        return None
    return call.effect(DISCARD, "git rebase")


def aborting(name: str) -> "Callable[[Invocation, list[bytes]], Effect | None]":
    """The rule for merge, cherry-pick, revert or am (`name`): what they began is undone with `reset --merge`.

    So the index and files in conflict are lost, other changes are not."""

    def judge(call: Invocation, words: "list[bytes]") -> "Effect | None":
        for word in words:
            if word in (b"--abort", b"--skip"):
                return call.effect(DISCARD, "git %s %s" % (name, word.decode()))
        return _autostash(call, words, name)

    return judge


def _autostash(call: Invocation, words: "list[bytes]", name: str) -> "Effect | None":
    """--autostash puts everybody's changes away while it works."""
    given = [word for word in words if word in (b"--autostash", b"--no-autostash")]
    on = given[-1:] == [b"--autostash"]
    if not given:
        on = call.configured(b"%s.autostash=true" % name.encode())
    return call.effect(DISCARD, "git %s --autostash" % name) if on else None


def pull(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Where it puts everybody's changes away while it works."""
    rebases = any(word == b"-r" or word[:8] == b"--rebase" for word in words)
    if rebases and b"--no-autostash" not in words and call.configured(b"rebase.autostash=true"):
        return call.effect(DISCARD, "git pull --autostash")
    return _autostash(call, words, "pull")


def rm(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Unless only the index is written."""
    options = call.options(words)
    if options.has(b"--cached", b"n", b"--dry-run"):
        return None
    if not options.operands and not call.more and not options.has(b"--pathspec-from-file"):
        return None
    return call.effect(DISCARD, "git rm", options.operands)


def worktree(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only `remove`."""
    if words[:1] != [b"remove"]:
        return None
    operands = call.options(words[1:]).operands
    if not operands:
        return None
    return Effect(DISCARD, REMOVE, join(call.directory, operands[0]), None)


def checkout_index(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only with `-f`."""
    options = call.options(words)
    if not options.has(b"f", b"--force") or options.has(b"--prefix", b"--temp"):
        return None
    if options.has(b"a", b"--all", b"--stdin") or call.more:
        return call.effect(DISCARD, "git checkout-index -f")
    return call.effect(DISCARD, "git checkout-index -f", options.operands) if options.operands else None


def read_tree(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only `--reset -u`."""
    options = call.options(words)
    if options.has(b"--reset") and options.has(b"u") and not options.has(b"n", b"--dry-run"):
        return call.effect(DISCARD, "git read-tree --reset -u")
    return None


def add(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Whatever takes whole files; what a person chooses from is theirs."""
    options = call.options(words)
    if options.has(b"n", b"--dry-run", b"N", b"--intent-to-add", b"--refresh"):
        return None
    if options.has(b"p", b"--patch", b"i", b"--interactive", b"e", b"--edit"):
        return None  # a person chooses
    if options.has(b"A", b"--all", b"--no-ignore-removal"):
        return call.effect(TAKE, "git add -A", options.operands)
    if options.has(b"u", b"--update", b"--renormalize"):
        return call.effect(TAKE, "git add -u", options.operands)
    if not options.operands and not call.more and not options.has(b"--pathspec-from-file"):
        return None
    return call.effect(TAKE, "git add", options.operands)


def commit(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """What takes files along that are not in the index."""
    options = call.options(words)
    if options.has(b"--dry-run", b"p", b"--patch", b"--interactive"):
        return None
    if options.has(b"a", b"--all"):
        return call.effect(TAKE, "git commit -a")
    if options.operands or options.has(b"--pathspec-from-file") or call.more:
        return call.effect(TAKE, "git commit", options.operands)
    return None
