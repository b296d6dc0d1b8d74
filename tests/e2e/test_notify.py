"""CSG_NOTIFY: the person's command, run in the background on a hold, a question or a message."""

import json
import os
import select
import shlex
import signal
import stat
import subprocess
import sys
import time
import unittest
from typing import Any, Callable, Dict, List

from tests.e2e.mcp_client import Client
from tests.support import TOP, SandboxCase, event, need, terminal

# Becomes the words, with stdin for its terminal (tty_ioctl(4): TIOCSCTTY).
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""

#: Writes its environment and its parent's words, whole: readers see the file when it is done.
NOTE = 'f=$(mktemp "$HOME/n.XXXXXX") && env -0 >"$f" && tr "\\0" "\\n" </proc/$$/cmdline >"$f.words"; mv "$f" "$f.note"'


class NotifyCase(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository("shop")
        self.cart = self.box.write("shop/src/cart.py")
        self.box.environ["CSG_NOTIFY"] = NOTE

    def wait(self, happened: Callable[[], Any], otherwise: str = "it does not happen") -> None:
        limit = time.monotonic() + 60
        while not happened():
            self.assertLess(time.monotonic(), limit, otherwise)
            time.sleep(0.02)

    def notes(self, ending: str = ".note") -> List[str]:
        return sorted(os.path.join(self.box.user, n) for n in os.listdir(self.box.user) if n.endswith(ending))

    def note(self) -> Dict[str, str]:
        """The environment of the one run that there was; it is taken away."""
        self.wait(self.notes, "no command was run")
        (path,) = self.notes()
        with open(path, encoding="utf-8") as file:
            found = dict(entry.split("=", 1) for entry in file.read().split("\0") if entry)
        os.unlink(path)
        return found

    def idle(self) -> bool:
        """Does no process notify?  Their places are locked while they do."""
        import fcntl

        folder = os.path.join(self.box.home, "notify")
        for name in os.listdir(folder) if os.path.isdir(folder) else ():
            with open(os.path.join(folder, name), encoding="ascii") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
        return True

    def meet(self, **environ: str) -> None:
        """`mine` wants to replace a file that `other` is at work on."""
        self.box.start("other", self.shop)
        self.box.send(event("UserPromptSubmit", "other", self.shop, prompt="prices"))
        self.box.edit("other", self.cart, cwd=self.shop)
        self.box.start("mine", self.shop)
        self.answer = self.box.edit("mine", self.cart, "Write", cwd=self.shop, **environ)

    def configure(self, text: str) -> None:
        del self.box.environ["CSG_NOTIFY"]
        path = os.path.join(self.box.home, "config.env")
        self.box.write(path, text)
        os.chmod(path, 0o600)


class Told(NotifyCase):
    def test_a_hold(self) -> None:
        self.box.environ.update(SLACK_TOKEN="xoxb-1", ANTHROPIC_API_KEY="sk-ant-1", DISPLAY=":7", GITHUB_TOKEN="g")
        self.meet()
        self.assertEqual(self.answer.decision, "deny")
        found = self.note()
        facts = {name: value for name, value in found.items() if name.startswith("CSG_")}
        self.assertEqual(
            facts,
            {
                "CSG_EVENT": "hold",
                "CSG_TEXT": "an edit of src/cart.py was held, for the work of prices",
                "CSG_SESSION": "mine",
                "CSG_NAME": "main",
                "CSG_PID": str(os.getpid()),
                "CSG_REPOSITORY": "shop",
                "CSG_FILE": self.cart,
                "CSG_OTHERS": "prices",
            },
        )
        self.assertEqual(found["DISPLAY"], ":7")
        self.assertEqual([value for value in found.values() if value in ("xoxb-1", "sk-ant-1", "g")], [])
        self.assertLessEqual(
            set(found) - set(facts),
            {"PATH", "HOME", "LANG", "TZ", "DISPLAY", "PWD", "OLDPWD", "SHLVL", "_"},
        )
        (words,) = self.notes(".words")
        with open(words, encoding="utf-8") as file:
            self.assertEqual(file.read(), "/bin/sh\n-c\n%s\n" % NOTE, "what happened is not in its words")
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(self.box.home, "notify")).st_mode), 0o700)

    def test_a_refusal_and_a_question(self) -> None:
        self.meet(CSG_ON_WRITE="deny")
        self.assertEqual(self.answer.decision, "deny")
        found = self.note()
        self.assertEqual(found["CSG_EVENT"], "hold")
        self.assertEqual(found["CSG_TEXT"], "an edit of src/cart.py was refused, for the work of prices")
        self.assertEqual(self.box.edit("mine", self.cart, cwd=self.shop, CSG_ON_EDIT="ask").decision, "ask")
        found = self.note()
        self.assertEqual(found["CSG_EVENT"], "ask")
        self.assertEqual(found["CSG_TEXT"], "an edit of src/cart.py waits for an answer, for the work of prices")

    def test_a_command(self) -> None:
        self.meet(CSG_ON_WRITE="off")
        line = {"command": "git stash; git checkout ."}
        answer = self.box.send(event("PreToolUse", "mine", self.shop, tool_name="Bash", tool_input=line))
        self.assertEqual(answer.decision, "deny")
        found = self.note()
        self.assertEqual((found["CSG_EVENT"], found["CSG_FILE"], found["CSG_OTHERS"]), ("hold", "", "prices"))
        self.assertIn("git stash", found["CSG_TEXT"])
        self.wait(self.idle)
        self.assertEqual(self.notes(), [], "a line that is held is one hold")

    def test_messages(self) -> None:
        self.box.start("mine", self.shop)
        self.box.start("s2", self.shop)
        self.box.csg("claim", "the cart", "--session", "mine")
        self.assertEqual(self.box.csg("tell", "s2", "mind  the cart", "--session", "mine").returncode, 0)
        found = self.note()
        self.assertEqual((found["CSG_EVENT"], found["CSG_TEXT"]), ("message", "mind the cart"))
        self.assertEqual((found["CSG_SESSION"], found["CSG_NAME"], found["CSG_OTHERS"]), ("s2", "main", "the cart"))
        self.box.start("s3", self.shop)
        client = Client(self.box, self.shop)
        self.addCleanup(client.kill)
        client.initialize()
        client.value("tell_session", session="all", text="all of you")
        found = self.note()
        self.assertEqual((found["CSG_TEXT"], found["CSG_NAME"].count(",")), ("all of you", 1))
        self.assertEqual(client.request("ping")["result"], {})

    def test_hostile_facts(self) -> None:
        """They are one printable line each, and nobody's shell reads them as anything."""
        evil = "$(touch %s/hit)`touch %s/hit`;\n\x1b[2J\"'" % (self.box.user, self.box.user)
        path = self.box.write("shop/-" + evil.replace("/", "_"))
        self.box.start("other", self.shop)
        self.box.csg("claim", evil, path, "--session", "other")
        self.box.start("mine", self.shop)
        self.assertEqual(self.box.edit("mine", path, "Write", cwd=self.shop).decision, "deny")
        found = self.note()
        for name, value in found.items():
            if name.startswith("CSG_"):
                self.assertTrue(value.isprintable() and "`" not in value, (name, value))
        self.assertIn("$(touch", found["CSG_OTHERS"])
        self.assertFalse(os.path.exists(os.path.join(self.box.user, "hit")))


