"""Clients that do not hand on what PreToolUse has to say: it waits as a Notice for the next hook that is heard.

That is PostToolUse, wired for tools that write files where `csg install` meets such a client, else the next prompt.
"""

from csg.hooks import call as calls
from csg.hooks import telling


def put_by(call: calls.Call) -> None:
    """Leave the context of an answer that would not be heard for later."""
    answer, heard = call.answer, []
    for text in answer.context:
        if not telling.leave(call, call.name, {"kind": "unheard", "agent": call.agent, "text": text}):
            heard.append(text)
    if heard and not answer.decision:
        answer.afterwards = []  # nobody is told, so nothing is noted
    answer.context = heard
