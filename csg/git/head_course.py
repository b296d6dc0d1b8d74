"""A checkout while a line's commands are run in it, one after the other: what is known of it before each."""

from csg.base import paths
from csg.git import plumbing, refs
from csg.git.gitconfig import NotKnown
from csg.git.head_changes import Changes
from csg.git.head_move import Move, Step
from csg.git.head_names import Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from csg.git.repository import Repository

SECONDS = 1.0


class Course:
    """One checkout, as it is where a line's next command begins.

    branch     what HEAD names (refs/heads/…), b"" when it is detached
    commit     where it is; None once that is not known
    named      are there names by now that are not known?
    settings   the configuration's; bisecting: what `git bisect` was told
    began      the branch and the commit where the bisection began, if the line begins it
    start      those where the line begins
    """

    __slots__ = (
        "began",
        "bisecting",
        "branch",
        "changes",
        "commit",
        "exists",
        "named",
        "names",
        "repository",
        "settings",
        "start",
    )

    def __init__(
        self,
        home: bytes,
        repo: "Repository",
        environ: "Mapping[bytes, bytes]",
        exists: "Callable[[bytes], bool]",
        seconds: float = SECONDS,
    ) -> None:
        """`home` is csg's.  NotKnown where nothing can be told."""
        self.repository = repo
        self.exists = exists
        git = plumbing.Git(home, repo, environ, seconds)
        self.names = Names(repo, git)
        self.changes = Changes(home, repo, environ, git)
        self.named = False
        self.bisecting: set[str] = set()
        self.began: tuple[bytes, bytes | None] = (b"", None)
        self.settings = dict(git.settings.values)
        self.commit: bytes | None = refs.head(repo)
        if self.commit is None:
            raise NotKnown("where HEAD is")
        head = refs.name(repo)
        self.branch = head if head != b"HEAD" else b""
        self.start = (self.branch, self.commit)

    def step(self, step: Step) -> None:
        """Something else of git's is run."""
        self.named |= step.names
        self.settings.update(step.settings)
        if step.commits:
            self.commit = None
        if step.tidies:
            self.changes.known = False

    def go(self, branch: bytes, commit: "bytes | None") -> None:
        """Another branch is checked out, or none."""
        self.branch, self.commit = branch, commit
        self.changes.known = False

    def moved(self) -> None:
        """HEAD is somewhere else now."""
        self.commit = None
        self.changes.known = False

    def is_at_top(self, move: Move) -> bool:
        """Does a command work at the top of the checkout?"""
        return move.directory is None or paths.canonical(move.directory) == self.repository.root

    def is_back(self) -> bool:
        """Is the branch checked out again that was when the line began, at the same commit?"""
        return self.commit is not None and (self.branch, self.commit) == self.start

    def resolved(self, revision: "bytes | None", alone: bool = True) -> bytes:
        """The commit; b"" where there is none.  NotKnown.  `alone`: nothing else can be meant."""
        if revision is None:
            raise NotKnown("a word that only the shell can tell")
        if revision == b"-":
            revision = b"@{-1}"
        if self.commit is None and revision[:1] in (b"@", b"H", b""):
            raise NotKnown("where HEAD is by then")
        found = self.names.commit(revision, self.commit or b"")
        if not found and self.named and alone:
            raise NotKnown("a name that is not there yet")
        return found

    def refuses(self, commit: "bytes | None", move: Move) -> bool:
        """Are changes in the way of a checkout of this commit?"""
        if "force" in move.flags or commit is None or self.commit is None or commit == self.commit:
            return False
        return self.changes.in_the_way(self.commit, commit, "merge" in move.flags)

    def is_unfinished(self) -> bool:
        """Is something in progress, other than a bisection?"""
        return self.changes.known and refs.unfinished(self.repository.gitdir) not in ("", "bisect")

    def hinders(self, move: Move) -> bool:
        """Does git refuse to go anywhere by a command while something is unfinished, or files are in conflict?"""
        if "tidy" in move.flags or "git switch" in move.shown:
            return self.is_unfinished()
        return "force" not in move.flags and self.changes.conflicted()

    def is_file(self, move: Move, name: bytes) -> bool:
        """Is there a file of this name where the command works?"""
        folder = move.directory or self.repository.root
        return self.exists(name if name[:1] == b"/" else folder.rstrip(b"/") + b"/" + name)

    def followed(self, revision: "bytes | None") -> bytes:
        """A revision, or if none is given what the branch follows."""
        return self.names.ref(self.names.upstream(self.branch)) if revision == b"" else self.resolved(revision)

    def is_set(self, name: bytes) -> bool:
        """Is a boolean of the configuration true?"""
        return self.settings.get(name, b"false").lower() not in (b"false", b"no", b"off", b"0", b"")
