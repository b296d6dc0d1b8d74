"""PreToolUse of a tool that writes a file: publish the Claim, then look whether anybody else is there.

Most edits meet nobody, and end here; what is done when they do is in `meeting`.
"""

from csg.base import paths, policy
from csg.git import repository
from csg.hooks import call as calls
from csg.hooks import edit as edits
from csg.state import claims, roster


def before(call: calls.Call) -> None:
    """Handle the event."""
    tool = call.text("tool_name")
    edit = edits.Edit(call, tool, call.input(policy.WRITING_TOOLS[tool]))
    if not edit.ignored():
        alone = edit.publish()
        others = claims.holders(call.home, call.name, edit.target.key)
        if others or not alone:
            from csg.hooks import meeting

            meeting.meet(edit, others)
        found = edit.target.repository
        if found is not None and not paths.is_below(call.cwd, found.root):
            from csg.hooks import meeting

            meeting.check_checkout(edit)
        if found is not None and not roster.saw(call.home, call.name, found.gitdir, repository.position(found)):
            from csg.hooks import head_news

            call.attempt(lambda call: head_news.look(call, found))
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call, edit.target.path)


#: cold


def failed(call: calls.Call) -> None:
    """PostToolUseFailure: the call came to nothing, so its Claim is withdrawn."""
    tool = call.text("tool_name")
    edit = edits.Edit(call, tool, call.input(policy.WRITING_TOOLS[tool]))
    claims.withdraw(call.home, call.name, edit.target.key, call.now, edit.id)
