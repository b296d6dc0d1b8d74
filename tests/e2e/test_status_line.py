"""`csg statusline`: a line below a session's prompt, nothing while it is alone; and one about a directory."""

import json
import os
import shutil
import subprocess
import time
import unittest
from typing import Any, Dict, Optional

from csg.base import loader
from tests import support
from tests.support import SandboxCase, archive, event


class LineCase(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository("shop")
        self.cart = self.box.write("shop/cart.py")

    def line(self, session: str, cwd: str = "", **environ: Optional[str]) -> str:
        """What the client would show."""
        place = cwd or self.shop
        workspace = {"current_dir": place, "project_dir": place, "added_dirs": []}
        return self.sent({"session_id": session, "cwd": place, "workspace": workspace, "version": "2.1.330"}, **environ)

    def sent(self, fields: Any, **environ: Optional[str]) -> str:
        plain: Dict[str, Optional[str]] = {"NO_COLOR": "1", **environ}
        done = self.box.csg("statusline", stdin=json.dumps(fields).encode(), environ=plain)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertLessEqual(done.stdout.count(b"\n"), 1)
        return done.stdout.decode()

    def here(self, *words: str, cwd: str = "", **environ: Optional[str]) -> str:
        done = self.box.csg("statusline", "--here", *words, cwd=cwd, environ=environ)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()


class Below(LineCase):
    def test_a_scene(self) -> None:
        """Alone, beside others, over one file, with messages, alone again."""
        self.box.start("me", self.shop)
        self.assertEqual(self.line("me"), "")
        self.box.start("s2", self.shop)
        self.box.start("s3", self.box.repository("elsewhere"))
        self.assertEqual(self.line("me"), "2 here\n")
        self.box.edit("s2", self.cart, cwd=self.shop)
        self.assertEqual(self.line("me"), "2 here\n", "what others hold alone is no matter of this session")
        self.box.send(event("UserPromptSubmit", "s2", self.shop, prompt="prices\nand more"))
        self.box.edit("me", self.cart, cwd=self.shop)
        self.assertEqual(self.line("me"), "2 here \u00b7 `cart.py` also held by *prices*\n")
        self.assertEqual(self.line("s2"), "2 here \u00b7 `cart.py` also held by *main*\n")
        for _ in range(2):
            self.assertEqual(self.box.csg("tell", "me", "hello").returncode, 0)
        self.assertEqual(self.line("me"), "2 here \u00b7 `cart.py` also held by *prices* \u00b7 2 messages\n")
        self.assertEqual(self.box.csg("release", "--all", "--session", "s2").returncode, 0)
        self.assertEqual(self.line("me"), "2 here \u00b7 2 messages\n")
        self.box.end("s2", self.shop)
        self.assertEqual(self.line("me"), "2 messages\n", "which wait all the same")
        self.box.send(event("UserPromptSubmit", "me", self.shop, prompt="x"))
        self.assertEqual(self.line("me"), "")

    def test_who_counts(self) -> None:
        """Not one whose process is gone and that holds nothing; one in another worktree does."""
        self.box.start("me", self.shop)
        gone = subprocess.Popen(["true"])
        gone.wait()
        self.box.start("dead", self.shop, CLAUDE_PID=str(gone.pid))
        self.assertEqual(self.line("me"), "")
        self.box.edit("dead", self.cart, cwd=self.shop, CLAUDE_PID=str(gone.pid))
        self.assertEqual(self.line("me"), "2 here\n")
        tree = self.box.make("work", "tree")
        self.box.write("shop/.git/worktrees/tree/HEAD", "ref: refs/heads/topic\n")
        self.box.write("shop/.git/worktrees/tree/commondir", "../..\n")
        self.box.write("tree/.git", "gitdir: %s/.git/worktrees/tree\n" % self.shop)
        self.box.start("beside", tree)
        self.assertEqual(self.line("me"), "3 here\n")
        self.box.edit("beside", self.box.write("tree/cart.py"), cwd=tree)
        self.box.edit("me", self.cart, cwd=self.shop)
        self.assertEqual(self.line("me"), "3 here \u00b7 `cart.py` also held by *main*\n", "the twin is another file")

    def test_outside_git_it_is_the_directory(self) -> None:
        place = self.box.make("work", "notes")
        self.box.start("me", place)
        self.box.start("s2", place)
        self.box.start("s3", self.box.work)
        self.assertEqual(self.line("me", place), "2 here\n")

    def test_many_files_many_holders_and_few_columns(self) -> None:
        for name in ("me", "s2", "s3", "s4"):
            self.box.start(name, self.shop)
        for name in ("s2", "s3", "s4"):
            self.box.edit(name, self.cart, cwd=self.shop)
            intent = "%s rewrites all that there is to rewrite here" % name
            self.assertEqual(self.box.csg("claim", intent, "--session", name).returncode, 0)
        paths = [self.box.write("shop/f%d.py" % n) for n in range(3)]
        for path in [*paths, self.cart]:
            self.box.edit("s2", path, cwd=self.shop)
            self.box.edit("me", path, cwd=self.shop)
        wide = self.line("me")
        self.assertIn("4 here \u00b7 `cart.py` also held by *", wide)
        self.assertIn(" and 1 more \u00b7 3 more contested", wide)
        for columns in (0, 20, 40, 60, 100, 119, 120, 10000):
            text = self.line("me", COLUMNS=str(columns)).rstrip("\n")
            self.assertLessEqual(len(text), min(max(columns, 40), 120), columns)
            self.assertEqual(text[:6], "4 here")
        self.assertEqual(self.line("me", COLUMNS="40"), "4 here \u00b7 4 files contested\n")

    def test_hostile_names(self) -> None:
        evil = "e\x1b]0;x\x07`<b>\u202e.py"
        path = self.box.write("shop/" + evil)
        self.box.start("me", self.shop)
        self.box.start("s2", self.shop)
        intent = "\x1b[2J*all* \u202egnp\n\r`rm`"
        self.assertEqual(self.box.csg("claim", intent, path, "--session", "s2").returncode, 0)
        self.box.edit("me", path, cwd=self.shop)
        text = self.line("me")
        self.assertIn("also held by", text)
        self.assertTrue(text.rstrip("\n").isprintable(), text)
        self.assertEqual(text.count("`"), 2)

    def test_colour(self) -> None:
        for name in ("s2", "me"):
            self.box.start(name, self.shop)
            self.box.edit(name, self.cart, cwd=self.shop)
        self.assertIn("\x1b[33m`cart.py`", self.line("me", NO_COLOR=None))
        self.assertNotIn("\x1b", self.line("me", NO_COLOR=None, TERM="dumb"))
        self.assertNotIn("\x1b", self.line("me"))

    def test_it_leaves_no_trace(self) -> None:
        """No home is made, no Session attached; nothing there is touched."""
        self.assertEqual(self.line("me"), "")
        self.assertFalse(os.path.exists(self.box.user + "/.local"))
        self.box.start("s2", self.shop)

        def state() -> Dict[str, int]:
            return {
                os.path.join(folder, name): os.lstat(os.path.join(folder, name)).st_mtime_ns
                for folder, folders, names in os.walk(self.box.home)
                for name in [*folders, *names]
            }

        before = state()
        self.assertEqual(self.line("me"), "2 here\n", "a session that csg does not know yet")
        self.assertEqual(self.here(self.shop), "")
        self.assertEqual(state(), before)

    def test_junk(self) -> None:
        """Silence; where there is a home, what is no JSON is a line in the log."""
        for stdin in (b"", b"junk", b'{"session_id": ', b"\xff\xfe", b"[" * 100000):
            done = self.box.csg("statusline", stdin=stdin)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""), stdin[:20])
        self.assertFalse(os.path.exists(self.box.home))
        self.box.start("s2", self.shop)
        self.box.csg("statusline", stdin=b"junk")
        self.assertEqual([e["what"][:12] for e in self.box.log() if e["event"] == "error"], ["statusline: "])
        good = {"session_id": "me", "cwd": self.shop}
        self.assertEqual(self.sent(good), "2 here\n", "what older clients leave out is no matter")
        odd: Any
        for odd in ([], {}, 7, None, {**good, "session_id": 1}, {**good, "cwd": "shop"}, {**good, "cwd": "/a\0b"}):
            self.assertEqual(self.sent(odd), "")
        self.assertEqual(self.sent({**good, "workspace": {"project_dir": 3}}), "2 here\n")
        self.assertEqual(self.sent({**good, "workspace": []}), "2 here\n")
        with open(os.path.join(self.box.home, "state", "s2", "session.json"), "w", encoding="ascii") as file:
            file.write("{")
        self.assertEqual(self.sent(good), "")
        self.assertEqual(len([e for e in self.box.log() if e["event"] == "error"]), 1)

    def test_somebody_elses_home(self) -> None:
        self.assertEqual(self.line("me", CLAUDE_SESSION_GUARD_HOME="/dev/null/none"), "")
        self.assertEqual(self.line("me", CLAUDE_SESSION_GUARD_HOME="relative"), "")

    def test_usage(self) -> None:
        done = self.box.csg("statusline", "--bogus")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(b"--bogus", done.stderr)
        self.assertIn(b"--here", self.box.csg("statusline", "--help").stdout)


