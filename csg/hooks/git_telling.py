"""What is said about a git command that steps on siblings' work: to the model, and to them."""

from csg.base import paths, policy
from csg.hooks import call as calls
from csg.hooks import git_facts, siblings, telling, warning
from csg.hooks.git_decision import Decision
from csg.state import claims, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from csg.state import holdings


def tell(call: calls.Call, made: "Sequence[Decision]", noted: bool) -> None:
    """Put what was decided about the commands of a line into the answer; then it is noted, and the holders told.

    Commands that do the same to the same files are told of in one text.  `noted`: see warning.git_warning"""
    alike: dict[tuple[bytes, str, str, tuple[tuple[str, str, str], ...]], list[Decision]] = {}
    for one in made:
        news = tuple([holding.news() for holding in one.named])
        alike.setdefault((one.reach.root, one.kind, one.decision, news), []).append(one)
    for several in alike.values():
        decision = several[0].decision
        if decision != policy.SILENT and not call.answer.decide(decision, _words(call, several, noted)):
            continue  # it does not fit: nothing was told, so nothing is noted
        for one in several:
            call.answer.afterwards += _afterwards(call, one)
    if call.answer.decision == "deny":
        from csg.hooks import way_out

        way_out.say(call, made[0].kind)


def _words(call: calls.Call, several: "Sequence[Decision]", noted: bool) -> str:
    made = several[0]
    by_agent: dict[tuple[bytes, str, int], list[holdings.Holding]] = {}
    for holding in made.named:
        by_agent.setdefault((holding.name, holding.agent, holding.pid), []).append(holding)
    held = []
    for group in by_agent.values():
        about = siblings.about(call.home, group[0], call.now, call.name, call.id)
        about.edits = sum(holding.edits for holding in group)
        if len(group) > 1:
            about.lines, about.uncommitted = "", None  # that was asked about the first file only
        held.append((about, [_inside(made, holding) for holding in group]))
    commands = list(dict.fromkeys([one.effect.shown for one in several]))
    return warning.git_warning(commands, made.kind, paths.text(made.reach.root), held, made.decision, noted)


def noting(call: calls.Call, made: Decision) -> "list[Callable[[], None]]":
    """What is left to be done of it once the client has the answer: this agent was told, and the log says so."""

    def note() -> None:
        news = [holding.news() for holding in made.named]
        does = made.does() if made.decision == policy.HELD else ""
        records = told.records(call.now, (call.agent, call.pid), call.tool_call(), news, made.kind, does)
        try:
            claims.note(call.home, call.name, git_facts.key(made.reach.root), records)
        except OSError as error:  # the worst of it: the same is told again
            call.log_error("not noted: %s" % error)

    def log() -> None:
        call.log(
            "git",
            command=made.effect.shown,
            decision=made.decision,
            root=paths.text(made.reach.root),
            others=sorted({paths.text(holding.name) for holding in made.named}),
        )

    return [note, log]


def _afterwards(call: calls.Call, made: Decision) -> "list[Callable[[], None]]":
    found = noting(call, made) if made.decision != policy.SILENT else []
    ran = made.decision in (policy.SILENT, policy.TOLD)  # then they are told what came of it: deed_telling
    return found if made.kind == policy.TAKE or ran else [*found, lambda: _tell_holders(call, made)]


def _tell_holders(call: calls.Call, made: Decision) -> None:
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
