"""Codex's app-server: one process that has several sessions, as its terminal interface's daemon has."""

import json
import queue
import subprocess
import threading
from typing import Any, Dict, List, Mapping, Optional, Tuple

from tests.agents.agent import Agent
from tests.client import LIMIT
from tests.support import Sandbox


class Server(Agent):
    """It, spoken to in JSON-RPC on its stdin and stdout."""

    def _codex(self, box: Sandbox, url: str) -> Tuple[List[str], Mapping[str, Optional[str]]]:
        words, added = super()._codex(box, url)
        self._config = box.user + "/.codex/config.toml"
        return ["app-server", *words[words.index("-c") : -1]], added

    def _start(self, words: List[str], cwd: str, environ: Dict[str, str]) -> "subprocess.Popen[bytes]":
        self._count = 0
        self._lines: queue.Queue[Any] = queue.Queue()
        with open(self._file("stdout"), "wb"), open(self._file("stderr"), "wb") as stderr:
            started = subprocess.Popen(
                words,
                cwd=cwd,
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        threading.Thread(target=self._read, args=(started,), daemon=True).start()
        return started

    def _read(self, started: "subprocess.Popen[bytes]") -> None:
        assert started.stdout is not None
        with started.stdout as stream:
            for line in stream:
                self._lines.put(json.loads(line))

    def ask(self, method: str, **params: Any) -> Any:
        """What the server answers."""
        self._count += 1
        self._write({"id": self._count, "method": method, "params": params})
        return self._until(lambda line: line.get("id") == self._count and "method" not in line)["result"]

    def open(self, folder: str) -> None:
        """Greet the server, and trust the hooks, as the person would: they are its own settings."""
        self.ask("initialize", clientInfo={"name": "test", "version": "1"})
        self._write({"method": "initialized"})
        listed = self.ask("hooks/list", cwds=[folder])["data"]
        with open(self._config, "a", encoding="utf-8") as file:
            for hook in [one for group in listed for one in group["hooks"]]:
                file.write('[hooks.state."%s"]\ntrusted_hash = "%s"\n' % (hook["key"], hook["currentHash"]))

    def session(self, folder: str) -> str:
        """A new session that has had its turn; its id."""
        thread = str(self.ask("thread/start", cwd=folder)["thread"]["id"])
        self.ask("turn/start", threadId=thread, input=[{"type": "text", "text": "Please do the task."}])
        self._until(lambda line: line.get("method") == "turn/completed" and line["params"]["threadId"] == thread)
        return thread

    def leave(self) -> int:
        """Have it end; its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self.finish()

    def _write(self, message: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        self._process.stdin.flush()

    def _until(self, wanted: Any) -> Any:
        while True:
            line = self._lines.get(timeout=LIMIT)
            if wanted(line):
                return line
