"""What git commands in a shell command line do to work that is not committed.

Two kinds of effect: DISCARD throws changes in the working tree away (or, like `stash`, out of sight of
whoever is editing), TAKE puts them into the index or a commit, whoever made them.  The meanings are
git's manual pages'; the surprising ones were tried on git 2.39.  Nothing is run; an alias is not
known.  Where git itself refuses rather than lose a change (`checkout BRANCH`, `merge`, `pull`,
`reset --keep`, `cherry-pick`) there is no effect.
"""

from csg.base import paths
from csg.shell import command_line
from csg.shell.command import Command
from csg.shell.options import Options
from csg.shell.words import Pattern, Unsure, basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

DISCARD = "discard"
TAKE = "take"


class Effect:
    """What one git command does.

    kind       DISCARD or TAKE
    shown      what to call it, such as "git reset --hard": fixed text, nothing of the command line's
    directory  where git works (absolute, not canonical); None if unknown: take the event's cwd
    paths      the pathspecs that limit it, as git reads them in `directory` (`.` is the directory
               itself, `*` matches `/` too); None: the whole repository
    """

    __slots__ = ("directory", "kind", "paths", "shown")

    def __init__(self, kind: str, shown: str, directory: "bytes | None", paths: "list[bytes] | None") -> None:
        self.kind = kind
        self.shown = shown
        self.directory = directory
        self.paths = paths

    def key(self) -> "tuple[str, str, bytes | None, tuple[bytes, ...] | None]":
        """Equal for effects that are the same."""
        return self.kind, self.shown, self.directory, None if self.paths is None else tuple(self.paths)


def verdict(
    command: str, cwd: bytes, exists: "Callable[[bytes], bool] | None" = None, home: bytes = b""
) -> "list[Effect]":
    """The effects of a shell command line that starts in `cwd` (absolute), in order, each once.

    exists  tells whether a path (absolute) is there: `git checkout NAME` means the file rather than a
            branch if it is (git refuses if both are).  Without it a NAME counts as a file only where
            it looks like one: `.`, `./a`, `a/`, `*.py`
    home    the person's home directory, for `cd ~/x`
    Never raises; a line without `git` in it costs one search."""
    if "git" not in command:
        return []
    found: dict[tuple[str, str, bytes | None, tuple[bytes, ...] | None], Effect] = {}
    for one in command_line.commands(command, cwd, home):
        if one.words and basename(one.words[0]) in (b"git", b"git.exe"):
            effect = _judge(one, exists)
            if effect is not None:
                found.setdefault(effect.key(), effect)
    return list(found.values())


class _Call:
    """A git command, its general options taken off."""

    __slots__ = ("arguments", "config", "directory", "exists", "more", "outside", "tree")

    def __init__(self, command: Command, exists: "Callable[[bytes], bool] | None") -> None:
        self.directory = command.cwd
        self.more = command.more
        self.exists = exists
        self.config: list[bytes] = []
        self.tree: bytes | None = None  # --work-tree
        self.arguments: list[bytes] = []
        self.outside = False  # git works from the top of a tree that it was not called in
        for word in command.assigned:
            name, _, value = word.partition(b"=")
            if name == b"GIT_WORK_TREE":
                self.tree = _same_certainty(word, value)
        words = command.words
        k = 1
        while k < len(words) and words[k][:1] == b"-":
            word = words[k]
            name, equals, value = word.partition(b"=")
            k += 1
            if name in _VALUED and not equals:
                value = words[k] if k < len(words) else b""
                k += 1
            elif name in _ASKING and not (name == b"--exec-path" and equals):
                return
            else:
                value = _same_certainty(word, value)
            if name == b"-C" and value:
                self.directory = join(self.directory, value)
            elif name == b"-c":
                self.config.append(value.lower())
            elif name == b"--work-tree":
                self.tree = value
        if k < len(words) and not isinstance(words[k], (Unsure, Pattern)):
            self.arguments = words[k:]
        if self.tree is not None:
            self.enter_tree(self.tree)

    def enter_tree(self, stated: bytes) -> None:
        """--work-tree, relative to -C's directory: git goes to its top unless it is in it already."""
        tree = join(self.directory, stated)
        inside = tree is not None and self.directory is not None and paths.is_below(self.directory, tree)
        if not inside:
            self.directory = tree

    def effect(self, kind: str, shown: str, pathspecs: "list[bytes] | None" = None) -> "Effect | None":
        """An Effect, limited to `pathspecs` if there are any and all are known."""
        limits: list[bytes] = []
        for word in pathspecs or []:
            if isinstance(word, Unsure):
                if kind == TAKE and not word.many:
                    continue  # `git add "$file"`: hardly ever somebody else's
                word = word.before[: word.before.rfind(b"/") + 1]
            pathspec = _without_magic(bytes(word))
            if pathspec is None:
                continue
            if not pathspec:
                return Effect(kind, shown, self.directory, None)
            limits.append(pathspec)
        if self.more:
            return Effect(kind, shown, self.directory, None)
        if not limits and kind == TAKE and any(isinstance(word, Unsure) for word in pathspecs or []):
            return None
        return Effect(kind, shown, self.directory, limits or None)

    def configured(self, setting: bytes) -> bool:
        """Is this (name=value, in small letters) among the -c options?"""
        return setting in self.config


