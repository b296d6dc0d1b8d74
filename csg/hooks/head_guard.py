"""The commands of a shell line that move HEAD: whom it concerns that the checkout changes under them.

What changes the branch or rewrites it is held once while a sibling holds Claims in the checkout, and warned of while
one is only there; what adds commits to it (`merge`, `pull`) is warned of.  Nothing is looked at while nobody is.
"""

from csg.base import paths, policy, processes
from csg.git import chains, effects, head_move, head_moves, repository, worktrees
from csg.git.reach import Reach
from csg.hooks import actions, git_decision, git_facts
from csg.hooks import call as calls
from csg.shell import conditions
from csg.shell.words import basename
from csg.state import holdings, roster, sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.git.head_course import Course
    from csg.git.repository import Repository
    from csg.shell.command import Command

_BY_BEING_THERE = "is there, "  # what a Holding's id begins with that stands for a Session without Claims


class Decision(git_decision.Decision):
    """A Move, and what is decided about it.

    here     the branch or commit that the checkout is on before it
    changes  does it do more than add commits to the branch?
    """

    __slots__ = ("changes", "here", "move")

    def __init__(self, call: calls.Call, move: head_move.Move, root: bytes, here: str, changes: bool) -> None:
        super().__init__(call, _effect(root, move.shown))
        self.kind = policy.SWITCH
        self.move = move
        self.here = here
        self.changes = changes

    def weigh(self, held: "list[holdings.Holding]", action: str, known: "set[tuple[str, str, str, str]]") -> None:
        """Decide about it.

        held    who is at work in the checkout, with Claims or without
        action  policy's, for what changes the branch while there are Claims
        known   the news that earlier commands of the line tell, with their kind; added to"""
        claiming = [one for one in held if one.edits]
        if self.changes and claiming:
            held = claiming
        elif action != policy.OFF:
            action = policy.WARN
        super().weigh(held, action, known)
        if self.decision == policy.HELD:
            self.named = held  # not only those that are in the way since the last time: the branch is everybody's

    def does(self) -> str:
        """What the command does, and where to: what makes another command the same."""
        target = self.move.name or self.move.target or self.move.stated
        return "%s %s %s" % (self.kind, self.move.shown, paths.text(target)[:200])


def _effect(root: bytes, shown: str) -> effects.Effect:
    """It reaches the whole checkout."""
    return effects.Effect(effects.DISCARD, shown, root, None)


def decisions(
    call: calls.Call, line: "Sequence[Command]", known: "set[tuple[str, str, str, str]]", chain: "chains.Chains"
) -> "list[Decision]":
    """What is decided about each command of a line that moves HEAD, in order.

    known  see Decision.judge      chain  is told which of them git refuses"""
    steps = head_moves.read(line, git_facts.may_be_there)
    if not steps:
        return []
    checkouts: dict[bytes, _Checkout | None] = {}
    made: list[tuple[_Checkout, Decision]] = []
    for step in steps:
        if step.command is not None and not (chain.runs(step.command) and _is_somewhere(step)):
            continue
        found = repository.find(paths.canonical(step.directory or call.cwd, call.cwd))
        if found is None:
            continue
        found = _named(found, step)
        if found.root not in checkouts:
            checkouts[found.root] = _checkout(call, found)
        checkout = checkouts[found.root]
        if checkout is None:
            continue
        if isinstance(step, head_move.Step):
            checkout.step(step)
            continue
        here = checkout.here()
        outcome = checkout.follow(step)
        if outcome == "refused" and step.command is not None:
            chain.refuse(step.command)
        elif outcome not in ("refused", "nothing") and checkout.action != policy.OFF:
            made.append((checkout, Decision(call, step, found.root, here, outcome == "changes")))
    for checkout, decision in made:
        several = sum(one is checkout for one, _ in made) > 1
        if several and checkout.is_back() and all(_is_brief(command) for command in line):
            decision.changes = False  # only on the way
        decision.weigh(checkout.others, checkout.action, known)
    return [decision for _, decision in made]


def _is_somewhere(step: "head_move.Move | head_move.Step") -> bool:
    """Not if it is told to work in a directory that is not there."""
    command = step.command
    elsewhere = command is not None and command.follows is None and step.directory not in (None, command.cwd)
    return not elsewhere or git_facts.may_be_there(step.directory or b"/")


