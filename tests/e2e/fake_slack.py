"""A Slack for tests, over real HTTP on this machine: it keeps what it is sent and checks it.

What it holds calls to (docs.slack.dev): a POST of JSON with charset and bearer token; a text of
at most 4,000 characters (recommended; 40,000 are cut off), at most 50 blocks, 3,000 characters in a section's text,
10 fields of 2,000; `thread_ts` of a message that is there; `&`, `<` and `>` escaped but for date tokens;
after a 429 silence for `Retry-After` seconds.  What is broken is a line in `problems`.
"""

import fcntl
import glob
import http.server
import json
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

from tests import loopback
from tests.support import SandboxCase, archive

TOKEN = "xoxb-1234567890-1234567890123-abcDEFghiJKLmnoPQRstuVWX"
CHANNEL = "C0123456789"
_LOOSE = re.compile(r"&(?!(amp|lt|gt);)|[<>]")
_DATE = re.compile(r"<!date\^\d+\^[^<>|]*\|[^<>|]*>")

#: What to do with a call instead of answering it well: "" (nothing), a Slack error code, "429", "500", "reset",
#: "hang", "truncated" (the message is taken, the answer cut off), "garbage", "302".
Fault = Callable[[str, int], str]


def always(fault: str) -> Fault:
    """The same to every call."""
    return lambda method, number: fault


class Message:
    """One message as Slack keeps it."""

    def __init__(self, ts: str, fields: Dict[str, Any]) -> None:
        self.ts = ts
        self.thread = str(fields.get("thread_ts", ""))
        self.text = str(fields["text"])
        self.fields = fields
        self.face = self.text  # as it was changed
        self.reactions: List[str] = []
        self.at = time.monotonic()


