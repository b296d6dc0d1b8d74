import os
import socket
import subprocess
import sys
import unittest
from typing import Dict

from csg.base import process_table

OUTSIDE = b"/dev/null"
_CHILD = "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', 'print(1, flush=True); input()'])"


def environ() -> Dict[bytes, bytes]:
    return {os.fsencode(name): os.fsencode(value) for name, value in os.environ.items()}


class Table(unittest.TestCase):
    """A child with a child of its own, in a group of its own."""

    def setUp(self) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-S", "-c", _CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env=dict(os.environ, CSG_MARK="here"),
        )
        self.addCleanup(self.end)
        assert self.child.stdout is not None
        self.child.stdout.readline()

    def end(self) -> None:
        self.child.communicate(b"\n", timeout=60)

    def check(self, proc: bool) -> None:
        table = process_table.read(environ(), OUTSIDE, proc)
        one, me = table[self.child.pid], table[os.getpid()]
        self.assertEqual((one.parent, one.group, one.user), (os.getpid(), self.child.pid, os.geteuid()))
        self.assertIn(b"python", one.arguments()[0].lower())
        below = process_table.descendants(table, one.pid)
        self.assertEqual(len(below), 2)
        self.assertLess(below, process_table.descendants(table, me.pid))
        self.assertNotIn(me.pid, below)
        self.assertEqual(process_table.descendants(table, -5), set())

    @unittest.skipUnless(os.path.exists("/proc/self/stat"), "skipped: there is no /proc")
    def test_by_proc(self) -> None:
        self.check(True)
        one = process_table.read(environ(), OUTSIDE)[self.child.pid]
        self.assertEqual((one.variable(b"CSG_MARK"), one.variable(b"CSG_NONE")), (b"here", b""))
        self.assertTrue(one.started.isdigit())

    def test_by_ps(self) -> None:
        try:
            subprocess.run(
                ["ps", "-axww", "-o", "pid="], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
            )
        except (OSError, subprocess.SubprocessError):
            self.skipTest("skipped: there is no ps that lists all")
        self.check(False)

    def test_nobody_to_ask(self) -> None:
        self.assertEqual(process_table.read({b"PATH": b"/nowhere"}, OUTSIDE, False), {})
        self.assertEqual(process_table.using({}, [(80, True)], {b"PATH": b"/nowhere"}, OUTSIDE, False), {})


@unittest.skipUnless(os.path.exists("/proc/net/tcp"), "skipped: ports are read from /proc")
class Ports(unittest.TestCase):
    def test_who_listens_and_who_is_connected(self) -> None:
        code = "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1])));"
        code += " print(1, flush=True); input()"
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen(1)
            port = server.getsockname()[1]
            child = subprocess.Popen(
                [sys.executable, "-S", "-c", code, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            try:
                assert child.stdout is not None
                child.stdout.readline()
                table = process_table.read(environ(), OUTSIDE)
                for connected, expected in ((False, {os.getpid()}), (True, {os.getpid(), child.pid})):
                    found = process_table.using(table, [(port, connected)], environ(), OUTSIDE)
                    self.assertEqual(found, {pid: {port} for pid in expected})
                self.assertIn(port, process_table.listening(os.getpid()))
                self.assertEqual(process_table.listening(child.pid), [])
                self.assertEqual(process_table.using(table, [], environ(), OUTSIDE), {})
            finally:
                child.communicate(b"\n", timeout=60)
