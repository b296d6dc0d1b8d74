"""A FIFO, a device or a directory where a file is expected, and a stdin that never ends: no hook waits for them."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import unittest
from typing import Any, Dict, List

from csg.state import outbox
from tests.support import Answer, SandboxCase, archive, bounded, edit_event, event, sample

#: Of the channel that the environment names below.
BOX = os.fsdecode(outbox.box(b"", "C1", "http://127.0.0.1:9/")[1:])
_LONG = 30  # seconds that no hook takes, however busy the machine

A, B = "11111111-a", "22222222-b"


def put(kind: str, path: str) -> None:
    """Something that is no file, in place of what is there."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        os.symlink("/dev/zero", path)
    else:
        os.mkdir(path)


class NoFile(SandboxCase):
    def send(self, fields: Dict[str, Any]) -> Answer:
        with bounded(_LONG):
            answer = self.box.send(fields)
        self.assertEqual((answer.code, answer.stderr), (0, b""))
        return answer

    def edit(self, session: str, path: str) -> Answer:
        return self.send(edit_event(session, path, "Edit", self.box.work))

    def meet(self) -> str:
        """Two sessions in one file, everywhere that things are read: what the second is told."""
        self.send(event("SessionStart", A, self.shop))
        self.edit(A, self.file)
        self.send(event("SessionStart", B, self.shop))
        told = self.edit(B, self.file).context
        self.send(event("PreToolUse", B, self.shop, tool_name="Bash", tool_input={"command": "git stash"}))
        self.send(event("UserPromptSubmit", A, self.shop, prompt="x"))
        for session in (A, B):
            self.send(event("SessionEnd", session, self.shop, reason="other"))
        return told

    def test_in_a_repository(self) -> None:
        for kind in ("fifo", "device", "folder"):
            for place in sample([".git", ".git/HEAD", ".git/commondir", ".csg"], 2, kind):
                self.shop = self.box.repository()
                self.file = self.box.write("shop/a.py")
                put(kind, os.path.join(self.shop, place))
                with self.subTest(kind=kind, place=place):
                    self.assertIn("1 other session is at work", self.meet())
                shutil.rmtree(self.shop)

    def test_where_a_git_file_leads(self) -> None:
        self.shop = self.box.make("work", "tree")
        self.file = self.box.write("tree/a.py")
        self.box.write("tree/.git", "gitdir: ../git\n")
        for place in ("git/HEAD", "git/commondir", "git"):
            shutil.rmtree(os.path.join(self.box.work, "git"), ignore_errors=True)
            self.box.write("git/HEAD", "ref: refs/heads/main\n")
            put("fifo", os.path.join(self.box.work, place))
            self.assertIn("1 other session is at work", self.meet(), place)

    def test_in_the_home(self) -> None:
        self.shop = self.box.repository()
        self.file = self.box.write("shop/a.py")
        self.edit(A, self.file)
        claims = os.path.join("state", "third", "claims")
        key = os.listdir(os.path.join(self.box.home, "state", A, "claims"))[0]
        places = ["config.env", "events.log", "swept", "said", BOX + "/lock", BOX + "/stopped", "install.json", claims]
        places += [os.path.join(claims, key), "state/third/session.json", "state/third/intent.json", "ended/%s" % A]
        for kind in ("fifo", "device", "folder"):
            for place in sample(places, 1, "home " + kind):
                put(kind, os.path.join(self.box.home, place))
                with self.subTest(kind=kind, place=place):
                    self.assertIn("session `%s`" % A[:24], self.meet())
                shutil.rmtree(self.box.home)

    def test_in_the_way_of_the_mirror(self) -> None:
        self.shop = self.box.repository()
        self.file = self.box.write("shop/a.py")
        self.box.environ.update(SLACK_BOT_TOKEN="xoxb-1", SLACK_CHANNEL_ID="C1", SLACK_API_URL="http://127.0.0.1:9/")
        for place in sample(["outbox", BOX, BOX + "/lock", BOX + "/new", BOX + "/tmp"], 2, "mirror"):
            put("fifo", os.path.join(self.box.home, place))
            self.assertIn("1 other session is at work", self.meet(), place)
            # out of the way of a poster first, which may be writing there
            os.rename(self.box.home, self.box.home + ".gone")
            shutil.rmtree(self.box.home + ".gone")

    def test_people_do_not_wait_either(self) -> None:
        self.box.start(A)
        places = ["events.log", "config.env", "state/%s/session.json" % A, "install.json", BOX + "/lock"]
        for place in sample(places, 1):
            put("fifo", os.path.join(self.box.home, place))
            for verb in (["status"], ["log"], ["gc"], ["check", "x"], ["slack", "status"]):
                with bounded(_LONG):
                    done = self.box.csg(*verb)
                self.assertIn(done.returncode, (0, 1), (place, verb))
                self.assertNotIn(b"Traceback", done.stderr, (place, verb))
        put("fifo", os.path.join(self.box.user, ".claude", "settings.json"))
        put("fifo", os.path.join(self.box.user, ".claude.json"))
        put("fifo", os.path.join(self.box.home, "config.env"))
        for verb, said in ((["doctor"], b"config.env: unreadable: not a regular file"), (["install"], b"")):
            with bounded(_LONG):
                done = self.box.csg(*verb)
            self.assertEqual(done.returncode, 1, verb)
            self.assertIn(said, done.stdout)
            self.assertNotIn(b"Traceback", done.stderr, verb)


