"""What git commands in a shell command line do to work that is not committed.

Two kinds of effect: DISCARD throws changes in the working tree or the index away (or, like `stash`, out of
sight of whoever is editing), TAKE puts them into the index or a commit, whoever made them.  Each Effect says
of files in which states that is so; the facts decide (`hooks.git_looks`).  The meanings are
git's manual pages'; the surprising ones were tried on git 2.39.  Nothing is run.  Where git itself refuses
rather than lose a change (`checkout BRANCH`, `merge`, `pull`, `reset --keep`, `cherry-pick`) there is no effect.
"""

from csg.git import applying, detours, judges, taking, writing
from csg.git.chains import Chains
from csg.git.command_options import OTHERS
from csg.git.effects import ONLY_SUBMODULES, Effect
from csg.git.invocation import Invocation
from csg.shell import conditions
from csg.shell.command import Command
from csg.shell.command_line import commands
from csg.shell.words import basename, join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def verdict(
    command: str,
    cwd: bytes,
    exists: "Callable[[bytes], bool] | None" = None,
    home: bytes = b"",
    aliases: "Callable[[bytes], dict[bytes, bytes]] | None" = None,
) -> "list[Effect]":
    """The effects of a shell command line that starts in `cwd` (absolute), in order, each once.

    exists   tells whether a path (absolute) is there: `git checkout NAME` means the file rather than a
             branch if it is (git refuses if both are).  Without it a NAME counts as a file only where
             it looks like one: `.`, `./a`, `a/`, `*.py`
    home     the person's home directory, for `cd ~/x`
    aliases  gives git's aliases that are configured for a directory; asked for names that are not git's
    Never raises; a line without `git` in it costs one search."""
    if "git" not in command:
        return []
    return effects(commands(command, cwd, home), exists, home, aliases, fed(command))


def fed(command: str) -> bool:
    """May a command of the line be given its pathspecs on stdin?"""
    return "|" in command or "<" in command


def effects(
    line: "Iterable[Command]",
    exists: "Callable[[bytes], bool] | None" = None,
    home: bytes = b"",
    aliases: "Callable[[bytes], dict[bytes, bytes]] | None" = None,
    fed: bool = False,
    chain: "Chains | None" = None,
) -> "list[Effect]":
    """The same for a line that has been read.  `chain`: what is known of which commands run."""
    reading = _Reading(exists, home, aliases, fed)
    reading.chain = chain or Chains()
    reading.read(line, 0)
    return list(reading.found.values())


