"""A scripted model: what stands in for the Messages API, on loopback.

A script is a list of turns; every request of the client's main loop takes the next one:

    "text"                      the model says that, and the client is done
    Call("Write", {...})        it calls a tool; the client asks again with the result
    [turn, turn]                several of these in one message
    Hold(turn)                  it answers only when the test says so (Hold.release)
    function of the Request     it says what that returns

Subagents have scripts of their own, found by a word in their prompt.  A used up script says
"Done." for ever, so a client never hangs on it.  What the client asks beside its main loop
(titles, summaries, quota) takes no turn.  The model does not judge requests as the API would: it
proves what is delivered, never that a model heeds it.
"""

import json
import socket
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Type, Union

from tests import loopback
from tests.client import LIMIT

MAIN = "main"
SIDE = "side"
_DONE = "Done."
# Requests beside the main loop that carry its tools all the same (2.1.330)
_SIDE = (
    "[SUGGESTION MODE",
    "Your task is to create a detailed summary of",
    "generate a concise, sentence-case title",
)

Turn = Union[str, "Call", "Hold", Sequence[Union[str, "Call"]], Callable[[Any], "Turn"]]


class Call:
    """The model calls a tool."""

    def __init__(self, tool: str, given: Mapping[str, Any]) -> None:
        self.tool = tool
        self.given = given


class Hold:
    """The model thinks until the test lets it answer; `Client.reach` waits until it is asked."""

    def __init__(self, turn: Turn = _DONE) -> None:
        self.turn = turn
        self.reached = threading.Event()
        self._released = threading.Event()

    def release(self) -> None:
        """Let the model answer, now or as soon as it is asked."""
        self._released.set()

    def wait(self) -> Turn:
        """What the model does when it is asked: note it, wait, answer."""
        self.reached.set()
        self._released.wait(LIMIT)
        return self.turn


class Result:
    """What a tool gave back to the model.  `call`: the id that its call had."""

    def __init__(self, call: str, text: str, failed: bool) -> None:
        self.call = call
        self.text = text
        self.failed = failed


class Request:
    """What a model was asked.

    body      the request, decoded
    agent     the subagent's id; "" for the main loop
    stream    whose script answers: MAIN, SIDE, or the subagent's key
    came      when it came (time.perf_counter)
    answered  when its answer was sent; 0.0 before
    """

    def __init__(self, body: Dict[str, Any], agent: str, stream: str, came: float = 0.0) -> None:
        self.body = body
        self.agent = agent
        self.stream = stream
        self.came = came
        self.answered = 0.0

    def text(self) -> str:
        """All that the model reads: system prompt, messages, tool results; not its own calls."""
        parts = list(_texts(self.body.get("system")))
        for message in self.body.get("messages", []):
            parts += _texts(message.get("content"))
        return "\n".join(parts)

    def results(self) -> List[Result]:
        """The results of all calls so far, oldest first."""
        found = []
        for message in self.body.get("messages", []):
            content = message.get("content")
            for block in content if isinstance(content, list) else []:
                if block.get("type") == "tool_result":
                    text = "\n".join(_texts(block.get("content")))
                    found.append(Result(block.get("tool_use_id", ""), text, block.get("is_error") is True))
        return found

    def tools(self) -> List[str]:
        """The names of the tools that the model is offered."""
        return [tool.get("name", "") for tool in self.body.get("tools", [])]


class Model:
    """The server.  `turns` is the main loop's script, `agents` the subagents' (key: script).

    The key is a word in the subagent's prompt.  `requests` grows as they come."""

    def __init__(
        self, listening: socket.socket, turns: Sequence[Turn], agents: Optional[Mapping[str, Sequence[Turn]]] = None
    ) -> None:
        self.requests: List[Request] = []
        self._scripts: Dict[str, List[Turn]] = {MAIN: list(turns)}
        self._keys = list(agents or {})
        for key, script in (agents or {}).items():
            self._scripts[key] = list(script)
        self._held = [turn for script in self._scripts.values() for turn in script if isinstance(turn, Hold)]
        self._came = threading.Condition()
        self.url = "http://127.0.0.1:%d" % listening.getsockname()[1]
        self._server = _Server(listening, self)
        # a daemon: a test that is interrupted must not hang on it
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        for turn in self._held:
            turn.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def of(self, stream: str = MAIN) -> List[Request]:
        """The requests of one stream so far, oldest first."""
        with self._came:
            return [request for request in self.requests if request.stream == stream]

    def wait(self, number: int, stream: str = MAIN) -> bool:
        """Wait until a stream has sent so many requests; False if it has not within LIMIT."""
        with self._came:
            return self._came.wait_for(lambda: sum(r.stream == stream for r in self.requests) >= number, LIMIT)

    def take(self, body: Dict[str, Any], agent: str, came: float) -> Tuple[Request, List[Dict[str, Any]]]:
        """Take a request in; with the blocks of the answer."""
        request = Request(body, agent, self._stream(body, agent), came)
        with self._came:
            self.requests.append(request)
            self._came.notify_all()
            script = self._scripts.get(request.stream, [])
            turn: Turn = script.pop(0) if script else _DONE
        return request, blocks(turn, request)

    def _stream(self, body: Dict[str, Any], agent: str) -> str:
        asked = ["\n".join(_texts(m.get("content"))) for m in body.get("messages", []) if m.get("role") == "user"]
        if not body.get("tools") or not asked or any(mark in asked[-1] for mark in _SIDE):
            return SIDE
        for key in self._keys:
            if key in asked[0]:
                return key
        return agent or MAIN


