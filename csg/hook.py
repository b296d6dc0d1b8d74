"""The hook: one event on stdin, perhaps one answer on stdout, exit 0 whatever happens.

`handle` is a plain function of the event, the home and the environment; reading, writing and
exiting are a thin shell around it.  Exit 2 would block the tool and any other code shows an
error, so what goes wrong becomes one line in events.log and nothing else.
"""

import posix
import time

from csg import claims, errors, events, files, paths, policy, sessions, wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from csg import config

_STDIN = 64 << 20  # bytes; more is not an edit that a model makes
#: claude-session-guard's verbs, for settings that still call them.
VERBS = {"start": "SessionStart", "stop": "SessionEnd", "pre-edit": "PreToolUse"}


def main(verb: str) -> None:
    """Run the hook and end the process.  `verb`: hook, or one of VERBS."""
    answer = ""
    try:
        answer = run(0, verb, posix.environ, time.time())
        if answer:
            wire.write_all(1, answer.encode() + b"\n")
    except BaseException:  # a hook that breaks edits is worse than no hook
        pass
    posix._exit(0)


def run(stdin: int, verb: str, environ: "Mapping[bytes, bytes]", now: float) -> str:
    """Read one event and handle it; an error becomes a line in events.log.  The answer, or ""."""
    home = b""
    try:
        home = paths.home(environ)
        event = wire.read_value(stdin, _STDIN)
        return handle(event, VERBS.get(verb, ""), environ, home, now)
    except errors.NotForUs:
        pass
    except BaseException as error:
        if home:
            events.record(home, now, "error", what=_describe(error))
    return ""


def handle(event: "Any", implied: str, environ: "Mapping[bytes, bytes]", home: bytes, now: float) -> str:
    """One event of a client, decoded; the JSON to answer with, or "".

    implied  the event's name where stdin has none
    Raises errors.NotForUs, or whatever went wrong.  Fields: see the hooks reference of the client."""
    if not isinstance(event, dict):
        raise errors.NotForUs
    name = event.get("hook_event_name") or implied
    handler = _HANDLERS.get(name) if isinstance(name, str) else None
    if handler is None:
        raise errors.NotForUs
    return handler(_Call(event, environ, home, now))


class _Call:
    """What every handler needs: the event's common fields, checked."""

    __slots__ = ("cwd", "environ", "event", "home", "id", "name", "now")

    def __init__(self, event: "Mapping[str, Any]", environ: "Mapping[bytes, bytes]", home: bytes, now: float) -> None:
        self.event = event
        self.environ = environ
        self.home = home
        self.now = now
        self.id = self.text("session_id")
        self.name = paths.safe_name(self.id)
        self.cwd = paths.from_text(self.text("cwd"))
        if self.cwd[:1] != b"/":
            raise errors.NotForUs

    def text(self, field: str) -> str:
        """A field that must be there and not empty."""
        value = self.event.get(field)
        if not isinstance(value, str) or not value:
            raise errors.NotForUs
        return value

    def optional(self, field: str) -> str:
        value = self.event.get(field)
        return value if isinstance(value, str) else ""

    def settings(self) -> "config.Settings":
        """The settings; what is wrong with them is logged once."""
        from csg import config

        settings = config.load(self.environ, self.home)
        for problem in settings.problems:
            about = settings.stamp + problem.encode("utf-8", "surrogatepass")
            events.record_once(self.home, self.now, "config", about, what=problem)
        return settings

    def log(self, kind: str, **more: "Any") -> None:
        events.record(self.home, self.now, kind, self.id, **more)


def _session_start(call: _Call) -> str:
    from csg import briefing, sweep

    session = sessions.observe(call.id, call.cwd, call.environ, call.now)
    new = sessions.start(call.home, session)
    call.log("start" if new else "continue", source=call.optional("source"), cwd=paths.text(call.cwd))
    settings = call.settings()
    for swept in sweep.sweep(call.home, call.now, settings.window):
        events.record(call.home, call.now, "swept", swept.id, why=swept.why)
    text = briefing.text(call.home, session, call.now, settings.window)
    return _answer("SessionStart", additionalContext=text) if text else ""


def _session_end(call: _Call) -> str:
    if sessions.end(call.home, call.id, call.environ):
        call.log("end", reason=call.optional("reason"))
    return ""


def _pre_tool_use(call: _Call) -> str:
    tool = call.text("tool_name")
    field = policy.WRITING_TOOLS.get(tool)
    tool_input = call.event.get("tool_input")
    if field is None or not isinstance(tool_input, dict):
        raise errors.NotForUs
    stated = tool_input.get(field)
    if not isinstance(stated, str) or not stated:
        raise errors.NotForUs
    edit = _Edit(call, tool, claims.Target(paths.canonical(paths.from_text(stated), call.cwd)))
    again = edit.publish()
    others = claims.holders(call.home, call.name, edit.target.key)
    if others or (again and claims.shared(call.home, call.name, edit.agent, edit.target.key)):
        return edit.meet(others)
    return ""