def _same_certainty(word: bytes, value: bytes) -> bytes:
    return value if type(word) is bytes else Unsure(value)


def _without_magic(pathspec: bytes) -> "bytes | None":
    """A pathspec without its magic (gitglossary, "pathspec"); None if it only excludes, b"" if unlimited."""
    if pathspec[:1] != b":":
        return pathspec
    if pathspec[1:2] == b"(":
        words, _, rest = pathspec[2:].partition(b")")
        magic = words.split(b",")
        if b"exclude" in magic:
            return None
        return b"" if b"top" in magic else rest
    rest = pathspec[1:].lstrip(b"/!^")
    signs = pathspec[1 : len(pathspec) - len(rest)]
    return None if b"!" in signs or b"^" in signs else b""


def _judge(command: Command, exists: "Callable[[bytes], bool] | None") -> "Effect | None":
    call = _Call(command, exists)
    if not call.arguments:
        return None
    judge = _JUDGES.get(call.arguments[0])
    words = call.arguments[1:]
    # git takes the first words for options: `git stash -h`, and never more than usage is printed
    if judge is None or words[:1] in ([b"-h"], [b"--help"]):
        return None
    return judge(call, words)


def _reset(call: _Call, words: "list[bytes]") -> "Effect | None":
    modes = [b"--hard", b"--merge", b"--keep", b"--mixed", b"--soft"]
    given = [name for name, _ in Options(words, b"U").given if name in modes]
    mode = given[-1] if given else b""
    if mode == b"--hard":
        return call.effect(DISCARD, "git reset --hard")
    if mode == b"--merge":  # loses what is in the index
        return call.effect(DISCARD, "git reset --merge")
    return None


def _checkout(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"bBU", (b"--orphan", b"--pathspec-from-file", b"--conflict"))
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


def _is_file(call: _Call, word: bytes, among_others: bool) -> bool:
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


def _restore(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"sU", (b"--source", b"--conflict", b"--pathspec-from-file"))
    if options.has(b"S", b"--staged") and not options.has(b"W", b"--worktree"):
        return None
    whole = call.more or options.has(b"p", b"--patch", b"--pathspec-from-file")
    if not options.operands and not whole:
        return None
    return call.effect(DISCARD, "git restore", options.operands)


def _switch(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"cC", (b"--create", b"--force-create", b"--orphan", b"--conflict"))
    if options.has(b"f", b"--force", b"--discard-changes"):
        return call.effect(DISCARD, "git switch -f")
    return None


def _stash(call: _Call, words: "list[bytes]") -> "Effect | None":
    if words and words[0] not in (b"push", b"save") and words[0][:1] != b"-":
        return None  # list, show, pop, apply …
    if words[:1] == [b"save"]:
        return call.effect(DISCARD, "git stash")
    if words[:1] == [b"push"]:
        words = words[1:]
    options = Options(words, b"m", (b"--message", b"--pathspec-from-file"))
    if options.has(b"h", b"--help"):
        return None
    return call.effect(DISCARD, "git stash", options.operands)


def _clean(call: _Call, words: "list[bytes]") -> "Effect | None":
    """Without paths it is limited to the current directory."""
    options = Options(words, b"e", (b"--exclude",))
    forced = options.has(b"f", b"--force", b"i", b"--interactive") or call.configured(b"clean.requireforce=false")
    if not forced or options.has(b"n", b"--dry-run"):
        return None
    return call.effect(DISCARD, "git clean", options.operands or [b"."])


def _rebase(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"xsX")
    if options.has(b"--abort"):
        return call.effect(DISCARD, "git rebase --abort")
    if options.has(b"--skip"):
        return call.effect(DISCARD, "git rebase --skip")
    if options.has(b"--continue", b"--quit", b"--edit-todo", b"--show-current-patch"):
        return None
    return call.effect(DISCARD, "git rebase")