def _is_brief(command: "Command") -> bool:
    """Is it git, or nothing that works with what is checked out?"""
    return conditions.is_harmless(command) or (bool(command.words) and basename(command.words[0]) == b"git")


def _named(repo: "Repository", step: "head_move.Move | head_move.Step") -> "Repository":
    """The checkout that a Move concerns: another one, if the branch that it renames or puts elsewhere is there."""
    if not isinstance(step, head_move.Move):
        return repo
    branch = b"refs/heads/" + (step.target or b"") if step.way == head_move.RENAME else step.name
    if step.way not in (head_move.RENAME, head_move.RESET) or not branch.startswith(b"refs/heads/"):
        return repo
    return worktrees.on(repo, branch) or repo


class _Checkout:
    """A checkout in which somebody else is at work.  `others`, `action`: see Decision.judge."""

    __slots__ = ("_course", "_repository", "action", "others")

    def __init__(
        self, repo: "Repository", course: "Course | None", others: "list[holdings.Holding]", action: str
    ) -> None:
        self._repository = repo
        self._course = course
        self.others = others
        self.action = action

    def here(self) -> str:
        """What is checked out when the next command begins; "" if that is not known."""
        course = self._course
        if course is None:
            return repository.branch(self._repository.gitdir)
        if course.branch:
            return paths.text(course.branch[11:] if course.branch.startswith(b"refs/heads/") else course.branch)
        return "detached at %s" % paths.text(course.commit[:7]) if course.commit else ""

    def step(self, step: head_move.Step) -> None:
        """Something else of git's is run."""
        if self._course is not None:
            self._course.step(step)

    def is_back(self) -> bool:
        """Is everything checked out by now as it was when the line began?"""
        return self._course is not None and self._course.is_back()

    def follow(self, move: head_move.Move) -> str:
        """What a Move comes to (head_outcomes)."""
        if self._course is None:  # git cannot be asked: it does what it is for
            if move.way == head_move.NONE:
                return "refused"
            return "adds" if move.way == head_move.ADD or move.target is None else "changes"
        from csg.git import head_outcomes

        return head_outcomes.outcome(self._course, move)


def _checkout(call: calls.Call, repo: "Repository") -> "_Checkout | None":
    """None where nobody else is at work."""
    others, action = _others(call, repo)
    if not others:
        return None
    return _Checkout(repo, calls.known(call, lambda: _course(call, repo), None), others, action)


def _course(call: calls.Call, repo: "Repository") -> "Course | None":
    from csg.git import head_course
    from csg.git.gitconfig import NotKnown

    try:
        return head_course.Course(call.home, repo, call.environ, git_facts.may_be_there)
    except NotKnown:
        return None


def _others(call: calls.Call, repo: "Repository") -> "tuple[list[holdings.Holding], str]":
    """Who else is at work in a checkout, those with Claims first; and the strictest action for what they hold."""
    reach = Reach(_effect(repo.root, ""), repo.root)
    held, action = actions.strictest(call, policy.SWITCH, reach, git_facts.held(call, reach))
    there = [one for one in _present(call, repo) if one.name not in {holding.name for holding in held}]
    return held + there, action if held else calls.settings(call).actions[policy.SWITCH]


def _present(call: calls.Call, repo: "Repository") -> "list[holdings.Holding]":
    """The Sessions that were started in the checkout and whose client runs, or may: told of once for each branch."""
    on, window, found = repository.branch(repo.gitdir), calls.settings(call).window, []
    for name in roster.others(call.home, call.name):
        session = None if roster.is_guest(name) else sessions.load(call.home, name)
        if session is None or session.root != repo.root:
            continue
        state, active = session.process(), roster.last_active(call.home, name)
        if state == processes.RUNNING or (state == processes.UNKNOWN and abs(call.now - active) <= window):
            one = holdings.Holding(name, "", repo.root, repo.root, repo.common)
            one.newest, one.id = active, _BY_BEING_THERE + on
            found.append(one)
    found.sort(key=lambda holding: -holding.newest)
    return found
