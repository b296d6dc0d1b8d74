"""Words between sessions, and questions about files, from the command line."""

import json
import os
import subprocess
import time
import unittest
from typing import Any, Dict, List

from tests.support import SandboxCase, archive


class TalkCase(SandboxCase):
    """Two sessions in one repository and one elsewhere."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository("shop")
        self.box.start("alpha-1", cwd=self.top)
        self.box.start("beta-2", cwd=self.top)
        self.box.start("gamma-3")
        self.path = self.box.write("shop/src/a.py")

    def run_csg(self, code: int, *words: str, me: str = "") -> str:
        """What a verb prints in the repository; its exit code must be this."""
        done = self.box.csg(*words, cwd=self.top, environ={"CLAUDE_CODE_SESSION_ID": me or None})
        said = done.stdout.decode() + done.stderr.decode()
        self.assertEqual(done.returncode, code, said)
        self.assertNotIn("Traceback", said)
        return said

    def waiting(self, session: str) -> List[Dict[str, Any]]:
        """The Notices a session has not taken yet."""
        folder = os.path.join(self.box.home, "state", session, "notices")
        found = []
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            with open(os.path.join(folder, name), encoding="ascii") as file:
                found.append(json.load(file))
        return found


class Check(TalkCase):
    def test_free_held_mine(self) -> None:
        self.assertEqual(self.run_csg(0, "check", "src/a.py", "src"), "free: `src/a.py`, `src`\n")
        self.box.edit("beta-2", self.path, cwd=self.top)
        said = self.run_csg(1, "check", "src/a.py", "src/b.py")
        self.assertIn("`src/a.py`: held by another session\n  - session `beta-2` on branch `main`, claimed", said)
        self.assertIn("free: `src/b.py`", said)
        self.assertIn("`src/a.py`: session `beta-2`", self.run_csg(1, "check", "src"))
        self.assertIn("`src/a.py`: session `beta-2`", self.run_csg(1, "check", "**/*.py"))
        self.run_csg(1, "check", "src/a.py", me="alpha-1")
        self.assertIn("held by this session", self.run_csg(0, "check", "src/a.py", me="beta-2"))
        self.assertIn("held by this session", self.run_csg(0, "check", "src/a.py", "--session", "beta"))

    def test_asking_records_nobody(self) -> None:
        self.run_csg(0, "check", "src/a.py", me="never-seen")
        self.assertEqual(self.box.sessions(), ["alpha-1", "beta-2", "gamma-3"])

    def test_json(self) -> None:
        self.box.edit("beta-2", self.path, cwd=self.top)
        value = json.loads(self.run_csg(1, "check", "--json", "src/a.py", "x"))
        self.assertEqual((value["version"], value["held"]), (1, 1))
        self.assertEqual([row["status"] for row in value["files"]], ["held", "free"])
        self.assertEqual(value["files"][0]["holders"][0]["session"], "beta-2")

    def test_wrong_usage(self) -> None:
        self.run_csg(2, "check")
        self.assertIn("no live session's id begins with", self.run_csg(1, "check", "a", "--session", "nobody"))
        self.assertIn("cannot be a path", self.run_csg(1, "check", ""))


class Wait(TalkCase):
    """`csg check --wait`: until nobody else holds them."""

    def waiter(self, *words: str) -> "subprocess.Popen[bytes]":
        """A check that waits, in the background."""
        environ = {k: v for k, v in self.box.environ.items() if k != "CLAUDE_CODE_SESSION_ID"}
        started = subprocess.Popen(
            [archive(), "check", *words], cwd=self.top, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self.addCleanup(started.communicate)
        self.addCleanup(started.kill)
        return started

    def looking(self, waiter: "subprocess.Popen[bytes]") -> None:
        """It has found the file held, and goes on."""
        time.sleep(1.5)
        self.assertIsNone(waiter.poll())

    def test_what_is_free_is_not_waited_for(self) -> None:
        begin = time.monotonic()
        self.assertEqual(self.run_csg(0, "check", "--wait", "600", "src/a.py"), "free: `src/a.py`\n")
        self.box.edit("beta-2", self.path, cwd=self.top)
        said = self.run_csg(0, "check", "src/a.py", "--wait", "600", me="beta-2")
        self.assertIn("held by this session", said)
        self.assertLess(time.monotonic() - begin, 300)

    def test_until_it_is_released(self) -> None:
        self.box.edit("beta-2", self.path, cwd=self.top)
        waiter = self.waiter("--wait", "600", "--json", "src")
        self.looking(waiter)
        self.run_csg(0, "release", "src/a.py", "--session", "beta-2")
        out, err = waiter.communicate(timeout=60)
        self.assertEqual((waiter.returncode, err), (0, b""))
        self.assertEqual(json.loads(out)["held"], 0)

    def test_until_its_holder_ends(self) -> None:
        self.box.edit("beta-2", self.path, cwd=self.top)
        waiter = self.waiter("--wait", "600", "src/a.py")
        self.looking(waiter)
        self.box.end("beta-2", cwd=self.top)
        self.assertEqual(waiter.communicate(timeout=60), (b"free: `src/a.py`\n", b""))
        self.assertEqual(waiter.returncode, 0)

    def test_until_the_time_is_over(self) -> None:
        self.box.edit("beta-2", self.path, cwd=self.top)
        begin = time.monotonic()
        self.assertIn("held by another session", self.run_csg(1, "check", "--wait", "1.2", "src/a.py"))
        self.assertGreaterEqual(time.monotonic() - begin, 1.2)

    def test_until_a_claim_is_out_of_the_window(self) -> None:
        self.box.edit("beta-2", self.path, cwd=self.top)
        self.box.environ["CSG_WINDOW_MINUTES"] = "0.05"
        self.assertEqual(self.run_csg(0, "check", "--wait", "600", "src/a.py"), "free: `src/a.py`\n")

    def test_wrong_usage(self) -> None:
        for value in ("x", "-1", "inf", "nan"):
            self.run_csg(2, "check", "src/a.py", "--wait", value)


class Claim(TalkCase):
    def test_intent_and_files(self) -> None:
        self.box.edit("beta-2", self.path, cwd=self.top)
        said = self.run_csg(0, "claim", "split the parser", "src/a.py", "src/new.py", me="alpha-1")
        self.assertTrue(said.startswith("session alpha-1: split the parser\n"), said)
        self.assertIn("`src/a.py`: held by another session", said)
        self.assertIn("claimed: `src/new.py`", said)
        warned = self.box.edit("beta-2", os.path.join(self.top, "src", "new.py"), cwd=self.top)
        self.assertIn("split the parser", warned.context)

    def test_the_first_word_is_the_intent_even_if_it_names_a_file(self) -> None:
        self.assertIn("session alpha-1: src/a.py", self.run_csg(0, "claim", "src/a.py", me="alpha-1"))
        self.assertEqual(self.box.claims("alpha-1"), [])

    def test_a_refused_claim_changes_nothing(self) -> None:
        self.assertIn("directory", self.run_csg(1, "claim", "x", "src/b.py", "src", me="alpha-1"))
        self.assertEqual(self.box.claims("alpha-1"), [])
        self.assertFalse(os.path.exists(os.path.join(self.box.home, "state", "alpha-1", "intent.json")))
        self.assertIn("at most 500", self.run_csg(2, "claim", "x" * 501, me="alpha-1"))

    def test_release(self) -> None:
        self.run_csg(0, "claim", "x", "src/a.py", "src/b.py", "c.py", me="alpha-1")
        self.assertIn("released c.py", self.run_csg(0, "release", "c.py", "nothing", me="alpha-1"))
        self.assertIn("not held: nothing", self.run_csg(1, "release", "nothing", me="alpha-1"))
        self.assertIn("released src/a.py", self.run_csg(0, "release", "s*/a.py", me="alpha-1"))
        self.assertIn("released src/b.py", self.run_csg(0, "release", "--all", me="alpha-1"))
        self.assertIn("holds nothing", self.run_csg(1, "release", "--all", me="alpha-1"))
        self.run_csg(2, "release", me="alpha-1")


class Tell(TalkCase):
    def test_one_by_the_beginning_of_its_id(self) -> None:
        self.assertIn("left for session `beta-2`", self.run_csg(0, "tell", "beta", "mind", "a.py\n!", me="alpha-1"))
        (notice,) = self.waiting("beta-2")
        self.assertGreater(notice.pop("t"), 1e9)
        self.assertEqual(notice, {"kind": "message", "from": "alpha-1", "text": "mind a.py !", "all": False})
        self.assertEqual(self.waiting("alpha-1") + self.waiting("gamma-3"), [])

    def test_all_of_this_repository(self) -> None:
        self.assertIn("`beta-2`", self.run_csg(0, "tell", "all", "hi", me="alpha-1"))
        self.assertEqual(self.waiting("beta-2")[0]["all"], True)
        self.assertEqual(self.waiting("alpha-1") + self.waiting("gamma-3"), [])
        self.assertIn("no other live session", self.run_csg(1, "tell", "all", "hi", me="gamma-3"))

    def test_it_is_read_at_the_next_hook(self) -> None:
        self.run_csg(0, "tell", "beta", "the schema changed", me="alpha-1")
        first = self.box.edit("beta-2", self.path, cwd=self.top)
        self.assertIn("the schema changed", first.context)
        self.assertIn("alpha-1", first.context)
        self.assertEqual(self.box.edit("beta-2", self.path, cwd=self.top).context, "")

    def test_from_outside_any_session(self) -> None:
        self.run_csg(0, "tell", "beta", "hi")
        self.assertEqual(self.waiting("beta-2")[0]["from"], "")
        self.assertIn("sessions `", self.run_csg(0, "tell", "all", "hi"))

    def test_who_cannot_be_told(self) -> None:
        self.assertIn("is this one", self.run_csg(1, "tell", "alpha", "x", me="alpha-1"))
        self.assertIn("no live session's id begins with", self.run_csg(1, "tell", "nobody", "x", me="alpha-1"))
        self.box.start("beta-3", cwd=self.top)
        self.assertIn("`beta`: beta-2, beta-3", self.run_csg(1, "tell", "beta", "x", me="alpha-1"))
        gone = subprocess.Popen(["sleep", "60"])
        self.box.start("delta-4", cwd=self.top, CLAUDE_PID=str(gone.pid))
        gone.kill()
        gone.wait()
        self.assertIn("its process is gone", self.run_csg(1, "tell", "delta", "x", me="alpha-1"))
        self.box.end("gamma-3")
        self.assertIn("no live session", self.run_csg(1, "tell", "gamma", "x", me="alpha-1"))

    def test_how_much_may_be_said(self) -> None:
        self.assertIn("1 to 1000 characters", self.run_csg(1, "tell", "beta", "x" * 1001, me="alpha-1"))
        self.assertIn("1 to 1000 characters", self.run_csg(1, "tell", "beta", " ", me="alpha-1"))
        self.run_csg(0, "tell", "beta", "x" * 1000, me="alpha-1")

    def test_ten_in_ten_minutes_also_at_once(self) -> None:
        environ = {**self.box.environ, "CLAUDE_CODE_SESSION_ID": "alpha-1"}
        command = [archive(), "tell", "beta", "hi"]
        running = [
            subprocess.Popen(command, env=environ, cwd=self.top, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for _ in range(16)
        ]
        refusals = [process.communicate()[1].decode() for process in running]
        codes = [process.returncode for process in running]
        self.assertLessEqual(codes.count(0), 10)
        self.assertEqual(len(self.waiting("beta-2")), codes.count(0))
        for code, said in zip(codes, refusals):
            self.assertIn("10 messages in 10 minutes are the limit" if code else "", said)
        for _ in range(10 - codes.count(0)):  # of those at once more may have stepped back than needed
            self.run_csg(0, "tell", "beta", "hi", me="alpha-1")
        self.assertIn("the next can be sent in", self.run_csg(1, "tell", "beta", "hi", me="alpha-1"))
        self.run_csg(0, "tell", "alpha", "hi", me="beta-2")  # the limit is each sender's own
        sent = os.path.join(self.box.home, "state", "alpha-1", "sent")
        self.assertEqual(len(os.listdir(sent)), 10)
        for name in os.listdir(sent):  # ten minutes later
            os.rename(
                os.path.join(sent, name), os.path.join(sent, "%016d%s" % (int(name[:16]) - 601_000_000, name[16:]))
            )
        self.run_csg(0, "tell", "beta", "hi", me="alpha-1")
        self.assertEqual(len(os.listdir(sent)), 1)

    def test_a_full_letter_box(self) -> None:
        folder = self.box.make("user", ".local", "share", "claude-session-guard", "state", "beta-2", "notices")
        for number in range(50):
            self.box.write(os.path.join(folder, "%016d" % number), "{}\n")
        self.assertIn("too many unread", self.run_csg(1, "tell", "beta", "x", me="alpha-1"))


class Skill(TalkCase):
    def test_it_is_a_skill(self) -> None:
        lines = self.run_csg(0, "skill").splitlines()
        self.assertLess(len(lines), 60)
        self.assertEqual((lines[0], lines[1], lines[3]), ("---", "name: csg", "---"))
        self.assertTrue(lines[2].startswith("description: ") and len(lines[2]) < 1024)
        text = "\n".join(lines)
        for part in ("list_sessions", "check_files", "claim_files", "release_files", "set_intent", "tell_session"):
            self.assertIn(part, text)

    def test_the_overview_names_the_verbs(self) -> None:
        said = self.run_csg(0, "--help")
        for verb in ("check", "claim", "release", "tell", "skill"):
            self.assertIn("\n  %s " % verb, said)


if __name__ == "__main__":
    unittest.main()
