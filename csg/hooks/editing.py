"""PreToolUse of a tool that writes a file: publish the Claim, then look whether anybody else is there.

Most edits meet nobody, and end here; what is done when they do is in `meeting`.
"""

from csg.base import paths, tools
from csg.git import repository
from csg.hooks import call as calls
from csg.hooks import edit as edits
from csg.state import claims, roster


def before(call: calls.Call) -> None:
    """Handle the event."""
    tool = call.text("tool_name")
    edit = edits.Edit(call, tool, call.input(tools.WRITING_TOOLS[tool]), call.event["tool_input"])
    if not edits.ignored(edit):
        guard(edit)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call, edit.target.path)


def guard(edit: edits.Edit) -> None:
    """Publish the Claim, and see to whatever it meets."""
    call, found = edit.call, edit.target.repository
    alone = edits.publish(edit)
    others = claims.holders(call.home, call.name, edit.target.key)
    if others or not alone:
        from csg.hooks import meeting

        meeting.meet(edit, others)
    if found is not None and not paths.is_below(call.cwd, found.root):
        from csg.hooks import meeting

        meeting.check_checkout(edit)
    if found is not None and not roster.saw(call.home, call.name, found.gitdir, repository.position(found)):
        from csg.hooks import head_news

        call.attempt(lambda call: head_news.look(call, found))


#: cold


def failed(call: calls.Call) -> None:
    """PostToolUseFailure: the call came to nothing, so its Claim is withdrawn."""
    tool = call.text("tool_name")
    withdraw(call, edits.Edit(call, tool, call.input(tools.WRITING_TOOLS[tool]), call.event["tool_input"]))


def withdraw(call: calls.Call, edit: edits.Edit) -> None:
    """Take the Claim of this call back; where the client sends no ids of calls, this agent's newest one on the file, of
    those that the dialect's stand-in fits: two hooks of one event take one back."""
    identifier = edit.id
    if not call.optional("tool_use_id"):
        from csg.state import holdings

        lines = holdings.standing(holdings.records(call.home, call.name, edit.target.key, 0.0))
        own = [line for line in lines if line.get("agent") == call.agent and line.get("tool") != claims.AHEAD]
        alike = call.optional("stand_in")
        own = [line for line in own if not alike or line["id"].partition("@")[0] == alike]
        identifier = own[-1]["id"] if own else ""
    claims.withdraw(call.home, call.name, edit.target.key, call.now, identifier)
