"""The driver keeps clients to themselves: what they leave behind is found, and there is no way out."""

import os
import socket
import subprocess
import sys
import unittest

from tests.client import driver, hygiene
from tests.client.case import ClientCase


class Driver(ClientCase):
    @unittest.skipUnless(os.path.isdir("/proc/self"), "without /proc what is left behind is not found")
    def test_what_outlives_the_client_is_found_and_ended(self) -> None:
        leave = {"type": "command", "command": "(sleep 300 >/dev/null 2>&1 &)"}
        driver.write_settings(self.box, {"hooks": {"SessionStart": [{"hooks": [leave]}]}})
        a = self.client(["A is done."])
        self.assertEqual(a.finish(), 0, a.report())
        self.assertEqual(len(hygiene.gone(a.mark, 0.0)), 1)
        a.close()
        self.assertEqual(hygiene.gone(a.mark, 0.0), [])

    def test_only_loopback(self) -> None:
        if not self.network.closed:
            self.skipTest("no network namespace may be made here")
        with socket.socket() as outside:
            outside.bind(("127.0.0.1", 0))
            outside.listen(1)
            connect = "import socket; socket.create_connection(('127.0.0.1', %d), 5)"
            for port, succeeds in ((outside.getsockname()[1], False), (self.listening(), True)):
                words = self.network.command([sys.executable, "-ISc", connect % port])
                code = subprocess.run(words, stderr=subprocess.DEVNULL).returncode
                self.assertEqual(code == 0, succeeds)

    def listening(self) -> int:
        """A port that listens inside."""
        inside = self.network.listen()
        self.addCleanup(inside.close)
        return int(inside.getsockname()[1])
