"""What csg is in the middle of when something goes wrong: the call, what it owes, and what excuses it."""

import json
import os
import shutil
import subprocess
import sys
import time
from typing import Any, Dict, List, Mapping, Tuple

from csg.base import loader
from tests.fault import strace
from tests.support import Sandbox, archive, edit_event, event, need

ME, MATE = "1111aaaa-me", "2222bbbb-mate"
#: What csg is given by a client of today with every tool call.
_CLIENT: Dict[str, Any] = {"prompt_id": "e5359658", "effort": {"level": "medium"}}
_FRESH = 100.0  # seconds that a home is used for; what is in it must stay within a Window
_ANSWER = {"hookEventName", "permissionDecision", "permissionDecisionReason", "additionalContext"}


class Scene:
    """A home in some state, and one call of csg in it.

    looks_at  what of the home must be readable for csg to see what it owes: paths in it, and what is below them
    """

    looks_at: Tuple[str, ...] = ()
    environ: Mapping[str, str] = {}

    def __init__(self, box: Sandbox) -> None:
        self.box = box
        self.top = box.repository("shop")
        self.file = box.write("shop/src/a.py")
        self.environ = {**box.environ, **self.environ}
        self.log = os.path.join(box.path, "strace")
        self._pristine = box.home + "-pristine"
        self._built = 0.0
        self._others = 0

    def prepare(self) -> None:
        """Make the home: two sessions; the mate holds the file."""
        self.send(event("SessionStart", ME, self.top, source="startup"))
        self.send(event("SessionStart", MATE, self.top, source="startup"))
        self.edit(MATE)

    def event(self, call: str) -> Dict[str, Any]:
        """The client's event; `call`: the tool call's id."""
        raise NotImplementedError

    def kept(self, run: strace.Run) -> bool:
        """Did this run of the call do what it owes?"""
        raise NotImplementedError

    def ending(self) -> None:
        """What must be so once it was done."""

    def words(self) -> List[str]:
        """The command, as csg is wired."""
        return [sys.executable, *loader.OPTIONS, loader.LOADER, archive(), "hook"]

    def input(self, call: str) -> Dict[str, Any]:
        """What there is to know for running it (strace.plain)."""
        return {"stdin": json.dumps(self.event(call)).encode() + b"\n", "environ": self.environ, "cwd": self.top}

    def form(self, run: strace.Run, killed: bool) -> str:
        """What is wrong with the form of what it said; "" if nothing is."""
        if run.code != (-9 if killed and run.hits else 0):
            return "exit code %d" % run.code
        if run.stderr:
            return "on stderr: %r" % run.stderr
        if run.stdout:
            answer = json.loads(run.stdout)
            output = answer.pop("hookSpecificOutput")
            if answer or not set(output) <= _ANSWER or output["hookEventName"] != self.event("")["hook_event_name"]:
                return "an answer of another form: %r" % run.stdout
        return ""

    def points(self) -> List[strace.Call]:
        """The system calls of it."""
        self.restore()
        return strace.calls(self.words(), self.log, archive(), **self.input("toolu_0"))

    def again(self, call: str) -> strace.Run:
        """Run it undisturbed."""
        return strace.plain(self.words(), **self.input(call))

    def excuses(self, call: strace.Call) -> bool:
        """May the run end without what it owes where this call fails?

        So it is where csg's own code, the event or the answer cannot be read or written, or what it would tell of."""
        inside = os.path.relpath(call.path, self.box.home) if call.path else ".."
        if inside.startswith(".."):
            return not call.path.startswith("/proc/")
        return not call.writes() and any(inside == part or inside.startswith(part + "/") for part in self.looks_at)

    def restore(self) -> None:
        """The home as it was before the call."""
        self._others = 0
        shutil.rmtree(self.box.home, ignore_errors=True)
        if time.time() - self._built > _FRESH:
            shutil.rmtree(self._pristine, ignore_errors=True)
            self._built = time.time()
            self.prepare()
            shutil.copytree(self.box.home, self._pristine)
        else:
            shutil.copytree(self._pristine, self.box.home)

    def send(self, fields: Dict[str, Any]) -> Dict[str, str]:
        """Run a hook undisturbed; what it answers."""
        return _said(self.run({**fields, **_CLIENT}))

    def run(self, fields: Dict[str, Any]) -> strace.Run:
        data = json.dumps(fields).encode()
        return strace.plain(self.words(), stdin=data, environ=self.box.environ, cwd=self.top)

    def edit(self, session: str, tool: str = "Edit") -> str:
        """A session's edit of the file; what it is told."""
        return _context(self.send(edit_event(session, self.file, tool, self.top)))

    def stranger(self) -> str:
        """What one more session is told when it edits the file."""
        self._others += 1
        return self.edit("%dcccc-other" % self._others)


