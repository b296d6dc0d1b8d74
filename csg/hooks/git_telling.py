"""What is said about a git command that steps on siblings' work: to the model, and to them."""

from csg.base import paths, policy
from csg.hooks import call as calls
from csg.hooks import git_facts, siblings, telling, warning
from csg.hooks.git_decision import Decision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.state import holdings


def tell(made: Decision, answer: calls.Answer) -> None:
    """Note what was decided, put it into the answer, and tell the holders."""
    if not made.named:
        return
    call, root = made.call, made.reach.root
    if made.decision != policy.SILENT:
        git_facts.note(call, root, [made.news(holding) for holding in made.named])
    if git_facts.told_by_another_hook(call, root, made.news(made.named[0])):
        return
    if made.decision != policy.SILENT:
        _answer(made, answer)
        call.log(
            "git",
            command=made.effect.shown,
            decision=made.decision,
            root=paths.text(root),
            others=sorted({paths.text(holding.name) for holding in made.named}),
        )
    if made.kind == policy.DISCARD:
        _tell_holders(made)


def _answer(made: Decision, answer: calls.Answer) -> None:
    call = made.call
    by_agent: dict[tuple[bytes, str, int], list[holdings.Holding]] = {}
    for holding in made.named:
        by_agent.setdefault((holding.name, holding.agent, holding.pid), []).append(holding)
    held = []
    for group in by_agent.values():
        about = siblings.about(call.home, group[0], call.now, call.name, call.id)
        about.edits = sum(holding.edits for holding in group)
        if len(group) > 1:
            about.uncommitted = None  # that was asked about the first file only
        held.append((about, [_inside(made, holding) for holding in group]))
    discards = made.kind == policy.DISCARD
    text = warning.git_warning(made.effect.shown, discards, paths.text(made.reach.root), held, made.decision)
    earlier = answer.reason
    answer.decide(made.decision, text)
    if earlier and answer.reason is text:
        answer.reason = (earlier + "\n\n" + text)[: warning.MOST]


def _tell_holders(made: Decision) -> None:
    call = made.call
    by_session: dict[tuple[bytes, str], list[str]] = {}
    for holding in made.named:
        if holding.name != call.name:
            by_session.setdefault((holding.name, holding.agent), []).append(_inside(made, holding))
    for (name, agent), files_held in by_session.items():
        notice = {
            "kind": "git",
            "from": call.id,
            "agent": agent,
            "command": made.effect.shown,
            "decision": made.decision,
        }
        telling.leave(call, name, dict(notice, paths=files_held[:5]))


def _inside(made: Decision, holding: "holdings.Holding") -> str:
    return paths.text(made.reach.inside(holding.path))
