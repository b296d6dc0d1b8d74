"""Servers that tests talk to, on this machine alone."""

import functools
import http.server
import socket
import socketserver
import sys
import unittest
from typing import Any, Optional, Type


@functools.lru_cache(maxsize=None)
def _missing() -> str:
    """Why nothing can be reached at 127.0.0.1, or ""."""
    try:
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen(1)
            socket.create_connection(listening.getsockname(), 20).close()
    except OSError as error:
        return str(error)
    return ""


def need() -> None:
    """Skip the test where 127.0.0.1 cannot be reached, as in a namespace or sandbox without a network."""
    if _missing():
        raise unittest.SkipTest("skipped: 127.0.0.1 cannot be reached here (%s)" % _missing())


class Server(http.server.ThreadingHTTPServer):
    """Listens at a free port of 127.0.0.1, or at `port`, and skips the test where that cannot be reached;
    or serves a socket that listens already."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(
        self,
        handler: Type[http.server.BaseHTTPRequestHandler],
        port: int = 0,
        listening: Optional[socket.socket] = None,
    ) -> None:
        if listening is None:
            need()
            super().__init__(("127.0.0.1", port), handler)
        else:
            super().__init__(listening.getsockname(), handler, bind_and_activate=False)
            self.socket.close()
            self.socket = listening

    def server_bind(self) -> None:
        """As any TCP server: HTTPServer would ask what this address is called, and may wait long for an answer."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up (it was killed, say) is no news."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)
