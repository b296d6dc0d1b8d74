"""The MCP server on stdin and stdout: its process and its methods; ends with its input or on SIGTERM.

The protocol is that of modelcontextprotocol.io/specification, in the versions below.
"""

import posix
import time

from csg import VERSION
from csg.base import errors, paths, wire
from csg.mcp import rpc
from csg.mcp.rpc import Refused
from csg.state import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from csg.mcp import resident, waiting

VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
#: 2025-03-26 "MUST support receiving JSON-RPC batches" (basic, Batching) and 2025-06-18 took them away
#: (changelog, 1); 2024-11-05 only says that messages follow JSON-RPC 2.0, whose section 6 has them.
BATCHING = VERSIONS[:2]

INSTRUCTIONS = (
    "Other coding sessions may be editing files on this machine: before changing several files, see who is here with "
    "list_sessions, look with check_files, and claim what you are about to edit with claim_files. "
    "When a file is held by another session, raise it with the person before editing it."
)

_BATCH = 100  # messages
_WAITS = 20  # calls that wait at a time; one more is answered at once
_MISTAKE = "csg made a mistake (csg log says which)"
_ENDING = 1.0  # seconds for what is being handled when a signal comes


def main() -> None:
    """Serve stdin until it ends; ends the process with code 0, or 1 where stdout takes nothing."""
    server = Server()
    try:
        out = posix.dup(1)
        try:
            posix.dup2(2, 1)  # nothing but protocol on stdout, whatever a module prints
        except OSError:  # there is no stderr
            posix.dup2(posix.open("/dev/null", posix.O_WRONLY), 1)
        posix.set_blocking(out, True)
        _end_on_signals(server)
        serve(server, 0, out)
    except ConnectionError:  # the client is gone
        pass
    except OSError as error:
        said = "csg: mcp: stdin and stdout must be the client's: %s\n" % error.strerror
        wire.write_all(2, said.encode())
        posix._exit(1)
    posix._exit(0)


def _end_on_signals(server: "Server") -> None:
    try:
        # the C module behind `signal`, which would import enum: a third of the start-up
        import _signal as signal  # type: ignore[import-not-found]
    except ImportError:
        import signal

    def end(number: int, frame: object) -> None:
        if number == signal.SIGALRM and not server.ending:
            if server.resident is not None:
                server.resident.ring()
        elif server.busy and number != signal.SIGALRM:
            # Claude Code sends SIGINT, then SIGTERM a moment later: that is one wish, not two
            if not server.ending:
                server.ending = True
                signal.setitimer(signal.ITIMER_REAL, _ENDING)
        else:
            posix._exit(0)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, end)


def serve(server: "Server", source: int, out: int) -> None:
    """Read messages from one descriptor, a line each, and write the answers to the other.

    A line that is too long is answered as soon as it is.  What waits is answered in between, at the latest when the
    input ends.  OSError when `out` is closed."""

    def see_to_waits(last: bool = False) -> None:
        for message in _waited(server, last):
            wire.write_all(out, rpc.line(message))

    def idle() -> None:
        while server.waits:
            from csg.mcp import waiting

            see_to_waits()
            if not server.waits or waiting.arrives(source, server.waits):
                break

    lines = rpc.Lines(source, idle)
    server.coming = lines.coming
    for line in lines:
        if line is None:
            answer = rpc.refusal(rpc.INVALID_REQUEST, "the message is longer than %d bytes" % rpc.LINE)
        else:
            answer = server.receive(line)
        if answer:
            wire.write_all(out, answer)
        _settle(server)
        if events.notable:
            from csg.talk import notifying

            notifying.start(leaving=False)
        if events.spooled:
            from csg.slack import delivery

            delivery.start(leaving=False)
        if server.resident is not None:
            server.resident.carry()
        server.rest()
    see_to_waits(last=True)


