"""A network in the middle: bytes pass between a port of its own and the server's, until it is cut or frozen."""

import socket
import threading
import time
from typing import List


class Proxy:
    """Forwards 127.0.0.1:port to the server."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._pairs: List[socket.socket] = []
        self._cut = False
        self._frozen = threading.Event()
        self._over = False
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Break all connections, and take no new one, until `mend`."""
        self._cut = True
        self._break()

    def freeze(self) -> None:
        """Let nothing through, and close nothing, until `mend`."""
        self._frozen.set()

    def mend(self) -> None:
        """All as before; what hung is broken, as after a time out."""
        self._cut = False
        if self._frozen.is_set():
            self._frozen.clear()
            self._break()

    def close(self) -> None:
        """End it."""
        self._over = True
        self._listening.close()
        self._break()

    def _break(self) -> None:
        pairs, self._pairs = self._pairs, []
        for one in pairs:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def _serve(self) -> None:
        while not self._over:
            try:
                one, _ = self._listening.accept()
                if self._cut:
                    one.close()
                    continue
            except OSError:
                continue
            try:
                other = socket.create_connection(("127.0.0.1", self._target))
            except OSError:  # the server is away
                one.close()
                continue
            self._pairs += [one, other]
            for source, sink in ((one, other), (other, one)):
                threading.Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while True:
                data = source.recv(1 << 16)
                while self._frozen.is_set():
                    time.sleep(0.05)
                if not data:
                    break
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.close()
            except OSError:
                pass