class Quiet(NotifyCase):
    def test_what_is_no_reason(self) -> None:
        """An edit alone, a warning, a repeat that passes, a start, an end."""
        self.box.start("other", self.shop)
        self.box.edit("other", self.cart, cwd=self.shop)
        self.box.start("mine", self.shop)
        self.assertIn("WARNING", self.box.edit("mine", self.cart, cwd=self.shop).context)
        self.box.end("other", self.shop)
        self.box.csg("tell", "mine", "now this", environ={"CSG_NOTIFY": "true"})
        self.wait(self.idle)
        self.assertEqual(self.notes(), [])

    def test_unset_it_costs_no_process(self) -> None:
        for value in (None, ""):
            with self.subTest(value):
                self.box.environ.pop("CSG_NOTIFY", None)
                if value is not None:
                    self.box.environ["CSG_NOTIFY"] = value
                self.meet()
                self.assertEqual(self.answer.decision, "deny")
                self.assertFalse(os.path.exists(os.path.join(self.box.home, "notify")))
                self.box.end("mine", self.shop)

    def test_the_hook_does_not_wait(self) -> None:
        """It has ended, and let go of its streams, while the command still runs."""
        go = os.path.join(self.box.user, "go")
        self.box.environ["CSG_NOTIFY"] = ': >"$HOME/run.$$"; while [ ! -e %s ]; do sleep 0.05; done; %s' % (go, NOTE)
        self.meet()
        self.assertEqual(self.answer.decision, "deny")
        self.assertEqual(self.notes(), [])
        self.box.write(go, "")
        self.note()

    def test_so_many_at_once(self) -> None:
        go = os.path.join(self.box.user, "go")
        self.box.environ["CSG_NOTIFY"] = ': >"$HOME/$$.run"; while [ ! -e %s ]; do sleep 0.05; done' % go
        self.box.start("mine", self.shop)
        for number in range(4):
            self.assertEqual(self.box.csg("tell", "mine", "%d" % number).returncode, 0)
        self.wait(lambda: len(self.notes(".run")) == 4)
        for number in range(4):
            self.assertEqual(self.box.csg("tell", "mine", "%d" % number).returncode, 0)
        time.sleep(0.5)
        self.assertEqual(len(self.notes(".run")), 4)
        self.box.write(go, "")
        self.wait(self.idle)
        self.assertEqual([e for e in self.box.log() if e["event"] in ("error", "config")], [])

    def test_one_that_takes_too_long(self) -> None:
        """It is ended with all that it started, and that is said once."""
        self.box.environ["CSG_NOTIFY"] = 'sleep 300 & echo $! >"$HOME/pid.tmp"; mv "$HOME/pid.tmp" "$HOME/1.pid"; wait'
        self.box.start("mine", self.shop)
        self.assertEqual(self.box.csg("tell", "mine", "x").returncode, 0)
        self.wait(lambda: self.notes(".pid"))
        with open(self.notes(".pid")[0], encoding="ascii") as file:
            pid = int(file.read())
        self.addCleanup(self.end, pid)
        self.wait(lambda: not self.runs(pid), "it is still there")
        self.wait(self.idle)
        said = [e["what"] for e in self.box.log() if e["event"] == "config"]
        self.assertEqual(said, ["CSG_NOTIFY: the command failed, or took longer than 10 seconds"])

    def runs(self, pid: int) -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], stdout=subprocess.PIPE, timeout=60).stdout
        return bool(state.strip()) and state[:1] != b"Z"

    def end(self, pid: int) -> None:
        if self.runs(pid):
            os.kill(pid, signal.SIGKILL)


