"""Installing that is killed, or that fails, at any call: what was there before always comes back, byte for byte."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from typing import List

from tests.fault import installing
from tests.support import FULL, Sandbox, archive, sample, stride

SCRIPT = os.path.abspath(installing.__file__)


class Interrupted(unittest.TestCase):
    def sweep(self, how: str, situations: List[str], actions: List[str]) -> None:
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # where nothing waits for a disk
        folder = tempfile.mkdtemp(prefix="csg-installing-", dir=memory)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        steps = [str(number) for number in stride(111, how)]
        for situation in situations:
            for action in actions:
                with self.subTest(situation=situation, action=action, how=how):
                    done = subprocess.run(
                        [sys.executable, "-SB", SCRIPT, situation, action, how, archive(), folder, *steps],
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        timeout=600,
                    )
                    self.assertEqual(done.returncode, 0, done.stderr[-2000:].decode())
                    self.assertGreater(int(done.stdout), 25)

    def test_killed(self) -> None:
        self.sweep("kill", sample(list(installing.SITUATIONS), 2), ["install"])
        self.sweep("kill", ["claude-session-guard"], ["install again", "uninstall"])

    def test_resident(self) -> None:
        """At no time is a server asked that is not registered."""
        self.sweep("kill", ["hooks"], ["install resident", "make resident", "uninstall resident"])
        self.sweep("ENOSPC", ["claude-session-guard"], ["make resident"])

    def test_other_clients(self) -> None:
        actions = ["install others", "uninstall others"]
        self.sweep("kill", list(installing.OTHERS), actions)
        self.sweep("ENOSPC", ["other clients"], actions)

    def test_no_room(self) -> None:
        self.sweep("ENOSPC", ["claude-session-guard"], ["install", "install again", "uninstall"])

    def test_no_access(self) -> None:
        self.sweep("EACCES", ["a link"], ["install"])


@unittest.skipUnless(shutil.which("strace"), "skipped: there is no strace here")
class Written(unittest.TestCase):
    """The system calls of which Python tells nobody: a kill, or an error, in the middle of a file."""

    def test_writes_and_syncs(self) -> None:
        hits = 0
        for call, how in (
            ("write", "signal=KILL"),
            ("fsync", "signal=KILL"),
            ("write", "error=EIO"),
            ("fsync", "error=EIO"),
        ):
            first, every = stride(20, call + how)
            for number in range(first, 40, every):
                code, hit = self.interrupted(call, how, number)
                hits += hit
                if not hit:
                    break
                # 0: that it was done could not be noted, and need not be
                self.assertIn(code, (0, 1) if "EIO" in how else (-9, 137), (call, how, number))
        self.assertGreater(hits, 10 if FULL else 0)

    def interrupted(self, call: str, how: str, number: int) -> "tuple[int, bool]":
        """Install with one call going wrong, then uninstall; (exit code, was there such a call?)."""
        box = Sandbox()
        self.addCleanup(box.remove)
        settings = box.write(os.path.join(box.user, ".claude", "settings.json"), installing.GUARD)
        with open(settings, "rb") as file:
            before = file.read()
        trace = os.path.join(box.path, "trace")
        inject = "inject=%s:%s:when=%d" % (call, how, number)
        # only what goes to a file counts: what csg says does not
        done = subprocess.run(
            [
                "strace",
                "-qq",
                "-o",
                trace,
                "-e",
                "trace=%s" % call,
                "-e",
                inject,
                sys.executable,
                "-S",
                archive(),
                "install",
                "--skill",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=box.environ,
            timeout=120,
        )
        if b"ptrace" in done.stderr.lower():
            self.skipTest("skipped: tracing is not permitted here")
        with open(trace, encoding="latin-1") as file:
            lines = file.read()
        hit = "INJECTED" in lines or "SIGKILL" in lines
        self.assertEqual(box.csg("uninstall").returncode, 0)
        with open(settings, "rb") as file:
            self.assertEqual(file.read(), before, (call, how, number))
        self.assertEqual(os.listdir(os.path.dirname(settings)), ["settings.json"], (call, how, number))
        self.assertFalse(os.path.exists(os.path.join(box.home, "install.json")))
        return done.returncode, hit


@unittest.skipUnless(
    shutil.which("unshare") and os.geteuid() == 0, "skipped: a small disk is mounted as root (unshare)"
)
class Disk(unittest.TestCase):
    """A disk that is really full, and one that is really read-only."""

    SCRIPT = r"""
import os, subprocess, sys
archive, where = sys.argv[1:3]
os.environ.update(HOME=where, CLAUDE_SESSION_GUARD_HOME=where + "/home")
settings = where + "/.claude/settings.json"
def csg(*words):
    done = subprocess.run([sys.executable, archive, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stderr.decode()
def there():
    with open(settings, "rb") as file:
        return file.read(), sorted(os.listdir(where + "/.claude")), os.path.exists(where + "/home")
os.mkdir(where + "/.claude")
with open(settings, "w", encoding="utf-8") as file:
    file.write(sys.argv[3])
before = there()
def refused(word):
    code, said = csg("install", "--skill")
    assert code == 1 and said.count("\n") == 1 and word in said, (code, said)
    assert there()[0] == before[0], said
    assert csg("uninstall")[0] in (0, 1)
    assert there()[0] == before[0], said
with open(where + "/ballast", "wb", buffering=0) as file:
    try:
        while True:
            file.write(b"x" * 4096)
    except OSError:
        pass
refused("No space left")
os.unlink(where + "/ballast")
subprocess.run(["mount", "-o", "remount,ro", where], check=True)
refused("read-only, nothing was changed\n")
subprocess.run(["mount", "-o", "remount,rw", where], check=True)
for _ in range(2):
    assert csg("install", "--skill")[0] == 0
assert there() != before
assert csg("uninstall")[0] == 0
assert there() == before, there()
print("fine")
"""

    def test_full_and_read_only(self) -> None:
        box = Sandbox()
        self.addCleanup(box.remove)
        where = box.make("disk")
        mount = 'mount -t tmpfs -o size=256k csg-test "$2" && exec "$4" -c "$0" "$1" "$2" "$3"'
        done = subprocess.run(
            ["unshare", "-m", "/bin/sh", "-c", mount, self.SCRIPT, archive(), where, installing.GUARD, sys.executable],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=box.environ,
            timeout=120,
        )
        if b"permission denied" in done.stderr.lower() or b"Operation not permitted" in done.stderr:
            self.skipTest("skipped: mounting is not permitted here")
        self.assertEqual(done.stdout, b"fine\n", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
