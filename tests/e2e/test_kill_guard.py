"""Commands that end processes, with the processes themselves as the judges of who is hit.

Each process of these tests has a name of its own, made up at run time, or is in a group of its own.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import unittest
from typing import Any, Dict, List

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import Answer, event, sample

_SERVER = """import socket, sys
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(1)
print(s.getsockname()[1], flush=True)
sys.stdin.read()
"""
#: Starts a server, and another one whose parent ends at once, as the client's shell does; all end with its stdin.
_CLIENT = """import os, subprocess, sys
program, server, name, orphan = sys.argv[1:]
def begin(words, environ):
    child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ)
    return child, int(child.stdout.readline())
child, port = begin([program, server, name], os.environ)
shell = ["sh", "-c", '"$0" "$@" <&3 3<&- & echo $! >&2', program, server, orphan]
read, write = os.pipe()
told, tell = os.pipe()
pipe = subprocess.Popen(["sh", "-c", 'exec 3<&%d; exec "$0" "$@"' % read, *shell], stdout=subprocess.PIPE, stderr=tell,
    pass_fds=(read,), env=dict(os.environ, **{os.environ["CSG_TEST_VARIABLE"]: os.environ["CSG_TEST_SESSION"]}))
orphans_port = int(pipe.stdout.readline())
pipe.wait()
os.close(read)
print(child.pid, port, int(os.read(told, 99)), orphans_port, flush=True)
sys.stdin.read()
"""


class Client:
    """Stands for a session's client: a process with a server, and a server without a parent."""

    def __init__(self, case: "KillCase", session: str, variable: str = "CLAUDE_CODE_SESSION_ID", **more: str) -> None:
        """variable: with the session's id, in the environment of the server that has no parent"""
        self.session = session
        mark = "csgk%s" % secrets.token_hex(4)
        self.program = os.path.join(case.box.work, mark)
        os.symlink(sys.executable, self.program)
        server = case.box.write(mark + "-server.py", _SERVER)
        self.name, self.orphans_name = mark + "-serving", mark + "-orphan"
        words = [sys.executable, "-S", "-c", _CLIENT, self.program, server, self.name, self.orphans_name]
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=dict(case.environ, CSG_TEST_SESSION=session, CSG_TEST_VARIABLE=variable, **more),
        )
        case.addCleanup(self.end)
        assert self.process.stdout is not None
        line = self.process.stdout.readline().split()
        self.pid = self.process.pid
        self.child, self.port, self.orphan, self.orphans_port = [int(word) for word in line]
        self.names: Dict[str, Any] = {
            "client": self.pid,
            "child": self.child,
            "port": self.port,
            "orphan": self.orphan,
            "oport": self.orphans_port,
            "name": self.name,
            "oname": self.orphans_name,
            "program": mark,
        }

    def end(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait(60)

    def whole(self) -> bool:
        """Do all its processes still run?  (One that was ended is its parent's zombie for a while.)"""
        return all(_runs(pid) for pid in (self.pid, self.child, self.orphan))


def _runs(pid: int) -> bool:
    try:
        with open("/proc/%d/stat" % pid, encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


@unittest.skipUnless(os.path.exists("/proc/self/stat"), "skipped: the tests' own look at processes needs /proc")
class KillCase(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.mine, self.other = Client(self, B), Client(self, A)
        for client in (self.mine, self.other):
            self.box.start(client.session, CLAUDE_PID=str(client.pid))

    def line(self, command: str, call: str = "", **environ: str) -> Answer:
        """PreToolUse of B."""
        return self.bash(B, command, self.box.work, call, CLAUDE_PID=str(self.mine.pid), **environ)

    def told(self, session: str) -> str:
        client = self.other if session == A else self.mine
        return self.prompt(session, CLAUDE_PID=str(client.pid))


class Unknown(KillCase):
    """Sessions of another client's whose process is not known, as of Codex's terminal interface."""

    def test_what_they_run_is_theirs_by_the_variable_that_their_client_sets(self) -> None:
        theirs = "cccccccc-1111-4222-8333-444444444444"
        begun = event("SessionStart", theirs, self.box.work, source="startup")
        self.box.csg("hook", "--client", "codex", stdin=json.dumps(begun).encode())
        path = os.path.join(self.box.home, "state", theirs, "session.json")
        with open(path, encoding="ascii") as file:
            facts = json.load(file)
        with open(path, "w", encoding="ascii") as file:
            json.dump(dict(facts, pid=0, pid_started=""), file)
        # in the shell of the sibling's: the environment names both
        daemon = Client(self, theirs, "CODEX_THREAD_ID", CLAUDE_CODE_SESSION_ID=A)
        answer = self.line("kill %d" % daemon.orphan)
        self.assertEqual(answer.decision, "deny")
        self.assertIn("session `cccccccc` (Codex", answer.reason)
        # no session's, where its own is named: B's own does not count, not even where another is named too
        own = Client(self, theirs, "CODEX_THREAD_ID", CLAUDE_CODE_SESSION_ID=B)
        self.assertEqual(self.line("kill %d" % own.orphan, "toolu_2").decision, "")


#: {} are names of a client's.
LINES = [
    "kill {child}",
    "kill -9 {client}",
    "kill -TERM {orphan}",
    "kill -0 {child}",
    "kill -- -{client}",
    "kill 999999999 || kill {child}",
    "pkill -f {name}",
    "pkill -f {oname}",
    "pkill -f no-{name}",
    "pkill {program}",
    "pkill -x {program}",
    "pkill -x csgk",
    "pkill -P {client}",
    "pgrep -f {name} | xargs kill",
    "killall {program}",
    "kill $(lsof -ti:{port})",
    "lsof -ti tcp:{oport} | xargs kill -9",
    "fuser -k {port}/tcp",
    "ps aux | grep {name} | grep -v grep | awk '{{print $2}}' | xargs kill",
    "echo {child} > pid; kill $(cat pid)",
    "P=$(pgrep -f {name}); kill $P",
]


class ByTheProcessesThemselves(KillCase):
    """What is held is what would hit the sibling; each line is really run as well."""

    def check(self, text: str) -> None:
        programs = [word for word in ("pkill", "pgrep", "killall", "lsof", "fuser", "ps", "xargs") if word in text]
        if any(shutil.which(program) is None for program in programs):
            return
        for whose in ("other", "mine"):
            mine, other = Client(self, B), Client(self, A)
            self.box.start(A, CLAUDE_PID=str(other.pid))
            self.box.start(B, CLAUDE_PID=str(mine.pid))
            line = text.format(**{"other": other, "mine": mine}[whose].names)
            if "cat pid" in line:  # known before it runs only if the file is there
                self.box.write("pid", "%d\n" % {"other": other, "mine": mine}[whose].child)
            answer = self.bash(B, line, self.box.work, "toolu_1", CLAUDE_PID=str(mine.pid))
            subprocess.run(
                ["bash", "-s"],
                input=line.encode(),
                cwd=self.box.work,
                env=self.environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(100):
                hit = not other.whole()
                if hit or not mine.whole() or answer.decision != "deny":
                    break
                time.sleep(0.02)
            time.sleep(0.05)
            self.assertEqual(answer.decision == "deny", not other.whole(), line)
            for client in (mine, other):
                self.box.end(client.session, CLAUDE_PID=str(client.pid))
                client.end()

    def test_lines(self) -> None:
        for text in sample(LINES, 4):
            with self.subTest(line=text):
                self.check(text)
        self.no_errors()


class Told(KillCase):
    def test_what_the_model_reads(self) -> None:
        answer = self.line("kill %d" % self.other.child)
        self.assertEqual(answer.decision, "deny")
        text = answer.reason
        self.assertTrue(
            text.startswith(TITLE + " `kill %d` would end a process of 1 other session." % self.other.child)
        )
        self.assertIn("- session `aaaaaaaa` (", text)
        shown = "`%s %s-server.py` (pid %d, port %d)"
        mark = self.other.names["program"]
        self.assertIn(shown % (mark, mark, self.other.child, self.other.port), text)
        self.assertIn("nothing was run. The same command goes through when it is repeated.", text)
        self.assertNotIn(self.other.name, text, "its other words may be secrets")
        self.assertEqual(self.told(A), "", "nothing happened")

    def test_its_client(self) -> None:
        self.assertIn("its client `", self.line("kill -9 %d" % self.other.pid).reason)
        self.assertIn("would end 3 processes of 1 other session", self.line("kill -9 -1").reason)

    def test_repeated_it_goes_through_once(self) -> None:
        line = "pkill -f %s" % self.other.name
        self.assertEqual(self.line(line, "1").decision, "deny")
        self.assertEqual(self.line("kill %d" % self.other.child, "2").decision, "deny", "another command")
        self.assertEqual(self.line(line, "3").stdout, b"")
        self.assertIn("session `bbbbbbbb` ran `%s`, which ends processes of this session: `" % line, self.told(A))
        self.assertEqual(self.line(line, "4").decision, "deny")
        (first, *_) = [entry for entry in self.box.log() if entry["event"] == "kill"]
        self.assertEqual((first["command"], first["decision"], first["others"]), (line, "held", [A]))
        self.no_errors()

    def test_settings(self) -> None:
        line = "kill %d" % self.other.child
        self.assertEqual(self.line(line, CSG_ON_KILL="off").stdout, b"")
        answer = self.line(line, "1", CSG_ON_KILL="warn")
        self.assertEqual(answer.decision, "")
        self.assertIn("This command was not held back.", answer.context)
        self.assertIn("which ends processes of this session", self.told(A))
        self.assertEqual(self.line(line, "2", CSG_ON_KILL="warn").stdout, b"", "told once")
        self.assertEqual(self.line(line, "3", CSG_ON_KILL="ask").decision, "ask")
        for call in ("4", "5"):
            self.assertEqual(self.line(line, call, CSG_ON_KILL="deny").decision, "deny")

    def test_with_a_git_command(self) -> None:
        """The line is run only when both have been repeated."""
        shop = self.clone()
        self.works(A, os.path.join(shop, "a.py"), CLAUDE_PID=str(self.other.pid))
        line = "cd shop && git checkout a.py; kill %d" % self.other.child
        text = self.line(line, "1").reason
        self.assertIn("would throw away", text)
        self.assertIn("would end a process", text)
        self.assertEqual(self.line(line, "2").stdout, b"")
        self.assertEqual(self.line("cd shop && git checkout a.py", "3").decision, "deny")
        self.assertEqual(self.line(line, "4").decision, "deny")
        for call in "56789":
            if not self.line(line, call).stdout:
                break
        else:
            self.fail("it never goes through")

    def test_odd_lines(self) -> None:
        lines: List[str] = [
            "kill", "kill -9", "pkill", "pkill -f", "killall", "fuser -k", "kill $(", "pkill -f '('",
            "pkill -f '(a+)+$'",
            "kill $(cat /dev/zero)", "kill $(cat nowhere)", "lsof -ti: | xargs kill", "npx kill-port", "kill -- -0",
            "echo skill", "pkill -f '[[:alpha:]]'", "kill 1 2 3", "fuser -k ,/tcp",
        ]  # fmt: skip
        for line in lines:
            self.assertEqual(self.line(line).stdout, b"", line)
        self.no_errors()

    def test_a_session_whose_client_is_gone(self) -> None:
        self.other.end()
        self.assertEqual(self.line("kill %d" % self.other.child).stdout, b"")

    def test_wired_twice(self) -> None:
        line = "kill %d" % self.other.child
        for _ in range(2):
            fields: Dict[str, Any] = {"tool_name": "Bash", "tool_input": {"command": line}, "tool_use_id": "same"}
            self.box.send(event("PreToolUse", B, self.box.work, **fields), CLAUDE_PID=str(self.mine.pid))
        self.assertEqual(self.line(line, "next").stdout, b"", "held once")
