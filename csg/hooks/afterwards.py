"""A tool's call has ended: what there is to see to then, each thing on its own."""

from csg.base import files, paths, tools
from csg.hooks import call as calls


def _succeeded(call: calls.Call) -> None:
    tool = call.text("tool_name")
    if paths.RESIDENT in call.environ:
        from csg.hooks import net

        call.attempt(net.after)
    if tool == "Bash":
        for step in (_see_head, _tell_of_deeds, _claim_changes):
            call.attempt(step)
    if "effort" not in call.event and call.has_notices() and not calls.hears(call, "PreToolUse"):
        from csg.hooks import telling  # the client has heard nothing before: see `hearing`

        telling.waiting(call)


def _failed(call: calls.Call) -> None:
    tool = call.text("tool_name")
    if tool in tools.WRITING_TOOLS:
        from csg.hooks import editing

        editing.failed(call)
    elif tool == tools.PATCH:
        from csg.hooks import patching

        patching.failed(call)
    else:
        _succeeded(call)  # a shell command that failed may have changed files all the same


def _see_head(call: calls.Call) -> None:
    from csg.hooks import head_news

    head_news.after(call)


def _tell_of_deeds(call: calls.Call) -> None:
    from csg.state import deeds

    if files.exists(deeds.file(call.home, call.name, calls.paired(call))):
        from csg.hooks import deed_telling

        deed_telling.after(call)


def _claim_changes(call: calls.Call) -> None:
    from csg.hooks import shell_edits

    shell_edits.after(call)


#: Event -> what handles it.
HANDLERS = {"PostToolUse": _succeeded, "PostToolUseFailure": _failed}
