"""Which commands move HEAD, and how: read from a command line; nothing is looked at.

Where HEAD ends up, and whether git refuses, is `head_outcomes`' question.  The meanings are git's manual
pages'; the surprising ones were tried on git 2.39.
"""

from csg.git.head_move import ADD, BISECT, BRANCH, CREATE, NAME, NONE, REBASE, RENAME, RESET, Move, Step
from csg.git.invocation import Invocation
from csg.shell.command import Command
from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, basename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def read(found: "Sequence[Command]", exists: "Callable[[bytes], bool] | None" = None) -> "list[Move | Step]":
    """The Moves among a line's commands, and what else of git's comes before the last of them; in order."""
    steps: list[Move | Step] = []
    last = 0
    for one in found:
        program = basename(one.words[0]) if one.words else b""
        if program == b"gh":
            move = _gh(one)
        elif program in (b"git", b"git.exe"):
            call = Invocation(one, exists)
            move = _move(call)
            if move is None and call.arguments:
                steps.append(Step(call, one))
        else:
            continue
        if move is not None:
            move.command = one
            steps.append(move)
            last = len(steps)
    return steps[:last]


def _move(call: Invocation) -> "Move | None":
    if not call.arguments or call.more:
        return None
    rule = _RULES.get(bytes(call.arguments[0]))
    words = call.arguments[1:]
    if rule is None or any(word in (b"-h", b"--help") for word in words):
        return None
    return rule(call, words)


def _gh(one: Command) -> "Move | None":
    """gh pr checkout (in newer versions `gh co` too): fetches, and checks out what it fetched."""
    words = Options(one.words[1:], b"Rb", (b"--repo", b"--branch"))
    verb = words.operands[:2] == [b"pr", b"checkout"] or words.operands[:1] == [b"co"]
    if not verb or words.has(b"h", b"--help"):
        return None
    command = Command([b"git", b"checkout", *one.words[1:]], one.cwd, [], [], False)
    return Move(BRANCH, "gh pr checkout", Invocation(command, None), None)


