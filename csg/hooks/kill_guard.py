"""PreToolUse of a shell command that ends processes: are there siblings' among them?

Decided as a git command is (`git_decision`): held once, and the same command over the same processes goes through
when it is repeated.  Who lost a process so is told.
"""

from csg.base import paths, policy, wording
from csg.hooks import call as calls
from csg.hooks import git_facts, kill_targets, siblings, telling, warning
from csg.shell import kills
from csg.state import claims, holdings, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.hooks.kill_targets import Victim
    from csg.shell.command import Command

#: Where it is kept, among the keys of Claims.
_KEY = b"g-kills"


def judge(call: calls.Call, line: "list[Command]") -> None:
    """Judge a line that was read; called when what else it does was judged already."""
    aims = kills.aims(line)
    settings = calls.settings(call) if aims and calls.configured(call) else None
    action = (settings.actions if settings else policy.DEFAULTS)[policy.KILL] if aims else policy.OFF
    others = kill_targets.live(call) if action != policy.OFF else []
    if not others:
        return
    targets = kill_targets.Targets(call, others)
    hit: dict[int, Victim] = {}
    commands = []
    for aim in aims:
        victims = targets.hit(aim)
        hit.update({one.process.pid: one for one in victims})
        if victims:
            commands.append(paths.text(aim.shown))
    if hit:
        _decide(call, action, list(dict.fromkeys(commands)), list(hit.values()))


def _decide(call: calls.Call, action: str, commands: "list[str]", hit: "list[Victim]") -> None:
    who, window = (call.agent, call.pid), calls.window(call)
    does = "%s %s" % (policy.KILL, "; ".join(commands))
    news, in_the_way = git_facts.untold(call, _KEY, policy.KILL, does, hit)
    decision = policy.decide(action, True, bool(news), not in_the_way)
    stopped = call.answer.decision == "deny"
    if stopped and decision not in (policy.HELD, policy.DENIED):
        return  # nothing of the line is run: what was held before stays so
    noted = True
    try:
        if not git_facts.is_ours(call, _KEY):
            return
    except OSError as error:
        call.log_error("not noted: %s" % error)
        noted = False
    passes = action == policy.PAUSE and decision == policy.SILENT
    concerned = [one.news() for one in hit]
    if passes and not told.repeat(call.home, call.name, _KEY, who, does, concerned, call.tool_call(), call.now, window):
        passes, decision, in_the_way = False, policy.HELD, hit
    named = {policy.TOLD: news, policy.HELD: in_the_way}.get(decision, hit)
    if decision != policy.SILENT and not call.answer.decide(decision, _words(call, commands, named, decision, noted)):
        return
    about = told.records(
        call.now,
        who,
        call.tool_call(),
        [one.news() for one in named],
        policy.KILL,
        does if decision == policy.HELD else "",
    )

    def afterwards() -> None:
        if decision != policy.SILENT:
            claims.note(call.home, call.name, _KEY, about)
            others = sorted({one.session.id for one in named})
            call.log("kill", command=commands[0][:200], decision=decision, others=others)
        if decision == policy.TOLD or passes:
            _tell(call, commands[0], hit)

    call.answer.afterwards.append(afterwards)


def _words(call: calls.Call, commands: "list[str]", hit: "list[Victim]", decision: str, noted: bool) -> str:
    found: dict[bytes, list[Victim]] = {}
    for one in hit:
        found.setdefault(one.session.name, []).append(one)
    said = []
    for name, some in found.items():
        about = siblings.about(call.home, holdings.Holding(name, "", b"", b"", b""), call.now, call.name, call.id)
        said.append((about, [_shown(one) for one in some]))
    return warning.kill_warning(commands, said, decision, noted)


def _shown(victim: "Victim", quoted: bool = True) -> str:
    ports = ", port " + ", ".join([str(port) for port in victim.ports[:5]]) if victim.ports else ""
    what = kill_targets.described(victim)
    what = wording.quoted(what, 80) if quoted else what
    return "%s%s (pid %d%s)" % ("its client " if victim.client and quoted else "", what, victim.process.pid, ports)


def _tell(call: calls.Call, command: str, hit: "list[Victim]") -> None:
    found: dict[bytes, list[str]] = {}
    for one in hit:
        found.setdefault(one.session.name, []).append(_shown(one, False))
    for name, ended in found.items():
        notice = {"kind": "kill", "from": call.id, "agent": "", "command": command[:200], "processes": ended[:5]}
        telling.leave(call, name, notice)
