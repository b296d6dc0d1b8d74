"""csg, asked: the built file run as a hook, with the events that the client sends."""

import json
import os
import subprocess
import sys
import uuid
from typing import Any, Dict, List

from csg.base import loader
from tests.oracle.places import Places
from tests.support import Answer, edit_event, event

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"
C = "cccccccc-0000-4000-8000-000000000003"
_LONGEST = 60.0  # seconds for one hook


class Clients:
    """One process for each session, as long as this one lives: csg asks whether a session's client still runs."""

    def __init__(self) -> None:
        # They read what never comes, and end with whoever could write it.
        self.processes = {session: subprocess.Popen(["cat"], stdin=subprocess.PIPE) for session in (A, B, C)}

    def pid(self, session: str) -> int:
        """The process that stands for a session's client."""
        return self.processes[session].pid

    def end(self) -> None:
        """End them all."""
        for process in self.processes.values():
            assert process.stdin is not None
            process.stdin.close()
            process.wait()


class Guard:
    """csg in one worker's world."""

    def __init__(self, places: Places, archive: str, clients: Clients) -> None:
        self.places = places
        self.archive = archive
        self.clients = clients

    def start(self, session: str, cwd: str) -> None:
        """A session starts.  All directories here are absolute."""
        self._send(event("SessionStart", session, cwd, source="startup"))

    def edits(self, session: str, path: str, cwd: str) -> None:
        """It is about to edit a file."""
        self._send(edit_event(session, path, "Edit", cwd))

    def prompt(self, session: str, cwd: str) -> None:
        """The person writes; what waited for the session is told."""
        self._send(event("UserPromptSubmit", session, cwd, prompt="go on"))

    def before(self, session: str, line: str, cwd: str, call: str = "") -> Answer:
        """It is about to run a command line."""
        return self._send(dict(_bash("PreToolUse", session, line, cwd, call)))

    def after(
        self, session: str, line: str, cwd: str, code: int, seconds: float, call: str = "", diff: Any = None
    ) -> None:
        """It has run one, which ended in `cwd`.  `diff`: what the client reports as changed, None for nothing."""
        fields = _bash("PostToolUse" if code == 0 else "PostToolUseFailure", session, line, cwd, call)
        fields["duration_ms"] = int(seconds * 1000)
        if code:
            fields.update(error="Exit code %d" % code, is_interrupt=False)
        else:
            fields["tool_response"] = {"stdout": "", "stderr": "", "interrupted": False, "isImage": False}
            if diff is not None:
                fields["tool_response"]["bashEditDiff"] = diff
        self._send(fields)

    def claimed(self, session: str) -> Dict[str, int]:
        """The files that a session has claimed, and how often each, by `csg status --json`."""
        shape = json.loads(self._run("status", "--json", pid=self.clients.pid(session)).stdout)
        files = [file for one in shape["sessions"] if one["id"] == session for file in one["files"]]
        return {file["path"]: file["edits"] for file in files}

    def errors(self) -> List[str]:
        """What went wrong in hooks of this world."""
        try:
            with open(os.path.join(self.places.home, "events.log"), encoding="ascii") as file:
                lines = [json.loads(line) for line in file if '"error"' in line]
        except FileNotFoundError:
            return []
        return [str(line.get("what")) for line in lines if line["event"] == "error"]

    def _send(self, fields: Dict[str, Any]) -> Answer:
        pid = self.clients.pid(fields["session_id"])
        return Answer(self._run("hook", stdin=json.dumps(fields).encode() + b"\n", pid=pid))

    def _run(self, *words: str, pid: int, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            [sys.executable, *loader.OPTIONS, loader.LOADER, self.archive, *words],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(self.places.client, CLAUDE_PID=str(pid)),
            cwd=self.places.work,
            timeout=_LONGEST,
        )


def _bash(name: str, session: str, line: str, cwd: str, call: str) -> Dict[str, Any]:
    return event(
        name,
        session,
        cwd,
        permission_mode="default",
        tool_name="Bash",
        tool_input={"command": line, "description": "a step"},
        tool_use_id=call or "toolu_" + uuid.uuid4().hex[:24],
    )