class Stdin(SandboxCase):
    def test_one_that_never_ends(self) -> None:
        begun = []
        for data in (b"", b'{"session_id": "s", "cwd"', b"[" * 70000):
            reading, writing = os.pipe()
            process = subprocess.Popen(
                [sys.executable, archive(), "hook"],
                stdin=reading,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self.box.environ,
            )
            self.addCleanup(process.kill)
            self.addCleanup(os.close, writing)
            os.close(reading)
            begun.append((process, writing, data))
        for _, writing, data in begun:
            with contextlib.suppress(BrokenPipeError):
                os.write(writing, data)
        moment = time.monotonic()
        for process, _, _ in begun:
            self.assertEqual(process.communicate(timeout=_LONG), (b"", b""))
            self.assertEqual(process.returncode, 0)
        self.assertGreater(time.monotonic() - moment, 3, "a client may be busy")
        said = [line["what"] for line in self.box.log()]
        self.assertEqual(len(said), 3)
        for what in said:
            self.assertIn("nothing on stdin for 5 seconds", what)

    def test_one_that_is_late(self) -> None:
        path = self.box.write("f")
        self.box.edit("a", path)
        reading, writing = os.pipe()
        with subprocess.Popen(
            [sys.executable, archive(), "hook"], stdin=reading, stdout=subprocess.PIPE, env=self.box.environ
        ) as process:
            os.close(reading)
            text = json.dumps(edit_event("b", path, "Edit", self.box.work)).encode()
            for part in (text[:100], text[100:]):
                time.sleep(1)
                os.write(writing, part)
            assert process.stdout is not None
            self.assertIn(b"CONCURRENCY", process.stdout.read())
            os.close(writing)


class Settings(SandboxCase):
    """What a repository, or a slip of the person's, may put into a settings file."""

    LINES = "no setting\n" * 130000

    def said(self) -> List[str]:
        return [line["what"] for line in self.box.log() if line["event"] == "config"]

    def test_a_repository_of_bad_lines(self) -> None:
        shop = self.box.repository()
        path = self.box.write("shop/f")
        for text in (self.LINES, "CSG_RULES=%s\n" % ("x " * 200000), "CSG_RULES=" + "a=b " * 15000 + "\n"):
            self.box.write("shop/.csg", text)
            before = len(self.said())
            for session in ("a", "b", "c"):
                with bounded(_LONG):
                    answer = self.box.send(edit_event(session, path, "Edit", shop))
            self.assertIn("CONCURRENCY", answer.context)
            said = self.said()[before:]
            self.assertEqual(len(said), 1, "one line for one state of the file")
            self.assertLess(len(said[0]), 5000)
            self.assertLessEqual(said[0].count(".csg:"), 21)
        self.assertLess(len(os.listdir(os.path.join(self.box.home, "said"))), 10)

    def test_rules_that_fit_slowly(self) -> None:
        shop = self.box.repository()
        path = self.box.write("shop/%s/f.py" % "/".join(["deep" * 10] * 20))
        for glob in ("**/" * 20000, "*?" * 30000, "***" * 20000, "[a-z]*" * 10000):
            self.box.write("shop/.csg", "CSG_RULES=%s=warn\n" % glob)
            for session in ("a", "b"):
                with bounded(_LONG):
                    answer = self.box.send(edit_event(session, path, "Edit", shop))
                self.assertEqual(answer.code, 0)
            shutil.rmtree(self.box.home)

    def test_the_persons_own_file(self) -> None:
        os.makedirs(self.box.home)
        path = os.path.join(self.box.home, "config.env")
        self.box.write(path, "CSG_ON_EDIT=deny\n" + self.LINES)
        os.chmod(path, 0o600)
        file = self.box.write("f")
        with bounded(_LONG):
            self.box.edit("a", file)
            self.assertEqual(self.box.edit("b", file).decision, "deny", "its beginning counts")
        self.assertEqual(len(self.said()), 1)
        with bounded(_LONG):
            done = self.box.csg("doctor")
        self.assertLess(done.stdout.count(b"not KEY=VALUE"), 21)
        self.assertIn(b"longer than 64 KB", done.stdout)


if __name__ == "__main__":
    unittest.main()