def _said(run: strace.Run) -> Dict[str, str]:
    found: Dict[str, str] = json.loads(run.stdout)["hookSpecificOutput"] if run.stdout else {}
    return found


def _context(said: Dict[str, str]) -> str:
    return said.get("additionalContext", "")


class Brief(Scene):
    """A session starts where another is at work."""

    looks_at = ("state", "state/%s/session.json" % MATE)

    def prepare(self) -> None:
        self.send(event("SessionStart", MATE, self.top, source="startup"))
        self.edit(MATE)

    def event(self, call: str) -> Dict[str, Any]:
        return event("SessionStart", ME, self.top, source="startup")

    def kept(self, run: strace.Run) -> bool:
        text = _context(_said(run))
        return "at work in" in text and MATE[:8] in text


class FirstEdit(Scene):
    """A session that nobody knows edits a file that nobody holds: who comes after it is told."""

    looks_at = ("state/" + ME, "ended/" + ME)

    def prepare(self) -> None:
        self.send(event("SessionStart", MATE, self.top, source="startup"))

    def event(self, call: str) -> Dict[str, Any]:
        return {**edit_event(ME, self.file, "Edit", self.top, call), **_CLIENT}

    def kept(self, run: strace.Run) -> bool:
        if run.stdout and not self._others:
            raise AssertionError("told of nobody: %r" % run.stdout)
        return ME[:8] in self.stranger()

    def excuses(self, call: strace.Call) -> bool:
        own = os.path.join(self.box.home, "state")
        return super().excuses(call) or call.path.startswith(own)  # what it owes is to be written there


class Conflict(Scene):
    """An edit of a file that another holds."""

    looks_at = ("state", "state/%s/claims" % MATE)

    def event(self, call: str) -> Dict[str, Any]:
        return {**edit_event(ME, self.file, "Edit", self.top, call), **_CLIENT}

    def kept(self, run: strace.Run) -> bool:
        text = _context(_said(run))
        return "CONCURRENCY WARNING" in text and MATE[:8] in text


class Mirrored(Conflict):
    """The same where Slack is set up, so that a process in the background is started (it finds that it is not)."""

    environ = {"SLACK_BOT_TOKEN": " ", "SLACK_CHANNEL_ID": " ", "SLACK_API_URL": "http://127.0.0.1:9/"}

    def points(self) -> List[strace.Call]:
        """Only what is not in Conflict: the process in the background takes its time."""
        found = super().points()
        printed = next(at for at, call in enumerate(found) if call.name == "write" and call.path.startswith("pipe:"))
        return [call for at, call in enumerate(found) if at >= printed or "/outbox" in call.path]

    def again(self, call: str) -> strace.Run:
        # strace waits for the process in the background too: the next scene shall not meet it
        words = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", self.log, "-e", "trace=setsid", *self.words()]
        return strace.plain(words, **self.input(call))


class Hold(Scene):
    """A Write over a file that another holds."""

    looks_at = ("state", "state/%s/claims" % MATE)

    def event(self, call: str) -> Dict[str, Any]:
        return {**edit_event(ME, self.file, "Write", self.top, call), **_CLIENT}

    def kept(self, run: strace.Run) -> bool:
        said = _said(run)
        text = said.get("permissionDecisionReason", "")
        return said.get("permissionDecision") == "deny" and "CONCURRENCY WARNING" in text and MATE[:8] in text

    def ending(self) -> None:
        """Repeated, it goes through: at the latest when it was held again since the first hold could not be noted."""
        if self.send(self.event("toolu_r1")) and self.send(self.event("toolu_r2")):
            raise AssertionError("the held call never goes through")


class GitHold(Hold):
    """A git command that throws away what another is at work on."""

    looks_at = ("state", "state/" + MATE)

    def __init__(self, box: Sandbox) -> None:
        super().__init__(box)
        need("git")
        shutil.rmtree(os.path.join(self.top, ".git"))
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
            who = ["-c", "user.name=A", "-c", "user.email=a@b.example"]
            subprocess.run(["git", *who, *words], check=True, cwd=self.top, env=box.environ)
        box.write(self.file, "half done\n")

    def event(self, call: str) -> Dict[str, Any]:
        more = {"tool_name": "Bash", "tool_input": {"command": "git reset --hard"}, "tool_use_id": call or "toolu_g"}
        return event("PreToolUse", ME, self.top, **more, **_CLIENT)


