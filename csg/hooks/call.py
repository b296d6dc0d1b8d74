"""One event of a client, checked, with what every handler needs around it."""

import posix

from csg.base import errors, files, paths
from csg.state import events, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from csg.base import config
    from csg.clients.dialects.dialect import Dialect
    from csg.hooks.answer import Answer


def stated_path(text: str) -> bytes:
    """A path as the client states it, or errors.NotForUs where it cannot be one."""
    try:
        return paths.from_text(text)
    except ValueError:
        raise errors.NotForUs from None


#: The homes whose carrier (machines) is to be at work when this hook has answered.
carried: "list[bytes]" = []


class Call:
    """The event's common fields, and the circumstances.

    kind      the event's name                               answer  what is said to it, as far as it is decided
    id, name  the Session's id and its directory's name      cwd     the client's, absolute
    agent     the subagent's id, "" for the main agent       pid     the client's process, 0 if unstated
    client    how it speaks; None: it is Claude Code
    deeds     (Session's directory, path) of the files whose holders were told what a command did to them
    """

    __slots__ = (
        *("_answer", "_configured", "_settings", "agent", "client", "cwd", "deeds", "environ", "event", "home", "id"),
        *("kind", "name", "now", "pid"),
    )

    def __init__(
        self, event: "Mapping[str, Any]", kind: str, environ: "Mapping[bytes, bytes]", home: bytes, now: float
    ) -> None:
        """errors.NotForUs if a field is missing that the client would have sent."""
        self.event = event
        self.kind = kind
        self.environ = environ
        self.home = home
        self.now = now
        self.client: Dialect | None = None
        self.id = self.text("session_id")
        self.name = paths.safe_name(self.id)
        self.cwd = stated_path(self.text("cwd"))
        if self.cwd[:1] != b"/":
            raise errors.NotForUs
        self.agent = self.optional("agent_id")
        pid, parent = environ.get(b"CLAUDE_PID", b""), posix.getppid()
        self.pid = parent  # most often: what int() first needs is 4 pages of the math library
        if pid != b"%d" % parent:
            self.pid = int(pid) if pid.isdigit() and len(pid) < 10 else 0
        self.deeds: set[tuple[bytes, bytes]] | tuple[()] = ()
        self._configured: bool | None = None
        self._settings: config.Settings | None = None
        self._answer: Answer | None = None

    @property
    def answer(self) -> "Answer":
        """Made when it is first asked for: most calls need none."""
        if self._answer is None:
            from csg.hooks.answer import Answer

            self._answer = Answer(self.kind, self.log_error, self.client)
        return self._answer

    def answered(self) -> "Answer | None":
        """What was said, or None."""
        return self._answer

    def text(self, field: str) -> str:
        """A field that must be there and not be empty, or errors.NotForUs."""
        value = self.event.get(field)
        if not isinstance(value, str) or not value:
            raise errors.NotForUs
        return value

    def optional(self, field: str) -> str:
        """A field, or "" where it is missing or something else."""
        value = self.event.get(field)
        return value if isinstance(value, str) else ""

    def input(self, field: str) -> str:
        """A field of tool_input that must be there, or errors.NotForUs."""
        tool_input = self.event.get("tool_input")
        value = tool_input.get(field) if isinstance(tool_input, dict) else None
        if not isinstance(value, str) or not value:
            raise errors.NotForUs
        return value

    def tool_call(self) -> str:
        """The id of this tool call; one made up where the client sends none."""
        return self.optional("tool_use_id") or "%d-%d" % (posix.getpid(), int(self.now * 1000))

    def attempt(self, step: "Callable[[Call], object]") -> None:
        """Do one thing; what goes wrong there is logged, and costs nothing of what comes after it."""
        try:
            step(self)
        except errors.NotForUs:
            pass
        except BaseException as error:
            self.log_error(errors.describe(error))

    def log(self, kind: str, **more: "Any") -> None:
        """An Event about this Session."""
        events.record(self.home, self.now, kind, self.id, **more)

    def mirror(self, kind: str, **more: "Any") -> None:
        """An Event that the log need not repeat, for the mirror only."""
        events.mirror(self.home, self.now, kind, self.id, **more)

    def log_error(self, what: str) -> None:
        """An Event for something that went wrong and does not stop the call."""
        events.record(self.home, self.now, "error", self.id, what=what)

    def has_notices(self) -> bool:
        """Has anybody left a Notice for this Session?  One system call."""
        return bool(files.names(roster.directory(self.home, self.name) + b"/notices"))


def paired(call: "Call") -> str:
    """The same before and after a shell's call: its id, or what the dialect of a client that sends none has for it.

    Of two calls that are the same it may be the same, so it is no id: what is told and held goes by `tool_call`."""
    return call.optional("stand_in") or call.tool_call()


def attached(call: "Call") -> bool:
    """Note that the Session is active, attaching it if it has no record; False if it has ended.

    OSError if the disk takes no record."""
    return roster.touch(call.home, call.name) or _attach(call)


#: cold


def _attach(call: Call) -> bool:
    from csg.state import sessions

    if not sessions.attach(call.home, sessions.observe(call.id, call.cwd, call.environ, call.now)):
        return False
    call.log("attach", cwd=paths.text(call.cwd))
    return True


def settings(call: Call) -> "config.Settings":
    """The settings, read once; what is wrong with them is logged once."""
    if call._settings is None:
        from csg.base import config

        call._settings = config.load(call.environ, call.home)
        report(call, call._settings.problems, call._settings.stamp)
    return call._settings


def configured(call: Call) -> bool:
    """May the person have set anything?  If not, nothing need be imported to read it: policy's defaults hold."""
    if call._configured is None:
        names, path = b" ".join(call.environ), paths.config_file(call.environ, call.home)
        stated = b"CSG_ON_" in names or b"CSG_RULES" in names or b"CSG_WINDOW_MINUTES" in names
        stated = stated or b"CSG_PROMPTS" in names
        call._configured = stated or not path or not files.missing(path)
    return call._configured


def window(call: Call) -> float:
    """How long a Claim counts, in seconds."""
    from csg.base import policy

    return settings(call).window if configured(call) else policy.WINDOW


def report(call: Call, problems: "list[str]", stamp: bytes) -> None:
    """Log what is wrong with a settings file, once for each state of it (`stamp`)."""
    if problems:
        events.record_problems(call.home, call.now, problems, stamp)


def hears(call: Call, kind: str) -> bool:
    """Does the client hand on to the model what is said at events of this kind?

    Claude Code does if it sends these fields (seen: 2.1.150 on); of others more must be known."""
    if call.client is not None:
        return call.client.hears(kind)
    if kind[-4:] != "Stop" and (kind != "PreToolUse" or "effort" in call.event or "prompt_id" in call.event):
        return True
    from csg.clients import running

    return running.hears(call.event, kind)


def known(call: Call, look: "Callable[[], Any]", otherwise: "Any") -> "Any":
    """What a look finds out; `otherwise`, with a line in the log, where looking fails: what could not be found out
    must not take a warning back."""
    try:
        return look()
    except Exception as error:
        call.log_error(errors.describe(error))
        return otherwise