class _Reading:
    """One line while it is judged.  `config`: what `git config` has set so far."""

    def __init__(
        self,
        exists: "Callable[[bytes], bool] | None",
        home: bytes,
        aliases: "Callable[[bytes], dict[bytes, bytes]] | None",
        fed: bool,
    ) -> None:
        self.exists = exists
        self.home = home
        self.aliases = aliases
        self.fed = fed
        self.config: list[tuple[bytes, bytes]] = []
        self.chain = Chains()
        self.first = True  # has nothing changed what there is?
        self.read_before: Command | None = None
        self.locked: set[bytes] = set()
        self.found: dict[tuple[object, ...], Effect] = {}

    def read(self, some: "Iterable[Command]", depth: int) -> None:
        """Judge these commands.  `depth`: how many aliases led to them."""
        for one in some:
            self.first = self.first and (self.read_before is None or _leaves(self.read_before))
            self.read_before = one
            if one.words and basename(one.words[0]) in (b"git", b"git.exe") and self.chain.runs(one):
                for effect in self._judge(one, depth):
                    effect.unlikely = self.chain.is_unlikely(one)
                    effect.first, effect.quiet = self.first, _is_quiet(one)
                    if self.first and effect.listing and self.exists is not None and not self.exists(effect.listing):
                        continue  # git refuses
                    self.found.setdefault(effect.key(), effect)

    def _judge(self, command: Command, depth: int) -> "list[Effect]":
        call = Invocation(command, self.exists, self.config, self.fed)
        if not call.arguments or (self.first and _is_nowhere(call, command)):
            return []
        name, words = call.arguments[0], call.arguments[1:]
        if name == b"worktree" and words[:1] in ([b"lock"], [b"unlock"]) and words[1:]:
            place = join(call.directory, words[-1]) or b""
            (self.locked.add if words[0] == b"lock" else self.locked.discard)(place)
        # git takes the first words for options: `git stash -h`, and never more than usage is printed
        if words[:1] in ([b"-h"], [b"--help"]):
            return []
        if name == b"commit":
            return taking.commit(call, words)
        if name == b"submodule" and b"foreach" in words:
            return self._in_each(call, words[words.index(b"foreach") + 1 :])
        judge = _JUDGES.get(name)
        if judge is not None:
            found = judge(call, words)
            if found is None or (found.removes() and found.forced < 2 and self._is_locked(found)):
                return []
            return [found]
        if name == b"config":
            operands = [word for word in words if word[:1] != b"-"]
            if len(operands) == 2:
                self.config.append((operands[0].lower(), bytes(operands[1])))
        elif name not in OTHERS and depth < _DEPTH:
            self._follow(command, call, depth)
        return []

    def _is_locked(self, effect: Effect) -> bool:
        """Has the line locked the worktree that is to go?"""
        return join(effect.directory, effect.worktree) in self.locked

    def _follow(self, command: Command, call: Invocation, depth: int) -> None:
        """The commands of an alias."""
        name = b"alias." + call.arguments[0].lower()
        known = dict(call.config)
        if name not in known and self.aliases is not None and call.directory is not None:
            known = self.aliases(call.directory)
        value = known.get(name, b"")
        if value[:1] == b"!":
            self.read(_commands(value[1:], call.directory, self.home), depth + 1)
        elif value:
            for one in _commands(b"git " + value, call.directory, self.home)[:1]:
                one.words += call.arguments[1:]
                one.more = command.more
                self.read([one], depth + 1)

    def _in_each(self, call: Invocation, words: "list[bytes]") -> "list[Effect]":
        """What `git submodule foreach` runs, in the submodules only."""
        while words and words[0][:1] == b"-":
            words = words[1:]
        inner = _Reading(self.exists, self.home, self.aliases, self.fed)
        inner.read(_commands(b" ".join(words), call.directory, self.home), _DEPTH)
        for effect in inner.found.values():
            effect.nested = ONLY_SUBMODULES
            effect.paths, effect.words, effect.flat = None, None, False
        return list(inner.found.values())


def _is_nowhere(call: Invocation, command: Command) -> bool:
    """Is it told to work in a directory that is not there?"""
    directory, exists = call.directory, call.exists
    return exists is not None and directory is not None and directory != command.cwd and not exists(directory)


def _is_quiet(command: Command) -> bool:
    """Does it run only if a `git diff` before it finds nothing?"""
    before = command.follows
    if before is None or not before[1] or before[0].words[:2] != [b"git", b"diff"]:
        return False
    return before[0].words[2:] in ([b"--quiet"], [b"--exit-code"])


def _leaves(command: Command) -> bool:
    """Is everything as it was before?"""
    asks = (
        bool(command.words) and basename(command.words[0]) == b"git" and command.words[1:2] in ([b"status"], [b"log"])
    )
    return conditions.is_harmless(command) or (asks and not command.targets)


def _commands(text: bytes, cwd: "bytes | None", home: bytes) -> "list[Command]":
    return commands(text.decode("utf-8", "surrogateescape"), cwd, home)


_DEPTH = 3  # of aliases that name aliases
_JUDGES: "dict[bytes, Callable[[Invocation, list[bytes]], Effect | None]]" = {
    b"reset": judges.reset,
    b"checkout": judges.checkout,
    b"restore": judges.restore,
    b"switch": judges.switch,
    b"stash": judges.stash,
    b"clean": judges.clean,
    b"rebase": detours.rebase,
    b"merge": detours.aborting("merge"),
    b"cherry-pick": detours.aborting("cherry-pick"),
    b"revert": detours.aborting("revert"),
    b"am": detours.aborting("am"),
    b"pull": detours.pull,
    b"sparse-checkout": detours.sparse_checkout,
    b"rm": judges.rm,
    b"mv": judges.mv,
    b"worktree": judges.worktree,
    b"submodule": writing.submodule,
    b"apply": applying.apply,
    b"merge-file": writing.merge_file,
    b"archive": writing.output("archive"),
    b"bundle": writing.output("bundle"),
    b"diff": writing.output("diff"),
    b"log": writing.output("log"),
    b"show": writing.output("show"),
    b"checkout-index": judges.checkout_index,
    b"read-tree": applying.read_tree,
    b"add": taking.add,
    b"stage": taking.add,
    b"update-index": taking.update_index,
}
