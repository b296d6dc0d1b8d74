"""The git commands of a shell command line: what they would do to files that siblings hold."""

from csg.base import paths
from csg.git import commands
from csg.hooks import call as calls
from csg.hooks import git_decision, git_facts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from csg.git import chains
    from csg.hooks import git_looks
    from csg.shell.command import Command


def decisions(
    call: calls.Call,
    line: "Sequence[Command]",
    known: "set[tuple[str, str, str, str]]",
    fed: bool,
    home: bytes,
    chain: "chains.Chains",
) -> "list[git_decision.Decision]":
    """What is decided about each of them, in order.

    known  see Decision.judge      fed, home  see commands.effects      chain  tells which of them run"""
    judged = []
    looks: list[git_looks.Looks] = []
    for effect in commands.effects(
        line, git_facts.may_be_there, home, lambda directory: _aliases(call, directory), fed, chain
    ):
        judged.append(git_decision.Decision(call, effect))
        judged[-1].judge(known, looks)
    return judged


def _aliases(call: calls.Call, directory: bytes) -> "dict[bytes, bytes]":
    """What is configured there."""
    from csg.git import facts, repository

    found = repository.find(paths.canonical(directory))
    if found is None:
        return {}
    repo = found
    settings: dict[bytes, bytes] = calls.known(
        call, lambda: facts.Checkout(call.home, repo, call.environ).settings(), {}
    )
    return settings
