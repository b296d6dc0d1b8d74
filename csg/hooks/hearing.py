"""What the client does not hand on at some event, as PreToolUse: it waits as a Notice for the next that is heard.

That is PostToolUse, wired for tools that write files where `csg install` meets such a client, else the next prompt.
"""

from csg.hooks import call as calls
from csg.hooks import telling


def put_by(call: calls.Call) -> None:
    """Leave the context of an answer that would not be heard for later."""
    answer, heard = call.answer, []
    for text in answer.context:
        notice = {"kind": "unheard", "at": call.kind, "agent": call.agent, "text": text}
        if not telling.leave(call, call.name, notice):
            heard.append(text)
    if heard and not answer.decision:
        answer.afterwards = []  # nobody is told, so nothing is noted
    answer.context = heard
