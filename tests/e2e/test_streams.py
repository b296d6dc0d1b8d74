"""Standard streams that are closed or take nothing: a hook does not mind, a person is told in a line."""

import json
import os
import subprocess
import sys
import time
import unittest
from typing import List, Tuple

from csg.base import loader
from csg.verbs import cli
from tests.support import SandboxCase, archive, edit_event, event, sample

#: Verbs with what makes them print; `hook_usage` never runs, `deploy` needs a host, and `top` a terminal.
PRINTING = [
    ["status"],
    ["status", "--json"],
    ["files"],
    ["claim", "x", "--session", "s"],
    ["release", "--all", "--session", "s"],
    ["check", "f"],
    ["overlaps"],
    ["tell", "s", "hello"],
    ["log"],
    ["timeline"],
    ["timeline", "--html", "-"],
    ["report"],
    ["gc"],
    ["install", "--dry-run"],
    ["uninstall"],
    ["doctor", "--json"],
    ["hook-command"],
    ["skill"],
    ["completion", "bash"],
    ["slack", "manifest"],
    ["machines", "sql"],
    ["demo"],
    ["version"],
    ["--help"],
    ["help"],
    ["status", "--help"],
    ["hook", "--help"],
    ["statusline", "--help"],
]
#: A hook that says at its end where its file is open, and what devices stdin and stdout are.
LEAVING = r"""
import sys, posix
kept = posix._exit
def leave(code):
    where = [sys.modules["__main__"].descriptor, posix.fstat(0).st_rdev, posix.fstat(1).st_rdev]
    posix.write(2, " ".join(map(str, where)).encode())
    kept(code)
posix._exit = leave
%s
"""
CLOSED = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-"}
FULL = os.path.exists("/dev/full")


class StreamCase(SandboxCase):
    def run_with(self, redirections: str, *command: str, stdin: bytes = b"") -> Tuple[int, bytes, bytes]:
        """Run it by a shell that closes or redirects streams: exit code, stdout, stderr."""
        done = subprocess.run(
            ["/bin/sh", "-c", '"$@" ' + redirections, "sh", *command],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            cwd=self.box.work,
            timeout=60,
        )
        return done.returncode, done.stdout, done.stderr


class People(StreamCase):
    def setUp(self) -> None:
        super().setUp()
        self.box.start("s")
        self.box.edit("s", self.box.write("f"))

    def told(self, redirection: str, why: bytes) -> None:
        for words in sample(PRINTING, 5, redirection):
            with self.subTest(words):
                code, out, err = self.run_with(redirection, archive(), *words)
                self.assertEqual((code, out), (1, b""))
                self.assertEqual(err, b"" if words[0] == "hook" else b"csg: %s: stdout\n" % why)

    def test_every_verb_that_prints_is_here(self) -> None:
        unseen = {"deploy", "test", "mcp", "start", "stop", "pre-edit", "top"}
        self.assertEqual({words[0] for words in PRINTING if words[0] in cli.VERBS} | unseen, set(cli.VERBS))

    def test_closed(self) -> None:
        self.told(">&-", b"Bad file descriptor")

    @unittest.skipUnless(FULL, "skipped: there is no /dev/full here")
    def test_full(self) -> None:
        self.told(">/dev/full", b"No space left on device")

    @unittest.skipUnless(FULL, "skipped: there is no /dev/full here")
    def test_more_than_fits_into_a_buffer(self) -> None:
        line = '{"t": %d, "event": "x%s"}\n' % (time.time(), "x" * 99)
        self.box.write(os.path.join(self.box.home, "events.log.1"), line * 400)
        code, _, err = self.run_with(">/dev/full", archive(), "log", "-n", "400")
        self.assertEqual((code, err), (1, b"csg: No space left on device: stdout\n"))

    @unittest.skipUnless(FULL, "skipped: there is no /dev/full here")
    def test_what_went_wrong_before_is_what_is_said(self) -> None:
        for words, code in ((["statsu"], 2), (["check"], 2), (["tell", "nobody", "x"], 1)):
            for redirection in (">&-", ">/dev/full"):
                done, _, err = self.run_with(redirection, archive(), *words)
                self.assertEqual((done, err.count(b"\n")), (code, 1), err)
                self.assertNotIn(b"stdout", err)

    def test_a_reader_that_has_enough(self) -> None:
        self.assertEqual(self.run_with("| true", archive(), "log"), (0, b"", b""))

    def test_closed_stdin_and_stderr(self) -> None:
        for redirection in ("<&-", "2>&-", "<&- 2>&-"):
            code, out, err = self.run_with(redirection, archive(), "status")
            self.assertEqual((code, err, b"f" in out), (0, b"", True), redirection)
        self.assertEqual(self.run_with("2>&-", archive(), "statsu"), (2, b"", b""))
        self.assertEqual(self.run_with(">&- 2>&-", archive(), "status"), (1, b"", b""))

    def test_the_mcp_server(self) -> None:
        asked = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
        for redirection in (">&-", ">/dev/full")[: 1 + FULL]:
            code, out, err = self.run_with(redirection, archive(), "mcp", stdin=asked)
            self.assertEqual((code, out, err.count(b"\n")), (1, b"", 1), err)
            self.assertTrue(err.startswith(b"csg: mcp: "), err)
        self.assertEqual(self.run_with("| true", archive(), "mcp", stdin=asked), (0, b"", b""))
        self.assertEqual(self.run_with("<&-", archive(), "mcp"), (0, b"", b""))