class Here(LineCase):
    def test_a_directory(self) -> None:
        for name in ("s1", "s2", "s3"):
            self.assertEqual(self.here(self.shop), "2 here\n" if name == "s3" else "")
            self.box.start(name, self.shop)
        self.box.edit("s1", self.cart, cwd=self.shop)
        self.assertEqual(self.here(self.shop), "3 here\n")
        self.box.edit("s2", self.cart, cwd=self.shop)
        text = "3 here \u00b7 `cart.py` held by *main* and *main*\n"
        self.assertEqual(self.here(self.shop), text)
        self.assertEqual(self.here("shop"), text)
        self.assertEqual(self.here(cwd=self.shop), text)
        self.assertEqual(self.here(cwd=self.box.make("work", "shop", "src")), text)
        self.assertEqual(self.box.csg("statusline", "--here=" + self.shop).stdout.decode(), text)
        self.assertEqual(self.here(self.box.repository("other")), "")
        self.assertEqual(self.here(self.box.path + "/missing"), "")

    def test_typed_at_a_terminal(self) -> None:
        """It is about the current directory then, and does not wait for what nobody types."""
        self.box.start("s1", self.shop)
        self.box.start("s2", self.shop)
        ours, theirs = support.terminal()
        self.addCleanup(os.close, ours)
        command = [archive(), "statusline"]
        environ = self.box.environ
        done = subprocess.run(command, stdin=theirs, stdout=subprocess.PIPE, env=environ, cwd=self.shop, timeout=60)
        os.close(theirs)
        self.assertEqual(done.stdout, b"2 here\n")

    def test_in_tmux(self) -> None:
        """What looks like a format of tmux's stays text there, and is not altered elsewhere."""
        support.need("tmux")
        for name in ("s1", "s2"):
            self.box.start(name, self.shop)
            self.box.edit(name, self.cart, cwd=self.shop)
            self.assertEqual(self.box.csg("claim", "#{pid} #[fg=red]#12", "--session", name).returncode, 0)
        said = "*#{pid} #[fg=red]#12*"
        self.assertIn(said, self.here(self.shop, TMUX="/tmp/x,1,0", TMUX_PANE="%0"))
        line = "#(%s statusline --here #{q:pane_current_path})" % archive()
        bar = Tmux(self.box.path + "/tmux", self.box.environ, self.shop)
        self.addCleanup(bar.close)
        bar.run("set", "-g", "status-right", line)
        bar.run("set", "-g", "status-right-length", "100")
        bar.run("set", "-g", "status-interval", "1")
        self.assertIn("2 here \u00b7 `cart.py` held by %s" % said, bar.until("2 here"))


