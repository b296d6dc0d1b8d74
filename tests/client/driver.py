"""One run of the real client against a model of its own.

The environment is made from nothing, so nothing of a client that runs the tests gets in.
The user, and with it the client's configuration and csg's home, is a Sandbox's.
"""

import json
import os
import subprocess
import tempfile
import time
import uuid
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence

from tests.client import LIMIT, client, hygiene
from tests.client.model import MAIN, Hold, Model, Request, Turn
from tests.client.network import Network
from tests.support import Sandbox

#: The made-up API key; the client asks whether to use it, see terminal.trust.
KEY = "sk-ant-made-up-000000000000000000000000"
# What keeps the client offline and quiet.
_ENVIRON = {
    "SHELL": "/bin/sh",
    "TERM": "xterm-256color",
    "ANTHROPIC_API_KEY": KEY,
    "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    "CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL": "1",
    "CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION": "false",
    "DISABLE_AUTOUPDATER": "1",
    "DISABLE_ERROR_REPORTING": "1",
    "DISABLE_TELEMETRY": "1",
    "IS_SANDBOX": "1",  # without it root may not bypass permissions
    # where there is no namespace, the only way out leads nowhere
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1,localhost",
}


def write_settings(box: Sandbox, settings: Mapping[str, Any]) -> None:
    """The user's settings.json; a running client takes it up."""
    folder = box.make("user", ".claude")
    temporary = os.path.join(folder, "settings.new")
    with open(temporary, "w", encoding="utf-8") as file:
        json.dump(settings, file, indent=1)
    os.replace(temporary, os.path.join(folder, "settings.json"))


class Client:
    """A client that runs: `claude -p`, with one prompt.

    turns    the main agent's script (model.py); agents: the subagents', by key
    mode     a permission mode of the client, or "bypass"; in acceptEdits nobody is asked about edits
    allowed  tools that need no permission, e.g. "mcp__csg__*"
    mcp      MCP servers: name -> {"command": ..., "args": [...]}
    environ  added to the client's environment; None takes a variable out
    more     more words for the client's command line
    """

    def __init__(
        self,
        path: str,
        network: Network,
        box: Sandbox,
        turns: Sequence[Turn],
        cwd: str,
        agents: Optional[Mapping[str, Sequence[Turn]]] = None,
        mode: str = "acceptEdits",
        allowed: Sequence[str] = (),
        mcp: Optional[Mapping[str, Any]] = None,
        environ: Optional[Mapping[str, Optional[str]]] = None,
        more: Sequence[str] = (),
    ) -> None:
        self.id = str(uuid.uuid4())
        self.mark = uuid.uuid4().hex
        self.model = Model(network.listen(), turns, agents)
        self._folder = tempfile.mkdtemp(dir=box.path)
        words = [*client.command(path), *self.opening]
        if not {"--resume", "--continue"} & set(more):
            words += ["--session-id", self.id]
        words += ["--dangerously-skip-permissions"] if mode == "bypass" else ["--permission-mode", mode]
        if allowed:
            words += ["--allowedTools", ",".join(allowed)]
        if mcp is not None:
            file = self._file("mcp.json")
            with open(file, "w", encoding="utf-8") as out:
                json.dump({"mcpServers": mcp}, out)
            words += ["--mcp-config", file, "--strict-mcp-config"]
        temporary = box.make("t")  # short: sockets are made below it
        merged: Dict[str, Optional[str]] = {
            **box.environ,
            **_ENVIRON,
            "CLAUDE_PID": None,
            "TMPDIR": temporary,
            "CLAUDE_CODE_TMPDIR": temporary,
            "ANTHROPIC_BASE_URL": self.model.url,
            hygiene.MARK: self.mark,
            **(environ or {}),
        }
        present = {name: value for name, value in merged.items() if value is not None}
        self._process = self._start(network.command([*words, *more]), cwd, present)
        self.pid = self._process.pid

    #: The first words of the command line.
    opening: Sequence[str] = ("-p", "Please do the task.", "--output-format", "json")

    def _start(self, words: List[str], cwd: str, environ: Dict[str, str]) -> "subprocess.Popen[bytes]":
        with open(self._file("stdout"), "wb") as stdout, open(self._file("stderr"), "wb") as stderr:
            return subprocess.Popen(
                words,
                cwd=cwd,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )

    @property
    def short(self) -> str:
        """The session's id as csg shows it."""
        return self.id[:8]

    @property
    def running(self) -> bool:
        """Has it not ended?"""
        return self._process.poll() is None

    def reach(self, hold: Hold) -> None:
        """Wait until the model is asked for this turn.  AssertionError if that does not happen."""
        self.wait(hold.reached.is_set, "the client did not come to this turn")

    def wait(self, happened: Callable[[], bool], otherwise: str) -> None:
        """Wait until something has happened.  AssertionError if it does not, or the client ends first."""
        limit = time.monotonic() + LIMIT
        while not happened():
            if self._process.poll() is not None or time.monotonic() > limit:
                raise AssertionError("%s: %s" % (otherwise, self.report()))
            time.sleep(0.02)

    def finish(self) -> int:
        """Wait for the client's end; its exit code.  AssertionError if it does not end."""
        try:
            return self._process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            raise AssertionError("the client does not end: " + self.report())

    def signal(self, number: int) -> None:
        """Send the client a signal."""
        self._process.send_signal(number)

    def requests(self, stream: str = MAIN) -> List[Request]:
        """What the model was asked so far: the main agent, or the subagent with this key."""
        return self.model.of(stream)

    def report(self) -> str:
        """What became of it, for a failed test's message."""
        lines = ["pid %d, exit code %r, %d requests" % (self.pid, self._process.poll(), len(self.requests()))]
        lines += self._printed()
        for result in [result for request in self.requests()[-1:] for result in request.results()]:
            lines.append("tool result%s: %s" % (" (failed)" if result.failed else "", result.text[:1000]))
        return "\n".join(lines)

    def _printed(self) -> List[str]:
        found = []
        for name in ("stdout", "stderr"):
            with open(self._file(name), encoding="utf-8", errors="replace") as file:
                found.append("%s: %s" % (name, file.read()[-2000:]))
        return found

    def close(self) -> None:
        """End whatever is left of it."""
        hygiene.end(self.mark)
        self._process.wait()
        self.model.stop()

    def _file(self, name: str) -> str:
        return os.path.join(self._folder, name)
