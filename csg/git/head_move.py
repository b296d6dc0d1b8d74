"""One command that moves HEAD, and what is run before it."""

from csg.git.invocation import Invocation
from csg.shell.words import Pattern, Unsure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.shell.command import Command

#: What a Move does.  BRANCH: to a branch that is there, or off any (`checkout`, `switch`, `gh pr checkout`);
#: CREATE: to a new branch; RESET: the branch itself is put elsewhere; RENAME: the branch gets another name;
#: BISECT: to a commit that git chooses; NAME: symbolic-ref; ADD: commits come to the branch; NONE: nowhere, since git
#: refuses such arguments
BRANCH, CREATE, RESET, REBASE, RENAME, BISECT, NAME, ADD, NONE = range(9)

#: Commands after which it is not known any more: which names there are; where HEAD is; what is uncommitted.
_NAMING = frozenset(b"fetch branch tag remote update-ref pull clone worktree submodule bundle".split())
_COMMITTING = frozenset(b"commit am merge pull cherry-pick revert rebase reset update-ref commit-tree".split())
_TIDYING = frozenset(
    b"stash reset restore checkout clean rm mv commit apply am checkout-index read-tree switch".split()
)


class Move:
    """What one command means to do to HEAD.

    way        one of the above
    shown      what to call it, such as "git switch": nothing of the command line's but the command
    directory  where it works; None if unknown: take the event's cwd
    target     the revision or branch it leads to, as it is stated; b"" for none; None if it cannot be told
    name       of a new branch; b"" for none
    flags      what else matters: "force" (changes are no obstacle), "merge" (they are taken along), "exists" (the
               new branch may be there), "orphan", "detach", "strict" (only a branch will do), "guess" (a remote's
               branch will do), "track", "keep", "soft", "rebase", "replay", "autostash", "ff", "cherry"
    upstream   of a rebase with --onto: what its commits are counted from
    stated     the command's own words
    command    it, as it stands in the line; None if it stands there otherwise
    """

    __slots__ = ("command", "directory", "flags", "name", "shown", "stated", "target", "upstream", "way")

    def __init__(self, way: int, shown: str, call: Invocation, target: "bytes | None" = b"", *flags: str) -> None:
        self.way = way
        self.shown = shown
        self.directory = call.directory
        self.target = None if isinstance(target, (Unsure, Pattern)) else target
        self.name = b""
        self.upstream: bytes | None = b""
        self.flags = set(flags)
        self.stated = b" ".join(call.arguments[1:])
        self.command: Command | None = None

    def leads_to(self) -> bytes:
        """The branch or commit that is checked out then; b"" where it is the same branch, or not known."""
        if self.way in (BRANCH, CREATE, RENAME, REBASE):
            return self.name or (self.target or b"" if self.way == BRANCH else b"")
        return self.target or b"" if self.way == NAME else b""


class Step:
    """What the line does before its next Move: see the sets above; `settings`: what `git config` sets.

    command  see Move"""

    __slots__ = ("command", "commits", "directory", "names", "settings", "tidies")

    def __init__(self, call: Invocation, command: "Command | None" = None) -> None:
        self.command = command
        name = call.arguments[0]
        self.directory = call.directory
        self.names = name in _NAMING
        self.commits = name in _COMMITTING
        self.tidies = name in _TIDYING
        self.settings: dict[bytes, bytes] = {}
        words = [word for word in call.arguments[1:] if word[:2] != b"--"]
        if name == b"config" and len(words) == 2:
            self.settings[words[0].lower()] = words[1]
