"""What a shell command line would do to files that siblings hold, other than by git: rm, mv, a redirection, sed -i …

A file that git has as it is, in HEAD and in the index, is no loss: its Claim is only not over yet.
"""

from csg.base import files, paths, policy
from csg.git import facts, repository
from csg.hooks import call as calls
from csg.hooks import git_facts
from csg.hooks.git_decision import Decision
from csg.shell import losses
from csg.shell.places import MODIFIED, STATES, STRANGE, TRACKED, UNTRACKED, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from csg.git.repository import Repository
    from csg.hooks import git_looks
    from csg.shell.command import Command
    from csg.state import holdings


class _Files:
    """Some files of one checkout, with the face of git.reach.Reach.  `root`: "/" for those that are in none."""

    def __init__(self, root: bytes, named: "Collection[bytes]") -> None:
        self.root = root or b"/"
        self._named = named

    def covers(self, path: bytes, root: bytes) -> bool:
        """Is it one of them?"""
        return path in self._named

    def inside(self, path: bytes) -> bytes:
        """Its path in the checkout."""
        return path[len(self.root.rstrip(b"/")) + 1 :]


class _Touched(_Files):
    """All that a line's losses touch."""

    def __init__(self, found: "Sequence[losses.Loss]") -> None:
        super().__init__(b"", ())
        self._found = found

    def covers(self, path: bytes, root: bytes) -> bool:
        """Is it one of them, and there?"""
        found = self._found
        return files.exists(path) and any(loss.touches(path, STATES, root) or _ends(loss, root) for loss in found)


class LossDecision(Decision):
    """A Decision about files that a shell command loses or changes."""

    __slots__ = ()

    def __init__(self, call: calls.Call, loss: losses.Loss, reach: _Files) -> None:
        self.call = call
        self.effect: git_facts.Deed = loss
        self.kind = policy.WRITE if loss.whole else policy.EDIT
        self.reach: git_facts.Files = reach
        self.decision = policy.SILENT
        self.named: list[holdings.Holding] = []
        self._passes = False

    def _touched(self, held: "list[holdings.Holding]", looks: "list[git_looks.Looks]") -> "list[holdings.Holding]":
        return held  # that was looked at: `_at_stake`


def decisions(call: calls.Call, line: "Sequence[Command]", known: "set[tuple[str, str, str, str]]") -> "list[Decision]":
    """What is decided about each loss, for each checkout that it reaches.  `known`: see Decision.judge."""
    found = losses.losses(line)
    held = git_facts.held(call, _Touched(found)) if found else []
    by_root = _at_stake(call, held, found)
    judged: list[Decision] = []
    done: set[tuple[str, frozenset[bytes]]] = set()
    for loss in found:
        for root, named in by_root.items():
            gone = _ends(loss, root)
            touched = frozenset([path for path, states in named.items() if gone or loss.touches(path, states, root)])
            if touched and (loss.shown, touched) not in done:
                done.add((loss.shown, touched))
                judged.append(LossDecision(call, loss, _Files(root, touched)))
                judged[-1].judge(known, [])
    return judged


def unread(call: calls.Call, command: str, known: "set[tuple[str, str, str, str]]") -> "list[Decision]":
    """What is decided about a line that is too long to be read to its end: a warning, if destructive words are in it.

    It is about all that siblings hold in the checkout, committed or not."""
    found = repository.find(paths.canonical(call.cwd))
    if found is None or not losses.destructive(command):
        return []
    everything = losses.Loss("a command line that is too long to be read", False, [Place(found.root, True)])
    decision = LossDecision(call, everything, _Touched([everything]))
    decision.reach.root = found.root
    decision.judge(known, [])
    return [decision]


def _ends(loss: losses.Loss, root: bytes) -> bool:
    """Is a checkout none any more without what it loses?"""
    return bool(root) and loss.whole and loss.touches(root.rstrip(b"/") + b"/.git", ())


def _at_stake(
    call: calls.Call, held: "Sequence[holdings.Holding]", found: "Sequence[losses.Loss]"
) -> "dict[bytes, dict[bytes, tuple[str, ...]]]":
    """Top of a checkout -> the held files in it that are not the same in git, with what they may be to git."""
    by_root: dict[bytes, dict[bytes, None]] = {}
    for holding in held:
        by_root.setdefault(holding.root, {})[holding.path] = None
    left: dict[bytes, dict[bytes, tuple[str, ...]]] = {}
    for root, named in by_root.items():
        repo = repository.find(root) if root else None
        told: dict[bytes, facts.File] = {}
        if repo is not None and repo.root == root and not any(_ends(loss, root) for loss in found):
            told = _told(call, repo, named)
        left[root] = {path: _states(told.get(path)) for path in named if path not in told or not told[path].clean()}
    return left


def _told(call: calls.Call, repo: "Repository", named: "Collection[bytes]") -> "dict[bytes, facts.File]":
    found: dict[bytes, facts.File] = calls.known(
        call, lambda: facts.Checkout(call.home, repo, call.environ).files(named), {}
    )
    return found


def _states(file: "facts.File | None") -> "tuple[str, ...]":
    if file is None or file.tracked is None:
        return STATES
    if file.tracked:
        return (TRACKED,) if file.modified is False else (TRACKED, MODIFIED)
    return (STRANGE,) if file.untracked is False else (STRANGE, UNTRACKED)
