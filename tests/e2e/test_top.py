"""csg top, in a terminal: a played scene of five sessions, its keys, sizes and endings.

What it shows is kept in tests/e2e/screens/; CSG_SCREENS=write makes it anew, to be looked at.
"""

import difflib
import os
import signal
import subprocess
import time
import unittest
from typing import Dict

from tests import support
from tests.e2e import scene
from tests.e2e.tmux import Tmux, steady
from tests.support import Sandbox, archive

SCREENS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "screens")
LINE = """trap : INT
before=$(stty -g)
'%s' %s
code=$?
[ "$before" = "$(stty -g)" ] && echo same
echo "left with $code"
"""


class TopCase(unittest.TestCase):
    """A scene, and windows on it.  Their home directory is the place of the repositories."""

    def setUp(self) -> None:
        support.need("tmux")
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.environ: Dict[str, str] = {
            **self.box.environ,
            "HOME": self.box.work,
            "CLAUDE_SESSION_GUARD_HOME": self.box.home,
        }

    def open(self, width: int, height: int, words: str = "top", until: str = "csg top", **environ: str) -> Tmux:
        window = Tmux(self.box, width, height, LINE % (archive(), words), {**self.environ, **environ})
        self.addCleanup(window.close)
        window.wait_for(until)
        return window

    def leave(self, window: Tmux, code: int = 0) -> None:
        shown = window.wait_for("left with")
        self.assertIn("left with %d" % code, shown)
        self.assertIn("same", shown)
        self.assertNotIn("Traceback", shown)
        window.close()

    def same(self, window: Tmux, name: str) -> None:
        """What is shown is, sooner or later, what is kept."""
        path = os.path.join(SCREENS, name + ".txt")
        if os.environ.get("CSG_SCREENS") == "write":
            time.sleep(1.5)
            os.makedirs(SCREENS, exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(steady(window.screen()))
        with open(path, encoding="utf-8") as file:
            kept = file.read()
        end = time.monotonic() + 15
        shown = steady(window.screen())
        while shown != kept and time.monotonic() < end:
            time.sleep(0.3)
            shown = steady(window.screen())
        lines = difflib.unified_diff(kept.splitlines(), shown.splitlines(), name, "shown", lineterm="")
        self.assertEqual(shown, kept, "\n".join(lines))


class Played(TopCase):
    def setUp(self) -> None:
        super().setUp()
        self.scene = scene.Scene(self.box)
        self.scene.play()

    def test_three_sizes(self) -> None:
        for width, height in ((60, 20), (80, 24), (200, 50)):
            window = self.open(width, height)
            self.same(window, "all-%dx%d" % (width, height))
            window.keys("q")
            self.leave(window)

    def test_status_watch_is_the_same(self) -> None:
        window = self.open(80, 24, "status --watch")
        self.same(window, "all-80x24")
        window.keys("q")
        self.leave(window)

    def test_only_here(self) -> None:
        for words in ("top --here", "status --watch --here"):
            window = Tmux(
                self.box, 100, 30, LINE.replace("before=", "cd docs; before=") % (archive(), words), self.environ
            )
            self.addCleanup(window.close)
            shown = window.wait_for("csg top: 2 sessions here")
            self.assertIn("write the manual", shown)
            self.assertNotIn("cart.py", shown)
            window.keys("q")
            self.leave(window)

    def test_a_walk(self) -> None:
        """One session, the keys, a filter; then a message, a release, an end, and another size."""
        window = self.open(80, 24)
        window.wait_for("> ! cart.py")
        window.keys("Enter")
        self.same(window, "file-80x24")
        window.keys("Left")
        window.keys("Down", "Down", "j")
        window.wait_for("> fix the prices")
        window.keys("Enter")
        self.same(window, "session-80x24")
        window.keys("q", "?")
        self.same(window, "keys-80x24")
        window.keys("x", "/")
        window.text("manual")
        window.wait_for("/manual_")
        window.keys("Enter")
        self.same(window, "filter-80x24")
        window.keys("Escape")

        window.wait_for("> write the manual")
        window.keys("t")
        window.text("see \u4e16\u754c")
        window.keys("BSpace", "Enter")
        window.wait_for("told write the manual")
        window.wait_for("tells write the manual (dddddddd): see \u4e16")
        self.assertEqual(self.box.log()[-1]["text"], "see \u4e16")

        window.keys("Home", "j")
        window.wait_for(">     round up")
        window.keys("r")
        window.wait_for("release cart.py for round up what is paid? y/n")
        window.keys("n")
        window.wait_for("nothing released")
        window.keys("r", "y")
        window.wait_for("released 1 file of round up what is paid")
        shown = window.wait(lambda shown: "contested" not in shown.split("\n")[0])
        self.assertNotIn("! cart.py", shown)
        self.assertIn("> round up what is paid", shown)  # its claim is gone: the session itself is chosen
        released = [event["path"] for event in self.box.log() if event["event"] == "release"]
        self.assertEqual(released, [os.path.join(self.scene.shop, "cart.py")])

        self.box.end(scene.PRICES, self.scene.shop)
        window.wait(lambda shown: "4 sessions" in shown and "> round up what is paid" in shown)
        window.resize(60, 20)
        self.same(window, "after-60x20")
        window.resize(200, 50)
        self.same(window, "after-200x50")
        window.keys("Escape", "C-l")
        window.keys("q")
        self.leave(window)

    def test_every_small_size(self) -> None:
        window = self.open(40, 12)
        for width in range(40, 19, -1):
            for height in (12, 9, 7, 6, 5):
                window.resize(width, height)
                if height in (12, 5) and width % 5 == 0:
                    window.keys(*("Enter", "q", "?", "x", "j", "/", "a", "Escape", "t", "a", "Escape", "r", "n"))
                    window.wait_for("csg top")
        for width, height in ((10, 3), (3, 2), (1, 1), (80, 24)):
            window.resize(width, height)
            time.sleep(0.2)
        window.wait_for("csg top: 5 sessions")
        window.keys("Escape")
        window.keys("q")
        self.leave(window)

    def test_colours(self) -> None:
        window = self.open(80, 24, CSG_TEST_TERM="screen")
        window.wait_for("! cart.py")
        coloured = window.screen(colours=True)
        window.close()
        window = self.open(80, 24, NO_COLOR="1")
        window.wait_for("! cart.py")
        plain = window.screen(colours=True)
        self.assertRegex(coloured, "\x1b\\[[0-9;]*3[1-7]m")
        self.assertNotRegex(plain, "\x1b\\[[0-9;]*3[1-7]m")
        self.assertIn("\x1b[1m", plain)

    def test_while_it_runs(self) -> None:
        """Damage, and the whole home gone and back."""
        window = self.open(80, 24)
        state = os.path.join(self.box.home, "state")
        self.box.write(os.path.join(state, scene.DOCS, "session.json"), "{")
        for name in os.listdir(os.path.join(state, scene.ROUND, "claims")):
            self.box.write(os.path.join(state, scene.ROUND, "claims", name), '\0junk\n[1]\n{"t": "x"}\n')
        self.box.write(os.path.join(self.box.home, "events.log"), '\0\n[]\n{"t": -1, "event": 3}\n')
        shown = window.wait_for("4 sessions")
        self.assertNotIn("contested", shown.split("\n")[0])
        os.rename(self.box.home, self.box.home + "-away")
        window.wait_for("no live sessions")
        os.rename(self.box.home + "-away", self.box.home)
        window.wait_for("4 sessions")
        window.keys("q")
        self.leave(window)


class Endings(TopCase):
    def test_an_interrupt_and_signals(self) -> None:
        for code, end in ((130, "C-c"), (143, signal.SIGTERM), (129, signal.SIGHUP)):
            window = self.open(60, 10)
            window.wait_for("no live sessions")
            if isinstance(end, str):
                window.keys(end)
            else:
                pids = window.run("list-panes", "-F", "#{pane_pid}").split()
                self.signal_top(int(pids[0]), end)
            self.leave(window, code)

    def signal_top(self, above: int, number: int) -> None:
        """Signal the program, which runs somewhere below the window's first process."""
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], stdout=subprocess.PIPE, check=True).stdout
        parents = {int(line.split()[0]): (int(line.split()[1]), line) for line in listed.decode().splitlines()}
        for pid, (parent, line) in parents.items():
            while parent != above and parent in parents:
                parent = parents[parent][0]
            if parent == above and line.rstrip().endswith(" top") and "csg.pyz" in line:
                os.kill(pid, number)

    def test_in_ascii(self) -> None:
        self.box.start("one", self.box.work)
        window = self.open(60, 20, LANG="C", LC_ALL="POSIX", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
        window.wait_for("1 session")
        window.keys("q")
        self.leave(window)

    def test_terminals_that_do_not_do(self) -> None:
        for term, says in (("dumb", "a dumb terminal"), ("nonesuch-1", "does not do for it")):
            window = Tmux(
                self.box, 200, 10, "TERM=%s; export TERM; %s" % (term, LINE % (archive(), "top")), self.environ
            )
            self.addCleanup(window.close)
            shown = window.wait_for("left with 1")
            self.assertIn(says, shown)
            self.assertIn("use csg status, or csg log --follow", shown)
            window.close()


class Elsewhere(unittest.TestCase):
    def test_without_a_terminal(self) -> None:
        box = Sandbox()
        self.addCleanup(box.remove)
        for words in (("top",), ("status", "--watch")):
            done = box.csg(*words, environ={"TERM": "xterm"})
            self.assertEqual((done.returncode, done.stdout), (1, b""))
            self.assertEqual(done.stderr, b"csg: the live view needs a terminal: use csg status, or csg log --follow\n")

    def test_a_terminal_that_goes_away(self) -> None:
        """No signal says so where it is not the controlling one: it must leave, not go round for ever."""
        box = Sandbox()
        self.addCleanup(box.remove)
        master, slave = support.terminal()
        process = subprocess.Popen(
            [archive(), "top"],
            env={**box.environ, "TERM": "xterm"},
            stdin=slave,
            stdout=slave,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.addCleanup(process.kill)
        os.close(slave)
        shown = b""
        while b"no live" not in shown:
            shown += os.read(master, 1 << 16)
        os.close(master)
        self.assertIn(process.wait(30), (0, 129))


if __name__ == "__main__":
    unittest.main()