class Hooks(StreamCase):
    WAYS: List[List[str]] = [[sys.executable, *loader.OPTIONS, loader.LOADER], []]

    def test_any_of_them_closed(self) -> None:
        path = self.box.write("f")
        self.box.edit("other", path)
        fields = (
            event("SessionStart", "me", self.box.work, source="startup"),
            edit_event("me", path, "Edit", self.box.work),
            event("PreToolUse", "me", self.box.work, tool_name="Bash", tool_input={"command": "git stash"}),
            event("SessionEnd", "me", self.box.work, reason="other"),
        )
        several = ["%s %s" % (a, b) for a in CLOSED.values() for b in CLOSED.values() if a < b]
        redirections = [*CLOSED.values(), *several, "<&- >&- 2>&-", ">/dev/full", "2>/dev/full"]
        for way in self.WAYS:
            for redirection in sample(redirections if FULL else redirections[:-2], 3, str(way)):
                for one in fields:
                    done = self.run_with(redirection, *way, archive(), "hook", stdin=json.dumps(one).encode())
                    said = "<" not in redirection and " >" not in " " + redirection
                    self.assertEqual((done[0], done[2]), (0, b""), redirection)
                    if not said:
                        self.assertEqual(done[1], b"", redirection)
                    elif one is fields[1]:
                        self.assertIn(b"CONCURRENCY", done[1], redirection)

    def test_a_status_line(self) -> None:
        shop = self.box.repository("shop")
        self.box.start("other", shop)
        stdin = json.dumps({"session_id": "me", "cwd": shop}).encode()
        for way in self.WAYS:
            for redirection in [*CLOSED.values(), "<&- >&- 2>&-", *[">/dev/full", "2>/dev/full"][: 2 * FULL]]:
                code, out, err = self.run_with(redirection, *way, archive(), "statusline", stdin=stdin)
                self.assertEqual((code, err), (0, b""), redirection)
                said = "<" not in redirection and " >" not in " " + redirection
                self.assertEqual(out, b"2 here\n" if said else b"", redirection)

    def test_the_file_is_not_taken_for_a_closed_stream(self) -> None:
        """The first descriptor that is opened has the number of a closed one: csg's own file would be read as stdin."""
        null = os.stat(os.devnull).st_rdev
        for redirection, closed in (("<&-", [0]), (">&-", [1]), ("<&- >&-", [0, 1])):
            command = [sys.executable, "-ISc", LEAVING % loader.LOADER, archive(), "hook"]
            _, _, err = self.run_with(redirection, *command)
            descriptor, *devices = map(int, err.split())
            self.assertGreater(descriptor, 2)
            self.assertEqual([devices[number] for number in closed], [null for _ in closed])
