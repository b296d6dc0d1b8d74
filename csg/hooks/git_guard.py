"""PreToolUse of a shell command that runs git: what it would do to files that siblings hold.

A line may run git several times; it runs as a whole or not at all, so all its commands are judged
(`git_decision`) before anything is noted or told (`git_telling`).  What a line does not need is not loaded.
"""

from csg.base import files, paths, policy
from csg.hooks import call as calls


def before(call: calls.Call) -> str:
    """Handle the event; the answer or ""."""
    answer = calls.Answer("PreToolUse")
    command = call.input("command")
    if "git" in command:
        _judge(call, command, answer)
    if call.has_notices():
        from csg.hooks import telling

        answer.add(telling.waiting(call))
    return answer.encode()


def _judge(call: calls.Call, command: str, answer: calls.Answer) -> None:
    from csg.git import commands

    effects = commands.verdict(command, call.cwd, _exists, _user_home(call))
    if not effects:
        return
    from csg.hooks import git_decision, git_telling

    known: set[tuple[str, str, str]] = set()
    judged = []
    for effect in effects:
        judged.append(git_decision.Decision(call, effect))
        judged[-1].judge(known)
    stopped = [one for one in judged if one.decision in (policy.HELD, policy.DENIED)]
    for one in stopped or judged:
        git_telling.tell(one, answer)


def _exists(path: bytes) -> bool:
    return bool(files.modified(path))


def _user_home(call: calls.Call) -> bytes:
    try:
        return paths.user_home(call.environ)
    except paths.NoHome:
        return b""
