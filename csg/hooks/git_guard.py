"""The git commands of a shell command line: what they would do to files that siblings hold."""

from csg.base import files
from csg.git import commands
from csg.hooks import call as calls
from csg.hooks import git_decision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.shell.command import Command


def decisions(
    call: calls.Call, line: "Sequence[Command]", known: "set[tuple[str, str, str, str]]"
) -> "list[git_decision.Decision]":
    """What is decided about each of them, in order.  `known`: see Decision.judge."""
    judged = []
    for effect in commands.effects(line, _exists):
        judged.append(git_decision.Decision(call, effect))
        judged[-1].judge(known)
    return judged


def _exists(path: bytes) -> bool:
    return not files.missing(path)