class Tmux:
    """A tmux whose status line is looked at from a second one, in whose pane its client runs."""

    def __init__(self, socket: str, environ: Dict[str, str], cwd: str) -> None:
        self.socket = socket
        self.environ = {**environ, "TERM": "screen", "SHELL": "/bin/sh", "LC_ALL": "C.UTF-8"}
        self.run("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "10", "-c", cwd, "sleep 300")
        attach = "env -u TMUX %s -S %s attach" % (shutil.which("tmux"), socket)
        self.run("-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "12", attach, outer=True)

    def run(self, *words: str, outer: bool = False) -> str:
        command = ["tmux", "-S", self.socket + (".outer" if outer else ""), *words]
        done = subprocess.run(command, env=self.environ, stdout=subprocess.PIPE, check=True, timeout=60)
        return done.stdout.decode()

    def until(self, text: str) -> str:
        """The screen, once it shows the text."""
        limit = time.monotonic() + 60
        while True:
            screen = self.run("capture-pane", "-p", outer=True)
            if text in screen:
                return screen
            if time.monotonic() > limit:
                raise AssertionError("tmux does not show %r: %s" % (text, screen))
            time.sleep(0.1)

    def close(self) -> None:
        for outer in (True, False):
            self.run("kill-server", outer=outer)


class Wired(LineCase):
    def test_the_fast_command(self) -> None:
        """As it is wired into the client: the loader, no shell, no search for a Python."""
        self.box.start("s2", self.shop)
        words = [self.box.environ["CSG_PYTHON"], *loader.OPTIONS, loader.LOADER, archive(), "statusline"]
        stdin = json.dumps({"session_id": "me", "cwd": self.shop}).encode()
        done = subprocess.run(words, input=stdin, stdout=subprocess.PIPE, env=self.box.environ, check=True, timeout=60)
        self.assertEqual(done.stdout, b"2 here\n")


if __name__ == "__main__":
    unittest.main()
