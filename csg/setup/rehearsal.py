"""Play two sessions that meet over a file with the very hooks that are wired into the client.

Everything happens in a temporary directory with a home of its own, and without Slack.
"""

import json
import os
import subprocess
import tempfile
import time
from typing import Any, Dict, List, Mapping, Optional, Sequence

from csg.base import children, errors, files
from csg.clients import resident, wired
from csg.setup import rehearsed_server

_A = "0e0a1f2c-1d7b-4c55-9a57-6f0b7c1d2e3a"
_B = "9b8c7d6e-5f40-4e31-8a29-1c0d2e3f4a5b"
_CALL = "toolu_rehearsal_"
_NEW = "1000.0.0"  # the version of a client that hands on whatever is said
_PATIENCE = 20.0  # seconds for one hook


class Failed(errors.CsgError):
    """The guard did not do its work; the message says where."""


def play(hooks: Sequence[wired.Wired], server: Sequence[str] = ()) -> float:
    """Run it; the seconds that the warning took.  Failed.

    server   the command line of the MCP server, which resident hooks ask"""
    stage = os.path.realpath(tempfile.mkdtemp(prefix="csg-rehearsal-"))
    playing = _Play(stage, hooks, server)
    try:
        return playing.perform()
    except rehearsed_server.NoAnswer as error:
        raise Failed("the MCP server, which the hooks ask, does not answer: %s" % error) from None
    finally:
        playing.close()
        files.remove_tree(os.fsencode(stage))


class _Play:
    def __init__(self, stage: str, hooks: Sequence[wired.Wired], server: Sequence[str]) -> None:
        self.hooks = hooks
        self.place = os.path.join(stage, "project")
        self.home = os.path.join(stage, "home")
        self.transcript = os.path.join(stage, "transcript.jsonl")
        git = os.fsencode(os.path.join(self.place, ".git"))
        files.make_directory(git)
        files.create(git + b"/HEAD", b"ref: refs/heads/main\n")
        self.environ = children.environment(os.environ, "CSG_PYTHON", "CLAUDE_CONFIG_DIR", "LD_LIBRARY_PATH")
        self.environ["CLAUDE_SESSION_GUARD_HOME"] = self.home
        self.environ["CLAUDE_PROJECT_DIR"] = self.place
        self.environ["CLAUDE_PID"] = str(os.getpid())  # the server's parent, too
        self.words = list(server)
        self.server: Optional[rehearsed_server.Server] = None

    def close(self) -> None:
        """End what still runs."""
        if self.server is not None:
            self.server.close()

    def perform(self) -> float:
        path = os.path.join(self.place, "shared.txt")
        edit = {"tool_name": "Edit", "tool_input": {"file_path": path, "old_string": "a", "new_string": "b"}}
        self._run("SessionStart", _A, source="startup")
        if self._run("PreToolUse", _A, **edit):
            raise Failed("the first session was warned although it was alone")
        self._run("SessionStart", _B, source="startup")
        self._run("UserPromptSubmit", _B, prompt="rehearsal")
        before = time.perf_counter()
        warnings = self._run("PreToolUse", _B, **edit)
        taken = time.perf_counter() - before
        if not warnings:
            raise Failed("the second session edited the first one's file and was not warned%s" % self._why())
        if len(warnings) > 1:
            raise Failed("the second session was warned %d times" % len(warnings))
        if "shared.txt" not in warnings[0]:
            raise Failed("the warning does not name the file")
        self._try_net(edit)
        for session in (_A, _B):
            self._run("SessionEnd", session, reason="other")
        left = [n for n in os.listdir(os.path.join(self.home, "state")) if not n.startswith(".")]
        if left:
            raise Failed("both sessions ended, but are still on record")
        return taken

    def _run(self, event: str, session: str, **fields: Any) -> List[str]:
        """Run every hook that the client would run; what they tell the model."""
        told = []
        stdin: Dict[str, Any] = {"session_id": session, "transcript_path": self.transcript, "cwd": self.place}
        stdin.update(fields, hook_event_name=event)
        if event in ("PreToolUse", "PostToolUse"):
            stdin["tool_use_id"] = _CALL + session[:8]
        for hook in self.hooks:
            if hook.event == event and hook.matches(fields.get("tool_name", "")) and "if" not in hook.handler:
                output = self._answer(hook, stdin)
                answer = output.get("hookSpecificOutput", {}) if isinstance(output, dict) else {}
                text = answer.get("permissionDecisionReason") or answer.get("additionalContext")
                if text:
                    told.append(str(text))
        return told

    def _try_net(self, edit: Mapping[str, Any]) -> None:
        """The net of a resident hook is to see that the second session's edit was answered, and one that was not."""
        if self.server is None or not any(hook.net for hook in self.hooks):
            return
        self.server.settle()
        self._write_down(_CALL + _B[:8], edit)
        if self._run("Stop", _B):
            raise Failed("the net says of an edit that the MCP server did not answer, and it did")
        self._write_down(_CALL + "unanswered", edit)
        if not self._run("Stop", _B):
            raise Failed("the net does not see an edit that the MCP server did not answer%s" % self._why())

    def _write_down(self, identifier: str, call: Mapping[str, Any]) -> None:
        """Have the call in the session's transcript (clients/transcript)."""
        begins = {"type": "tool_use", "id": identifier, "name": call["tool_name"], "input": call["tool_input"]}
        ends = {"type": "tool_result", "tool_use_id": identifier}
        with open(self.transcript, "a", encoding="ascii") as file:
            for block in (begins, ends):
                entry = {"cwd": self.place, "version": _NEW, "message": {"content": [block]}}
                file.write(json.dumps(entry) + "\n")

    def _answer(self, hook: wired.Wired, fields: Mapping[str, Any]) -> Any:
        """What one hook says to an event, decoded."""
        said = self._ask(hook, fields) if hook.resident else self._call(hook, fields)
        try:
            return json.loads(said) if said.strip() else {}
        except ValueError:
            raise Failed("the %s hook's answer is no JSON" % hook.event) from None

    def _ask(self, hook: wired.Wired, fields: Mapping[str, Any]) -> bytes:
        if not self.words:
            raise Failed("the MCP server, which the %s hook asks, is not registered" % hook.event)
        given = hook.handler.get("input")
        self.server = self.server or self._serve()
        return self.server.call(hook.handler["tool"], resident.filled(given if isinstance(given, dict) else {}, fields))

    def _serve(self) -> rehearsed_server.Server:
        try:
            process = subprocess.Popen(
                self.words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=self.environ,
                cwd=self.place,
            )
        except OSError as error:
            raise rehearsed_server.NoAnswer(str(error)) from None
        return rehearsed_server.Server(process, _PATIENCE)

    def _call(self, hook: wired.Wired, fields: Mapping[str, Any]) -> bytes:
        event = hook.event
        try:
            done = subprocess.run(
                hook.command(),
                input=json.dumps(fields).encode() + b"\n",
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.environ,
                cwd=self.place,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise Failed("the %s hook does not run: %s" % (event, error)) from None
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise Failed("the %s hook failed: %s" % (event, said[-1] if said else "exit code %d" % done.returncode))
        return done.stdout

    def _why(self) -> str:
        """The last error in the rehearsal's own log."""
        try:
            with open(os.path.join(self.home, "events.log"), encoding="ascii", errors="replace") as file:
                lines = [json.loads(line) for line in file]
        except (OSError, ValueError):
            return ""
        wrong = [str(line.get("what")) for line in lines if line.get("event") == "error"]
        return ": " + wrong[-1] if wrong else ""
