"""The modules of tests side by side, each in a process of its own, a few more than there are processors.

`python3 -m unittest` comes by here when it looks for tests (tests/__init__.py).  Tests that are named on its command
line run in its own process, as ever.

A child is forked for each module.  It tells what became of each test in a line of JSON, and at last that it is
done; the parent passes that on to unittest's own result, as if it had run the tests itself.  A child that ends
without having said that it is done is an error, whatever else it said.
"""

import json
import os
import selectors
import signal
import sys
import traceback
import unittest
from typing import Any, List, Optional, Tuple

from tests.support import archive, shared

#: More at once gain little, and some tests start a client that takes hundreds of megabytes.
MOST = 5

#: The modules that begin before the others, so that none of them is left alone at the end: those that take longest,
#: one that works and one that mostly waits by turns.
FIRST = """machines.test_chaos e2e.test_shell_edits oracle.test_oracle machines.test_set_back e2e.test_slack
    machines.test_speed e2e.test_git_guard e2e.test_head_guard e2e.test_mcp_wait fault.test_install e2e.test_top
    e2e.test_doctor_clients client.test_resident e2e.test_slack_weather e2e.test_deploy client.test_net
    e2e.test_notify e2e.test_talk e2e.test_install e2e.test_settling e2e.test_verbs e2e.test_kill_guard
    fault.test_no_file e2e.test_timeline_page e2e.test_worktrees e2e.test_pythons race.test_outbox e2e.test_hook
    e2e.test_mends e2e.test_install_line e2e.test_log"""

#: A call of unittest.TestResult: its name, the test's name and description, the further argument if there is one.
Call = Tuple[str, str, Optional[str], Any]


def processes() -> int:
    """How many modules run at once: $CSG_TEST_PROCESSES, or two more than there are processors, since some wait for
    seconds; 1 means unittest's own process.

    On Linux only: elsewhere a system's libraries may crash after a fork."""
    chosen = os.environ.get("CSG_TEST_PROCESSES")
    if chosen:
        return int(chosen)
    return min(MOST, len(os.sched_getaffinity(0)) + 2) if sys.platform == "linux" else 1


class Suite(unittest.TestSuite):
    """Suites that can do without each other: those of the modules."""

    def run(self, result: unittest.TestResult, debug: bool = False) -> unittest.TestResult:
        """Run them; returns `result`."""
        waiting = [suite for suite in self if suite.countTestCases()]
        order = {"tests." + name: number for number, name in enumerate(FIRST.split())}
        waiting.sort(key=lambda suite: order.get(_module(suite), len(order)))
        most = min(processes(), len(waiting))
        if debug or most < 2:
            return super().run(result, debug)
        shared()
        archive()  # built once for all
        with selectors.DefaultSelector() as running:
            try:
                while (waiting or running.get_map()) and not result.shouldStop:
                    while waiting and len(running.get_map()) < most:
                        child = _Child(waiting.pop(0), result)
                        running.register(child.reading, selectors.EVENT_READ, child)
                    for key, _ in running.select():
                        if not key.data.listen():
                            running.unregister(key.fd)
                            key.data.close()
            finally:  # the person's Ctrl-C, or a failure with --failfast
                for key in list(running.get_map().values()):
                    os.kill(key.data.pid, signal.SIGTERM)
                    key.data.close()
        return result