class Server:
    """The protocol: a line in, a line out.

    about_client  what the client says of itself, of whatever kind
    version  what was agreed on; before `initialize` the oldest, so that a client which
             leaves that out is served with what every version has
    busy     a message is being handled: a signal then ends the process after it (`ending`), or soon:
             the client may not be reading the answer
    waits    the calls that wait; their answers come alone, be they of a batch
    coming   gives the lines that are here already          resident  serves the client's hooks, where it may have some
    afterwards  what is to be done once the client has the answer
    """

    def __init__(self) -> None:
        self.version = VERSIONS[0]
        self.about_client: Any = None
        self.busy = False
        self.ending = False
        self.waits: list[waiting.Wait] = []
        self.coming: Callable[[], list[bytes]] = list
        self.resident: resident.Resident | None = None
        self.afterwards: list[Callable[[], object]] = []
        self._asked: Any = None

    def rest(self) -> None:
        """Between two messages."""
        self.busy = False
        if self.ending:
            posix._exit(0)

    def receive(self, line: bytes) -> bytes:
        """The answer to one line, with its newline; b"" where none is due."""
        self.busy = True
        if not line.strip(b" \t\r"):
            return b""
        try:
            message = rpc.decode(line)
        except ValueError as error:
            return rpc.refusal(rpc.PARSE_ERROR, "not JSON: %s" % error)
        if isinstance(message, list):
            return self._batch(message)
        answer = self.answer(message)
        return rpc.line(answer) if answer else b""

    def _batch(self, messages: "list[Any]") -> bytes:
        if self.version not in BATCHING:
            return rpc.refusal(rpc.INVALID_REQUEST, "protocol version %s has no batches" % self.version)
        if not 0 < len(messages) <= _BATCH:
            return rpc.refusal(rpc.INVALID_REQUEST, "a batch has 1 to %d messages" % _BATCH)
        found = [self.answer(message, batched=True) for message in messages]
        answers = [answer for answer in found if answer]
        return rpc.line(answers) if answers else b""

    def answer(self, message: "Any", batched: bool = False) -> "dict[str, Any] | None":
        """The response to one message; None for a notification or a response.

        Requests have an id that is a string or an integer, not null (2025-11-25, basic, Requests)."""
        identifier = message.get("id") if isinstance(message, dict) else None
        usable = isinstance(identifier, (str, int)) and not isinstance(identifier, bool)
        try:
            if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
                raise Refused(rpc.INVALID_REQUEST, 'a message is an object with "jsonrpc": "2.0"')
            method = message.get("method")
            if "method" not in message and "id" in message and ("result" in message or "error" in message):
                return None  # an answer; nothing was asked
            if not isinstance(method, str):
                raise Refused(rpc.INVALID_REQUEST, "a message has a method, which is a string")
            if "id" not in message:
                if method == "notifications/cancelled":
                    self._cancel(message.get("params"))
                return None
            if not usable:
                raise Refused(rpc.INVALID_REQUEST, "an id is a string or an integer")
            self._asked = identifier
            result = self._result(method, message, batched)
            if not isinstance(result, dict):
                result.identifier = identifier
                self.waits.append(result)
                return None
            return {"jsonrpc": "2.0", "id": identifier, "result": result}
        except rpc.Dropped:
            return None
        except Refused as refused:
            return rpc.error(identifier if usable else None, refused)
        except Exception as error:
            _note(error)
            return rpc.error(identifier, Refused(rpc.INTERNAL, _MISTAKE))

    def _serve_hooks(self) -> None:
        """Be what answers the client's hooks, where it may be wired so."""
        from csg.clients import signs

        if signs.client(self.about_client) == "":  # Claude Code
            from csg.mcp import resident

            self.resident = resident.Resident(posix.environ)
            self.resident.begin()

    def is_off(self) -> bool:
        """Has the request that is being answered been cancelled meanwhile?"""
        for line in self.coming():
            if b'"notifications/cancelled"' in line:
                try:
                    parameters = rpc.decode(line)["params"]
                    if parameters["requestId"] == self._asked:
                        return True
                except (ValueError, TypeError, KeyError):  # it is refused in its turn
                    pass
        return False

    def _cancel(self, parameters: "Any") -> None:
        """The request gets no answer (basic/utilities/cancellation); one that is answered already is no matter."""
        wanted = parameters.get("requestId") if isinstance(parameters, dict) else None
        self.waits = [w for w in self.waits if w.identifier != wanted or type(w.identifier) is not type(wanted)]

    def _result(self, method: str, message: "Mapping[str, Any]", batched: bool) -> "dict[str, Any] | waiting.Wait":
        handler = _METHODS.get(method)
        if handler is None:
            raise Refused(rpc.NO_METHOD, "there is no method %s" % ascii(method[:100]))
        parameters = message.get("params", {})
        if not isinstance(parameters, dict):
            raise Refused(rpc.INVALID_PARAMS, "params is an object")
        if batched and method == "initialize":  # 2025-03-26, basic/lifecycle, Initialization
            raise Refused(rpc.INVALID_REQUEST, "initialize is no part of a batch")
        return handler(self, parameters)

    def initialize(self, parameters: "Mapping[str, Any]") -> "dict[str, Any]":
        """The client's version if it is known here, else our latest (basic/lifecycle, Version Negotiation)."""
        wanted = parameters.get("protocolVersion")
        if not isinstance(wanted, str):
            raise Refused(rpc.INVALID_PARAMS, "protocolVersion is a string", supported=list(VERSIONS))
        self.about_client = parameters.get("clientInfo")
        if self.about_client:
            self.afterwards.append(self._serve_hooks)
        self.version = wanted if wanted in VERSIONS else VERSIONS[-1]
        about = {"name": "csg", "version": VERSION}
        if self.version >= "2025-06-18":
            about["title"] = "csg (claude-session-guard)"
        return {
            "protocolVersion": self.version,
            "capabilities": {"tools": {}},
            "serverInfo": about,
            "instructions": INSTRUCTIONS,
        }


