"""The client's terminal interface, in a pseudo-terminal: for what `-p` has not (/clear, prompts).

What it shows is drawn piecemeal, so little can be read off it; wait for what the model is asked
or for what csg notes, and use `shown` only for short words.
"""

import fcntl
import json
import os
import re
import struct
import subprocess
import sys
import termios
import threading
import time
from typing import Any, Callable, Dict, List, Sequence

from tests import support
from tests.client.driver import KEY, Client
from tests.support import Sandbox

# Becomes the client: a terminal that hangs up must reach it (tty_ioctl(4): TIOCSCTTY).
_TAKE_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
_ROWS, _COLUMNS = 40, 120
_CONTROL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_=>78])|[\x00-\x08\x0b-\x1f]")


def trust(box: Sandbox, *directories: str) -> None:
    """Answer beforehand what the client asks at its first start and in a new directory.

    The fields of ~/.claude.json are the client's own (2.1.330)."""
    path = os.path.join(box.user, ".claude.json")
    state: Dict[str, Any] = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            state = json.load(file)
    state.update(
        hasCompletedOnboarding=True,
        theme="dark",
        bypassPermissionsModeAccepted=True,
        customApiKeyResponses={"approved": [KEY[-20:]], "rejected": []},
    )
    for directory in directories:
        state.setdefault("projects", {}).setdefault(os.path.realpath(directory), {})["hasTrustDialogAccepted"] = True
    with open(path, "w", encoding="utf-8") as file:
        json.dump(state, file)


class Terminal(Client):
    """A client at a terminal.  Its directory must be one of those in `trust`."""

    opening: Sequence[str] = ()

    def _start(self, words: List[str], cwd: str, environ: Dict[str, str]) -> "subprocess.Popen[bytes]":
        self._master, slave = support.terminal()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", _ROWS, _COLUMNS, 0, 0))
        self._output = b""
        process = subprocess.Popen(
            [sys.executable, "-ISc", _TAKE_TERMINAL, *words],
            cwd=cwd,
            env=environ,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return process

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:  # EIO: nobody has the other end any more
                return
            if not data:
                return
            self._output += data

    def shown(self, since: int = 0) -> str:
        """The text drawn so far, from byte `since` of the output on, without control sequences."""
        return _CONTROL.sub(" ", self._output[since:].decode("utf-8", "replace"))

    def ready(self) -> None:
        """Wait until the client takes input."""
        self.wait(lambda: b"\x1b[?2004h" in self._output and "\u276f" in self.shown(), "the client shows no prompt")

    def submit(self, text: str) -> None:
        """Type a line and send it."""
        before = len(self._output)
        os.write(self._master, text.encode())
        # keys that come in one piece count as pasted, and Enter with them is a new line
        self.wait(lambda: text.rsplit(maxsplit=1)[-1] in self.shown(before), "the client does not take %r" % text)
        os.write(self._master, b"\r")

    def press(self, key: bytes, until: Callable[[], bool]) -> None:
        """Press a key again and again: a dialog takes none in its first second."""
        pressed = 0.0

        def happened() -> bool:
            nonlocal pressed
            if until():
                return True
            if time.monotonic() - pressed > 0.5:
                pressed = time.monotonic()
                os.write(self._master, key)
            return False

        self.wait(happened, "pressing %r does nothing" % key)

    def _printed(self) -> List[str]:
        return ["terminal: " + self.shown()[-3000:]]

    def close(self) -> None:
        """End whatever is left of it."""
        super().close()
        self._reader.join(5)
        os.close(self._master)