class FakeSlack:
    """The server; its messages outlive `stop` and `start`."""

    def __init__(
        self,
        fault: Optional[Fault] = None,
        tls: Optional[Tuple[str, str]] = None,
        listening: Optional[socket.socket] = None,
    ) -> None:
        """`tls`: the files of a certificate and its key, to serve https.  `listening`: a socket to serve."""
        self.fault = fault
        self.tls = tls
        self._listening = listening
        self.messages: Dict[str, Message] = {}
        self.problems: List[str] = []
        self.channels = {CHANNEL}
        self.calls: List[Tuple[float, str]] = []
        self.dealt: List[str] = []
        self.most_at_once = 0
        self.hurry = 1.0
        self._at_once = 0
        self._lock = threading.Lock()
        self._silent_until: Dict[str, float] = {}
        self._port = 0
        self._released = threading.Event()
        self._server: Optional[loopback.Server] = None
        self.start()

    def start(self) -> None:
        """Listen, at the same port as before."""
        self._released.clear()
        fake = self

        class Handler(_Handler):
            slack = fake

        self._server = loopback.Server(Handler, self._port, self._listening)
        if self.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.tls)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Let go of every connection."""
        self._released.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        """What SLACK_API_URL wants."""
        return "http://127.0.0.1:%d/api/" % self._port

    def threads(self) -> List[List[Message]]:
        """Each header with its replies, in the order of posting."""
        found: Dict[str, List[Message]] = {}
        for message in list(self.messages.values()):
            found.setdefault(message.thread or message.ts, []).append(message)
        return list(found.values())

    def texts(self, session: str = "") -> List[List[str]]:
        """The texts of all threads, or of those whose header shows the id `session`."""
        fits = [t for t in self.threads() if not session or session in json.dumps(t[0].fields)]
        return [[message.text for message in thread] for thread in fits]

    # one call

    def enter(self) -> int:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            return len(self.calls)

    def leave(self) -> None:
        with self._lock:
            self._at_once -= 1

    def decide(self, method: str, number: int) -> str:
        with self._lock:
            self.calls.append((time.monotonic(), method))
            if time.monotonic() < self._silent_until.get(method, 0.0) - 0.002:
                self.problems.append("%s was called before Retry-After was over" % method)
            fault = self.fault(method, number) if self.fault else ""
            self.dealt.append(fault)
        if fault == "429":
            self._silent_until[method] = time.monotonic() + 1 / self.hurry
        return fault

    def wait(self) -> None:
        """Hang until the server stops."""
        self._released.wait(60)

    def answer(self, method: str, fields: Dict[str, Any]) -> Dict[str, Any]:
        """Do what Slack does."""
        with self._lock:
            if fields.get("channel") not in self.channels:
                return {"ok": False, "error": "channel_not_found"}
            if method == "chat.postMessage":
                return self._post(fields)
            if method in ("reactions.add", "reactions.remove"):
                return self._react(method, fields)
            if method == "chat.update":
                return self._update(fields)
            if method == "chat.delete":
                return (
                    {"ok": True}
                    if self.messages.pop(str(fields["ts"]), None)
                    else {"ok": False, "error": "message_not_found"}
                )
            return {"ok": False, "error": "unknown_method"}

    def _post(self, fields: Dict[str, Any]) -> Dict[str, Any]:
        text = fields.get("text")
        if not isinstance(text, str) or not text.strip():
            return {"ok": False, "error": "no_text"}
        self._check(fields)
        if fields.get("thread_ts") is not None and fields["thread_ts"] not in self.messages:
            return {"ok": False, "error": "thread_not_found"}
        if fields.get("thread_ts") and self.messages[fields["thread_ts"]].thread:
            self.problems.append("thread_ts is a reply's, not a header's")
        ts = "%d.%06d" % (1700000000 + len(self.messages), len(self.messages))
        self.messages[ts] = Message(ts, fields)
        message: Dict[str, Any] = {"text": text, "ts": ts}
        message.update((name, fields[name]) for name in ("thread_ts", "client_msg_id") if name in fields)
        return {"ok": True, "channel": fields["channel"], "ts": ts, "message": message}

    def _update(self, fields: Dict[str, Any]) -> Dict[str, Any]:
        message = self.messages.get(str(fields.get("ts")))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        self._check(fields)
        message.face = str(fields["text"])
        return {"ok": True, "channel": CHANNEL, "ts": message.ts, "text": fields["text"]}

    def _react(self, method: str, fields: Dict[str, Any]) -> Dict[str, Any]:
        message, name = self.messages.get(str(fields.get("timestamp"))), str(fields.get("name"))
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if method == "reactions.add":
            if name in message.reactions:
                return {"ok": False, "error": "already_reacted"}
            message.reactions.append(name)
        else:
            if name not in message.reactions:
                return {"ok": False, "error": "no_reaction"}
            message.reactions.remove(name)
        return {"ok": True}

    def _check(self, fields: Dict[str, Any]) -> None:
        texts = [(4000, fields["text"])]
        blocks = fields.get("blocks", [])
        if len(blocks) > 50:
            self.problems.append("%d blocks" % len(blocks))
        for block in blocks:
            if "text" in block:
                texts.append((3000, block["text"]["text"]))
            if len(block.get("fields", [])) > 10:
                self.problems.append("%d fields" % len(block["fields"]))
            texts += [(2000, field["text"]) for field in block.get("fields", [])]
            if not block.get("text") and not block.get("fields"):
                self.problems.append("a section without text and fields")
        for most, text in texts:
            if not 0 < len(text) <= most:
                self.problems.append("%d characters where %d are allowed" % (len(text), most))
            if _LOOSE.search(_DATE.sub("", text)):
                self.problems.append("not escaped: %r" % text)


class _Handler(http.server.BaseHTTPRequestHandler):
    slack: FakeSlack
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        number = self.slack.enter()
        try:
            size = int(self.headers.get("Content-Length", "0"))
            body = self.rfile.read(size)
            time.sleep(0.002)  # so that two posters would meet
        finally:
            self.slack.leave()
        if len(body) == size:  # else the caller was killed
            self._serve(self.path.rpartition("/")[2], body, number)

    def _serve(self, method: str, body: bytes, number: int) -> None:
        slack = self.slack
        fault = slack.decide(method, number)
        self.close_connection = True
        if fault == "hang":
            slack.wait()
        elif fault == "reset":
            # closing with SO_LINGER 0 sends RST
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == "429":
            self._send(429, b'{"ok": false, "error": "ratelimited"}', {"Retry-After": "1"})
        elif fault == "500":
            self._send(500, b"<html>Internal Server Error</html>")
        elif fault == "302":
            self._send(302, b"", {"Location": slack.url + "elsewhere"})
        elif fault == "garbage":
            self._send(200, b"<html>hello</html>")
        elif fault and fault != "truncated":
            extra = {"needed": "reactions:write", "provided": "chat:write"} if fault == "missing_scope" else {}
            self._send(200, json.dumps(dict(extra, ok=False, error=fault)).encode())
        else:
            answer = json.dumps(self._answer(method, body)).encode()
            self._send(200, answer[: len(answer) // 2] if fault else answer)

    def _answer(self, method: str, body: bytes) -> Dict[str, Any]:
        if self.headers.get("Content-Type") != "application/json; charset=utf-8":
            self.slack.problems.append("Content-Type: %s" % self.headers.get("Content-Type"))
        if self.headers.get("Authorization") != "Bearer " + TOKEN:
            return {"ok": False, "error": "invalid_auth"}
        return self.slack.answer(method, json.loads(body))

    def _send(self, status: int, body: bytes, headers: Optional[Dict[str, str]] = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


#: Runs a piece of Python against the built archive, as the hook's own process would see it.
PRELUDE = "import sys; sys.path.insert(0, sys.argv.pop(1)); sys.dont_write_bytecode = True\n"
#: Its beginning where the box of the settings' channel is wanted.
MINE = """
import posix
from csg.base import slack_settings
from csg.slack import box
home = sys.argv[1].encode()
mine = box.of(home, slack_settings.load(posix.environ, home))
"""
_POST = """
from csg.slack import poster
from csg.state import outbox
lock = outbox.lock(mine)
if lock is not None:
    poster.main(home, mine, lock)
