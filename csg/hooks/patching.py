"""PreToolUse of a call that writes several files, as other clients have it: held for one of them, none is written.

In its tool_input, which a dialect makes, "files" lists {"tool": "Edit", "Write" or "Delete", "file_path": ..., and what
Claude Code's tool of that name has, or MultiEdit's "edits"; "at": the lines that it changes, where they are known}.
"fails": the client is sure to refuse the call as it is, and tells no hook of that.
"""

from csg.base import errors, tools
from csg.hooks import call as calls
from csg.hooks import edit as edits
from csg.hooks import editing
from csg.state import claims

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_TOOLS = ("Edit", "Write", tools.DELETE)  # the later one is the more that happens to a file
_MOST = 500  # files of one call that are looked at


class _Seen:
    """One file, and what its turn put into the answer: context, and actions afterwards."""

    __slots__ = ("afterwards", "context", "edit", "held")

    def __init__(self, edit: edits.Edit) -> None:
        self.edit = edit
        self.held = False
        self.context: list[str] = []
        self.afterwards: list[Callable[[], Any]] = []

    def look(self, step: "Callable[[edits.Edit], object]") -> None:
        """Do this with it.  What goes wrong with one file is logged, and costs the others nothing."""
        call = self.edit.call
        answer, context, afterwards, decision = call.answered(), 0, 0, ""  # most calls need none
        if answer is not None:
            context, afterwards, decision = len(answer.context), len(answer.afterwards), answer.decision
            answer.decision = ""
        try:
            step(self.edit)
        except errors.NotForUs:
            raise
        except Exception as error:
            call.log_error(errors.describe(error))
        finally:
            answer = call.answered()
            if answer is not None:
                self.held = self.held or answer.decision == "deny"
                self.context += answer.context[context:]
                self.afterwards += answer.afterwards[afterwards:]
                answer.decision = answer.decision or decision


def before(call: calls.Call) -> None:
    """Handle the event."""
    seen = [_Seen(edit) for edit in _edits(call) if not edits.ignored(edit)]
    try:
        _decide(seen)
    finally:
        _answer(call, seen)
    if call.has_notices():
        from csg.hooks import telling

        telling.waiting(call)


def _decide(seen: "list[_Seen]") -> None:
    for one in seen:
        one.edit.passing = []
        one.look(editing.guard)
    for one in seen:
        if one.edit.passing and not _held(seen):  # repeated as a whole, or not at all
            one.look(_repeat)


def _held(seen: "list[_Seen]") -> bool:
    return any(one.held for one in seen)


def _repeat(edit: edits.Edit) -> None:
    from csg.base import policy
    from csg.hooks import meeting

    here = edit.passing or []
    if not meeting.repeat(edit, here):  # another call at this moment was first
        meeting.tell(edit, policy.HELD, here)


def _answer(call: calls.Call, seen: "list[_Seen]") -> None:
    """If one file is held nothing is written: what was found of the others is told when the call is repeated."""
    held, refused = _held(seen), _refused(call)
    if not refused and call.answered() is None:
        return
    answer, said = call.answer, [one for one in seen if one.held or not held]
    answer.context = [text for one in said for text in one.context]
    answer.afterwards = [action for one in said for action in one.afterwards]
    for one in seen:
        if refused or one not in said:
            answer.afterwards.append(_withdrawing(call, one.edit))


def _refused(call: calls.Call) -> bool:
    tool_input = call.event.get("tool_input")
    return isinstance(tool_input, dict) and tool_input.get("fails") is True


def _withdrawing(call: calls.Call, edit: edits.Edit) -> "Callable[[], None]":
    return lambda: claims.withdraw(call.home, call.name, edit.target.key, call.now, edit.id)


def _edits(call: calls.Call) -> "list[edits.Edit]":
    """One for each file, in the call's order."""
    tool_input = call.event.get("tool_input")
    listed = tool_input.get("files") if isinstance(tool_input, dict) else None
    found: dict[bytes, edits.Edit] = {}
    for one in listed[:_MOST] if isinstance(listed, list) else ():
        path = one.get("file_path") if isinstance(one, dict) else None
        if isinstance(path, str) and path and one.get("tool") in _TOOLS:
            try:
                edit = edits.Edit(call, one["tool"], path, one, _places(one.get("at")))
            except errors.NotForUs:  # that cannot be a path: the others are
                continue
            first = found.setdefault(edit.target.path, edit)
            if first is not edit:
                first.tool = max(first.tool, edit.tool, key=_TOOLS.index)
                first.at = first.at + edit.at if first.at and edit.at else []
    if not found:
        raise errors.NotForUs
    return list(found.values())


def _places(at: object) -> "list[int] | None":
    return at if isinstance(at, list) and len(at) % 2 == 0 and all(type(line) is int for line in at) else None


def failed(call: calls.Call) -> None:
    """PostToolUseFailure: the call came to nothing, so its Claims are withdrawn."""
    for edit in _edits(call):
        editing.withdraw(call, edit)