def _aborting(name: str) -> "Callable[[_Call, list[bytes]], Effect | None]":
    """For merge, cherry-pick, revert and am: what they began is undone with `reset --merge`.

    So the index and files in conflict are lost, other changes are not."""

    def judge(call: _Call, words: "list[bytes]") -> "Effect | None":
        for word in words:
            if word in (b"--abort", b"--skip"):
                return call.effect(DISCARD, "git %s %s" % (name, word.decode()))
        return _autostash(call, words, name)

    return judge


def _autostash(call: _Call, words: "list[bytes]", name: str) -> "Effect | None":
    """--autostash puts everybody's changes away while it works."""
    given = [word for word in words if word in (b"--autostash", b"--no-autostash")]
    on = given[-1:] == [b"--autostash"]
    if not given:
        on = call.configured(b"%s.autostash=true" % name.encode())
    return call.effect(DISCARD, "git %s --autostash" % name) if on else None


def _pull(call: _Call, words: "list[bytes]") -> "Effect | None":
    rebases = any(word == b"-r" or word[:8] == b"--rebase" for word in words)
    if rebases and b"--no-autostash" not in words and call.configured(b"rebase.autostash=true"):
        return call.effect(DISCARD, "git pull --autostash")
    return _autostash(call, words, "pull")


def _rm(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"", (b"--pathspec-from-file",))
    if options.has(b"--cached", b"n", b"--dry-run"):
        return None
    if not options.operands and not call.more and not options.has(b"--pathspec-from-file"):
        return None
    return call.effect(DISCARD, "git rm", options.operands)


def _worktree(call: _Call, words: "list[bytes]") -> "Effect | None":
    if words[:1] != [b"remove"]:
        return None
    operands = Options(words[1:]).operands
    if not operands:
        return None
    return Effect(DISCARD, "git worktree remove", join(call.directory, operands[0]), None)


def _checkout_index(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"", (b"--prefix", b"--stage"))
    if not options.has(b"f", b"--force") or options.has(b"--prefix", b"--temp"):
        return None
    if options.has(b"a", b"--all", b"--stdin") or call.more:
        return call.effect(DISCARD, "git checkout-index -f")
    return call.effect(DISCARD, "git checkout-index -f", options.operands) if options.operands else None


def _read_tree(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words)
    if options.has(b"--reset") and options.has(b"u") and not options.has(b"n", b"--dry-run"):
        return call.effect(DISCARD, "git read-tree --reset -u")
    return None


def _add(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(words, b"U", (b"--chmod", b"--pathspec-from-file"))
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


def _commit(call: _Call, words: "list[bytes]") -> "Effect | None":
    options = Options(
        words,
        b"mFCctU",
        (
            b"--message",
            b"--file",
            b"--author",
            b"--date",
            b"--template",
            b"--reuse-message",
            b"--reedit-message",
            b"--fixup",
            b"--squash",
            b"--cleanup",
            b"--trailer",
            b"--pathspec-from-file",
        ),
        b"uS",
    )
    if options.has(b"--dry-run", b"p", b"--patch", b"--interactive"):
        return None
    if options.has(b"a", b"--all"):
        return call.effect(TAKE, "git commit -a")
    if options.operands or options.has(b"--pathspec-from-file") or call.more:
        return call.effect(TAKE, "git commit", options.operands)
    return None


#: General options that take a value (`handle_options` in git.c), and those that only print.
_VALUED = frozenset(
    b"-C -c --git-dir --work-tree --namespace --super-prefix --config-env --attr-source --list-cmds".split()
)
_ASKING = frozenset(b"-h --help -v --version --exec-path --html-path --man-path --info-path".split())

_JUDGES: "dict[bytes, Callable[[_Call, list[bytes]], Effect | None]]" = {
    b"reset": _reset,
    b"checkout": _checkout,
    b"restore": _restore,
    b"switch": _switch,
    b"stash": _stash,
    b"clean": _clean,
    b"rebase": _rebase,
    b"merge": _aborting("merge"),
    b"cherry-pick": _aborting("cherry-pick"),
    b"revert": _aborting("revert"),
    b"am": _aborting("am"),
    b"pull": _pull,
    b"rm": _rm,
    b"worktree": _worktree,
    b"checkout-index": _checkout_index,
    b"read-tree": _read_tree,
    b"add": _add,
    b"stage": _add,
    b"commit": _commit,
}
