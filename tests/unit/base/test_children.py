"""What a program that csg starts is given: an environment by a rule, time, and room for what it prints."""

import os
import shutil
import signal
import tempfile
import time
import unittest
from typing import Optional

from csg.base import children

KEPT = ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TMPDIR", "TZ"]
LEFT = ["SLACK_BOT_TOKEN", "SLACK_API_URL", "GH_TOKEN", "ANTHROPIC_API_KEY", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"]
LEFT += ["GIT_DIR", "GIT_CONFIG_COUNT", "LD_PRELOAD", "PYTHONPATH", "NODE_OPTIONS", "CLAUDE_CODE_OAUTH_TOKEN"]
LEFT += ["SSH_AUTH_SOCK", "DATABASE_URL", "LC_SECRET_TOKEN", "HTTPS_PROXY", "PGPASSWORD", "LD_LIBRARY_PATH"]


class Environment(unittest.TestCase):
    def test_nothing_is_passed_on_that_was_not_asked_for(self) -> None:
        environ = dict.fromkeys([*KEPT, *LEFT], "/x")
        kept = set(KEPT)
        self.assertEqual(set(children.environment(environ)), kept)
        self.assertEqual(set(children.environment(environ, "SSH_AUTH_SOCK")), kept | {"SSH_AUTH_SOCK"})
        self.assertEqual(children.environment(environ, "SSH_"), children.environment(environ, "SSH_AUTH_SOCK"))

    def test_a_beginning_lets_no_secret_through(self) -> None:
        secrets = [
            "MISE_GITHUB_TOKEN",
            "MISE_SECRET",
            "MISE_API_KEY",
            "MISE_PASSWORD",
            "MISE_passwd",
            "MISE_CREDENTIALS",
        ]
        environ = dict.fromkeys([*secrets, "MISE_DATA_DIR"], "x")
        self.assertEqual(children.environment(environ, "MISE_"), {"MISE_DATA_DIR": "x"})
        self.assertEqual(len(children.environment(environ, "MISE_GITHUB_TOKEN")), 1, "one that is needed is needed")

    def test_bytes_and_text(self) -> None:
        self.assertEqual(children.environment({b"TZ": b"\xff", b"\xff": b"x"}, "X_"), {b"TZ": b"\xff"})
        self.assertEqual(children.environment({"TZ": "x"}), {"TZ": "x"})

    def test_relative_folders(self) -> None:
        self.assertEqual(children.environment({"PATH": ".:/bin::bin:/usr/bin:"}), {"PATH": "/bin:/usr/bin"})
        self.assertEqual(children.environment({b"PATH": b"./x:/bin"}), {b"PATH": b"/bin"})


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="csg-children-"))
        self.addCleanup(shutil.rmtree, self.folder, True)

    def program(self, name: str, body: str = "") -> bytes:
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\n%s\n" % body)
        os.chmod(path, 0o700)
        return os.fsencode(path)


class Find(Case):
    def test_by_path(self) -> None:
        second = self.program("two/git")
        first = self.program("one/git")
        os.mkdir(self.folder + "/zero")
        os.mkdir(self.folder + "/zero/git")
        with open(self.folder + "/plain", "w", encoding="ascii"):
            pass
        folders = [os.fsencode(os.path.join(self.folder, name)) for name in ("missing", "zero", "one", "two")]
        environ = {b"PATH": b":".join(folders)}
        self.assertEqual(children.find(b"git", environ, b"/nonexistent"), first)
        os.chmod(first, 0o600)
        self.assertEqual(children.find(b"git", environ, b"/nonexistent"), second)
        self.assertEqual(children.find(b"none", environ, b"/nonexistent"), b"")
        self.assertTrue(children.find(b"sh", {}, b"/nonexistent"))

    def test_what_somebody_else_put_there(self) -> None:
        inside = self.program("shop/bin/git")
        outside = self.program("bin/git")
        shop = os.path.dirname(os.path.dirname(inside))
        os.symlink(shop + b"/bin", self.folder + "/way-in")
        os.symlink(self.folder + "/bin/git", self.folder + "/shop/git")
        os.mkdir(self.folder + "/links")
        os.symlink(inside, self.folder + "/links/git")
        self.program("x/shims/git")
        for folder in ("shop/bin", "way-in", "shop", "links", "x/shims"):
            path = os.fsencode("%s/%s:%s/bin" % (self.folder, folder, self.folder))
            self.assertEqual(children.find(b"git", {b"PATH": path}, shop), outside, folder)
        for path in (b"", b".", b"bin", b":", b"./bin"):
            self.assertEqual(children.find(b"git", {b"PATH": path}, shop), b"", path)


class Output(Case):
    def run_it(self, body: str, seconds: float = 20.0, most: int = 1 << 20) -> Optional[bytes]:
        program = self.program("program", body)
        return children.output([program, b"one", b"\xff"], {b"A": b"\xfe"}, time.monotonic() + seconds, most)

    def test_what_it_prints(self) -> None:
        self.assertEqual(self.run_it('echo "$1 $2 $A"; echo no >&2; cat'), b"one \xff \xfe\n")
        self.assertEqual(self.run_it("head -c 300000 /dev/zero"), bytes(300000))
        self.assertEqual(self.run_it(":"), b"")

    def test_what_fails(self) -> None:
        self.assertIsNone(self.run_it("echo x; exit 1"))
        self.assertIsNone(self.run_it("echo x; kill -9 $$"))
        self.assertIsNone(children.output([b"/nonexistent"], {}, time.monotonic() + 9, 9))

    def test_too_much(self) -> None:
        began = time.monotonic()
        self.assertIsNone(self.run_it("exec cat /dev/zero", 60.0, 100_000))
        self.assertLess(time.monotonic() - began, 30.0)

    def test_too_late(self) -> None:
        for body in ("sleep 60; echo", "sleep 60 & wait", "exec >&-; sleep 60", "trap '' TERM; sleep 60", "sleep 60 &"):
            with self.subTest(body):
                mark = os.path.join(self.folder, "pids")
                began = time.monotonic()
                self.assertIsNone(self.run_it("echo $$ >%s; %s" % (mark, body), 0.5))
                self.assertLess(time.monotonic() - began, 20.0)
                with open(mark, encoding="ascii") as file:
                    group = int(file.read())
                self.wait_for_the_end_of(group)

    def wait_for_the_end_of(self, group: int) -> None:
        """All of it: also what the program itself had started."""
        limit = time.monotonic() + 20.0
        while time.monotonic() < limit:
            try:
                os.killpg(group, 0)
            except ProcessLookupError:
                return
            time.sleep(0.01)
        self.fail("something of it still runs")

    def test_it_is_over_before(self) -> None:
        self.assertIsNone(self.run_it("echo x", -1.0))

    def test_where_ends_are_not_told(self) -> None:
        """A client may start its hooks with SIGCHLD ignored: how a child ended is then not known."""
        kept = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        try:
            self.assertIsNone(self.run_it("echo x"))
        finally:
            signal.signal(signal.SIGCHLD, kept)

    def test_no_descriptor_is_left(self) -> None:
        if not os.path.isdir("/dev/fd"):
            self.skipTest("skipped: there is no /dev/fd to look in")
        before = len(os.listdir("/dev/fd"))
        for body in ("echo x", "exit 1"):
            self.run_it(body)
        children.output([b"/nonexistent"], {}, time.monotonic() + 9, 9)
        self.assertEqual(len(os.listdir("/dev/fd")), before)
