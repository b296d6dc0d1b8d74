"""What git commands in a shell command line do to work that is not committed.

Two kinds of effect: DISCARD throws changes in the working tree away (or, like `stash`, out of sight of
whoever is editing), TAKE puts them into the index or a commit, whoever made them.  The meanings are
git's manual pages'; the surprising ones were tried on git 2.39.  Nothing is run; an alias is not
known.  Where git itself refuses rather than lose a change (`checkout BRANCH`, `merge`, `pull`,
`reset --keep`, `cherry-pick`) there is no effect.
"""

from csg.git import judges
from csg.git.effects import Effect
from csg.git.invocation import Invocation
from csg.shell.command import Command
from csg.shell.command_line import commands
from csg.shell.words import basename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def verdict(
    command: str, cwd: bytes, exists: "Callable[[bytes], bool] | None" = None, home: bytes = b""
) -> "list[Effect]":
    """The effects of a shell command line that starts in `cwd` (absolute), in order, each once.

    exists  tells whether a path (absolute) is there: `git checkout NAME` means the file rather than a
            branch if it is (git refuses if both are).  Without it a NAME counts as a file only where
            it looks like one: `.`, `./a`, `a/`, `*.py`
    home    the person's home directory, for `cd ~/x`
    Never raises; a line without `git` in it costs one search."""
    return effects(commands(command, cwd, home), exists) if "git" in command else []


def effects(line: "Iterable[Command]", exists: "Callable[[bytes], bool] | None" = None) -> "list[Effect]":
    """The same for a line that has been read."""
    found: dict[tuple[str, str, bytes | None, tuple[bytes, ...] | None], Effect] = {}
    for one in line:
        if one.words and basename(one.words[0]) in (b"git", b"git.exe"):
            effect = _judge(one, exists)
            if effect is not None:
                found.setdefault(effect.key(), effect)
    return list(found.values())


def _judge(command: Command, exists: "Callable[[bytes], bool] | None") -> "Effect | None":
    call = Invocation(command, exists)
    if not call.arguments:
        return None
    judge = _JUDGES.get(call.arguments[0])
    words = call.arguments[1:]
    # git takes the first words for options: `git stash -h`, and never more than usage is printed
    if judge is None or words[:1] in ([b"-h"], [b"--help"]):
        return None
    return judge(call, words)


_JUDGES: "dict[bytes, Callable[[Invocation, list[bytes]], Effect | None]]" = {
    b"reset": judges.reset,
    b"checkout": judges.checkout,
    b"restore": judges.restore,
    b"switch": judges.switch,
    b"stash": judges.stash,
    b"clean": judges.clean,
    b"rebase": judges.rebase,
    b"merge": judges.aborting("merge"),
    b"cherry-pick": judges.aborting("cherry-pick"),
    b"revert": judges.aborting("revert"),
    b"am": judges.aborting("am"),
    b"pull": judges.pull,
    b"rm": judges.rm,
    b"worktree": judges.worktree,
    b"checkout-index": judges.checkout_index,
    b"read-tree": judges.read_tree,
    b"add": judges.add,
    b"stage": judges.add,
    b"commit": judges.commit,
}