def _switch(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(words, b"cC", (b"--create", b"--force-create", b"--orphan", b"--conflict"))
    operands = options.operands
    refused = Move(NONE, "git switch", call)
    if len(operands) > 1 or _is_torn(options):
        return refused
    ways = _ways(options, (b"c", b"--create"), (b"C", b"--force-create"))
    if ways:
        return _created(call, options, ways[0], "git switch") if len(ways) == 1 else refused
    target = operands[0] if operands else b""
    if options.has(b"--no-track"):
        return refused  # git wants it for a new branch only
    if options.has(b"d", b"--detach"):
        move = _flagged(Move(BRANCH, "git switch", call, target or b"HEAD", "detach"), options)
    elif not operands:
        return refused
    else:
        move = _flagged(Move(BRANCH, "git switch", call, target, "strict", "guess"), options)
    move.flags.add("tidy")  # refused while something is unfinished
    return move


def _checkout(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(words, b"bB", (b"--orphan", b"--conflict", b"--pathspec-from-file"))
    operands, dashes = options.operands, options.dashes
    paths = options.has(b"p", b"--patch", b"--pathspec-from-file", b"--ours", b"--theirs", b"2", b"3", b"--overlay")
    if paths or options.has(b"--no-overlay") or dashes > 1 or (0 <= dashes < len(operands)) or len(operands) > 1:
        return None
    refused = Move(NONE, "git checkout", call)
    if _is_torn(options):
        return refused
    ways = _ways(options, (b"b",), (b"B",))
    if ways:
        return _created(call, options, ways[0], "git checkout") if len(ways) == 1 else refused
    if options.has(b"--no-track"):
        return refused  # git wants it for a new branch only
    if options.has(b"d", b"--detach"):
        return _flagged(Move(BRANCH, "git checkout", call, operands[0] if operands else b"HEAD", "detach"), options)
    if not operands:
        return None
    if isinstance(operands[0], Pattern):
        return None
    move = Move(BRANCH, "git checkout", call, operands[0], "guess")
    if dashes < 0 and isinstance(operands[0], Unsure):
        move.flags.add("perhaps")  # it may as well be a file
    return _flagged(move, options)


def _is_torn(options: Options) -> bool:
    """Are changes to be lost and to be taken along at once?  Git refuses that."""
    return options.has(b"f", b"--force", b"--discard-changes") and options.has(b"m", b"--merge", b"--conflict")


def _ways(options: Options, new: "tuple[bytes, ...]", anew: "tuple[bytes, ...]") -> "list[tuple[str, bytes]]":
    """How a new branch is asked for: (flag, its name); git wants one way at most."""
    given = (("", new), ("exists", anew), ("orphan", (b"--orphan",)))
    stated = [(flag, options.value(*names)) for flag, names in given]
    found = [(flag, name) for flag, name in stated if name is not None]
    start = options.operands[0] if options.operands else b""
    if not found and options.has(b"t", b"--track") and not isinstance(start, (Unsure, Pattern)):
        name = start[13:] if start.startswith(b"refs/remotes/") else start
        found = [("", name.partition(b"/")[2])]
    return found


def _created(call: Invocation, options: Options, way: "tuple[str, bytes]", shown: str) -> "Move | None":
    """A new branch, as `checkout` and `switch` make it."""
    flag, name = way
    if options.has(b"d", b"--detach") or not name:
        return Move(NONE, shown, call)
    letter = {"git switch": "-c", "git checkout": "-b"}[shown]
    start = options.operands[0] if options.operands else b""
    move = Move(CREATE, "%s %s" % (shown, "--orphan" if flag == "orphan" else letter), call, start, flag)
    move.name = b"" if isinstance(name, (Unsure, Pattern)) else name
    return _flagged(move, options)


def _flagged(move: Move, options: Options) -> Move:
    for flag, names in (
        ("force", (b"f", b"--force", b"--discard-changes")),
        ("merge", (b"m", b"--merge", b"--conflict")),
        ("elsewhere", (b"--ignore-other-worktrees",)),
    ):
        if options.has(*names):
            move.flags.add(flag)
    if options.has(b"--no-guess"):
        move.flags.discard("guess")
    return move


def _reset(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(words, b"", (b"--pathspec-from-file",))
    if options.has(b"p", b"--patch", b"--pathspec-from-file"):
        return None
    if options.has(b"N", b"--intent-to-add") and options.has(*set(_MODES) - {b"--mixed"}):
        return None  # git refuses
    operands, dashes = options.operands, options.dashes
    if not operands or dashes == 0 or len(operands) > 1:  # HEAD stays, or these are paths
        return None
    if isinstance(operands[0], Pattern):
        return None
    modes = [name[2:].decode() for name, _ in options.given if name in _MODES]
    move = Move(RESET, "git reset", call, operands[0], *modes[-1:])
    if dashes < 0:
        move.flags.add("perhaps")
    return move


_MODES = (b"--soft", b"--mixed", b"--hard", b"--merge", b"--keep")


def _rebase(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(
        words, b"xsXC", (b"--onto", b"--exec", b"--strategy", b"--strategy-option", b"--whitespace", b"--empty"), b"S"
    )
    if options.has(b"--abort", b"--skip", b"--continue", b"--quit", b"--edit-todo", b"--show-current-patch"):
        return None
    if _is_at_odds(options):
        return Move(NONE, "git rebase", call)
    operands, onto, root = options.operands, options.value(b"--onto"), options.has(b"--root")
    if len(operands) > (1 if root else 2):
        return None
    branch = operands[-1] if len(operands) > (0 if root else 1) else b""
    upstream = operands[0] if operands and not root else b""
    move = Move(REBASE, "git rebase", call, upstream if onto is None else onto)
    move.upstream = None if isinstance(upstream, (Unsure, Pattern)) else upstream
    move.name = branch
    if root:
        move.flags.add("root")
    run = options.value(b"x", b"--exec")
    stops = run is not None and run not in (b"true", b":")  # it may fail, and then leaves everything where it is
    if stops or options.has(*_REPLAYING) or options.value(b"--whitespace") in (b"fix", b"strip"):
        move.flags.add("replay")
    if options.has(b"--keep-base"):
        move.flags.add("base")
    _autostash(move, call, options, b"rebase")
    return move


def _is_at_odds(options: Options) -> bool:
    """Are two ways to rebase asked for at once, or one that is no more (since 2.34)?  Git refuses that."""
    patching, by_mail = options.has(b"--whitespace", b"C"), options.has(b"--apply")
    by_merge = options.has(
        *(b"x", b"--exec", b"s", b"X", b"--strategy", b"--strategy-option", b"r", b"--rebase-merges", b"--empty"),
        *(b"--keep-empty", b"--no-keep-empty", b"--reapply-cherry-picks", b"--reschedule-failed-exec"),
    )
    merging = options.has(b"i", b"--interactive", b"m", b"--merge")
    at_odds = (by_merge and (patching or by_mail)) or (merging and patching)
    return at_odds or options.has(b"p", b"--preserve-merges")


#: Options with which commits are made anew though they stand where they should.
_REPLAYING = (
    *(b"f", b"--force-rebase", b"--no-ff", b"--signoff", b"--ignore-date", b"--reset-author-date"),
    *(b"--committer-date-is-author-date", b"C"),
)


def _autostash(move: Move, call: Invocation, options: Options, name: bytes) -> None:
    given = [one for one, _ in options.given if one in (b"--autostash", b"--no-autostash")]
    if given[-1:] == [b"--autostash"] or (not given and call.configured(name + b".autostash")):
        move.flags.add("autostash")
    elif given:
        move.flags.add("no-autostash")


def _branch(call: Invocation, words: "list[bytes]") -> "Move | None":
    """-m and -M, of the branch that is checked out."""
    options = Options(words, b"u", (b"--set-upstream-to", b"--sort", b"--format", b"--points-at"))
    if not options.has(b"m", b"M", b"--move") or not 1 <= len(options.operands) <= 2:
        return None
    move = Move(RENAME, "git branch -m", call, options.operands[0] if len(options.operands) > 1 else b"")
    move.name = options.operands[-1]
    if options.has(b"M", b"f", b"--force"):
        move.flags.add("exists")
    return move


def _symbolic_ref(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(words, b"m")
    operands = options.operands
    if options.has(b"d", b"--delete") or len(operands) != 2 or operands[0] != b"HEAD":
        return None
    return Move(NAME, "git symbolic-ref", call, operands[1])


def _update_ref(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(words, b"m")
    operands = options.operands
    if options.has(b"--stdin", b"z", b"d") or not 2 <= len(operands) <= 3:
        return None
    move = Move(RESET, "git update-ref", call, operands[1], "soft")
    move.name = operands[0]
    return move


def _bisect(call: Invocation, words: "list[bytes]") -> "Move | None":
    verb, rest = (bytes(words[0]) if words else b""), words[1:]
    if verb == b"start":
        options = Options(rest, b"", (b"--term-old", b"--term-new", b"--term-good", b"--term-bad"))
        given = options.operands[: options.dashes] if options.dashes >= 0 else options.operands
        if options.has(b"--no-checkout"):
            return None
        move = Move(BISECT, "git bisect start", call, given[0] if len(given) > 1 else b"", "start")
        if options.dashes >= 0 or len(given) > 2:
            move.flags.add("paths")  # or several good ones: which commit comes first is not looked up
        move.upstream = None if len(given) > 1 and isinstance(given[1], Unsure) else (given[1] if given[1:] else b"")
        return move
    if verb in (b"good", b"bad", b"old", b"new", b"skip", b"reset", b"replay", b"run"):
        return Move(BISECT, "git bisect", call, b"", verb.decode())
    return None


def _adding(name: str, quiet: "tuple[bytes, ...]" = ()) -> "Callable[[Invocation, list[bytes]], Move | None]":
    """The rule for what adds commits to the branch."""
    over = (b"--abort", b"--quit", b"--skip", b"--continue", b"--show-current-patch", b"--dry-run", *quiet)
    over += (b"--resolved", b"r") if name == "am" else ()

    def rule(call: Invocation, words: "list[bytes]") -> "Move | None":
        options = Options(words, b"msXFC", (b"--strategy", b"--strategy-option", b"--mainline", b"--into-name"), b"S")
        if options.has(*over):
            return None
        target = options.operands[0] if len(options.operands) == 1 else None if options.operands else b""
        move = Move(ADD, "git " + name, call, target, name)
        if name in ("cherry-pick", "revert") and not options.operands:
            return None
        move.flags |= {flag[2:].decode() for flag, _ in options.given if flag in (b"--no-ff", b"--ff-only")}
        if name == "merge":
            _autostash(move, call, options, b"merge")
        return move

    return rule


def _pull(call: Invocation, words: "list[bytes]") -> "Move | None":
    options = Options(
        words, b"sXjo", (b"--strategy", b"--strategy-option", b"--jobs", b"--depth", b"--server-option"), b"rS"
    )
    if options.has(b"--dry-run"):
        return None
    operands = options.operands
    move = Move(ADD, "git pull", call, None, "pull")
    if len(operands) == 2 and not any(isinstance(one, Unsure) for one in operands):
        move.target = b"%s/%s" % (operands[0], operands[1].partition(b":")[0].lstrip(b"+"))
    elif not operands or len(operands) == 1:
        move.target = b""
        move.flags.update([] if operands else ["followed"])
    if options.has(b"--ff", b"--no-ff", b"--ff-only", b"r", b"--rebase", b"--no-rebase"):
        move.flags.add("reconciles")
    for name, value in options.given:
        if name in (b"r", b"--rebase"):
            move.flags.discard("no-rebase")
            move.flags.add("rebase" if value not in (b"false", b"no") else "no-rebase")
        elif name in (b"--no-rebase", b"--ff-only"):
            move.flags.discard("rebase")
            move.flags.add("no-rebase")
    if call.configured(b"pull.rebase"):
        move.flags.add("rebase")
    _autostash(move, call, options, b"rebase")
    return move


def _stash(call: Invocation, words: "list[bytes]") -> "Move | None":
    """`branch` alone: the new branch begins where the stash was made."""
    if words[:1] != [b"branch"] or not 2 <= len(words) <= 3:
        return None
    move = Move(CREATE, "git stash branch", call, None, "stash")
    move.name = b"" if isinstance(words[1], Unsure) else words[1]
    return move


_RULES: "dict[bytes, Callable[[Invocation, list[bytes]], Move | None]]" = {
    b"switch": _switch,
    b"checkout": _checkout,
    b"reset": _reset,
    b"rebase": _rebase,
    b"branch": _branch,
    b"symbolic-ref": _symbolic_ref,
    b"update-ref": _update_ref,
    b"bisect": _bisect,
    b"merge": _adding("merge", (b"--squash",)),
    b"cherry-pick": _adding("cherry-pick", (b"n", b"--no-commit")),
    b"revert": _adding("revert", (b"n", b"--no-commit")),
    b"am": _adding("am"),
    b"pull": _pull,
    b"stash": _stash,
}
