"""The tool `hook`: what `csg hook` does with an event, without a process of its own for it.

Claude Code calls it for the handlers that `csg install --resident` wires ("type": "mcp_tool").  It fills their `input`
in once: what the event lacks is "", an object is its JSON text.  The text blocks count as a command's stdout; an error
would lose them (all seen in 2.1.330), so what goes wrong is silence and a line in events.log, as for `csg hook`.
The tool is on no list: the client calls it all the same, and no model is to.
"""

import posix
import time

from csg.base import errors, files, paths, wire
from csg.hooks import call as calls
from csg.hooks import hook
from csg.mcp import rpc
from csg.state import events, residents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from csg.hooks.answer import Answer

#: What of an event is sent, see clients/resident.
FIELDS = ("hook_event_name", "session_id", "transcript_path", "cwd", "agent_id", "tool_name", "tool_use_id")
#: What of its tool_input the guard looks at, by tool.
INPUT = {
    "Edit": ("file_path", "old_string", "new_string", "replace_all"),
    "MultiEdit": ("file_path", "edits"),
    "Write": ("file_path", "content"),
    "NotebookEdit": ("notebook_path",),
    "Bash": ("command",),
}
_PATIENCE = 8.0  # seconds for one event; the client waits for ten


class Late(BaseException):
    """An event takes too long: what is decided by then is the answer."""


class Resident:
    """What one process serves its client's hooks with.  Nothing of an event is kept: the next finds all on the disk."""

    def __init__(self, environ: "Mapping[bytes, bytes]") -> None:
        """`environ`: of this process.  Its parent is the client (seen), which hooks have told by a variable."""
        self._client = posix.getppid()
        self._environ = {name: value for name, value in environ.items() if name != paths.CLIENT}
        self._environ[b"CLAUDE_PID"] = b"%d" % self._client
        self._marks = b""
        self._behind = True  # an earlier one may have died at work
        self._timed = False

    def begin(self) -> None:
        """Leave a sign that the client has a Resident, where csg has a home."""
        try:
            home = paths.home(self._environ)
            if not self._marks and files.is_directory(home) and not files.is_anothers(home):
                self._marks = residents.begin(home, self._client)
        except (OSError, errors.NoHome):  # then each call counts as unanswered: the net sees to it
            pass

    def call(
        self, given: "Any", is_off: "Callable[[], bool]", afterwards: "list[Callable[[], object]]"
    ) -> "dict[str, Any]":
        """The result for one event.  rpc.Dropped where nobody waits for it any more.

        given       the handler's input, filled in
        is_off      has the client given this call up?  It does after its timeout, and goes on unguarded
        afterwards  is given what is to be done when the client has the answer"""
        if is_off():  # this process was stopped, or very busy: the net has seen to it
            raise self._dropped()
        self.begin()
        answer = self._handled(given)
        text = answer.encode() if answer is not None else ""
        if is_off():
            raise self._dropped()
        identifier = given.get("tool_use_id") if isinstance(given, dict) else None
        if isinstance(identifier, str) and self._marks:
            afterwards.append(lambda: residents.note(self._marks, identifier))
        if answer is not None:
            afterwards.append(answer.printed)
        return {"content": [{"type": "text", "text": text}] if text else []}

    def _dropped(self) -> rpc.Dropped:
        from csg.hooks import missed

        self._behind = True
        missed.give_up()
        return rpc.Dropped()

    def _handled(self, given: "Any") -> "Answer | None":
        home, now = b"", time.time()
        try:
            home = paths.home(self._environ)
            if files.is_anothers(home):  # see hook.run
                return None
            event = _event(given)
            return self._in_time(lambda: self._caught_up(event, home, now))
        except errors.NotForUs:
            pass
        except (Exception, Late) as error:
            if home:
                events.record(home, now, "error", what=errors.describe(error))
        return None

    def _caught_up(self, event: "dict[str, Any]", home: bytes, now: float) -> "Answer | None":
        answer = hook.handle(event, "", self._environ, home, now)
        if self._behind:
            from csg.hooks import net

            answer = net.behind(event, self._environ, home, now, answer)
            self._behind = False
        return answer

    def carry(self) -> None:
        """To be called after the last word about a call: see to what goes to other machines."""
        while calls.carried:
            from csg.machines import starting

            starting.start(calls.carried.pop(), leaving=False)

    def _in_time(self, work: "Callable[[], Answer | None]") -> "Answer | None":
        # as in wire: every interpreter has loaded the C module by then
        import _signal  # type: ignore[import-not-found]

        self._timed = True
        _signal.setitimer(_signal.ITIMER_REAL, _PATIENCE)
        try:
            return work()
        finally:
            self._timed = False
            _signal.setitimer(_signal.ITIMER_REAL, 0.0)

    def ring(self) -> None:
        """The alarm has gone off.  Late, within an event."""
        if self._timed:
            raise Late("an event took more than %d seconds" % _PATIENCE)


def _event(given: "Any") -> "dict[str, Any]":
    """The event as a command hook has it on its stdin, as far as the guard looks at it.  errors.NotForUs."""
    if not isinstance(given, dict):
        raise errors.NotForUs
    event = {name: given[name] for name in FIELDS if given.get(name)}
    tool_input = {name: given.get(name, "") for name in INPUT.get(str(given.get("tool_name")), ())}
    for name in ("replace_all", "edits"):
        if name in tool_input:
            tool_input[name] = _decoded(tool_input[name])
    # a client that calls tools hands on what they say (seen: 2.1.150 on)
    return dict(event, tool_input=tool_input, effort={})


def _decoded(value: "Any") -> "Any":
    """What a JSON text says; what is none as it is."""
    try:
        return wire.decode(value)
    except (ValueError, TypeError):
        return value
