"""A network in which there is only loopback.

The clients run in a network namespace of their own, so that nothing they try can leave the
machine.  Where that is not permitted (it takes root on Linux) they run in the ordinary
network, behind proxies that lead nowhere (see driver.py).
"""

import ctypes
import os
import socket
import subprocess
import sys
import threading
from typing import List, Optional, Union

_CLONE_NEWNET = 0x40000000  # sched.h

# Runs in the namespace and keeps it: lo up (netdevice(7): SIOCSIFFLAGS, IFF_UP | IFF_RUNNING), then
# until its stdin ends, so it cannot outlive us.
_KEEPER = """
import fcntl, socket, struct, sys
with socket.socket() as s:
    fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
sys.stdout.write("up\\n")
sys.stdout.flush()
sys.stdin.read()
"""


class Network:
    """Where clients run, and where what they talk to must listen."""

    def __init__(self) -> None:
        self._keeper: Optional[subprocess.Popen[bytes]] = None
        self._path = ""
        try:
            self._keeper = subprocess.Popen(
                ["unshare", "-n", "--", sys.executable, "-ISc", _KEEPER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return
        assert self._keeper.stdout is not None
        if self._keeper.stdout.readline() == b"up\n":
            path = "/proc/%d/ns/net" % self._keeper.pid
            try:
                entered = subprocess.run(["nsenter", "--net=" + path, "--", "true"], stderr=subprocess.DEVNULL)
                if entered.returncode == 0:
                    self._path = path
                    return
            except OSError:
                pass
        self.close()

    @property
    def closed(self) -> bool:
        """Is there really no way out?"""
        return bool(self._path)

    def command(self, words: List[str]) -> List[str]:
        """The command line that runs `words` inside; both keep one pid."""
        return ["nsenter", "--net=" + self._path, "--", *words] if self._path else words

    def listen(self) -> socket.socket:
        """A socket that listens on a free port of 127.0.0.1 inside.  OSError."""
        if not self._path:
            return _listen()
        made: List[Union[socket.socket, BaseException]] = []

        def work() -> None:  # setns(2) moves one thread, which ends right after
            try:
                fd = os.open(self._path, os.O_RDONLY)
                try:
                    if ctypes.CDLL(None, use_errno=True).setns(fd, _CLONE_NEWNET):
                        raise OSError(ctypes.get_errno(), "setns")
                finally:
                    os.close(fd)
                made.append(_listen())
            except BaseException as error:
                made.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if isinstance(made[0], BaseException):
            raise made[0]
        return made[0]

    def close(self) -> None:
        """Let go of the namespace; it ends with its last process."""
        if self._keeper is not None:
            assert self._keeper.stdin is not None and self._keeper.stdout is not None
            self._keeper.stdin.close()
            self._keeper.wait()
            self._keeper.stdout.close()
            self._keeper = None
        self._path = ""


def _listen() -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    return listening