def _texts(content: Any) -> Iterator[str]:
    """All text in a message's content, a tool result's, or a system prompt."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for block in content:
            yield from _texts(block)
    elif isinstance(content, dict) and content.get("type") != "tool_use":
        yield from _texts(content.get("text"))
        yield from _texts(content.get("content"))


def blocks(turn: Turn, request: Any) -> List[Dict[str, Any]]:
    """What the model says in this turn: blocks of text, and of calls {"type": "tool_use", "id", "name", "input"}."""
    if isinstance(turn, str):
        return [{"type": "text", "text": turn}]
    if isinstance(turn, Call):
        name = "toolu_" + uuid.uuid4().hex[:24]
        return [{"type": "tool_use", "id": name, "name": turn.tool, "input": dict(turn.given)}]
    if isinstance(turn, Hold):
        return blocks(turn.wait(), request)
    if callable(turn):
        return blocks(turn(request), request)
    return [block for part in turn for block in blocks(part, request)]


class _Server(loopback.Server):
    def __init__(self, listening: socket.socket, model: Model) -> None:
        handler: Type[_Handler] = type("Handler", (_Handler,), {"model": model})
        super().__init__(handler, listening=listening)


class _Handler(BaseHTTPRequestHandler):
    """POST /v1/messages, streamed or not, and what the client asks around it."""

    model: Model
    protocol_version = "HTTP/1.1"
    timeout = 2 * LIMIT
    disable_nagle_algorithm = True  # head and body go out apart, and the body must not wait for the head's receipt

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr."""

    def do_HEAD(self) -> None:
        self._reply(200, b"")

    def do_GET(self) -> None:
        self._reply(404, b"{}")

    def do_POST(self) -> None:
        came = time.perf_counter()
        data = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.partition("?")[0]
        if path == "/v1/messages/count_tokens":
            self._reply(200, b'{"input_tokens": 1000}')
        elif path == "/v1/messages":
            body = json.loads(data)
            request, blocks = self.model.take(body, self.headers.get("x-claude-code-agent-id") or "", came)
            self._message(blocks, request)
        else:
            self._reply(404, b"{}")

    def _reply(
        self, status: int, data: bytes, kind: str = "application/json", request: Optional[Request] = None
    ) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if request:  # before it is sent: the next one may come at once
            request.answered = time.perf_counter()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _message(self, blocks: List[Dict[str, Any]], request: Request) -> None:
        calls = any(block["type"] == "tool_use" for block in blocks)
        end = {"stop_reason": "tool_use" if calls else "end_turn", "stop_sequence": None}
        usage = {"input_tokens": 1000, "output_tokens": 10}
        message: Dict[str, Any] = {
            "id": "msg_" + uuid.uuid4().hex[:24],
            "type": "message",
            "role": "assistant",
            "model": request.body.get("model"),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }
        if not request.body.get("stream"):
            self._reply(200, json.dumps({**message, **end, "content": blocks}).encode(), request=request)
            return
        events: List[Dict[str, Any]] = [{"type": "message_start", "message": message}]
        for index, block in enumerate(blocks):
            delta: Dict[str, Any]
            if block["type"] == "text":
                start, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
            else:
                start = {**block, "input": {}}
                delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
            events.append({"type": "content_block_start", "index": index, "content_block": start})
            events.append({"type": "content_block_delta", "index": index, "delta": delta})
            events.append({"type": "content_block_stop", "index": index})
        events.append({"type": "message_delta", "delta": end, "usage": usage})
        events.append({"type": "message_stop"})
        stream = "".join("event: %s\ndata: %s\n\n" % (event["type"], json.dumps(event)) for event in events)
        self._reply(200, stream.encode(), "text/event-stream", request)
