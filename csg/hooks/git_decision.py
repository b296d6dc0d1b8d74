"""What is decided about one git command of a line."""

from csg.base import policy
from csg.git import effects
from csg.git.reach import Reach
from csg.hooks import actions, git_facts
from csg.hooks import call as calls
from csg.state import holdings, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.hooks import git_looks


_KINDS = {effects.DISCARD: policy.DISCARD, effects.TAKE: policy.TAKE, effects.CHANGE: policy.EDIT}


class Decision:
    """The command, and what is decided about it.

    kind      policy's, of the Effect
    reach     which files it touches
    decision  policy's, made by `judge`
    named     what the decision is about
    """

    __slots__ = ("_passes", "call", "decision", "effect", "kind", "named", "reach")

    def __init__(self, call: calls.Call, effect: effects.Effect) -> None:
        self.call = call
        self.effect: git_facts.Deed = effect
        self.kind = _KINDS[effect.kind]
        self.reach: git_facts.Files = Reach(effect, call.cwd)
        self.decision = policy.SILENT
        self.named: list[holdings.Holding] = []
        self._passes = False

    def judge(self, known: "set[tuple[str, str, str, str]]", looks: "list[git_looks.Looks]") -> None:
        """Decide about it.

        known  the news that earlier commands of the line tell, with their kind; added to
        looks  none, or the one that earlier commands have taken; it is added when it is needed"""
        call, root = self.call, self.reach.root
        if not root:
            return
        held = git_facts.held(call, self.reach)
        if held:
            reached = held
            held = calls.known(call, lambda: self._touched(reached, looks), reached)
        held, action = actions.strictest(call, self.kind, self.reach, held)
        if held:
            unlikely = action == policy.PAUSE and getattr(self.effect, "unlikely", False)
            self.weigh(held, policy.WARN if unlikely else action, known)

    def weigh(self, held: "list[holdings.Holding]", action: str, known: "set[tuple[str, str, str, str]]") -> None:
        """Decide by what this agent was told, and held for, before.  `known`: see `judge`."""
        news, in_the_way = git_facts.untold(self.call, git_facts.key(self.reach.root), self.kind, self.does(), held)
        news = [one for one in news if (self.kind, *one.news()) not in known]
        self.decision = policy.decide(action, True, bool(news), not in_the_way)
        self.named = {policy.TOLD: news, policy.HELD: in_the_way}.get(self.decision, held)
        self._passes = action == policy.PAUSE and self.decision == policy.SILENT
        if self.decision == policy.TOLD:
            known.update([(self.kind, *one.news()) for one in news])

    def _touched(self, held: "list[holdings.Holding]", looks: "list[git_looks.Looks]") -> "list[holdings.Holding]":
        """Those of them whose files the command would touch, as git sees them."""
        effect, reach = self.effect, self.reach
        assert isinstance(effect, effects.Effect) and isinstance(reach, Reach)
        if not looks:  # most lines meet nobody
            from csg.hooks import git_looks

            looks.append(git_looks.Looks(self.call))
        held = looks[0].touched(effect, reach, held)
        return [one for one in held if not git_facts.is_own(self.call, one.path)] if effect.commits() else held

    def does(self) -> str:
        """What the command does, in a word: with the files concerned, what makes another command the same."""
        return "%s %s" % (self.kind, self.effect.shown)

    def stops(self) -> bool:
        """Does the whole line not run?"""
        return self.decision in (policy.HELD, policy.DENIED)

    def matters(self) -> bool:
        """Is there anything to say to anybody, or to note?"""
        return bool(self.named) and (self.decision != policy.SILENT or self.kind != policy.TAKE or self._passes)

    def passes(self) -> bool:
        """Was it held, and is repeated?"""
        return self._passes

    def hold(self) -> None:
        """It is held after all."""
        self._passes, self.decision = False, policy.HELD


def held_again(judged: "Sequence[Decision]") -> "list[Decision]":
    """Let through what was held and is repeated; those that another call at the same moment was faster with."""
    alike: dict[tuple[bytes, str], list[Decision]] = {}
    for one in judged:
        if one.passes():
            alike.setdefault((one.reach.root, one.does()), []).append(one)
    late = []
    for (root, does), several in alike.items():
        call, key = several[0].call, git_facts.key(root)
        concerned = {holding.news() for one in several for holding in one.named}
        window, who = calls.settings(call).window, (call.agent, call.pid)
        if not told.repeat(call.home, call.name, key, who, does, concerned, call.tool_call(), call.now, window):
            late += several
    for one in late:
        one.hold()
    return late
