"""The net below a Resident (mcp/resident): what `csg hook --resident`, a command, does at events that a client would
have had the Resident answer before, and may not have: it crashed in the middle, was stopped, is disabled or left out.

A call that no Resident answered is looked at now, after it: its Claim is published, both sides are told, and the model
that it was not guarded.  What is lost is the hold.  The hook is asynchronous, and what it says is lost where the turn
ends before the client's next request (seen in 2.1.330), so that waits as a Notice too, until a later call of the same
turn shows that it came.
"""

import time

from csg.base import paths, policy, processes, wording
from csg.hooks import call as calls
from csg.hooks import telling
from csg.state import notices, residents, sessions, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from csg.hooks import edit as edits

_YOUNG = 10.0  # seconds; a client that has just started may not have its servers yet: the prompt waits for them
_PATIENCE = 2.0  # seconds, once a Session
_LOOK = 0.05  # seconds

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
    """PostToolUse: see to a call that no Resident has answered."""
    identifier, tool = call.optional("tool_use_id"), call.text("tool_name")
    call.attempt(_heard)
    if not identifier or residents.answered(call.home, identifier):
        return
    if tool == "Bash":
        if calls.attached(call):
            _tell(call, _RUN)
    elif tool in policy.WRITING_TOOLS:
        _guard(call, tool)
    for text in call.answer.context:
        notice = {"kind": "unheard", "at": call.kind, "agent": call.agent, "text": text, "net": identifier}
        telling.leave(call, call.name, notice)


def _guard(call: calls.Call, tool: str) -> None:
    from csg.hooks import edit, edit_places, editing

    response = call.event.get("tool_response")
    hunks = response.get("structuredPatch") if isinstance(response, dict) else None
    stated = call.input(policy.WRITING_TOOLS[tool])
    one = edit.Edit(call, tool, stated, call.event["tool_input"], edit_places.changed(hunks))
    if one.ignored():
        return
    one.done = True
    editing.guard(one)
    _tell(call, _WRITTEN % _shown(one))


def _shown(one: "edits.Edit") -> str:
    return wording.quoted(paths.text(paths.relative(one.target.path, paths.canonical(one.call.cwd))), 300)


def _tell(call: calls.Call, what: str) -> None:
    """Say, before all else, that the call was not guarded: once for each Resident that fails, and at every warning."""
    what += _SILENT
    outage = "unguarded-" + residents.newest(call.home, _client(call)).decode("ascii", "replace")
    answer = call.answer
    first = told.begin(call.home, call.name, outage)
    if first:
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
        for notice in notices.unread(call.home, call.name, call.now, call.window(), call.agent):
            if notice.fields.get("net") and notice.take(call.now):
                notice.remove()


def prompted(call: calls.Call) -> None:
    """UserPromptSubmit: say it once, to the model and the person, where the client has had no Resident at all."""
    client, session = _client(call), sessions.load(call.home, call.name)
    if not client or session is None:
        return
    began = min(session.started, call.now)
    waits = 0.0 if processes.ran(client, _YOUNG) else time.monotonic() + _PATIENCE
    while not residents.lived(call.home, client, began):
        if time.monotonic() >= waits:
            break
        time.sleep(_LOOK)
    else:
        return
    if told.begin(call.home, call.name, "no-resident"):
        call.answer.add(_NONE)
        call.answer.to_person = _TO_PERSON
        call.answer.afterwards.append(lambda: told.finish(call.home, call.name, "no-resident"))