"""


class SlackCase(SandboxCase):
    """A sandbox with a fake Slack, set up in config.env, where time runs `hurry` times faster."""

    hurry = 50.0

    def setUp(self) -> None:
        super().setUp()
        self.slack = FakeSlack()
        self.slack.hurry = self.hurry
        self.addCleanup(self.slack.stop)
        self.addCleanup(self.settle)
        self.box.environ["CSG_SLACK_HURRY"] = "%g" % self.hurry
        self.configure()

    def configure(self, token: str = TOKEN, channel: str = CHANNEL, url: str = "") -> None:
        """Write config.env."""
        os.makedirs(self.box.home, exist_ok=True)
        path = os.path.join(self.box.home, "config.env")
        with open(path, "w", encoding="utf-8") as file:
            file.write("SLACK_BOT_TOKEN=%s\nSLACK_CHANNEL_ID=%s\n" % (token, channel))
            file.write("SLACK_API_URL=%s\n" % (url or self.slack.url))
        os.chmod(path, 0o600)

    def python(self, code: str, *words: str) -> "subprocess.Popen[bytes]":
        """A process that runs `code` with the archive's package; argv[1] is the home, then `words`."""
        command = [sys.executable, "-IS", "-c", PRELUDE + code, archive(), self.box.home, *words]
        return subprocess.Popen(command, env=self.box.environ)

    def run_python(self, code: str, *words: str) -> None:
        """The same, to its good end."""
        self.assertEqual(self.python(code, *words).wait(60), 0)

    def post(self) -> int:
        """Be the Poster until it ends; the exit code."""
        return self.python(MINE + _POST).wait(60)

    def waiting(self) -> List[str]:
        """What is in the Outbox."""
        places = os.path.join(glob.escape(self.box.home), "outbox", "*")
        edits = [path for path in glob.glob(os.path.join(places, "edits", "*")) if os.stat(path).st_size]
        return sorted(os.path.basename(path) for path in [*edits, *glob.glob(os.path.join(places, "new", "*"))])

    def posting(self) -> bool:
        """Does a Poster hold a lock?"""
        for path in glob.glob(os.path.join(self.box.home, "outbox", "*", "lock")):
            fd = os.open(path, os.O_RDONLY)
            try:
                fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            finally:
                os.close(fd)
        return False

    def settle(self, seconds: float = 30.0) -> None:
        """Wait until no Poster is at work, and none about to be."""
        end, calm = time.monotonic() + seconds, 0
        while calm < 8 and time.monotonic() < end:
            calm = 0 if self.posting() else calm + 1
            time.sleep(0.025)

    def until(self, holds: Callable[[], object], seconds: float = 20.0) -> None:
        """Wait until it is so."""
        end = time.monotonic() + seconds
        while not holds():
            self.assertLess(time.monotonic(), end, "it does not come")
            time.sleep(0.02)

    def drained(self, seconds: float = 60.0) -> None:
        """Wait until the Outbox is empty and the Poster gone."""
        end = time.monotonic() + seconds
        while self.waiting() and time.monotonic() < end:
            time.sleep(0.02)
        self.settle()
        self.assertEqual(len(self.waiting()), 0, self.said())

    def dead(self) -> List[str]:
        """What was given up."""
        return glob.glob(os.path.join(self.box.home, "outbox", "*", "dead", "*"))

    def said(self) -> List[str]:
        """What events.log says about Slack."""
        return [str(line["what"]) for line in self.box.log() if line["event"] in ("slack", "error")]
