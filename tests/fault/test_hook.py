"""What may go wrong around a hook: kills at any write, a full disk, a home in the way."""

import json
import os
import shutil
import subprocess
import sys
import unittest
from typing import Set

from tests.support import TOP, Sandbox, SandboxCase, archive, edit_event, event, stride

#: Runs one event and is killed at the Nth call that touches the disk (audit events of posix).
DOOMED = r"""
import json, os, signal, sys
sys.path.insert(0, sys.argv[1])
from csg.hooks import hook
countdown = int(sys.argv[2])
TOUCHES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.utime", "os.listdir", "os.scandir"}
def audit(name, arguments):
    global countdown
    if name in TOUCHES:
        countdown -= 1
        if countdown == 0:
            os.kill(os.getpid(), signal.SIGKILL)
environ = {key.encode(): value.encode() for key, value in os.environ.items()}
event = json.load(sys.stdin)
sys.addaudithook(audit)
home = os.fsencode(sys.argv[3])
import time
answer = hook.handle(event, "", environ, home, time.time())
if answer:
    answer.printed()
"""


class Killed(SandboxCase):
    """A hook that is killed at any point leaves a home in which everything goes on."""

    def doomed(self, fields: "dict[str, object]", at: int) -> bool:
        """True if it was killed, False if it came to its end before."""
        done = subprocess.run(
            [sys.executable, "-ISc", DOOMED, TOP, str(at), self.box.home],
            input=json.dumps(fields).encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            timeout=60,
        )
        self.assertIn(done.returncode, (0, -9), done.stderr)
        return done.returncode == -9

    def everywhere(self, fields: "dict[str, object]", prepare: bool) -> int:
        path = self.box.write("f")
        killed = 0
        first, every = stride(13, str(fields["hook_event_name"]))
        for at in range(first, 60, every):
            shutil.rmtree(self.box.home, ignore_errors=True)
            if prepare:
                self.box.start("s")
                self.box.edit("s", path)
            if not self.doomed(fields, at):
                break
            killed += every
            # life goes on: the same session starts, edits, is seen by another, ends
            self.box.start("s")
            self.box.edit("s", path)
            self.assertTrue(self.box.edit("t", path).context, at)
            self.box.end("s")
            self.box.end("t")
            self.box.csg("gc")
            self.assertEqual(os.listdir(os.path.join(self.box.home, "state")), [], at)
        self.assertNotIn("error", [line["event"] for line in self.box.log()])
        return killed

    def test_at_every_step_of_a_first_edit(self) -> None:
        self.assertGreater(self.everywhere(edit_event("s", self.box.work + "/f", "Edit", self.box.work), False), 5)

    def test_at_every_step_of_a_start(self) -> None:
        self.assertGreater(self.everywhere(event("SessionStart", "s", self.box.work), False), 5)

    def test_at_every_step_of_an_end(self) -> None:
        self.assertGreater(self.everywhere(event("SessionEnd", "s", self.box.work), True), 5)


@unittest.skipUnless(
    shutil.which("unshare") and os.geteuid() == 0, "skipped: a small disk is mounted as root (unshare)"
)
class FullDisk(unittest.TestCase):
    def test_a_really_full_disk(self) -> None:
        box = Sandbox()
        self.addCleanup(box.remove)
        where = box.make("disk")
        path = os.path.join(box.repository(), "f")
        box.write(path)
        script = r"""
import json, os, subprocess, sys
archive, where, path = sys.argv[1:4]
os.environ["CLAUDE_SESSION_GUARD_HOME"] = where + "/home"
cwd = os.path.dirname(path)
EDIT = {"hook_event_name": "PreToolUse", "tool_name": "Edit", "tool_input": {"file_path": path}}
WRITE = dict(EDIT, tool_name="Write")
BASH = dict(EDIT, tool_name="Bash", tool_input={"command": "git stash"})
START = {"hook_event_name": "SessionStart", "source": "startup"}
def hook(session, event=EDIT):
    event = dict(event, session_id=session, cwd=cwd)
    pipe = subprocess.PIPE
    done = subprocess.run([archive, "hook"], input=json.dumps(event).encode(), stdout=pipe, stderr=pipe)
    assert (done.returncode, done.stderr) == (0, b""), done
    return done.stdout
assert hook("a") == b""
assert b"CONCURRENCY" in hook("b")
with open(where + "/ballast", "wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass
assert b"CONCURRENCY" in hook("c"), "a full disk still lets the others' Claims be seen"
for event, said in ((START, b"at work in"), (WRITE, b"was held and nothing was written"), (BASH, b"nothing was run")):
    for _ in range(2):
        assert said in hook("e", event), (event, hook("e", event))
os.unlink(where + "/ballast")
assert b"CONCURRENCY" in hook("d")
if os.system("mount -o remount,ro " + where) == 0:
    held = b"takes no note of that, so the same c"
    for event, said in ((START, b"at work in"), (EDIT, b"CONCURRENCY"), (WRITE, held), (BASH, held)):
        for _ in range(2):
            assert said in hook("f", event), (event, hook("f", event))
print("fine")
"""
        mount = 'mount -t tmpfs -o size=256k csg-test "$2" && exec "$4" -c "$0" "$1" "$2" "$3"'
        done = subprocess.run(
            ["unshare", "-m", "/bin/sh", "-c", mount, script, archive(), where, path, sys.executable],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=box.environ,
            timeout=120,
        )
        if b"permission denied" in done.stderr.lower() or b"Operation not permitted" in done.stderr:
            self.skipTest("skipped: mounting is not permitted here")
        self.assertEqual(done.stdout, b"fine\n", done.stderr)


