"""PreToolUse of a call that writes several files, as other clients have it: held for one of them, none is written.

In its tool_input, which a dialect makes, "files" lists {"tool": "Edit", "Write" or "Delete", "file_path": ..., and what
Claude Code's tool of that name has}.
"""

from csg.base import errors
from csg.hooks import call as calls
from csg.hooks import edit as edits
from csg.hooks import editing, meeting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_TOOLS = ("Edit", "Write", "Delete")
_MOST = 500  # files of one call that are looked at


class _Seen:
    """What came of one file: how much context and how many actions afterwards there were when its turn was over."""

    __slots__ = ("afterwards", "context", "edit", "held")

    def __init__(self, edit: edits.Edit) -> None:
        self.edit = edit
        self.held = False
        self.context: list[str] = []
        self.afterwards: list[Callable[[], Any]] = []


def before(call: calls.Call) -> None:
    """Handle the event."""
    made = [_Seen(edit) for edit in _edits(call) if not edit.ignored()]
    for one in made:
        one.edit.passing = []
        _see(call, one, editing.guard)
    if not any(one.held for one in made):
        for one in made:
            here = one.edit.passing
            if here and not meeting.repeat(one.edit, here):  # another call at this moment was first
                _see(call, one, lambda edit: meeting.tell(edit, "held", edit.passing or []))
    if any(one.held for one in made):
        _hold(call, made)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _see(call: calls.Call, one: _Seen, step: "Callable[[edits.Edit], None]") -> None:
    """Do it, and note what it puts into the answer."""
    answer = call.answer
    context, afterwards, decision = answer.context, answer.afterwards, answer.decision
    answer.context, answer.afterwards, answer.decision = [], [], ""
    step(one.edit)
    one.held = answer.decision == "deny"
    one.context, one.afterwards = answer.context, answer.afterwards
    answer.context, answer.afterwards = context + one.context, afterwards + one.afterwards
    answer.decision = answer.decision or decision


def _hold(call: calls.Call, made: "list[_Seen]") -> None:
    """Nothing is written: what was found of the other files is told when the call is repeated."""
    answer = call.answer
    for one in made:
        if not one.held:
            answer.context = [text for text in answer.context if text not in one.context]
            answer.afterwards = [action for action in answer.afterwards if action not in one.afterwards]
            answer.afterwards.append(lambda edit=one.edit: editing.withdraw(call, edit))  # type: ignore[misc]


def _edits(call: calls.Call) -> "list[edits.Edit]":
    tool_input = call.event.get("tool_input")
    listed = tool_input.get("files") if isinstance(tool_input, dict) else None
    found = []
    for one in listed if isinstance(listed, list) else ():
        path = one.get("file_path") if isinstance(one, dict) else None
        if isinstance(path, str) and path and one.get("tool") in _TOOLS:
            found.append(edits.Edit(call, one["tool"], path, one))
    if not found:
        raise errors.NotForUs
    return found[:_MOST]


def failed(call: calls.Call) -> None:
    """PostToolUseFailure: the call came to nothing, so its Claims are withdrawn."""
    for edit in _edits(call):
        editing.withdraw(call, edit)
