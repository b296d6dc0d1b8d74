"""What else there is to do when a call was held: told once a Session and kind of call, with the commands.

It follows the words of the hold, so nothing is loaded for it, or noted, where nothing is held.
"""

from csg.base import policy
from csg.hooks import briefing
from csg.hooks import call as calls
from csg.state import told

_WAITING = (
    "What else there is: `csg check --wait SECONDS FILE` returns as soon as nobody else holds the file; "
    "`csg tell SESSION TEXT` leaves a session a message"
)
_WORKTREE = "; %s a checkout of one's own"


def say(call: calls.Call, kind: str, in_git: bool = True) -> None:
    """Add it to the answer, if that holds or refuses the call and this was not told of such a call before.

    kind    policy's, of the call      in_git  is it about files in a git repository?"""
    answer = call.answer
    what = "way-out-" + kind
    if answer.decision != "deny" or _WAITING in answer.reason or not told.begin(call.home, call.name, what):
        return
    text = _WAITING
    if in_git and briefing.has_worktrees(call):
        text += _WORKTREE % briefing.WORKTREE
    if answer.decide(policy.HELD, text + "."):
        answer.afterwards.append(lambda: told.finish(call.home, call.name, what))
