"""A scripted model in the APIs of the other clients, on loopback.

The script is as in tests/client/model.py: strings, Calls, Holds, lists of these, functions of the Request.  A Call of
`apply_patch` whose input is {"input": text} is a custom tool's in the Responses API, as Codex has it.  Each request
that offers tools takes the next turn; a request without (titles and the like) takes none.
"""

import json
import socket
import threading
import uuid
from http.server import BaseHTTPRequestHandler
from typing import Any, Dict, Iterator, List, Sequence, Tuple, Type

from tests import loopback
from tests.client import LIMIT
from tests.client.model import Hold, Turn, blocks

_DONE = "Done."
_OWN = ("assistant", "model")  # roles of what the model itself said
_CALLS = ("function_call", "custom_tool_call", "reasoning")
_RESULTS = ("function_call_output", "custom_tool_call_output")

Blocks = List[Dict[str, Any]]


class Request:
    """What a model was asked: the request, decoded."""

    def __init__(self, body: Dict[str, Any]) -> None:
        self.body = body

    def text(self) -> str:
        """All that the model reads, but for its own words and calls and the tools' descriptions."""
        return "\n".join(text for part in self._parts() for text in _strings(part))

    def results(self) -> List[str]:
        """What the tools gave back so far, oldest first, each with all that came with it."""
        found = []
        for part in self._parts():
            if part.get("type") in _RESULTS or part.get("role") == "tool":
                found.append("\n".join(_strings(part)))
            for piece in part.get("parts") or ():
                if isinstance(piece, dict) and "functionResponse" in piece:
                    found.append("\n".join(_strings(piece)))
        return found

    def _parts(self) -> List[Dict[str, Any]]:
        body = self.body
        said = body.get("input") or body.get("messages") or body.get("contents") or []
        parts: List[Any] = [{"text": said}] if isinstance(said, str) else list(said)
        parts += [{"text": body[name]} for name in ("instructions", "systemInstruction", "system") if name in body]
        return [
            part
            for part in parts
            if isinstance(part, dict) and part.get("role") not in _OWN and part.get("type") not in _CALLS
        ]


