"""Clients that do not hand on what PreToolUse has to say: it waits as a Notice for the next hook that is heard.

That is PostToolUse, wired for tools that write files where `csg install` meets such a client, else the next prompt.
"""

from csg.clients import running
from csg.hooks import call as calls
from csg.hooks import telling


def put_by(call: calls.Call) -> None:
    """Leave the context of a PreToolUse's answer for later if it would not be heard."""
    if running.hears(call.event):
        return
    answer, heard = call.answer, []
    for text in answer.context:
        if not telling.leave(call, call.name, {"kind": "unheard", "agent": call.agent, "text": text}):
            heard.append(text)
    if heard and not answer.decision:
        answer.afterwards = []  # nobody is told, so nothing is noted
    answer.context = heard


def after(call: calls.Call) -> None:
    """At the end of a tool's call, tell what has waited for it."""
    if not running.hears(call.event):
        telling.waiting(call)