class Told(Scene):
    """A prompt of a session for which a message waits."""

    looks_at = ("state", "state/%s/notices" % ME)
    text = "the parser is mine until noon"

    def prepare(self) -> None:
        super().prepare()
        done = self.box.csg("tell", ME, self.text, "--session", MATE, cwd=self.top)
        assert done.returncode == 0, done

    def event(self, call: str) -> Dict[str, Any]:
        return event("UserPromptSubmit", ME, self.top, prompt="go on", **_CLIENT)

    def kept(self, run: strace.Run) -> bool:
        return self.text in _context(_said(run))


class ToldAtAnEdit(Told):
    """An edit that meets nobody, of a session for which a message waits."""

    def event(self, call: str) -> Dict[str, Any]:
        return {**edit_event(ME, self.file + "x", "Edit", self.top, call), **_CLIENT}


class ShellEdit(Scene):
    """A shell command has changed a file that another holds: its session learns it at its next prompt."""

    looks_at = ("state", "state/%s/claims" % MATE)

    def event(self, call: str) -> Dict[str, Any]:
        os.utime(os.path.join(self.top, "src", "a.py"))  # it has changed just now
        more = {"tool_name": "Bash", "tool_input": {"command": "sed -i s/a/b/ src/a.py"}, "tool_use_id": call}
        response = {"stdout": "", "stderr": "", "interrupted": False}
        os.utime(os.path.join(self.top, "src", "a.py"))  # it has changed, while the command ran
        return event("PostToolUse", ME, self.top, tool_response=response, duration_ms=60000, **more, **_CLIENT)

    def kept(self, run: strace.Run) -> bool:
        prompt = event("UserPromptSubmit", ME, self.top, prompt="go on")
        return not run.stdout and "a shell command of this session changed" in _context(self.send(prompt))

    def excuses(self, call: strace.Call) -> bool:
        own = os.path.join(self.box.home, "state", ME)
        return super().excuses(call) or call.path.startswith(own)  # what it owes is to be written there


class End(Scene):
    """A session ends: it holds nothing any more, and a hook of it that is late does not bring it back."""

    looks_at = ("state/" + ME, "ended")

    def prepare(self) -> None:
        self.send(event("SessionStart", ME, self.top, source="startup"))
        self.edit(ME)

    def event(self, call: str) -> Dict[str, Any]:
        return event("SessionEnd", ME, self.top, reason="other", **_CLIENT)

    def kept(self, run: strace.Run) -> bool:
        return not run.stdout and ME not in self.box.sessions()

    def excuses(self, call: strace.Call) -> bool:
        own = [os.path.join(self.box.home, name) for name in ("state/" + ME, "ended")]
        return super().excuses(call) or call.path.startswith(tuple(own))

    def ending(self) -> None:
        self.edit(ME)
        if ME in self.box.sessions() or ME[:8] in self.stranger():
            raise AssertionError("it lives on")


class Tell(Scene):
    """A session says something to another."""

    text = "the parser is mine until noon"

    def words(self) -> List[str]:
        return [sys.executable, *loader.OPTIONS, loader.LOADER, archive(), "tell", MATE, self.text, "--session", ME]

    def input(self, call: str) -> Dict[str, Any]:
        return {"environ": self.environ, "cwd": self.top}

    def points(self) -> List[strace.Call]:
        """Only what has to do with the home: it imports a great deal before, and has then done nothing yet."""
        return [call for call in super().points() if call.path.startswith(self.box.home)]

    def run(self, fields: Dict[str, Any]) -> strace.Run:
        words = [*super().words()[:-1], "hook"]
        return strace.plain(words, stdin=json.dumps(fields).encode(), environ=self.environ, cwd=self.top)

    def kept(self, run: strace.Run) -> bool:
        prompt = event("UserPromptSubmit", MATE, self.top, prompt="go on")
        arrived = self.text in _context(self.send(prompt))
        if run.stdout and not arrived:
            raise AssertionError("it says so, and it is not so: %r" % run.stdout)
        return arrived

    def form(self, run: strace.Run, killed: bool) -> str:
        if run.code not in ((-9,) if killed and run.hits else (0, 1)):
            return "exit code %d" % run.code
        if run.stderr.count(b"\n") > 1:
            return "on stderr: %r" % run.stderr
        return ""

    def excuses(self, call: strace.Call) -> bool:
        return True