class Model:
    """The server.  `requests` grows as they come; those beside the main loop are not in it."""

    def __init__(self, listening: socket.socket, turns: Sequence[Turn]) -> None:
        self.requests: List[Request] = []
        self._script = list(turns)
        self._held = [turn for turn in turns if isinstance(turn, Hold)]
        self._came = threading.Condition()
        self.url = "http://127.0.0.1:%d" % listening.getsockname()[1]
        handler: Type[_Handler] = type("Handler", (_Handler,), {"model": self})
        self._server = loopback.Server(handler, listening=listening)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Answer no more."""
        for turn in self._held:
            turn.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def asked(self) -> List[Request]:
        """The requests so far, oldest first."""
        with self._came:
            return list(self.requests)

    def answer(self, body: Dict[str, Any]) -> Blocks:
        """Take a request in; the blocks of the answer: {"type": "text", …} or {"type": "tool_use", id, name, input}."""
        if not body.get("tools"):
            return [{"type": "text", "text": "A title"}]
        request = Request(body)
        with self._came:
            self.requests.append(request)
            self._came.notify_all()
            turn: Turn = self._script.pop(0) if self._script else _DONE
        return blocks(turn, request)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in ("type", "id", "call_id", "tool_call_id", "role", "functionCall", "tool_calls"):
                yield from _strings(part)


class _Handler(BaseHTTPRequestHandler):
    """POST …/responses, …/chat/completions and …:generateContent, streamed or not, and what is asked around it."""

    model: Model
    protocol_version = "HTTP/1.1"
    timeout = 2 * LIMIT

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on stderr."""

    def do_GET(self) -> None:
        if "models" in self.path:
            self._reply(200, {"object": "list", "data": [{"id": "mock", "object": "model"}], "models": []})
        else:
            self._reply(404, {})

    def do_POST(self) -> None:
        try:
            body = json.loads(self._body() or b"{}")
        except ValueError:
            body = {}
        path = self.path.partition("?")[0]
        if path.endswith("/responses"):
            self._responses(body)
        elif path.endswith("/chat/completions"):
            self._chat(body)
        elif "enerateContent" in path:
            self._gemini(body, "stream" in path)
        elif "countTokens" in path:
            self._reply(200, {"totalTokens": 10})
        else:
            self._reply(404, {})

    def _body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length") or 0))
        data = b""
        while True:
            size = int(self.rfile.readline().split(b";")[0], 16)
            data += self.rfile.read(size)
            self.rfile.readline()
            if not size:
                return data

    def _reply(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _stream(self, events: Sequence[Tuple[str, Any]], end: str = "") -> None:
        lines = ["%sdata: %s\n\n" % ("event: %s\n" % name if name else "", json.dumps(data)) for name, data in events]
        self._send(200, ("".join(lines) + end).encode(), "text/event-stream")

    def _send(self, status: int, data: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _responses(self, body: Dict[str, Any]) -> None:
        items = [_item(block) for block in self.model.answer(body)]
        name = "resp_" + uuid.uuid4().hex
        none = {"cached_tokens": 0, "reasoning_tokens": 0}
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        usage_all: Dict[str, Any] = {**usage, "input_tokens_details": none, "output_tokens_details": none}
        begun = {"id": name, "object": "response", "status": "in_progress", "output": []}
        done = {**begun, "status": "completed", "output": items, "usage": usage_all}
        if not body.get("stream"):
            self._reply(200, done)
            return
        events: List[Tuple[str, Any]] = [("response.created", {"response": begun})]
        for index, item in enumerate(items):
            events.append(("response.output_item.added", {"output_index": index, "item": item}))
            events.append(("response.output_item.done", {"output_index": index, "item": item}))
        events.append(("response.completed", {"response": done}))
        self._stream([(kind, {"type": kind, **data}) for kind, data in events])

    def _chat(self, body: Dict[str, Any]) -> None:
        said = self.model.answer(body)
        calls = [
            {
                "index": index,
                "id": block["id"],
                "type": "function",
                "function": {"name": block["name"], "arguments": json.dumps(block["input"])},
            }
            for index, block in enumerate(block for block in said if block["type"] == "tool_use")
        ]
        text = "\n".join(block["text"] for block in said if block["type"] == "text")
        message: Dict[str, Any] = {"role": "assistant", "content": text or None}
        if calls:
            message["tool_calls"] = calls
        end = "tool_calls" if calls else "stop"
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        base = {"id": "chat_" + uuid.uuid4().hex, "object": "chat.completion.chunk", "created": 1, "model": "mock"}
        if not body.get("stream"):
            choice = {"index": 0, "message": message, "finish_reason": end}
            self._reply(200, {**base, "object": "chat.completion", "choices": [choice], "usage": usage})
            return
        chunks = [
            {**base, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
            {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": end}]},
            {**base, "choices": [], "usage": usage},
        ]
        self._stream([("", chunk) for chunk in chunks], "data: [DONE]\n\n")

    def _gemini(self, body: Dict[str, Any], stream: bool) -> None:
        parts: List[Dict[str, Any]] = []
        for block in self.model.answer(body):
            if block["type"] == "text":
                parts.append({"text": block["text"]})
            else:
                parts.append({"functionCall": {"name": block["name"], "args": block["input"]}})
        candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "STOP", "index": 0}
        usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
        answer = {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "mock"}
        if stream:
            self._stream([("", answer)])
        else:
            self._reply(200, answer)


def _item(block: Dict[str, Any]) -> Dict[str, Any]:
    """A block as an output item of the Responses API."""
    if block["type"] == "text":
        text = {"type": "output_text", "text": block["text"], "annotations": []}
        name = "msg_" + uuid.uuid4().hex
        return {"type": "message", "id": name, "role": "assistant", "status": "completed", "content": [text]}
    common = {"call_id": block["id"], "name": block["name"], "status": "completed"}
    if block["name"] == "apply_patch":
        return {"type": "custom_tool_call", "id": "ctc_" + block["id"], "input": block["input"]["input"], **common}
    space, _, name = block["name"].rpartition(".")
    if space:  # Codex knows an MCP server's tools by a namespace and a name
        common.update(namespace=space, name=name)
    return {"type": "function_call", "id": "fc_" + block["id"], "arguments": json.dumps(block["input"]), **common}
