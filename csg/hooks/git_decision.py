"""What is decided about one git command of a line."""

from csg.base import config, paths, policy, rules
from csg.git import effects
from csg.git.reach import Reach
from csg.hooks import call as calls
from csg.hooks import git_facts
from csg.state import holdings


class Decision:
    """The command, and what is decided about it.

    kind      policy's, of the Effect
    reach     which files it touches
    decision  policy's, made by `judge`
    named     what the decision is about
    """

    __slots__ = ("call", "decision", "effect", "kind", "named", "reach")

    def __init__(self, call: calls.Call, effect: effects.Effect) -> None:
        self.call = call
        self.effect = effect
        self.kind = policy.DISCARD if effect.kind == effects.DISCARD else policy.TAKE
        self.reach = Reach(effect, call.cwd)
        self.decision = policy.SILENT
        self.named: list[holdings.Holding] = []

    def judge(self, known: "set[tuple[str, str, str]]") -> None:
        """Decide about it.  `known`: what earlier commands of the line have been judged for; added to."""
        root = self.reach.root
        if not root:
            return
        held = git_facts.held(self.call, self.reach)
        repositorys = self._repository_rules() if held else []
        actions = [self._action(holding, repositorys) for holding in held]
        held = [holding for holding, action in zip(held, actions) if action != policy.OFF]
        if not held:
            return
        # the strictest action of the files concerned; each may have a rule of its own
        action = max(actions, key=policy.ACTIONS.index)
        told = known | git_facts.told(self.call, root)
        news = [holding for holding in held if self.news(holding) not in told]
        self.decision = policy.decide(action, True, bool(news))
        self.named = news if self.decision in (policy.HELD, policy.TOLD) else held
        known.update(self.news(holding) for holding in self.named)

    def news(self, holding: holdings.Holding) -> "tuple[str, str, str]":
        """See git_facts.news."""
        return git_facts.news(self.call, self.kind, holding)

    def _action(self, holding: holdings.Holding, repositorys: "list[rules.Rule]") -> str:
        settings, inside = self.call.settings(), paths.text(self.reach.inside(holding.path))
        return policy.OFF if settings.ignores(inside) else settings.action(self.kind, inside, repositorys)

    def _repository_rules(self) -> "list[rules.Rule]":
        problems: list[str] = []
        found = config.repository_rules(self.reach.root, problems)
        self.call.report(problems, self.reach.root)
        return found