def ping(server: Server, parameters: "Mapping[str, Any]") -> "dict[str, Any]":
    """An empty answer at once (basic/utilities/ping)."""
    return {}


def list_tools(server: Server, parameters: "Mapping[str, Any]") -> "dict[str, Any]":
    """All tools on one page, so there is no valid cursor (server/utilities/pagination, Error Handling)."""
    if parameters.get("cursor") is not None:
        raise Refused(rpc.INVALID_PARAMS, "there is no such cursor: all tools are on the first page")
    from csg.mcp import tools

    return {"tools": [tool.definition(server.version) for tool in tools.TOOLS.values()]}


def call_tool(server: Server, parameters: "Mapping[str, Any]") -> "dict[str, Any] | waiting.Wait":
    """An unknown tool is a protocol error; what is wrong with a known one's arguments is for the model to
    read and mend (2025-11-25, server/tools, Error Handling)."""
    name, given = parameters.get("name"), parameters.get("arguments")
    if not isinstance(name, str):
        raise Refused(rpc.INVALID_PARAMS, "the name of a tool is a string")
    if name == "hook" and server.resident is not None:
        return server.resident.call(given, server.is_off, server.afterwards)
    from csg.mcp import calls, tools

    tool = tools.TOOLS.get(name)
    if tool is None:
        raise Refused(rpc.INVALID_PARAMS, "Unknown tool: %s" % ascii(name[:100]))
    if given is not None and not isinstance(given, dict):
        raise Refused(rpc.INVALID_PARAMS, "arguments is an object")
    given, meta = dict(given or {}), parameters.get("_meta")
    if len(server.waits) >= _WAITS:
        given.pop("wait_seconds", None)
    return calls.call(tool, given, server.version, meta if isinstance(meta, dict) else {}, server.about_client)


_METHODS: "dict[str, Callable[[Server, Mapping[str, Any]], dict[str, Any] | waiting.Wait]]" = {
    "initialize": Server.initialize,
    "ping": ping,
    "tools/list": list_tools,
    "tools/call": call_tool,
}


def _settle(server: "Server") -> None:
    """The client has the answer: do what was left until then."""
    while server.afterwards:
        try:
            server.afterwards.pop(0)()
        except Exception as error:
            _note(error)


def _waited(server: "Server", last: bool) -> "Iterator[dict[str, Any]]":
    """What there is to say about the calls that wait; `last`: they are answered as things stand."""
    now = time.monotonic()
    for wait in [wait for wait in server.waits if last or wait.due <= now]:
        try:
            result, progress = wait.result(last)
        except Exception as error:
            _note(error)
            server.waits.remove(wait)
            yield rpc.error(wait.identifier, Refused(rpc.INTERNAL, _MISTAKE))
            continue
        if progress:
            if server.version < "2025-03-26":  # the first that has it
                del progress["message"]
            yield {"jsonrpc": "2.0", "method": "notifications/progress", "params": progress}
        if result:
            server.waits.remove(wait)
            yield {"jsonrpc": "2.0", "id": wait.identifier, "result": result}


def _note(error: Exception) -> None:
    try:
        what = "mcp: %s: %s" % (type(error).__name__, str(error)[:300])
        events.record(paths.home(posix.environ), time.time(), "error", what=what)
    except errors.NoHome:
        pass
