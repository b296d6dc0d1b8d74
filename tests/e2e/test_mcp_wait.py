"""`check_files` with `wait_seconds`: one call waits, the others on the connection do not."""

import json
import os
import time
import unittest
from typing import Any, Dict, List, Optional

from tests.e2e.mcp_client import VERSIONS, Client, ServerCase


class Waiting(ServerCase):
    """Another session holds a.py and b.py; the server is the first's."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository("shop")
        self.box.start("mine", cwd=self.top)
        self.box.start("other", cwd=self.top, CLAUDE_PID="1")
        for name in ("a.py", "b.py"):
            self.box.edit("other", self.box.write("shop/" + name), cwd=self.top, CLAUDE_PID="1")
        self.client = self.server(cwd=self.top)

    def ask(
        self, identifier: Any, seconds: int, token: Any = None, paths: Optional[List[str]] = None, batch: bool = False
    ) -> None:
        """Send a check that waits."""
        arguments = {"paths": paths or ["a.py"], "wait_seconds": seconds}
        parameters: Dict[str, Any] = {"name": "check_files", "arguments": arguments}
        if token is not None:
            parameters["_meta"] = {"progressToken": token}
        request = {"jsonrpc": "2.0", "id": identifier, "method": "tools/call", "params": parameters}
        self.client.send([request, {"jsonrpc": "2.0", "id": "p", "method": "ping"}] if batch else request)

    def release(self, *names: str) -> None:
        done = self.box.csg("release", *names, "--session", "other", cwd=self.top)
        self.assertEqual(done.returncode, 0, done.stderr)

    def answers_others(self, client: Optional[Client] = None) -> None:
        """A ping and a tool are answered, and before anything else."""
        found = (client or self.client).request("ping")
        self.assertEqual(found["result"], {})
        self.assertEqual((client or self.client).value("list_sessions")["self"], "mine")

    def statuses(self, answer: Dict[str, Any]) -> List[str]:
        return [row["status"] for row in answer["result"]["structuredContent"]["files"]]

    def test_as_soon_as_they_are_free(self) -> None:
        self.ask("w", 60, paths=["a.py", "b.py"])
        self.answers_others()
        self.release("a.py")
        self.answers_others()
        time.sleep(1)  # a look or two go by
        self.answers_others()
        before = time.monotonic()
        self.release("b.py")
        answer = self.client.read()
        self.assertLess(time.monotonic() - before, 30, "long before the time is over")
        self.assertEqual((answer["id"], self.statuses(answer)), ("w", ["free", "free"]))
        self.answers_others()

    def test_when_the_time_is_over(self) -> None:
        before = time.monotonic()
        self.ask(7, 1)
        answer = self.client.read()
        self.assertGreaterEqual(time.monotonic() - before, 1)
        self.assertEqual((answer["id"], self.statuses(answer)), (7, ["held"]))
        self.assertEqual(answer["result"]["isError"], False)

    def test_at_once(self) -> None:
        """Where it is free, where no time is given, where it is this session's own, where only a twin is held."""
        for seconds, paths, status in ((60, ["c.py"], "free"), (0, ["a.py"], "held")):
            value = self.client.value("check_files", paths=paths, wait_seconds=seconds)
            self.assertEqual([row["status"] for row in value["files"]], [status])
        self.box.edit("mine", self.box.write("shop/c.py"), cwd=self.top)
        value = self.client.value("check_files", paths=["c.py"], wait_seconds=60)
        self.assertEqual(value["files"][0]["status"], "yours")

    def test_what_is_no_time(self) -> None:
        for seconds in (-1, 61, 1.5, "5", True, None, 1 << 70):
            said = self.client.failure("check_files", paths=["a.py"], wait_seconds=seconds)
            self.assertIn("wait_seconds", said)
        self.assertIn("allowed are 0 to 60", self.client.failure("check_files", paths=["a.py"], wait_seconds=61))

    def test_the_holder_ends(self) -> None:
        self.ask(1, 60)
        self.box.end("other", cwd=self.top, CLAUDE_PID="1")
        self.assertEqual(self.statuses(self.client.read()), ["free"])

    def test_progress(self) -> None:
        self.ask(1, 60, token="t/1")
        notes = [self.client.read() for _ in range(3)]
        self.release("a.py")
        while True:
            last = self.client.read()
            if "id" in last:
                break
            notes.append(last)
        self.assertEqual((last["id"], self.statuses(last)), (1, ["free"]))
        for note in notes:
            self.assertEqual((note["jsonrpc"], note["method"]), ("2.0", "notifications/progress"))
            self.assertNotIn("id", note)
            told = note["params"]
            self.assertEqual((told["progressToken"], told["total"]), ("t/1", 60))
            self.assertEqual(told["message"], "1 file held by other sessions")
        passed = [note["params"]["progress"] for note in notes]
        self.assertEqual(sorted(set(passed)), passed, "it must increase")

    def test_no_progress_where_nobody_asked(self) -> None:
        token: Any
        for token in (None, True, [], {}, 1.5):
            self.ask(1, 1, token=token)
            self.assertEqual(self.client.read()["id"], 1)
        self.ask(2, 1, token=0)
        self.assertEqual(self.client.read()["params"]["progressToken"], 0)
        self.assertEqual(self.client.read()["id"], 2)

    def cancel(self, parameters: Any) -> None:
        self.client.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": parameters})

    def test_cancelled(self) -> None:
        self.ask("w", 60)
        self.ask(1, 60)
        wrong: Any
        for wrong in ({"requestId": "1"}, {"requestId": True}, {"requestId": 5}, {}, [], None, {"requestId": ["w"]}):
            self.cancel(wrong)
        self.cancel({"requestId": "w", "reason": "the person said so"})
        self.answers_others()
        self.release("a.py")
        self.assertEqual(self.client.read()["id"], 1)
        self.cancel({"requestId": 1})
        self.assertEqual(self.client.silence(b""), [], "an answered one, and the cancelled one")

    def test_several_at_a_time(self) -> None:
        for number in range(25):
            self.ask(number, 60, paths=["a.py"] if number % 2 else ["b.py"])
        early = [self.client.read() for _ in range(5)]
        self.assertEqual(
            [answer["id"] for answer in early], [20, 21, 22, 23, 24], "too many: they are answered at once"
        )
        self.assertEqual({status for answer in early for status in self.statuses(answer)}, {"held"})
        self.release("a.py")
        self.assertEqual(sorted(self.client.read()["id"] for _ in range(10)), list(range(1, 20, 2)))
        self.answers_others()
        self.release("b.py")
        self.assertEqual(sorted(self.client.read()["id"] for _ in range(10)), list(range(0, 20, 2)))

    def test_while_requests_keep_coming(self) -> None:
        """A busy connection keeps nobody waiting for ever."""
        self.ask("w", 60)
        self.release("a.py")
        ping = b'{"jsonrpc": "2.0", "id": "p", "method": "ping"}\n'
        limit = time.monotonic() + 30
        while time.monotonic() < limit:
            self.client.write(ping)
            if self.client.read()["id"] == "w":
                return
        self.fail("it was never looked at")

    def test_the_end_of_input(self) -> None:
        """What waits is answered as things stand."""
        self.ask("w", 60)
        self.client.stdin.close()
        self.assertEqual(self.statuses(self.client.read()), ["held"])
        self.assertEqual(self.client.close(), 0)

    def test_a_signal_ends_it(self) -> None:
        self.ask("w", 60)
        self.answers_others()
        before = time.monotonic()
        self.client.process.terminate()
        self.assertEqual(self.client.process.wait(timeout=30), 0)
        self.assertLess(time.monotonic() - before, 20)

    def test_older_versions(self) -> None:
        """No message in a note before 2025-03-26; the answer of a batch's call comes alone."""
        for version in VERSIONS[:2]:
            self.client = self.server(cwd=self.top, version=version)
            self.ask("w", 1, token="t", batch=True)
            (ping,) = self.client.read()
            self.assertEqual(ping["id"], "p")
            self.assertEqual("message" in self.client.read()["params"], version == "2025-03-26")
            self.assertEqual(self.client.read()["id"], "w")

    def test_the_home_goes_away(self) -> None:
        """What goes wrong meanwhile is an answer."""
        self.ask("w", 60)
        self.answers_others()
        os.rename(self.box.home, self.box.home + "-")
        self.assertEqual(self.statuses(self.client.read()), ["free"])

    def test_it_costs_little(self) -> None:
        """Two looks a second, not a busy loop: a few hundredths of a core."""
        self.ask("w", 3)
        stat = "/proc/%d/stat" % self.client.process.pid
        if not os.path.exists(stat):
            self.skipTest("skipped: no /proc here")

        def ticks() -> int:
            with open(stat, encoding="ascii") as file:
                fields = file.read().rpartition(") ")[2].split()
            return int(fields[11]) + int(fields[12])

        self.answers_others()
        before = ticks()
        self.assertEqual(self.client.read()["id"], "w")
        self.assertLess((ticks() - before) / os.sysconf("SC_CLK_TCK") / 3, 0.2, "of a core")

    def test_the_schema(self) -> None:
        tools = self.client.request("tools/list")["result"]["tools"]
        (schema,) = [tool["inputSchema"] for tool in tools if tool["name"] == "check_files"]
        wait = schema["properties"]["wait_seconds"]
        self.assertEqual((wait["type"], wait["minimum"], wait["maximum"]), ("integer", 0, 60))
        self.assertEqual(schema["required"], ["paths"])
        self.assertTrue(json.dumps(wait))


if __name__ == "__main__":
    unittest.main()
