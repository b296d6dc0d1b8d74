"""A terminal for the tests: tmux, with a server of its own."""

import os
import re
import subprocess
import time
from typing import Callable, Mapping

from tests import support
from tests.support import Sandbox


class Tmux:
    """One window, in which a shell line runs; its keys and its screen."""

    def __init__(self, box: Sandbox, width: int, height: int, line: str, environ: Mapping[str, str]) -> None:
        """`line` runs with just this environment, and TERM as tmux sets it."""
        support.need("tmux")
        self._box = box
        self._environ = {"PATH": os.environ.get("PATH", os.defpath), "TMUX_TMPDIR": box.path, "LANG": "C.UTF-8"}
        self._name = "csg-test-%d" % time.monotonic_ns()
        script = os.path.join(box.path, self._name + ".sh")
        with open(script, "w", encoding="utf-8") as file:
            for name, value in environ.items():
                file.write("export %s='%s'\n" % (name, value.replace("'", "'\\''")))
            file.write(line + "\n")
        keeping = "trap : INT; env -i TERM=${CSG_TEST_TERM:-$TERM} /bin/sh %s; exec sleep 600" % script
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), keeping)

    def run(self, *words: str) -> str:
        """A tmux command; what it prints."""
        command = ["tmux", "-L", self._name, *words]
        done = subprocess.run(
            command, env=self._environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, cwd=self._box.work
        )
        if done.returncode:
            raise AssertionError("%s: %s" % (command, done.stderr.decode()))
        return done.stdout.decode("utf-8", "replace")

    def keys(self, *names: str) -> None:
        """Press keys, by tmux's names of them."""
        self.run("send-keys", *names)

    def text(self, text: str) -> None:
        """Type it."""
        self.run("send-keys", "-l", text)

    def screen(self, colours: bool = False) -> str:
        """What the window shows, lines without the spaces at their ends."""
        shown = self.run("capture-pane", "-p", *(["-e"] if colours else []))
        return "\n".join([line.rstrip() for line in shown.split("\n")]).rstrip("\n") + "\n"

    def resize(self, width: int, height: int) -> None:
        """Make the window another size."""
        self.run("resize-window", "-x", str(width), "-y", str(height))

    def wait(self, until: Callable[[str], object], seconds: float = 30.0) -> str:
        """The screen, when it is so."""
        end = time.monotonic() + seconds
        while True:
            shown = self.screen()
            if until(shown):
                return shown
            if time.monotonic() > end:
                raise AssertionError("not so within %d seconds:\n%s" % (seconds, shown))
            time.sleep(0.1)

    def wait_for(self, text: str) -> str:
        """The screen, when this stands there."""
        return self.wait(lambda shown: text in shown)

    def close(self) -> None:
        """End it and all in it."""
        try:
            self.run("kill-server")
        except (AssertionError, subprocess.SubprocessError):  # it has ended
            pass


def steady(screen: str) -> str:
    """A screen without its times (each in as many columns as it had) and pids."""
    screen = re.sub(r"\b\d\d:\d\d:\d\d\b", "HH:MM:SS", screen)
    screen = re.sub(r"\b\d\d:\d\d\b", "HH:MM", screen)
    screen = re.sub(r"process \d+ ", "process N ", screen)
    return re.sub(r"(?m)( {2} now|(?<= )(?: \d{2}|  \d)[mh])(?=  |$)", "  age", screen)
