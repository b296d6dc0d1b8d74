"""PreToolUse of a shell command that runs git: what it would do to files that siblings hold.

A line may run git several times; it runs as a whole or not at all, so all its commands are judged
(`git_decision`) before anything is noted or told (`git_telling`).  What a line does not need is not loaded.
"""

from csg.base import files, paths
from csg.hooks import call as calls


def before(call: calls.Call) -> None:
    """Handle the event."""
    command = call.input("command")
    if "git" in command:
        _judge(call, command)
    if "kill" in command or "fuser" in command:
        from csg.hooks import kill_guard

        kill_guard.before(call, command)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _judge(call: calls.Call, command: str) -> None:
    from csg.git import commands

    effects = commands.verdict(command, call.cwd, _exists, paths.known_home(call.environ))
    if not effects:
        return
    from csg.hooks import git_decision, git_facts, git_telling

    told: set[tuple[str, str, str, str]] = set()
    judged = []
    for effect in effects:
        judged.append(git_decision.Decision(call, effect))
        judged[-1].judge(told)
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
    stopped = [one for one in judged if one.stops()]
    git_telling.tell(call, stopped or git_decision.held_again(judged) or concerned, noted)


def _exists(path: bytes) -> bool:
    return not files.missing(path)
