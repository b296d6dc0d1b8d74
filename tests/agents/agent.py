"""One run of another real client, headless, against a model of its own."""

import json
import os
import tempfile
import uuid
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from tests.agents.model import Model, Request
from tests.client import hygiene
from tests.client.driver import Client
from tests.client.model import MAIN, Turn
from tests.client.network import Network
from tests.support import Sandbox

_PROMPT = "Please do the task."
_CODEX = """\
model = "gpt-5.5"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.mock]
name = "mock"
base_url = "%s/v1"
env_key = "MOCK_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
"""
# What keeps the clients offline and quiet.
_QUIET = {
    "SHELL": "/bin/sh",
    "TERM": "xterm-256color",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
}


class Agent(Client):
    """A client that runs, with one prompt; `name` is one of programs.NAMES.

    turns    its model's script, see model.py
    environ  added to the client's environment; None takes a variable out
    more     more words for the client's command line
    without  words of it that are left out"""

    def __init__(
        self,
        name: str,
        path: str,
        network: Network,
        box: Sandbox,
        turns: Sequence[Turn],
        cwd: str,
        environ: Optional[Mapping[str, Optional[str]]] = None,
        more: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> None:
        self.id = ""
        self.name = name
        self.mark = uuid.uuid4().hex
        self.served = Model(network.listen(), turns)
        self._folder = tempfile.mkdtemp(dir=box.path)
        words, added = getattr(self, "_" + name)(box, self.served.url)
        merged: Dict[str, Optional[str]] = {
            **box.environ,
            **_QUIET,
            "CLAUDE_PID": None,
            "TMPDIR": box.make("t"),
            **added,
            hygiene.MARK: self.mark,
            **(environ or {}),
        }
        present = {variable: value for variable, value in merged.items() if value is not None}
        self._process = self._start(
            network.command([path, *[word for word in words if word not in without], *more]), cwd, present
        )
        self.pid = self._process.pid

    def requests(self, stream: str = MAIN) -> List[Any]:
        """What the model was asked so far (model.Request)."""
        return list(self.served.asked())

    def report(self) -> str:
        """What became of it, for a failed test's message."""
        asked = self.served.asked()
        lines = ["%s, pid %d, exit code %r, %d requests" % (self.name, self.pid, self._process.poll(), len(asked))]
        lines += self._printed()
        for result in asked[-1].results() if asked else []:
            lines.append("tool result: %s" % result[:1000])
        return "\n".join(lines)

    def close(self) -> None:
        """End whatever is left of it."""
        hygiene.end(self.mark)
        self._process.wait()
        self.served.stop()

    def _codex(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        config = os.path.join(box.make("user", ".codex"), "config.toml")
        kept = ""
        if os.path.exists(config):
            with open(config, encoding="utf-8") as file:
                kept = file.read()
        if "model_providers.mock" not in kept:
            with open(config, "w", encoding="utf-8") as file:
                file.write(_CODEX % url + kept)
        words = ["exec", "--dangerously-bypass-hook-trust", "--skip-git-repo-check"]
        # of several runs each has its own model
        words += ["-c", 'model_providers.mock.base_url="%s/v1"' % url]
        return [*words, _PROMPT], {"MOCK_KEY": "x"}

    def _choose(self, folder: str, auth: str) -> None:
        """Have the user's settings say how to log in, beside whatever else they say."""
        path, settings = os.path.join(folder, "settings.json"), {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                settings = json.load(file)
        if "security" not in settings:
            quiet = {"privacy": {"usageStatisticsEnabled": False}, "general": {"enableAutoUpdate": False}}
            with open(path, "w", encoding="utf-8") as file:
                json.dump({**settings, **quiet, "security": {"auth": {"selectedType": auth}}}, file, indent=1)

    def _gemini(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        words = ["--skip-trust", "--approval-mode", "yolo", "-m", "gemini-2.5-flash", "-p", _PROMPT]
        added = {"GEMINI_API_KEY": "x", "GOOGLE_GEMINI_BASE_URL": url, "GEMINI_TELEMETRY_ENABLED": "false"}
        self._choose(box.make("user", ".gemini"), "gemini-api-key")
        return words, added

    def _qwen(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        added: Dict[str, Optional[str]] = {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": url + "/v1"}
        added["OPENAI_MODEL"] = "mock"
        self._choose(box.make("user", ".qwen"), "openai")
        added.update(HTTP_PROXY=None, HTTPS_PROXY=None)  # it asks a proxy for loopback, too
        return ["--auth-type", "openai", "--approval-mode", "yolo", "-p", _PROMPT], added

    def _copilot(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        added = {
            "COPILOT_OFFLINE": "true",
            "COPILOT_PROVIDER_BASE_URL": url + "/v1",
            "COPILOT_PROVIDER_TYPE": "openai",
            "COPILOT_PROVIDER_API_KEY": "x",
            "COPILOT_MODEL": "mock",
            "COPILOT_AUTO_UPDATE": "false",
        }
        return ["-p", _PROMPT, "--allow-all-tools", "--no-auto-update"], added

    def _opencode(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        model = {"mock": {"name": "mock", "tool_call": True}}
        options = {"baseURL": url + "/v1", "apiKey": "x"}
        provider = {"npm": "@ai-sdk/openai-compatible", "name": "mock", "options": options, "models": model}
        settings = {"autoupdate": False, "share": "disabled", "model": "mock/mock", "small_model": "mock/mock"}
        content = {**settings, "provider": {"mock": provider}, "permission": {"edit": "allow", "bash": "allow"}}
        added = {"OPENCODE_CONFIG_CONTENT": json.dumps(content), "OPENCODE_DISABLE_AUTOUPDATE": "1"}
        # before it loads a plugin it asks npm for what plugins may import, which is not to be had here
        return ["run", _PROMPT], {**added, "OPENCODE_DISABLE_MODELS_FETCH": "1", "npm_config_fetch_retries": "0"}


__all__ = ["Agent", "Request"]
