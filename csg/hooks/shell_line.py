"""A shell command line, judged before it runs: what it would do to files that siblings hold.

It runs as a whole or not at all, so it is read once, and all that it does is judged (`git_guard`, `shell_losses`)
before anything is noted or told (`git_telling`).
"""

from csg.base import paths
from csg.hooks import call as calls
from csg.hooks import git_decision, git_facts, git_guard, shell_losses
from csg.shell import command_line


def judge(call: calls.Call, command: str) -> None:
    """Put what there is to say about the line into the answer."""
    known: set[tuple[str, str, str, str]] = set()
    read = command_line.read(command, call.cwd, _user_home(call), True)
    line = read.found
    judged = git_guard.decisions(call, line, known) + shell_losses.decisions(call, line, known)
    if not read.whole:
        judged += shell_losses.unread(call, command, known)
    concerned = [one for one in judged if one.matters()]
    if not concerned:
        return
    noted = True
    try:
        if not git_facts.is_ours(call, concerned[0].reach.root):
            return
    except OSError as error:  # a disk that takes no note still lets others' Claims be seen
        call.log_error("not noted: %s" % error)
        noted = False
    from csg.hooks import git_telling

    stopped = [one for one in judged if one.stops()]
    git_telling.tell(call, stopped or git_decision.held_again(judged) or concerned, noted)


def _user_home(call: calls.Call) -> bytes:
    try:
        return paths.user_home(call.environ)
    except paths.NoHome:
        return b""
