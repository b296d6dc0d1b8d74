"""The net below a Resident (mcp/resident): what `csg hook --resident`, a command, does at events that a client would
have had the Resident answer before, and may not have: it crashed in the middle, was stopped, is disabled or left out.

A call that no Resident answered is looked at now, after it: its Claim is published, both sides are told, and the model
that it was not guarded.  What is lost is the hold.  No process is started for that at an edit, which the client would
feel: edits are found in its transcripts (`missed`), with the next command or prompt, at the end of the turn, or by the
next Resident.  The hook after a command is asynchronous, and what it says is lost where no request of the client's
follows (seen in 2.1.330), so that waits as a Notice too, until a later command shows that it came.
"""

from csg.base import paths, processes, tools, wording
from csg.hooks import call as calls
from csg.hooks import missed, telling
from csg.state import notices, residents, sessions, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg.clients import transcript
    from csg.hooks import answer as answers
    from csg.hooks import edit as edits

_YOUNG = 10.0  # seconds; a client that has just started may not have its servers yet: the prompt waits for them
_PATIENCE = 2.0  # seconds, once a Session

_WRITTEN = "csg: %s was written without a look at the other sessions first, and is on record now: "
_RUN = "csg: this command ran without a look at the other sessions first: "
_SILENT = "csg's resident hook (the MCP server `csg`) did not answer the call. "
_GOES_ON = "While that goes on, calls are looked at only after they are done. The person can see why with `csg doctor`."
_NONE = (
    "csg: the resident hook (the MCP server `csg`) has not run since this session began, so edits are looked at only "
    "after they are written; none is held back. The person can see why with `/mcp` and `csg doctor`."
)
_TO_PERSON = (
    "csg: its MCP server has not started in this session, so edits are looked at only after they are written, and none "
    "is held back. /mcp shows whether the server is on; csg doctor says what to do."
)


def after(call: calls.Call) -> None:
    """PostToolUse: see to a command that no Resident has answered, and to all that was missed."""
    identifier = call.optional("tool_use_id")
    told_of: list[str] = []
    call.attempt(_heard)
    ran = call.text("tool_name") == "Bash" and identifier and not residents.answered(call.home, identifier)
    if ran and calls.attached(call):
        _tell(call, _RUN, told_of)
    call.attempt(lambda call: catch_up(call, told_of))
    for text in call.answer.context:
        notice = {"kind": "unheard", "at": call.kind, "agent": call.agent, "text": text, "net": identifier}
        telling.leave(call, call.name, notice)


def stopped(call: calls.Call) -> None:
    """Stop and SubagentStop: see to what was missed.  What is said has the model go on, or waits for the prompt."""
    own = missed.stated(call, "agent_transcript_path") or missed.stated(call, "transcript_path")
    call.attempt(lambda call: catch_up(call, [], ends=own))
    if call.has_notices():
        telling.waiting(call)


def catch_up(call: calls.Call, told_of: "list[str]", ends: bytes = b"", drops: bytes = b"") -> None:
    """See to all edits that no Resident has answered.  told_of: see _tell; the others: see missed.look."""
    found = missed.look(call, _client(call), ends, drops)
    if found is None:
        return
    if not found.calls:
        found.seen()
        return
    for one in found.calls:
        _see_to(call, one, told_of)
    call.answer.afterwards.append(found.seen)


def behind(
    event: "Mapping[str, Any]",
    environ: "Mapping[bytes, bytes]",
    home: bytes,
    now: float,
    answer: "answers.Answer | None",
) -> "answers.Answer | None":
    """The answer of a Resident that is new, or was away for a while, and what was missed before it."""
    call = calls.Call(event, str(event.get("hook_event_name")), environ, home, now)
    call.attempt(lambda call: catch_up(call, []))
    found = call.answered()
    if found is None or answer is None:
        return found or answer
    answer.context[:0] = found.context
    answer.afterwards += found.afterwards
    return answer


def _see_to(call: calls.Call, done: "transcript.Done", told_of: "list[str]") -> None:
    """Guard one call, now that it has ended.  Who made it is told: here, or with its next step."""
    event = {
        "session_id": call.id,
        "cwd": done.cwd or paths.text(call.cwd),
        "agent_id": done.agent,
        "tool_use_id": done.id,
        "tool_input": done.given,
        "tool_response": done.response,
        "tool_name": done.tool,
        "effort": {},
    }

    def see(call: calls.Call) -> None:
        one = calls.Call(event, call.kind, call.environ, call.home, call.now)
        one.attempt(lambda one: _guard(one, done.tool, told_of))
        answer = one.answered()
        if answer is None:
            return
        call.answer.afterwards += answer.afterwards
        for text in answer.context:
            if one.agent != call.agent or not call.answer.add(text):
                notice = {"kind": "unheard", "at": call.kind, "agent": one.agent, "text": text}
                telling.leave(call, call.name, notice)

    call.attempt(see)


def _guard(call: calls.Call, tool: str, told_of: "list[str]") -> None:
    from csg.hooks import edit, edit_places, editing

    response = call.event.get("tool_response")
    hunks = response.get("structuredPatch") if isinstance(response, dict) else None
    stated = call.input(tools.WRITING_TOOLS[tool])
    one = edit.Edit(call, tool, stated, call.event["tool_input"], edit_places.changed(hunks))
    if edit.ignored(one):
        return
    one.done = True
    editing.guard(one)
    _tell(call, _WRITTEN % _shown(one), told_of)


def _shown(one: "edits.Edit") -> str:
    return wording.quoted(paths.text(paths.relative(one.target.path, paths.canonical(one.call.cwd))), 300)


def _tell(call: calls.Call, what: str, told_of: "list[str]") -> None:
    """Say, before all else, that the call was not guarded: once for each Resident that fails, and at every warning.

    told_of   of which of them this hook says it already"""
    what += _SILENT
    outage = "unguarded-" + residents.newest(call.home, _client(call)).decode("ascii", "replace")
    answer = call.answer
    first = outage not in told_of and told.begin(call.home, call.name, outage)
    if first:
        told_of.append(outage)
        call.log_error("the resident hook did not answer: %s was not guarded" % call.text("tool_name"))
        answer.afterwards.append(lambda: told.finish(call.home, call.name, outage))
        what += _GOES_ON
    if first or answer.context:
        answer.context.insert(0, what)


def _client(call: calls.Call) -> int:
    return call.pid or processes.client(call.environ)


def _heard(call: calls.Call) -> None:
    """What was said of earlier calls has come by now: take back what waits of it."""
    if call.has_notices():
        for notice in notices.unread(call.home, call.name, call.now, calls.window(call), call.agent):
            if notice.fields.get("net") and notice.take(call.now):
                notice.remove()


def prompted(call: calls.Call) -> None:
    """UserPromptSubmit: say it once, to the model and the person, where the client has had no Resident at all, and see
    to what was missed since the last one."""
    call.attempt(_missing)
    call.attempt(lambda call: catch_up(call, [], drops=missed.stated(call, "transcript_path")))


def _missing(call: calls.Call) -> None:
    client, session = _client(call), sessions.load(call.home, call.name)
    if not client or session is None:
        return
    began = min(session.started, call.now)
    waits = 0.0 if processes.ran(client, _YOUNG) else _PATIENCE
    if missed.wait(lambda: residents.lived(call.home, client, began), waits):
        return
    if told.begin(call.home, call.name, "no-resident"):
        call.answer.add(_NONE)
        call.answer.to_person = _TO_PERSON
        call.answer.afterwards.append(lambda: told.finish(call.home, call.name, "no-resident"))