class Readme(NotifyCase):
    """The lines that the README has, in config.env, with programs that say how they were called."""

    def setUp(self) -> None:
        super().setUp()
        with open(os.path.join(TOP, "README.md"), encoding="utf-8") as file:
            self.lines = [line.strip() for line in file if line.strip().startswith("CSG_NOTIFY=")]
        self.assertEqual(len(self.lines), 3)

    def use(self, program: str, **environ: str) -> None:
        """Take the line with this program for what follows; a stand-in for it is on PATH."""
        (line,) = [line for line in self.lines if line.startswith("CSG_NOTIFY=" + program)]
        self.configure(line + "\n")
        if program != "printf":
            says = '#!/bin/sh\nprintf \'%s\\0\' "$@" >"$HOME/said.tmp"; mv "$HOME/said.tmp" "$HOME/1.said"\n'
            os.chmod(self.box.write(self.box.path + "/bin/" + program, says), 0o755)
            self.box.environ["PATH"] = self.box.path + "/bin:" + self.box.environ["PATH"]
        self.meet()

    def said(self) -> List[str]:
        self.wait(lambda: self.notes(".said"), "it was not run")
        with open(self.notes(".said")[0], encoding="utf-8") as file:
            return file.read().split("\0")[:-1]

    def test_notify_send(self) -> None:
        self.use("notify-send")
        self.assertEqual(self.said(), ["--", "csg: main", "an edit of src/cart.py was held, for the work of prices"])

    def test_osascript(self) -> None:
        self.use("osascript")
        said = self.said()
        self.assertEqual(said[-2:], ["csg: main", "an edit of src/cart.py was held, for the work of prices"])
        self.assertEqual(said[:-2:2], ["-e"] * 3)

    def test_the_bell(self) -> None:
        """In the terminal of the session's client."""
        need("ps")
        ours, theirs = terminal()
        self.addCleanup(os.close, ours)
        words = [sys.executable, "-ISc", _TAKE_TERMINAL, "sleep", "300"]
        with subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as client:
            self.addCleanup(client.kill)
            os.close(theirs)
            self.box.environ["CLAUDE_PID"] = str(client.pid)
            self.use("printf")
            self.assertTrue(select.select([ours], [], [], 60)[0], "the bell does not ring")
            self.assertEqual(os.read(ours, 10), b"\a")
            client.kill()


class Settings(NotifyCase):
    def test_in_the_file(self) -> None:
        self.configure("CSG_NOTIFY=%s\n" % NOTE)
        self.meet()
        self.assertEqual(self.note()["CSG_EVENT"], "hold")

    def test_the_environment_wins(self) -> None:
        self.configure("CSG_NOTIFY=%s\n" % shlex.quote(NOTE))
        self.box.environ["CSG_NOTIFY"] = ""
        self.meet()
        self.wait(self.idle)
        self.assertEqual(self.notes(), [])

    def test_a_repository_cannot_set_it(self) -> None:
        self.configure("")
        self.box.write("shop/.csg", "CSG_NOTIFY=%s\n" % shlex.quote(NOTE))
        self.meet()
        self.wait(self.idle)
        self.assertEqual(self.notes(), [])

    def test_what_is_wrong_with_it(self) -> None:
        """Said once, with its place, and without its words."""
        self.configure("CSG_NOTIFY=curl -H secret-1 %s\n" % ("x" * 4000))
        self.meet()
        self.box.csg("tell", "mine", "x")
        self.wait(self.idle)
        said = [e["what"] for e in self.box.log() if e["event"] == "config"]
        self.assertEqual(len(said), 1, said)
        self.assertIn("config.env:1: CSG_NOTIFY: a command of one line and at most 4000 characters is wanted", said[0])
        self.assertNotIn("secret", json.dumps(self.box.log()))
        done = self.box.csg("doctor", "--json", environ={"CSG_NOTIFY": None})
        self.assertIn("CSG_NOTIFY: a command of one line", done.stdout.decode())

    def test_a_command_that_fails(self) -> None:
        self.box.environ["CSG_NOTIFY"] = "no-such-command"
        self.box.start("mine", self.shop)
        for _ in range(2):
            self.box.csg("tell", "mine", "x")
            self.wait(lambda: any(e["event"] == "config" for e in self.box.log()))
            self.wait(self.idle)
        self.assertEqual(len([e for e in self.box.log() if e["event"] == "config"]), 1)


if __name__ == "__main__":
    unittest.main()
