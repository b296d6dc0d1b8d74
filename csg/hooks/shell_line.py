"""A shell command line, judged before it runs: what it would do to files that siblings hold.

It runs as a whole or not at all, so it is read once, and all that it does is judged (`git_guard`, `shell_losses`)
before anything is noted or told (`git_telling`).
"""

from csg.base import paths
from csg.git import chains, commands
from csg.hooks import call as calls
from csg.hooks import git_decision, git_facts, git_guard, head_guard, shell_losses
from csg.shell import command_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.shell.command import Command
    from csg.shell.line import Line


def judge(call: calls.Call, command: str) -> None:
    """Put what there is to say about the line into the answer."""
    home = paths.known_home(call.environ)
    read = command_line.read(command, call.cwd, home, True)
    line = read.found
    call.attempt(lambda call: _judge_files(call, command, read, home))
    if "kill" in command or "fuser" in command:
        from csg.hooks import kill_guard

        kill_guard.judge(call, line)


def _judge_files(call: calls.Call, command: str, read: "Line", home: bytes) -> None:
    line = read.found
    known: set[tuple[str, str, str, str]] = set()
    switching: list[head_guard.Decision] = []
    judged: list[git_decision.Decision] = []
    chain = chains.Chains()
    call.attempt(lambda call: switching.extend(head_guard.decisions(call, line, known, chain)))
    call.attempt(lambda call: judged.extend(git_guard.decisions(call, line, known, commands.fed(command), home, chain)))
    judged += switching
    call.attempt(lambda call: judged.extend(shell_losses.decisions(call, line, known)))
    if not read.whole:
        judged += shell_losses.unread(call, command, known)
    concerned = [one for one in judged if one.matters()]
    if not concerned:
        _keep_what_was(call, line, judged)
        return
    noted = True
    try:
        if not git_facts.is_ours(call, git_facts.key(concerned[0].reach.root)):
            return
    except OSError as error:  # a disk that takes no note still lets others' Claims be seen
        call.log_error("not noted: %s" % error)
        noted = False
    from csg.hooks import git_telling, head_telling

    stopped = [one for one in judged if one.stops()]
    made = stopped or git_decision.held_again(judged) or concerned
    git_telling.tell(call, [one for one in made if one not in switching], noted)
    head_telling.tell(call, [one for one in switching if one in made], noted)
    if not any(one.stops() for one in made):
        _keep_what_was(call, line, judged)


def _keep_what_was(call: calls.Call, line: "Sequence[Command]", judged: "Sequence[git_decision.Decision]") -> None:
    """So that the holders can be told what became of their files."""
    if judged:
        from csg.hooks import deed_telling

        shown = [one.effect.shown for one in judged]
        call.attempt(lambda call: deed_telling.before(call, line, shown))
