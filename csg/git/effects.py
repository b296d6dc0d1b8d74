"""What a git command may do to work that is not committed."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.git.facts import File
    from csg.shell.places import Place

DISCARD = "discard"
TAKE = "take"
CHANGE = "change"  # lines of files are changed, nothing else of them is

#: The `shown` of what makes a whole checkout go, or stand elsewhere.
REMOVE = "git worktree remove"
MOVE = "git worktree move"

#: States of a file (see facts.File) in which it is touched, as bits.
MODIFIED = 1
STAGED = 2
UNTRACKED = 4
IGNORED = 8
ONLY_STAGED = 16  # staged, and the working tree has the same
BOTH = 32  # staged, and the working tree has yet another content: only the index has that version
CLEAN = 64
CONFLICTED = 128
DIRTY = MODIFIED | STAGED  # all that git has and HEAD has not
EVERY = DIRTY | UNTRACKED | IGNORED | CLEAN
NONE, SUBMODULES, UNKNOWN_TO_GIT, ONLY_SUBMODULES = 0, 1, 2, 3


class Effect:
    """What one git command does.

    kind       DISCARD, TAKE or CHANGE
    shown      what to call it, such as "git reset --hard": fixed text, nothing of the command line's
    directory  where git works (absolute, not canonical); None if unknown: take the event's cwd
    paths      the pathspecs that limit it, as git reads them in `directory` (`.` is the directory
               itself, `*` matches `/` too), without magic; None: the whole repository
    words      the same as git is given them, with magic; None where not all are known
    whole      do pathspecs that only exclude start from the whole checkout?  See facts.Checkout.selected
    states     the states of a file in which it is touched
    spared     pathspecs, from the top: what they mean is not touched
    nested     which repositories inside of this one are touched, too: NONE, SUBMODULES, UNKNOWN_TO_GIT ones, or
               ONLY_SUBMODULES, and nothing of this one
    flat       is what lies in directories that hold nothing of git's not touched?
    needs      the operation that has to be in progress, else git refuses; "" if none
    settings   groups of names of settings: git does this only where all of one group are true; () if always
    worktree   the checkout that goes, as it is called; b"" if none does
    forced     how often it was told to do so by force
    stages     are untracked files in the index afterwards?
    merged     does git refuse while a file that it would touch is in conflict?
    unmerges   are files in conflict touched even if pathspecs exclude them, once others take them in?
    known      does git refuse if a file that is named is not in the index?
    careful    does git refuse if anything that is named has changes, but for a conflict?
    merges     the revision that is merged: nothing is done where HEAD contains it; b"" if it is not known
    begins     does git refuse while another operation is in progress?
    quiet      is it done only if nothing differs from the index?
    unlikely   is it done only if another git command fails, of which nothing says that it will?
    tree       the revision that files are taken from; b"" for none, or if it is not known
    overlay    does what that has not stay as it is?
    first      has nothing before it in the line changed what there is?
    matches    does git refuse a pathspec that means nothing of what is in the index?
    delta      the revision whose changes against its parent are all that it touches; b"" if that is not so
    matching   does git refuse while a file that it would touch differs from the index, or is not in it?
    trial      the arguments of `git apply` that tell whether the patches apply; none if that cannot be asked
    listing    the file (absolute) in which further pathspecs stand, a line each; b"" if there is none
    places     where the files are that another program lists for it; None where none does
    patches    patches (absolute, and how many parts of their paths git takes off): no other files are touched
    """

    __slots__ = (
        "begins",
        "careful",
        "delta",
        "directory",
        "first",
        "flat",
        "forced",
        "kind",
        "known",
        "listing",
        "matches",
        "matching",
        "merged",
        "merges",
        "needs",
        "nested",
        "overlay",
        "patches",
        "paths",
        "places",
        "quiet",
        "settings",
        "shown",
        "spared",
        "stages",
        "states",
        "tree",
        "trial",
        "unlikely",
        "unmerges",
        "whole",
        "words",
        "worktree",
    )

    def __init__(
        self,
        kind: str,
        shown: str,
        directory: "bytes | None",
        paths: "list[bytes] | None",
        states: int = EVERY,
        words: "list[bytes] | None" = None,
    ) -> None:
        self.kind = kind
        self.shown = shown
        self.directory = directory
        self.paths = paths
        self.states = states
        self.words = words
        self.whole = True
        self.nested = NONE
        self.flat = self.known = self.merged = self.stages = self.careful = self.begins = False
        self.unlikely = self.matches = self.matching = self.first = self.overlay = self.quiet = self.unmerges = False
        self.trial: list[bytes] = []
        self.spared: list[bytes] = []
        self.needs = ""
        self.settings: tuple[tuple[bytes, ...], ...] = ()
        self.listing = self.worktree = self.merges = self.tree = self.delta = b""
        self.places: list[Place] | None = None
        self.patches: list[tuple[bytes, int]] = []
        self.forced = 0

    def key(self) -> "tuple[object, ...]":
        """Equal for effects that are the same."""
        limits = [tuple(some or ()) for some in (self.paths, self.words, self.spared, self.patches)]
        return (
            self.kind,
            self.shown,
            self.directory,
            self.paths is None,
            self.states,
            self.worktree,
            self.listing,
            None if self.places is None else tuple(self.places),
            *limits,
        )

    def commits(self) -> bool:
        """Does it take along what is in the index already?"""
        return self.kind == TAKE and self.states == STAGED

    def removes(self) -> bool:
        """Does the checkout itself go, with all that is in it?"""
        return self.shown in (REMOVE, MOVE)

    def may_touch(self, file: "File") -> bool:
        """Is a file in a state in which it is touched?  Also where that is not known."""
        states, modified, staged = self.states, file.modified is not False, file.staged is not False
        return bool(
            (states & MODIFIED and modified)
            or (states & STAGED and staged)
            or (states & UNTRACKED and file.untracked is not False)
            or (states & IGNORED and file.ignored is not False)
            or (states & ONLY_STAGED and staged and file.modified is not True)
            or (states & BOTH and staged and modified)
            or (states & CLEAN and file.clean() is not False)
            or (states & (ONLY_STAGED | CONFLICTED) and file.conflicted)
        )
