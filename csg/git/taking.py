"""What git commands put into the index or a commit, whoever made it.  Rules as in `judges`."""

from csg.git.effects import BOTH, DIRTY, DISCARD, IGNORED, MODIFIED, STAGED, TAKE, UNTRACKED, Effect
from csg.git.invocation import Invocation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.options import Options


def add(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """Whatever takes whole files; what a person chooses from is theirs."""
    options = call.options(words)
    if options.has(b"n", b"--dry-run", b"N", b"--intent-to-add", b"--refresh"):
        return None
    if options.has(b"p", b"--patch", b"i", b"--interactive", b"e", b"--edit"):
        return None  # a person chooses
    states = MODIFIED | UNTRACKED | (IGNORED if options.has(b"f", b"--force") else 0)
    if options.has(b"A", b"--all", b"--no-ignore-removal"):
        shown = "git add -A"
    elif options.has(b"u", b"--update", b"--renormalize"):
        shown, states = "git add -u", MODIFIED
    elif options.operands or call.more or options.has(b"--pathspec-from-file"):
        shown = "git add"
    else:
        return None
    return _staging(call.listed(call.effect(TAKE, shown, options.operands, states), options))


def update_index(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """The files that are named, or all that differ already."""
    options = call.options(words)
    if options.has(b"g", b"--again"):
        return _staging(call.effect(TAKE, "git update-index", None, MODIFIED))
    if options.has(b"--force-remove"):
        return call.effect(DISCARD, "git update-index --force-remove", options.operands, BOTH, False)
    if options.has(b"--assume-unchanged", b"--skip-worktree", b"--unresolve"):
        return None
    if not options.operands and not call.more and not options.has(b"--stdin"):
        return None
    states = MODIFIED | (UNTRACKED | IGNORED if options.has(b"--add") else 0)
    return _staging(call.effect(TAKE, "git update-index", options.operands, states, False))


def _staging(found: "Effect | None") -> "Effect | None":
    if found is not None:
        found.stages = True
    return found


def commit(call: Invocation, words: "list[bytes]") -> "list[Effect]":
    """What is in the index, and what is taken along that is not."""
    options = call.options(words)
    if options.has(b"--dry-run", b"--short", b"--porcelain", b"--long", b"z", b"--null"):
        return []
    if options.has(b"p", b"--patch", b"--interactive"):  # nobody chooses; what is in the index is committed
        one = index(call, "git commit")
        return [one] if one is not None else []
    found = [_files(call, options)]
    only = options.operands or call.more or options.has(b"--pathspec-from-file")
    if options.has(b"a", b"--all"):
        pass
    elif not only or options.has(b"i", b"--include"):
        found.append(index(call, "git commit"))
    return [one for one in found if one is not None]


def index(call: Invocation, shown: str) -> "Effect | None":
    """What commits all that is in the index.  Git refuses where anything there is in conflict."""
    found = call.effect(TAKE, shown, None, STAGED)
    if found is not None:
        found.merged = True
    return found


def _files(call: Invocation, options: "Options") -> "Effect | None":
    if options.has(b"a", b"--all"):
        return call.effect(TAKE, "git commit -a", None, DIRTY)
    if options.operands or options.has(b"--pathspec-from-file") or call.more:
        return call.listed(call.effect(TAKE, "git commit", options.operands, DIRTY), options)
    return None