class Damage(SandboxCase):
    def test_junk_anywhere_in_the_home(self) -> None:
        path = self.box.write("f")
        self.box.start("a")
        self.box.edit("a", path)
        claim = os.listdir(os.path.join(self.box.home, "state", "a", "claims"))[0]
        for session in ("junk", "folder", "empty"):
            os.makedirs(os.path.join(self.box.home, "state", session))
        os.makedirs(os.path.join(self.box.home, "state", "folder", "claims", claim))
        self.box.write(os.path.join(self.box.home, "state", "file"), "not a directory")
        self.box.write(os.path.join(self.box.home, "state", "junk", "claims", claim), "\x00\xff{}[]\n" * 99)
        self.box.write(os.path.join(self.box.home, "state", "junk", "session.json"), '{"pid": {}, "cwd": "\\u0000"')
        self.box.write(os.path.join(self.box.home, "state", "a", "notices", "1"), "junk")
        self.assertIn("1 other session is", self.box.edit("b", path).context)
        self.assertTrue(self.box.start("c").code == 0)
        for verb in (["status"], ["status", "--json"], ["gc"], ["log"]):
            done = self.box.csg(*verb)
            self.assertIn(done.returncode, (0, 1), verb)
            self.assertNotIn(b"Traceback", done.stderr)

    def test_a_file_where_a_directory_should_be(self) -> None:
        for name in ("", "state", "ended"):
            shutil.rmtree(self.box.home, ignore_errors=True)
            self.box.write(os.path.join(self.box.home, name) if name else self.box.home, "in the way")
            for fields in (event("SessionStart", "s", self.box.work), event("SessionEnd", "s", self.box.work)):
                answer = self.box.send(fields)
                self.assertEqual((answer.code, answer.stdout, answer.stderr), (0, b"", b""))
            self.assertEqual(self.box.edit("s", self.box.work + "/f").code, 0)
            if os.path.isfile(self.box.home):
                os.unlink(self.box.home)

    @unittest.skipIf(os.geteuid() == 0, "skipped: root may write anywhere")
    def test_a_read_only_home(self) -> None:
        os.makedirs(self.box.home)
        os.chmod(self.box.home, 0o500)
        self.addCleanup(os.chmod, self.box.home, 0o700)
        self.assertEqual(self.box.start("s").stderr, b"")

    def test_what_is_left_open(self) -> None:
        """A hook leaves no descriptor and no process behind."""
        before: Set[str] = set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
        self.box.start("s")
        if before:
            self.assertEqual(len(set(os.listdir("/proc/self/fd"))), len(before))


class Doubt(SandboxCase):
    """What is not known for certain, and what is about nobody."""

    def test_a_file_from_1970_is_there(self) -> None:
        path = self.box.write("f")
        os.utime(path, (0, 0))
        self.box.edit("a", path)
        self.assertEqual(self.box.edit("b", path, "Write").decision, "deny")

    def test_a_start_that_had_nothing_to_tell_takes_no_word_from_the_next(self) -> None:
        self.assertEqual(self.box.start("a").stdout, b"")
        self.box.edit("b", self.box.write("f"))
        self.assertIn("1 other session is at work", self.box.start("a").context)

    def test_what_is_no_event_of_ours_is_no_error(self) -> None:
        path = self.box.write("f")
        good = dict(edit_event("a", path, "Edit", self.box.work), hook_event_name="PostToolUseFailure")
        odd = ["a\0b", "/a\0b", "/\ud800"]
        for fields in [good, *[dict(good, cwd=text) for text in odd], dict(good, tool_input={"file_path": odd[1]})]:
            self.assertEqual(self.box.send(fields).stdout, b"")
        self.box.start("b")
        self.box.edit("b", path)
        self.box.end("b")
        self.assertEqual(self.box.send(dict(good, session_id="b")).stdout, b"")
        self.assertEqual([line["event"] for line in self.box.log()], ["start", "edit", "end"])
