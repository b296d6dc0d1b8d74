"""Each system call of a hook in turn kills it, or fails: what was not printed is told by the next hook.

And a disk that takes nothing at all: what there is to say is said all the same.
"""

import json
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, List, Tuple

from tests.e2e.test_git_guard import TITLE, A, B
from tests.support import TOP, SandboxCase, edit_event, event, stride

#: Forks a hook for each step: its n-th system call kills it or fails.  The modules are loaded before, so that it is
#: csg's own calls that count.  After each that did not print the mark, another hook runs unharmed, with the same
#: tool_use_id or with one of its own.  Prints [mode, n, what was wrong] for each step that was not right, and at the
#: end how many steps there were.
HARMED = r"""
import errno, importlib, json, os, pkgutil, posix, shutil, signal, sys
top, home, template, mark, text, first, every, *modes = sys.argv[1:]
sys.path.insert(0, top)
from csg.hooks import hook
READING = ("open", "read", "pread", "fstat", "stat", "listdir", "scandir", "access", "readlink", "kill")
WRITING = ("write", "utime", "mkdir", "rename", "unlink", "rmdir")
KEPT = {name: getattr(posix, name) for name in READING + WRITING}

def harm(mode, at):
    count = 0
    def wrapped(name):
        def call(*given, **more):
            nonlocal count
            count += 1
            writes = name in WRITING or (name == "open" and given[1] & posix.O_CREAT)
            if mode in ("full", "read-only"):
                if writes and not (name == "write" and given[0] == 1):
                    if mode == "read-only" or name in ("write", "mkdir", "open"):
                        raise OSError(errno.EROFS if mode == "read-only" else errno.ENOSPC, "harmed")
            elif count == at:
                if mode == "killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                raise OSError(getattr(errno, mode), "harmed")
            return KEPT[name](*given, **more)
        return call
    for name in KEPT:
        setattr(posix, name, wrapped(name))
    leave = posix._exit
    def end(code):  # says whether it came so far
        leave(code if at <= count else 77)
    posix._exit = end

def run(event, mode="", at=0):
    reading, out = os.pipe()
    stdin, given = os.pipe()
    os.write(given, json.dumps(event).encode())
    os.close(given)
    child = os.fork()
    if not child:
        os.dup2(stdin, 0)
        os.dup2(out, 1)
        os.closerange(3, 50)
        if mode:
            harm(mode, at)
        hook.main("hook")
    os.close(out)
    os.close(stdin)
    with os.fdopen(reading, "rb") as file:
        said = file.read()
    status = os.waitpid(child, 0)[1]
    said = " ".join(json.loads(said)["hookSpecificOutput"].values()) if said else ""
    return said, -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)

event = json.loads(text)
import csg
for room in ("base", "git", "shell", "state", "hooks", "clients"):
    package = importlib.import_module("csg." + room)
    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module("csg.%s.%s" % (room, info.name))
wrong, steps = [], 0
for mode in modes:
    at = int(first) - int(every)
    while True:
        at += int(every)
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        said, code = run(event, mode, at)
        if code not in (0, 77, -signal.SIGKILL):
            wrong.append([mode, at, "exit code %d" % code])
        if mode in ("full", "read-only"):
            if mark not in said:
                wrong.append([mode, at, said])
            steps += 1
            break
        if mark not in said:
            again = dict(event) if at % 2 else dict(event, tool_use_id="another")
            said, _ = run(again)
            if mark not in said:
                wrong.append([mode, at, "the next is not told: " + said])
        if code == 77:
            break
        steps += 1
        if at > 2000:
            wrong.append([mode, at, "no end"])
            break
print(json.dumps([wrong, steps]))
"""


class CallCase(SandboxCase):
    def harmed(self, mark: str, fields: Dict[str, Any], *modes: str) -> int:
        """Run the event in each mode from the home as it is now; about how many calls were harmed."""
        template = os.path.join(self.box.path, "template")
        os.rename(self.box.home, template)
        first, every = stride(31, mark)
        command = [sys.executable, "-S", "-c", HARMED, TOP, self.box.home, template, mark, json.dumps(fields)]
        command += [str(first), str(every), *modes]
        environ = {**self.box.environ, "CSG_WINDOW_MINUTES": "600"}  # however slow the machine is
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, timeout=600)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        wrong, steps = json.loads(done.stdout)
        self.assertEqual(wrong, [])
        return int(steps) * every

    def cases(self) -> "List[Tuple[str, str, Dict[str, Any]]]":
        """What a hook has to say: (name, mark, event)."""
        shop = self.box.repository("shop")
        self.box.repository("there")
        self.box.write("there/.git/commondir", shop + "/.git\n")
        path = self.box.write("shop/f.py")
        self.box.start(A, shop)
        self.box.start(B, shop)
        self.box.edit(A, path, cwd=shop)
        self.box.csg("tell", B[:8], "mind the gap")
        bash = {"tool_name": "Bash", "tool_input": {"command": "git stash && git reset --hard"}, "tool_use_id": "t1"}
        return [
            ("edit", TITLE, edit_event(B, path, "Edit", shop)),
            ("write", TITLE, edit_event(B, path, "Write", shop)),
            ("git", "was held", event("PreToolUse", B, shop, **bash)),
            ("prompt", "mind the gap", event("UserPromptSubmit", B, shop, prompt="x")),
            ("message", "mind the gap", edit_event(B, self.box.write("shop/other.py"), "Edit", shop)),
            ("start", "at work in", event("SessionStart", "c", shop, source="startup")),
            ("checkout", "is in the checkout", edit_event(B, self.box.write("there/g.py"), "Edit", shop)),
        ]


class Harmed(CallCase):
    def test_killed_or_failing_at_every_call(self) -> None:
        cases = self.cases()
        kept = os.path.join(self.box.path, "kept")
        os.rename(self.box.home, kept)
        for name, mark, fields in cases:
            subprocess.run(["cp", "-pR", kept, self.box.home], check=True)
            with self.subTest(name):
                steps = self.harmed(mark, fields, "killed", "EIO", "full", "read-only")
                self.assertGreater(steps, 30)
            subprocess.run(["rm", "-rf", self.box.path + "/template", self.box.home])


if __name__ == "__main__":
    unittest.main()
