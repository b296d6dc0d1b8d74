import os
import subprocess
import sys
import time
import unittest

from csg.base import processes


class State(unittest.TestCase):
    def test_this_process_runs(self) -> None:
        me = os.getpid()
        self.assertEqual(processes.state(me, processes.start_time(me), processes.host()), processes.RUNNING)

    def test_a_process_that_ended(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
        started = processes.start_time(child.pid)
        self.assertEqual(processes.state(child.pid, started, processes.host()), processes.RUNNING)
        child.communicate(b"\n", timeout=30)
        self.assertEqual(processes.state(child.pid, started, processes.host()), processes.GONE)

    @unittest.skipUnless(os.path.exists("/proc/self/stat"), "skipped: start times are read from /proc")
    def test_a_pid_that_was_used_again(self) -> None:
        self.assertEqual(processes.state(os.getpid(), "1", processes.host()), processes.GONE)

    @unittest.skipUnless(os.path.exists("/proc/self/stat"), "skipped: a zombie is told by /proc")
    def test_a_zombie_is_gone(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""], stdout=subprocess.PIPE)
        started = processes.start_time(child.pid)
        assert child.stdout is not None
        child.stdout.read()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        self.assertEqual(processes.state(child.pid, started, processes.host()), processes.GONE)
        child.wait()
        child.stdout.close()

    def test_what_cannot_be_told(self) -> None:
        self.assertEqual(processes.state(0, "", processes.host()), processes.UNKNOWN)
        self.assertEqual(processes.state(os.getpid(), "", "another machine"), processes.UNKNOWN)
        self.assertEqual(processes.state(1, "", processes.host()), processes.RUNNING)


class Client(unittest.TestCase):
    def test_what_the_client_says(self) -> None:
        self.assertEqual(processes.client({b"CLAUDE_PID": b"4711"}), 4711)

    def test_nobody_above_is_called_claude(self) -> None:
        self.assertEqual(processes.client({b"CLAUDE_PID": b"x"}), 0)

    @unittest.skipUnless(os.path.exists("/proc/self/stat"), "skipped: ancestors are read from /proc")
    def test_another_client_is_the_first_ancestor_that_is_no_shell(self) -> None:
        """But for a server of several sessions: whether one of them still lives is not to be told by that."""
        hook = "import os; from csg.base import processes; print(processes.client({b'CSG_CLIENT': b'codex'}))"
        client = (
            "import subprocess, sys; subprocess.run(['sh', '-c', '\"$@\"; true', 'sh', sys.executable, '-S', '-c', %r])"
            % hook
        )
        top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
        for words, expected in ((["exec"], True), (["app-server", "--managed-daemon"], False)):
            command = [sys.executable, "-S", "-c", client, *words]
            with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=top) as child:
                assert child.stdout is not None
                self.assertEqual(int(child.stdout.read()), child.pid if expected else 0, words)

    def test_what_can_be_no_pid(self) -> None:
        for pid in (0, -1, 1 << 31, 1 << 64, 10**400):
            self.assertFalse(processes.runs(pid))
            self.assertIn(processes.state(pid, "", processes.host()), (processes.GONE, processes.UNKNOWN))
        for stated in (b"9" * 10, b"9" * 5000):
            self.assertEqual(processes.client({b"CLAUDE_PID": stated}), 0)

    @unittest.skipUnless(hasattr(time, "CLOCK_BOOTTIME"), "skipped: start times are read from /proc")
    def test_a_process_that_is_younger_than_what_it_is_said_to_have_done(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
        self.assertTrue(processes.ran(child.pid, 0.0))
        self.assertFalse(processes.ran(child.pid, 60.0))
        self.assertTrue(processes.ran(os.getpid(), 0.0))
        child.communicate(b"\n", timeout=30)
        self.assertFalse(processes.ran(child.pid, 0.0))
