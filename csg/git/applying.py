"""What git commands bring into files from patches, stashes, commits and trees.  Rules as in `judges`."""

from csg.git.effects import BOTH, CHANGE, CLEAN, DIRTY, DISCARD, EVERY, MODIFIED, STAGED, Effect
from csg.git.invocation import Invocation
from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_LOOKING = (b"--check", b"--stat", b"--numstat", b"--summary", b"--build-fake-ancestor")
#: Options with which git can be asked whether a patch applies.  Their beginnings count as others: one is `--apply`'s.
_ASKABLE = frozenset(
    b"""-R --reverse --recount --allow-empty --inaccurate-eof --ignore-whitespace --ignore-space-change --index
    --cached --unidiff-zero -N --intent-to-add --binary --allow-binary-replacement --no-add -z -v --verbose""".split()
)
_VALUED = (b"-p", b"-C", b"--include", b"--exclude", b"--whitespace", b"--directory")
_UNASKED = frozenset(b"-q --quiet --apply".split())


def apply(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """The files that the patches name.  One on stdin is not known: then only undoing is taken seriously."""
    options = call.options(words)
    if options.has(*_LOOKING) and not options.has(b"--apply"):
        return None
    undoes, cached = options.has(b"R", b"--reverse"), options.has(b"--cached")
    files = [word for word in options.operands if word != b"-"]
    given = [call.input] if call.input and not files and not call.more else []
    files += given
    if not undoes and not files:
        return None
    shown = "git apply -R" if undoes else "git apply"
    paths = [join(call.directory, word) for word in files]
    made = bool(paths) and None not in paths and call.exists is not None and not any(map(call.exists, _known(paths)))
    states = EVERY & ~CLEAN if files and not made else DIRTY  # mostly the output of `git diff`
    found = call.effect(DISCARD if undoes else CHANGE, shown, None, BOTH if cached else states)
    if found is None:
        return None
    found.matching = options.has(b"--index", b"3", b"--3way") and not cached
    if not files or made:
        return found if cached else _differing(call, found)
    depth = options.value(b"p") or b"1"
    if not any(isinstance(word, (Unsure, Pattern)) or word == b"-" for word in words):
        found.trial = _trial(words, given)
    for path in paths:
        if path is None or not depth.isdigit() or options.has(b"--directory"):
            found.patches = []
            break
        found.patches.append((path, int(depth)))
    return found


def _known(paths: "list[bytes | None]") -> "list[bytes]":
    return [path for path in paths if path is not None]


def _trial(words: "list[bytes]", given: "list[bytes]") -> "list[bytes]":
    """The arguments that git can be asked with; none if some of them may make it do something."""
    left = [word for word in words if word not in _UNASKED]
    for word in left:
        if word[:1] == b"-" and word not in _ASKABLE and not (b"=" in word or word[2:].isdigit()):
            return []
        if word[:1] == b"-" and word not in _ASKABLE and not word.startswith(_VALUED):
            return []
    return left + given


def _differing(call: Invocation, found: Effect) -> Effect:
    """A patch that another command of the line makes: `git diff | git apply -R`."""
    found.merged = True  # of what is in conflict there is no patch
    source = call.piped
    words = source.words if source is not None else []
    if len(words) < 2 or basename(words[0]) != b"git":
        return found
    options = Options(words[2:], b"U")
    if words[1] == b"diff" and not any(isinstance(word, (Unsure, Pattern)) for word in words):
        head = any(word[:4] == b"HEAD" for word in options.operands)
        staged = options.has(b"--cached", b"--staged")
        found.states = STAGED if staged else DIRTY if head else MODIFIED
    elif words[1] == b"show" and len(options.operands) < 2:
        found.states, found.merged = EVERY & ~CLEAN, False
        found.delta = (options.operands or [b"HEAD"])[0]
    return found


def stash(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """`apply` and `pop`: what a stash changes is merged into files; git refuses where one differs from the index."""
    options = call.options(words[1:])
    if len(options.operands) > 1:
        return None
    named = options.operands[0] if options.operands else b"0"
    return _brought(call, "git stash " + words[0].decode(), b"stash@{%s}" % named if named.isdigit() else named)


def replay(name: str) -> "Callable[[Invocation, list[bytes]], Effect | None]":
    """The rule for `cherry-pick -n` or `revert -n` (`name`): a commit's changes come into files and the index."""

    def judge(call: Invocation, words: "list[bytes]") -> "Effect | None":
        options = call.options(words)
        if not options.has(b"n", b"--no-commit") or len(options.operands) != 1 or b".." in options.operands[0]:
            return None
        return _brought(call, "git %s -n" % name, options.operands[0])

    return judge


def _brought(call: Invocation, shown: str, revision: bytes) -> "Effect | None":
    found = call.effect(CHANGE, shown, None, STAGED)
    if found is not None and not isinstance(revision, (Unsure, Pattern)):
        found.delta, found.matching = revision, True
    return found


def read_tree(call: Invocation, words: "list[bytes]") -> "Effect | None":
    """`--reset -u` writes files; so does `-m -u` where they are as the index has them.  Else the index loses what only
    it has."""
    options = call.options(words)
    if options.has(b"n", b"--dry-run", b"--prefix", b"--index-output", b"--debug-unpack"):
        return None
    if options.has(b"i", b"u") and not options.has(b"m", b"--reset"):
        return None  # git refuses
    if options.has(b"--reset") and options.has(b"u"):
        return call.nesting(words, call.effect(DISCARD, "git read-tree --reset -u", None, DIRTY))
    if not options.has(b"m", b"u"):
        return call.effect(DISCARD, "git read-tree", None, BOTH)
    if len(options.operands) != 1:
        return None  # of two trees or more, what is in the index stays
    found = call.effect(DISCARD, "git read-tree -m -u", None, STAGED)
    if found is not None:
        found.matching = True
    return found
