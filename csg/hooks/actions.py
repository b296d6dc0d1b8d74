"""Which action is in force for a call: the person's settings, and the rules of the repository that it concerns."""

from csg.base import config, paths, policy, rules
from csg.hooks import call as calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.hooks.git_facts import Files
    from csg.state.holdings import Holding


def action(call: calls.Call, kind: str, inside: str, root: bytes) -> str:
    """policy's action for a kind of call on a path.  `inside`: the path in the checkout `root`; b"": outside git."""
    return _possible(call, calls.settings(call).action(kind, inside, _rules(call, root) if root else []))


def strictest(call: calls.Call, kind: str, reach: "Files", held: "Sequence[Holding]") -> "tuple[list[Holding], str]":
    """The strictest action for a command that concerns several files, each of which may have a rule of its own.

    With the holdings of those for which it is not OFF; OFF if there are none."""
    settings, kept = calls.settings(call), []
    repositorys = _rules(call, reach.root) if held else []
    found = policy.OFF
    for holding in held:
        inside = paths.text(reach.inside(holding.path))
        one = policy.OFF if settings.ignores(inside) else _possible(call, settings.action(kind, inside, repositorys))
        if one != policy.OFF:
            kept.append(holding)
            found = max(found, one, key=policy.ACTIONS.index)
    return kept, found


def _possible(call: calls.Call, action: str) -> str:
    """It, or the next one that the client can carry out: no other than Claude Code asks its person."""
    return policy.PAUSE if action == policy.ASK and call.client is not None else action


def _rules(call: calls.Call, root: bytes) -> "list[rules.Rule]":
    """Those in the checkout's `.csg`; what is wrong with them is logged once."""
    problems: list[str] = []
    found = config.repository_rules(root, problems)
    calls.report(call, problems, root)
    return found
