"""A play of two Sessions that meet over a file, for somebody who watches.

Its stage is a temporary directory with a home of its own.  The real hook is run, as a process, as the
client would.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any, Callable, Dict, List

from csg.base import children, errors, loader

_A = "7f3a9c41-5e0b-4c7a-9d52-0c6f1e8ab310"
_B = "c20d84e6-91b7-4f13-a8c5-73e2d9406b5f"


def play(say: Callable[[str], None]) -> bool:
    """Play it, and say each model's part; did the guard say what it should?  CsgError."""
    stage = os.path.realpath(tempfile.mkdtemp(prefix="csg-demo-"))
    try:
        return _Play(stage, say).perform()
    finally:
        shutil.rmtree(stage, ignore_errors=True)


class _Play:
    def __init__(self, stage: str, say: Callable[[str], None]) -> None:
        self.say = say
        self.repository = os.path.join(stage, "shop")
        self.home = os.path.join(stage, "home")
        self.environ = children.environment(os.environ, "CSG_PYTHON", "LD_LIBRARY_PATH")
        self.environ.update(CLAUDE_SESSION_GUARD_HOME=self.home, CLAUDE_PID=str(os.getpid()))
        os.makedirs(os.path.join(self.repository, ".git"))
        os.makedirs(os.path.join(self.repository, "src"))
        self._write(".git/HEAD", "ref: refs/heads/main\n")
        self._write("src/cart.py", "def total(items):\n    return sum(items)\n")

    def perform(self) -> bool:
        cart = os.path.join(self.repository, "src", "cart.py")
        edit = {"file_path": cart, "old_string": "sum(items)", "new_string": "sum(i.price for i in items)"}
        self.say("Two sessions, A (%s) and B (%s), work in one repository.\n" % (_A[:8], _B[:8]))
        self._part("A starts", self._hook(_A, "SessionStart", source="startup"))
        self._csg("claim", "teach the cart about prices", "--session", _A)
        self._part("A edits src/cart.py", self._tool(_A, "Edit", edit))
        self._write("src/cart.py", "def total(items):\n    return sum(i.price for i in items)\n")
        started = self._part("B starts, and its model reads", self._hook(_B, "SessionStart", source="startup"))
        warned = self._part("B edits src/cart.py too, and its model reads", self._tool(_B, "Edit", edit))
        write = {"file_path": cart, "content": "# tidied up\n"}
        self._tool(_A, "Edit", edit)
        held = self._part("A edits again; B wants to replace the whole file", self._tool(_B, "Write", write))
        again = self._part("B's model repeats the call", self._tool(_B, "Write", write))
        self.say("csg status\n")
        self.say(_indented(self._csg("status")))
        self._hook(_A, "SessionEnd", reason="prompt_input_exit")
        self._hook(_B, "SessionEnd", reason="prompt_input_exit")
        left = os.listdir(os.path.join(self.home, "state"))
        self.say("Both end; sessions left on record: %d." % len(left))
        expected = "cart.py" in started and "CONCURRENCY WARNING" in warned and "was held" in held and not again
        return expected and not left

    def _hook(self, session: str, event: str, **fields: Any) -> str:
        stdin = dict(fields, session_id=session, cwd=self.repository, hook_event_name=event)
        output = self._run(["hook"], json.dumps(stdin))
        answer: Dict[str, str] = json.loads(output)["hookSpecificOutput"] if output else {}
        return answer.get("permissionDecisionReason") or answer.get("additionalContext") or ""

    def _tool(self, session: str, tool: str, tool_input: Dict[str, str]) -> str:
        return self._hook(session, "PreToolUse", tool_name=tool, tool_input=tool_input)

    def _csg(self, *words: str) -> str:
        return self._run(list(words), "")

    def _run(self, words: List[str], stdin: str) -> str:
        command = [sys.executable, "-I", "-S", "-c", _START, loader.place(), *words]
        done = subprocess.run(
            command, input=stdin.encode(), stdout=subprocess.PIPE, env=self.environ, cwd=self.repository, timeout=60
        )
        if done.returncode:
            raise errors.CsgError("the demo's `csg %s` failed (exit %d)" % (" ".join(words), done.returncode))
        return done.stdout.decode()

    def _part(self, what: str, read: str) -> str:
        self.say("%s:\n\n%s" % (what, _indented(read or "(nothing)")))
        return read

    def _write(self, name: str, text: str) -> None:
        with open(os.path.join(self.repository, name), "w", encoding="utf-8") as file:
            file.write(text)


#: Runs the package from wherever this copy of it lies, archive or directory.
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from csg.entry import main; main()"


def _indented(text: str) -> str:
    return "".join("    %s\n" % line for line in text.splitlines())
