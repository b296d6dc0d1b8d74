"""What git commands do to the working tree and the index, where work is not committed: a rule for each.

Each takes the call and its arguments behind the command's name; None if there is no effect.  What puts
work into the index or a commit is in `taking`, what other commands do on their way in `detours`.
"""

from csg.git import applying
from csg.git.effects import (
    BOTH,
    CLEAN,
    CONFLICTED,
    DIRTY,
    DISCARD,
    EVERY,
    IGNORED,
    MODIFIED,
    MOVE,
    ONLY_STAGED,
    REMOVE,
    STAGED,
    SUBMODULES,
    UNKNOWN_TO_GIT,
    UNTRACKED,
    Effect,
)
from csg.git.invocation import Invocation
from csg.git.pathspecs import excluding
from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, join


def reset(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Modes that write files lose what is in them; the others a version that only the index has."""
    words = [b"--hard" if word in (b"--ha", b"--har") else word for word in words]  # git takes beginnings
    options = call.options(words)
    modes = [b"--hard", b"--merge", b"--keep", b"--mixed", b"--soft"]
    given = [name for name, _ in options.given if name in modes]
    mode = given[-1] if given else b""
    named = options.operands
    if options.dashes >= 0:
        named = named[options.dashes :]
    elif named and not _is_file(call, named[0], False):
        named = named[1:]
    if (named or options.has(b"--pathspec-from-file")) and mode in modes[:3]:
        return None  # git refuses
    if mode == b"--hard":
        return call.nesting(words, call.effect(DISCARD, "git reset --hard", None, DIRTY))
    if mode == b"--merge":  # refused where the working tree has yet another version
        return call.effect(DISCARD, "git reset --merge", None, ONLY_STAGED)
    if mode in (b"--soft", b"--keep") or (options.has(b"p", b"--patch") and not call.fed):
        return None
    return call.listed(call.effect(DISCARD, "git reset", named, BOTH), options)


def checkout(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Paths, or `-f`; a branch without it loses nothing."""
    options = call.options(words)
    operands = options.operands
    if options.has(b"p", b"--patch") and not call.fed:
        return None  # nobody is there to choose
    named: list[bytes] = []
    tree = False
    new = options.has(b"b", b"B", b"--orphan", b"--detach", b"d", b"t", b"--track", b"l")
    if options.dashes >= 0:
        named, tree = operands[options.dashes :], options.dashes > 0
    elif not options.has(b"b", b"B", b"--orphan", b"--detach", b"d", b"t", b"--track"):
        named, tree = operands[1:], bool(operands)
        if operands and _is_file(call, operands[0], bool(named)):
            named, tree = operands, False
    states = DIRTY if tree else MODIFIED
    listed = options.has(b"--pathspec-from-file")
    sides = options.has(b"--ours", b"--theirs", b"2", b"3")
    merge, force = options.has(b"m", b"--merge", b"--conflict"), options.has(b"f", b"--force")
    if (new and len(operands) > 1) or merge + force + sides > 1 or (sides and not (named or listed or call.more)):
        return None  # git refuses
    if options.has(b"p", b"--patch"):
        return call.effect(DISCARD, "git checkout -p", named, DIRTY)
    if named or listed or (options.dashes >= 0 and call.more):  # xargs git checkout --
        if new or options.has(b"--no-track"):
            return None  # git refuses
        found = call.listed(call.effect(DISCARD, "git checkout --", named, states), options)
        if tree and options.dashes <= 1:
            return _from_tree(found, operands[0], not options.has(b"--no-overlay"))
        return _from_index(found, options)
    if force:
        return call.nesting(words, call.effect(DISCARD, "git checkout -f", None, DIRTY))
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


def _from_index(found: "Effect | None", options: Options) -> "Effect | None":
    """What comes from the index cannot be had of a file in conflict, unless it is said which version."""
    sides = (
        b"--ours",
        b"--theirs",
        b"2",
        b"3",
        b"m",
        b"--merge",
        b"--conflict",
        b"f",
        b"--force",
        b"--ignore-unmerged",
    )
    if found is not None:
        found.merged = found.states == MODIFIED and not options.has(*sides)
        found.unmerges = options.has(*sides[:7])  # so it is in 2.39, where no glob excludes them
    return _known(found, DIRTY)


def _from_tree(found: "Effect | None", tree: bytes, overlay: bool) -> "Effect | None":
    """From a commit.  `overlay`: what that has not stays as it is."""
    if found is not None and not isinstance(tree, (Unsure, Pattern)):
        found.tree, found.overlay = tree, overlay
    return found


def _known(found: "Effect | None", states: int) -> "Effect | None":
    """Git refuses a path of which it knows nothing."""
    if found is not None:
        found.known = found.matches = not states & (UNTRACKED | IGNORED)
    return found


def restore(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """From the index or a tree; only into the index it loses what only that has."""
    options = call.options(words)
    if options.has(b"p", b"--patch") and not call.fed:
        return None
    if not options.operands and not call.more and not options.has(b"p", b"--patch", b"--pathspec-from-file"):
        return None
    states = MODIFIED
    sides, merge = options.has(b"--ours", b"--theirs", b"2", b"3"), options.has(b"m", b"--merge", b"--conflict")
    staged = options.has(b"S", b"--staged")
    if (staged and (sides or merge)) or (merge and (sides or options.has(b"--ignore-unmerged"))):
        return None  # git refuses
    told = [name for name, _ in options.given if name in (b"W", b"--worktree", b"--no-worktree")]
    worktree = told[-1] != b"--no-worktree" if told else not staged
    tree = options.value(b"s", b"--source")
    if not (staged or worktree):
        return None  # git refuses
    if staged:
        states = DIRTY if worktree else BOTH
    elif tree is not None:
        states = DIRTY
    found = call.effect(DISCARD, "git restore", options.operands, states)
    found = call.listed(call.nesting(words, found), options)
    if tree is not None:
        return _from_tree(found, tree, options.has(b"--overlay"))
    return _from_index(found, options)


def switch(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only where it is told to lose changes."""
    options = call.options(words)
    name = options.value(b"c", b"C", b"--create", b"--force-create", b"--orphan")
    if name is not None and (name[:1] == b"-" or (options.has(b"--orphan") and options.operands)):
        return None  # git refuses
    detached = options.has(b"d", b"--detach", b"c", b"C", b"--create", b"--force-create")
    if not detached and any(sign in word for word in options.operands for sign in (b"~", b"^", b"@{u")):
        return None  # git refuses what is no branch
    if options.has(b"f", b"--force", b"--discard-changes") and not options.has(b"m", b"--merge", b"--conflict"):
        return call.nesting(words, call.effect(DISCARD, "git switch -f", None, DIRTY))
    return None


def stash(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """What puts changes away, and what brings them back."""
    if words[:1] in ([b"apply"], [b"pop"]):
        return applying.stash(call, words)
    if words and words[0] not in (b"push", b"save") and words[0][:1] != b"-":
        return None  # list, show …
    saves = words[:1] == [b"save"]
    if saves or words[:1] == [b"push"]:
        words = words[1:]
    options = call.options(words)
    if options.has(b"h", b"--help") or (options.has(b"p", b"--patch") and not call.fed):
        return None
    if options.has(b"S", b"--staged"):
        states = STAGED
    else:
        states = MODIFIED if options.has(b"k", b"--keep-index") else DIRTY
        if options.has(b"u", b"--include-untracked"):
            states |= UNTRACKED
        if options.has(b"a", b"--all"):
            states |= UNTRACKED | IGNORED
    all_of_it = saves or states == STAGED  # of the index pathspecs leave nothing out
    found = call.effect(DISCARD, "git stash", [] if all_of_it else options.operands, states)
    if found is not None:
        found.merged = True
    return found if all_of_it else _known(call.listed(found, options), states)


def clean(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Without paths it is limited to the current directory."""
    options = call.options(words)
    forced = options.has(b"f", b"--force") or call.configured(b"clean.requireforce") is False
    asks = options.has(b"i", b"--interactive")
    if not (forced or asks) or (asks and not call.fed) or options.has(b"n", b"--dry-run"):
        return None
    states = UNTRACKED | IGNORED if options.has(b"x") else IGNORED if options.has(b"X") else UNTRACKED
    found = call.effect(DISCARD, "git clean", options.operands or [b"."], states, False)
    if found is None:
        return None
    directories = options.has(b"d")
    found.flat = not directories and not options.operands
    if directories and sum(name in (b"f", b"--force") for name, _ in options.given) > 1:
        found.nested = UNKNOWN_TO_GIT
    if not options.has(b"X"):
        for name, value in options.given:
            if name in (b"e", b"--exclude") and not isinstance(value, (Unsure, Pattern)):
                found.spared += excluding(value)
    return found


def rm(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """With `-f`; without it git refuses where anything would be lost, but for a file in conflict."""
    options = call.options(words)
    if options.has(b"n", b"--dry-run"):
        return None
    if not options.operands and not call.more and not options.has(b"--pathspec-from-file"):
        return None
    if not options.has(b"r") and any(_is_tree(call, word) for word in options.operands):
        return None  # git refuses
    cached, forced = options.has(b"--cached"), options.has(b"f", b"--force")
    if cached and not forced:
        return None
    states = BOTH if cached else DIRTY if forced else CONFLICTED
    found = call.effect(DISCARD, "git rm", options.operands, states, False)
    if found is not None and not cached:
        found.nested = SUBMODULES
    found = call.listed(found, options)
    if found is not None:
        found.known = found.matches = not options.has(b"--ignore-unmatch")
        found.careful = not forced
    return found


def _is_tree(call: Invocation, word: bytes) -> bool:
    """Is it surely a directory, and no submodule?"""
    if word in (b":/", b":(top)", b"."):
        return True
    path = join(call.directory, word.rstrip(b"/"))
    exists = call.exists
    return path is not None and exists is not None and exists(path + b"/.") and not exists(path + b"/.git")


def mv(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """What is moved, and what it is moved over by force."""
    options = call.options(words)
    if options.has(b"n", b"--dry-run") or len(options.operands) < 2:
        return None
    sources, target = options.operands[:-1], options.operands[-1]
    states = DIRTY
    path = join(call.directory, target)
    over = path is not None and call.exists is not None and call.exists(path) and not _is_directory(call, target)
    if over and not options.has(b"f", b"--force"):
        return None  # git refuses
    if over:
        sources, states = [*sources, target], EVERY
    if any(_is_directory(call, source) for source in sources):
        states = EVERY
    found = call.effect(DISCARD, "git mv", sources, states & ~CLEAN)
    if found is not None:
        found.nested = SUBMODULES
        found.merged = True
    return found


def _is_directory(call: Invocation, word: bytes) -> bool:
    path = join(call.directory, word.rstrip(b"/") + b"/.")
    return path is None or call.exists is None or call.exists(path)


def worktree(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only `remove` and `move`."""
    if words[:1] not in ([b"remove"], [b"move"]):
        return None
    options = call.options(words[1:])
    if not options.operands or isinstance(options.operands[0], Unsure):
        return None
    found = Effect(DISCARD, REMOVE if words[0] == b"remove" else MOVE, call.directory, None)
    found.worktree = options.operands[0]
    found.forced = sum(name in (b"f", b"--force") for name, _ in options.given)
    return found


def checkout_index(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Only with `-f`."""
    options = call.options(words)
    if not options.has(b"f", b"--force") or options.has(b"--prefix", b"--temp"):
        return None
    named = [] if options.has(b"a", b"--all", b"--stdin") or call.more else options.operands
    if not named and not options.has(b"a", b"--all", b"--stdin") and not call.more:
        return None
    return _from_index(call.effect(DISCARD, "git checkout-index -f", named, MODIFIED), call.options([]))
