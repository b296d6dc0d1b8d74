"""The client's terminal interface inside tmux, which keeps the screen as a person sees it."""

import fcntl
import os
import shlex
import struct
import subprocess
import termios
import threading
from typing import Dict, List

from tests import support
from tests.client.terminal import Terminal

_ROWS, _COLUMNS = 40, 120


class Screen(Terminal):
    """A client in a tmux of its own, whose one window ends with it."""

    def _start(self, words: List[str], cwd: str, environ: Dict[str, str]) -> "subprocess.Popen[bytes]":
        self._master, slave = support.terminal()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", _ROWS, _COLUMNS, 0, 0))
        self._output = b""
        self._socket = self._file("tmux")
        command = ["tmux", "-S", self._socket, "-f", "/dev/null", "-u", "new-session", "exec " + shlex.join(words)]
        process = subprocess.Popen(
            command, cwd=cwd, env=environ, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return process

    def screen(self) -> str:
        """What is on the screen now; "" before there is one."""
        command = ["tmux", "-S", self._socket, "capture-pane", "-p"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
        return done.stdout.decode("utf-8", "replace")

    def until(self, text: str, there: bool = True) -> None:
        """Wait until the screen shows a text, or no longer does."""
        self.wait(lambda: (text in self.screen()) == there, "%r is %s" % (text, "not shown" if there else "shown"))

    def shown(self, since: int = 0) -> str:
        """The screen, whatever was drawn before."""
        return self.screen()

    def ready(self) -> None:
        """Wait until the client takes input."""
        self.until("\u276f")

    def submit(self, text: str) -> None:
        """Type a line and send it."""
        os.write(self._master, text.encode())
        self.until(text)
        os.write(self._master, b"\r")

    def close(self) -> None:
        """End whatever is left of it."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], stderr=subprocess.DEVNULL, timeout=60)
        super().close()