class _Child:
    """The process that runs one module's suite, as the parent knows it."""

    def __init__(self, suite: Any, result: unittest.TestResult) -> None:
        self.result = result
        self.suite = suite
        self.current = ""  # the test that runs this moment
        self.done = False
        self._rest = b""
        self.reading, writing = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            _be_the_child(suite, writing, result)
        os.close(writing)

    def listen(self) -> bool:
        """Pass on what the child says; False at the end of it."""
        data = os.read(self.reading, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            kind, name, about, calls = json.loads(line)
            self.current = name if kind == "runs" else ""
            self.done = kind == "done"
            test = _Test(name, about)
            if kind == "ran":
                self.result.startTest(test)
            for call in calls:
                self._make(call)
            if kind == "ran":
                self.result.stopTest(test)
        return bool(data)

    def _make(self, call: Call) -> None:
        method, name, about, more = call
        test = _Test(name, about)
        if method in ("addError", "addFailure", "addExpectedFailure"):
            getattr(self.result, method)(test, (_Told, _Told(more), None))
        elif more is not None:
            getattr(self.result, method)(test, more)
        else:
            getattr(self.result, method)(test)

    def close(self) -> None:
        """Wait for the process's end.  Unless the whole run is to stop, it must have come to its own."""
        os.close(self.reading)
        _, status = os.waitpid(self.pid, 0)
        if not self.done and not self.result.shouldStop:
            how = "signal %d" % (status & 127) if status & 127 else "exit code %d" % (status >> 8)
            what = "its process ended early (%s), %s" % (how, "in " + self.current if self.current else "between tests")
            self._make(("addError", _module(self.suite), None, what))


def _module(suite: Any) -> str:
    """The name of the module that a suite's tests are from."""
    first: Any = suite
    while isinstance(first, unittest.TestSuite):
        first = next(test for test in first if test.countTestCases())
    return str(type(first).__module__)


class _Told(Exception):
    """What a child told of an error: its text."""

    def __str__(self) -> str:
        return "\n%s" % self.args


class _Test(unittest.TestCase):
    """Stands for a test, a subtest, or a fixture of a class or module."""

    def __init__(self, name: str, about: Optional[str]) -> None:
        super().__init__()
        self.name = name
        self.about = about

    def id(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.name

    def shortDescription(self) -> Optional[str]:
        return self.about


def _be_the_child(suite: Any, writing: int, like: unittest.TestResult) -> None:
    """Run the suite and leave."""
    code = 1
    try:
        reporter = _Reporter(writing)
        reporter.failfast, reporter.buffer, reporter.tb_locals = like.failfast, like.buffer, like.tb_locals
        suite.run(reporter)
        reporter.say("done", "", None, [])
        code = 0
    except KeyboardInterrupt:
        pass
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # what is to be done at an interpreter's end is the parent's


class _Reporter(unittest.TestResult):
    """The result that a child's tests know."""

    def __init__(self, writing: int) -> None:
        super().__init__()
        self._writing = writing
        self._calls: Optional[List[Call]] = None  # of the test that runs

    def say(self, kind: str, name: str, about: Optional[str], calls: List[Call]) -> None:
        """A line: "runs" (a test begins), "ran" (with its calls), "beside" (calls of no test), "done"."""
        line = json.dumps([kind, name, about, calls]).encode() + b"\n"
        while line:
            line = line[os.write(self._writing, line) :]

    def _call(self, method: str, test: Any, more: Any = None) -> None:
        call = (method, str(test), test.shortDescription(), more)
        if self._calls is None:
            self.say("beside", "", None, [call])
        else:
            self._calls.append(call)

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self._calls = []
        self.say("runs", str(test), None, [])

    def stopTest(self, test: unittest.TestCase) -> None:
        super().stopTest(test)
        self.say("ran", str(test), test.shortDescription(), self._calls or [])
        self._calls = None

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self._call("addSuccess", test)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self._call("addError", test, self.errors[-1][1])

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self._call("addFailure", test, self.failures[-1][1])

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            failed = issubclass(err[0], test.failureException)
            text = (self.failures if failed else self.errors)[-1][1]
            self._call("addFailure" if failed else "addError", subtest, text)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        self._call("addSkip", test, reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addExpectedFailure(test, err)
        self._call("addExpectedFailure", test, self.expectedFailures[-1][1])

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        super().addUnexpectedSuccess(test)
        self._call("addUnexpectedSuccess", test)

    def addDuration(self, test: unittest.TestCase, elapsed: float) -> None:  # from Python 3.12 on
        self._call("addDuration", test, elapsed)
