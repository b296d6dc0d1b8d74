"""What is said about a command that moves HEAD where others are at work, and what is noted of it."""

from csg.base import paths, policy, processes, wording
from csg.git import head_move
from csg.hooks import call as calls
from csg.hooks import git_telling, warning
from csg.hooks.head_guard import Decision
from csg.state import sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.state import holdings

_SESSIONS, _FILES = 10, 8  # named; the others are counted


def tell(call: calls.Call, made: "Sequence[Decision]", noted: bool) -> None:
    """Put what was decided into the answer; then it is noted.  `noted`: see warning.warning."""
    for one in made:
        if one.decision != policy.SILENT and call.answer.decide(one.decision, words(call, one, noted)):
            call.answer.afterwards += git_telling.noting(call, one)
    if call.answer.decision == "deny" and made:
        from csg.hooks import way_out

        way_out.say(call, made[0].kind)


def words(call: calls.Call, made: Decision, noted: bool) -> str:
    """The warning, of at most warning.MOST characters."""
    by_session: dict[bytes, list[holdings.Holding]] = {}
    for holding in made.named:
        by_session.setdefault(holding.name, []).append(holding)
    others = len([name for name in by_session if name != call.name])
    who = [wording.count(others, "other session")] if others else []
    if call.name in by_session:
        who.append("another agent of this session")
    lines = [
        "%s `%s` would %s in the checkout %s, where %s %s at work."
        % (
            warning.TITLE,
            made.move.shown,
            _does(made),
            wording.quoted(paths.text(made.reach.root), 200),
            " and ".join(who),
            "is" if len(by_session) == 1 else "are",
        )
    ]
    lines += [_line(call, made, name, held) for name, held in list(by_session.items())[:_SESSIONS]]
    if len(by_session) > _SESSIONS:
        lines.append("- and %d more." % (len(by_session) - _SESSIONS))
    lines.append(warning.outcome_words(_OUTCOMES[made.decision], noted, "command"))
    lines.append("The person running these sessions prefers that this is raised with them first.")
    return warning.whole(lines)


_OUTCOMES = {
    **warning.COMMAND_OUTCOMES,
    "warned": "This command was not held back: their files change under them.",
    "denied": "This command was refused and nothing was run: the person's settings say so while claims stand.",
}


def _does(made: Decision) -> str:
    here = wording.quoted(made.here, 120) if made.here else "the branch"
    if not made.changes:
        return "bring other commits to %s" % here
    name = made.move.leads_to()
    if not name and made.move.way in (head_move.RESET, head_move.REBASE, head_move.ADD):
        return "rewrite %s" % here
    to = " to %s" % wording.quoted(paths.text(name), 120) if name else ""
    return "switch from %s%s" % (here, to)


def _line(call: calls.Call, made: Decision, name: bytes, held: "list[holdings.Holding]") -> str:
    if name == call.name:
        agents = sorted({holding.agent for holding in held})
        who = (
            ", ".join(["agent %s" % wording.quoted(a, 40) if a else "the main agent" for a in agents])
            + " of this session"
        )
    else:
        session = sessions.load(call.home, name)
        who = "session %s" % wording.quoted(wording.short(session.id if session else paths.text(name)))
        who += wording.beside(session.client if session else "")
        state = session.process() if session else processes.UNKNOWN
        who += {processes.RUNNING: " (its process is running)", processes.GONE: " (its process is gone)"}.get(state, "")
    age = wording.ago(call.now - max(holding.newest for holding in held))
    named = [holding for holding in held if holding.edits]
    if not named:
        return "- %s: holds no file now, last active %s." % (who, age)
    shown = list(dict.fromkeys([wording.quoted(paths.text(made.reach.inside(one.path)), 120) for one in named]))
    more = " and %d more" % (len(shown) - _FILES) if len(shown) > _FILES else ""
    return "- %s: holds %s%s, the last edit %s." % (who, ", ".join(shown[:_FILES]), more, age)
