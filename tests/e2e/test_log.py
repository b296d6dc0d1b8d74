"""csg log on the built file: what is chosen, how it looks, what follows."""

import json
import os
import re
import subprocess
import threading
import time
from typing import List, Tuple

from tests.support import SandboxCase, archive, event, terminal

A, B, C = ["%s-2222-4333-8444-555555555555" % (letter * 8) for letter in "abc"]


class LogCase(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.cart = self.box.write("shop/src/cart.py")

    def play(self) -> None:
        """Two sessions meet over a file of one repository; a third works in another, and ends."""
        api = self.box.repository("api", "fix")
        self.box.start(A, self.shop)
        self.say("claim", "--session", A, "round prices", cwd=self.shop)
        self.box.edit(A, self.cart, cwd=self.shop)
        self.box.edit(B, self.cart, cwd=self.shop)
        self.box.send(event("UserPromptSubmit", C, api, prompt="mend the routes"))
        self.box.start(C, api)
        self.box.send(event("UserPromptSubmit", C, api, prompt="mend the routes"))
        self.box.edit(C, self.box.write("api/routes.py"), cwd=api)
        self.box.end(C, api)

    def say(self, *words: str, cwd: str = "", **environ: str) -> Tuple[int, str, str]:
        done = self.box.csg(*words, cwd=cwd, environ=environ)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def log(self, *words: str, cwd: str = "", **environ: str) -> List[str]:
        """The lines after the day's heading."""
        code, out, err = self.say("log", *words, cwd=cwd or self.shop, **environ)
        self.assertEqual((code, err), (0, ""))
        heading, *lines = out.splitlines()
        self.assertRegex(heading, r"^\w+day \d{4}-\d\d-\d\d$")
        return lines


class Chosen(LogCase):
    def test_nothing_yet(self) -> None:
        self.assertEqual(self.say("log"), (1, "", "nothing has happened yet\n"))
        self.box.start(A)
        self.assertEqual(self.say("log", "--kind", "git"), (1, "", "nothing of that has happened\n"))

    def test_in_plain_words(self) -> None:
        self.play()
        said = [re.split(r"  +", line)[-1] for line in self.log()]
        for expected in (
            "is about to: round prices",
            "edits src/cart.py",
            "conflict over src/cart.py with round prices (aaaaaaaa): warned",
            "edits api/routes.py",
            "ends",
        ):
            self.assertIn(expected, said)
        self.assertIn("mend the routes (cccccccc)", self.log()[-1])

    def test_kind_session_file_here_since_and_n(self) -> None:
        self.play()
        self.assertEqual(len(self.log("--kind", "conflict,end")), 2)
        for wanted in ("round prices", "aaaa", "ROUND"):
            lines = self.log("--session", wanted)
            self.assertEqual(len([line for line in lines if "edits" in line]), 1, lines)
            self.assertEqual(len([line for line in lines if "conflict over" in line]), 1)
        self.assertEqual(self.log("--session", "mend the")[-1].split()[-1], "ends")
        self.assertEqual(len(self.log("--file", "src/cart.py")), 3)
        self.assertEqual(self.log("--file", "src"), self.log("--file", "**/*.py"))
        self.assertTrue(all("cccccccc" not in line for line in self.log("--here")))
        self.assertTrue(all("cccccccc" in line for line in self.log("--here", cwd=self.box.work + "/api")))
        self.assertEqual(self.log("--since", "1h"), self.log("-n", "1000"))
        self.assertEqual(len(self.log("-n", "2")), 2)
        self.assertEqual(self.say("log", "-n", "0"), (0, "", ""))

    def test_twenty_unless_a_time_is_said(self) -> None:
        line = '{"t": %f, "event": "end", "session": "s"}\n' % time.time()
        self.box.write(os.path.join(self.box.home, "events.log"), line * 30)
        self.assertEqual(len(self.log()), 20)
        self.assertEqual(len(self.log("--since", "1h")), 30)
        self.assertEqual(len(self.log("--since", "1h", "-n", "5")), 5)

    def test_wrong_usage_is_one_line(self) -> None:
        self.play()
        for words, code, said in (
            (("--since", "soon"), 2, "is no time"),
            (("--kind", "conflct"), 2, "is no kind of event"),
            (("-n", "-1"), 2, "0 or more"),
            (("--session", "nobody"), 1, "knows no session"),
            (("--session", ""), 1, "knows no session"),
            (("--file", ""), 1, "cannot be a path"),
        ):
            done, out, err = self.say("log", *words)
            self.assertEqual((done, out, err.count("\n")), (code, "", 1), err)
            self.assertIn(said, err)

    def test_for_programs(self) -> None:
        self.play()
        out = self.say("log", "--json", "--kind", "conflict")[1]
        line = json.loads(out)
        told = (line["event"], line["session"], line["decision"], line["path"], line["others"])
        self.assertEqual(told, ("conflict", B, "warned", self.cart, [A]))


class Looks(LogCase):
    def test_widths(self) -> None:
        self.play()
        self.say("tell", "--session", A, "bbbb", "please leave the cart to me, I am about to move it " * 8)
        for width in ("60", "80", "200"):
            lines = self.log(COLUMNS=width)
            self.assertLessEqual(max(map(len, lines)), int(width))
            words = " ".join(" ".join(lines).split())
            self.assertEqual(words.count("move it"), 8)
            self.assertNotIn(self.box.work, words)

    def test_colour_only_on_a_terminal_that_wants_it(self) -> None:
        self.play()
        self.assertNotIn("\x1b", "".join(self.log()))
        for environ, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
            main, side = terminal()
            self.addCleanup(os.close, main)
            with open(side, "wb") as stdout:
                subprocess.run(
                    [archive(), "log", "-n", "3"],
                    stdout=stdout,
                    env={**self.box.environ, "TERM": "xterm", **environ},
                    cwd=self.box.work,
                    timeout=60,
                )
                self.assertEqual(b"\x1b[" in os.read(main, 100000), coloured)

    def test_damaged_lines_and_what_is_too_old_are_not_shown(self) -> None:
        self.play()
        before = self.log()
        now = time.time()
        with open(os.path.join(self.box.home, "events.log"), "ab") as log:
            for line in (b'{"t": 1', b"\xff\x00", b"[]", b"", b'{"t": %d, "event": "end"}' % (now - 31 * 86400)):
                log.write(line + b"\n")
        self.assertEqual(self.log(), before)
        old = self.box.write(os.path.join(self.box.home, "events.log.5"), '{"t": 1, "event": "end"}\n')
        os.utime(old, (now - 31 * 86400, now - 31 * 86400))
        self.assertEqual(self.log(), before)
        self.assertFalse(os.path.exists(old))

    def test_hostile_names(self) -> None:
        bad = "x\n\x1b[31m\u202ey`<b>"
        path = self.box.write("shop/" + bad)
        self.box.edit(bad, path, cwd=self.shop)
        self.box.send(event("UserPromptSubmit", bad, self.shop, prompt="do\x1b]0;it\x07 now"))
        self.say("claim", "--session", bad, bad)
        code, out, _ = self.say("log")
        self.assertEqual(code, 0)
        self.assertTrue(all(line.isprintable() for line in out.splitlines()), out)


class Follow(LogCase):
    def follow(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [archive(), "log", "-f", *words]
        log = subprocess.Popen(command, stdout=subprocess.PIPE, env=self.box.environ, cwd=self.box.work)
        self.addCleanup(log.wait)
        self.addCleanup(log.kill)
        stop = threading.Timer(60, log.kill)  # what never comes must not be waited for
        stop.start()
        self.addCleanup(stop.cancel)
        assert log.stdout is not None
        self.addCleanup(log.stdout.close)
        return log

    def until(self, log: "subprocess.Popen[bytes]", wanted: bytes) -> bytes:
        assert log.stdout is not None
        seen = b""
        for line in log.stdout:
            seen += line
            if wanted in line:
                return seen
        raise AssertionError("%r does not come: %r" % (wanted, seen))

    def test_across_rotation(self) -> None:
        self.box.start(A)
        log = self.follow()
        self.until(log, b"aaaaaaaa")
        self.box.start(B)
        self.until(log, b"bbbbbbbb")
        os.rename(self.box.home + "/events.log", self.box.home + "/events.log.1")
        self.box.start("third")
        self.assertNotIn(b"aaaaaaaa", self.until(log, b"third"))

    def test_only_what_is_chosen_and_by_its_newest_name(self) -> None:
        log = self.follow("--kind", "edit,end")
        self.box.start(A, self.shop)
        self.say("claim", "--session", A, "round prices")
        self.box.edit(A, self.cart, cwd=self.shop)
        seen = self.until(log, b"edits")
        self.assertIn(b"round prices (aaaaaaaa)", seen)
        self.assertNotIn(b"starts", seen)

    def test_a_reader_that_goes_away(self) -> None:
        for number in range(5):
            self.box.start("s%d" % number)
        done = subprocess.run(
            ["/bin/sh", "-c", '"$0" log | head -n 1', archive()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.box.environ,
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""))