class _Edit:
    """One call that means to write one file."""

    __slots__ = ("agent", "call", "id", "target", "tool")

    def __init__(self, call: _Call, tool: str, target: claims.Target) -> None:
        self.call = call
        self.tool = tool
        self.target = target
        self.agent = call.optional("agent_id")
        self.id = call.optional("tool_use_id") or "%d-%d" % (posix.getpid(), int(call.now * 1000))

    def publish(self) -> bool:
        """Add the Claim, attaching the Session if need be.  Was the file claimed by this Session before?

        A disk that takes no Claim still lets the siblings' be seen, so that is only logged."""
        call = self.call
        try:
            for _ in range(3):
                if sessions.touch(call.home, call.name):
                    try:
                        first = self._append()
                    except FileNotFoundError:  # ended or swept this moment
                        continue
                    if first:
                        call.log("edit", path=paths.text(self.target.path), tool=self.tool)
                    return not first
                session = sessions.observe(call.id, call.cwd, call.environ, call.now)
                if not sessions.attach(call.home, session):
                    raise errors.NotForUs  # this Session has ended; its last hook says nothing
                call.log("attach", cwd=paths.text(call.cwd))
        except OSError as error:
            events.record(call.home, call.now, "error", call.id, what="claim not kept: " + _describe(error))
        return False

    def _append(self) -> bool:
        from_client = self.call.environ.get(b"CLAUDE_PID", b"")
        pid = int(from_client) if from_client.isdigit() else 0
        return claims.publish(
            self.call.home, self.call.name, self.target, self.call.now, self.id, self.agent, pid, self.tool
        )

    def meet(self, others: "list[bytes]") -> str:
        """Look at what the others hold, decide, note what was decided; the answer or ""."""
        call, target = self.call, self.target
        settings = call.settings()
        held = claims.look(call.home, others, target, call.now, settings.window)
        agents, told = claims.own(call.home, call.name, self.agent, target, call.now, settings.window)
        held = agents + held
        here = [holding for holding in held if not holding.elsewhere]
        news = [holding for holding in here if holding.news() not in told]
        overlaps = [holding for holding in held if holding.elsewhere and holding.news() not in told]
        exists = bool(files.modified(target.path))
        action = settings.on_write if policy.replaces_all(self.tool, exists) else settings.on_edit
        decision = policy.decide(action, bool(here), bool(news), bool(overlaps))
        if decision == policy.SILENT:
            return ""
        named = here if decision in (policy.ASKED, policy.DENIED) else news or overlaps
        self._note(decision, named)
        call.log(
            "conflict",
            path=paths.text(target.path),
            tool=self.tool,
            decision=decision,
            others=[paths.text(holding.name) for holding in named],
        )
        return _verdict(decision, self._warning(decision, named))

    def _note(self, decision: str, named: "list[claims.Holding]") -> None:
        records: list[dict[str, Any]] = []
        if not policy.goes_ahead(decision):
            records.append({"t": self.call.now, "withdrawn": self.id})
        records += [{"t": self.call.now, "told": list(holding.news())} for holding in named]
        try:
            claims.note(self.call.home, self.call.name, self.target.key, records)
        except OSError as error:  # the worst of it: the same is told again
            events.record(self.call.home, self.call.now, "error", self.call.id, what=_describe(error))

    def _warning(self, decision: str, named: "list[claims.Holding]") -> str:
        from csg import briefing, wording

        call = self.call
        siblings: list[wording.Sibling] = []
        for holding in named:
            siblings.append(briefing.sibling(call.home, holding, call.now, call.name, call.id))
        shown = paths.relative(self.target.path, paths.canonical(call.cwd))
        return wording.warning(paths.text(shown), siblings, decision)


def _verdict(decision: str, text: str) -> str:
    if decision in (policy.HELD, policy.DENIED):
        return _answer("PreToolUse", permissionDecision="deny", permissionDecisionReason=text)
    if decision == policy.ASKED:
        # The reason reaches the person, the context the model.
        return _answer("PreToolUse", permissionDecision="ask", permissionDecisionReason=text, additionalContext=text)
    return _answer("PreToolUse", additionalContext=text)


def _answer(event: str, **fields: str) -> str:
    output: dict[str, str] = {"hookEventName": event}
    output.update(fields)
    return wire.encode({"hookSpecificOutput": output})


def _describe(error: BaseException) -> str:
    """Type, message and place of an error, without importing traceback."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = "%s:%d" % (trace.tb_frame.f_code.co_filename.rpartition("/")[2], trace.tb_lineno)
        trace = trace.tb_next
    return "%s: %s (%s)" % (type(error).__name__, str(error)[:300], place)


_HANDLERS = {"SessionStart": _session_start, "SessionEnd": _session_end, "PreToolUse": _pre_tool_use}
