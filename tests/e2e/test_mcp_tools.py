"""The MCP server as a client meets it: a process, lines in, lines out."""

import itertools
import json
import os
import random
import select
import signal
import subprocess
import sys
import threading
import time
import unittest
from typing import Any, Dict, List, Optional

from csg.mcp import fitting, tools
from tests.support import Sandbox, SandboxCase, archive

VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
TOOLS = {"list_sessions", "check_files", "claim_files", "release_files", "set_intent", "tell_session"}


class Client:
    """A client's end of the server's pipes.  The server's parent is this process, like a real client's."""

    def __init__(self, box: Sandbox, cwd: str = "", **environ: Optional[str]) -> None:
        merged = {**box.environ, "CLAUDE_PID": None, **environ}  # clients give their servers no CLAUDE_PID
        self.process = subprocess.Popen(
            [archive(), "mcp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={k: v for k, v in merged.items() if v is not None},
            cwd=cwd or box.work,
        )
        assert self.process.stdin and self.process.stdout
        self.stdin = self.process.stdin
        self.stdout = self.process.stdout
        self._rest = b""
        self._ids = itertools.count(1)

    def write(self, data: bytes) -> None:
        """Bytes as they are."""
        self.stdin.write(data)
        self.stdin.flush()

    def read(self, timeout: float = 60.0) -> Any:
        """The next line, decoded; AssertionError if none comes."""
        until = time.monotonic() + timeout
        while b"\n" not in self._rest:
            ready, _, _ = select.select([self.stdout], [], [], max(0.0, until - time.monotonic()))
            assert ready, "no answer"
            chunk = os.read(self.stdout.fileno(), 1 << 16)
            assert chunk, "the server closed its output; kept: %r" % self._rest[:200]
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        return json.loads(line)

    def send(self, message: Any) -> None:
        """A message."""
        self.write(json.dumps(message).encode() + b"\n")

    def request(self, method: str, **params: Any) -> Dict[str, Any]:
        """A request's whole response."""
        number = next(self._ids)
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        answer: Dict[str, Any] = self.read()
        assert answer["id"] == number, answer
        return answer

    def initialize(self, version: str = VERSIONS[-1]) -> Dict[str, Any]:
        """The handshake; what the server said of itself."""
        about = {"name": "test", "version": "1"}
        answer = self.request("initialize", protocolVersion=version, capabilities={}, clientInfo=about)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        result: Dict[str, Any] = answer["result"]
        return result

    def call(self, tool: str, **arguments: Any) -> Dict[str, Any]:
        """The result of a tool."""
        answer = self.request("tools/call", name=tool, arguments=arguments)
        assert "result" in answer, answer
        result: Dict[str, Any] = answer["result"]
        return result

    def value(self, tool: str, **arguments: Any) -> Dict[str, Any]:
        """The structured value of a tool that must not fail."""
        result = self.call(tool, **arguments)
        assert not result["isError"], result
        value: Dict[str, Any] = result["structuredContent"]
        assert not fitting.misfit(tools.TOOLS[tool].output, value, ""), value
        return value

    def failure(self, tool: str, **arguments: Any) -> str:
        """The text of a tool that must fail."""
        result = self.call(tool, **arguments)
        assert result["isError"], result
        assert "structuredContent" not in result
        text: str = result["content"][0]["text"]
        return text

    def silence(self, message: bytes) -> List[Any]:
        """What comes for a line before the answer to a ping that follows it."""
        self.write(message + b'\n{"jsonrpc": "2.0", "id": "after", "method": "ping"}\n')
        found: List[Any] = []
        while True:
            answer = self.read()
            if isinstance(answer, dict) and answer.get("id") == "after" and answer.get("result") == {}:
                return found
            found.append(answer)

    def memory(self, field: str = "VmRSS") -> int:
        """Kilobytes."""
        with open("/proc/%d/status" % self.process.pid, encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith(field))

    def close(self) -> int:
        """End of input; the exit code."""
        if not self.stdin.closed:
            self.stdin.close()
        code = self.process.wait(timeout=30)
        self.stdout.close()
        return code

    def kill(self) -> None:
        """Whatever happened, no process stays."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.stdin.close()
        self.stdout.close()


class ServerCase(SandboxCase):
    """A test with servers, which end with it."""

    def server(self, cwd: str = "", version: str = VERSIONS[-1], **environ: Optional[str]) -> Client:
        """One that has shaken hands, unless the version is empty."""
        client = Client(self.box, cwd, **environ)
        self.addCleanup(client.kill)
        if version:
            client.initialize(version)
        return client


class Versions(ServerCase):
    def test_each_is_agreed_to_and_shapes_what_is_sent(self) -> None:
        for version in VERSIONS:
            with self.subTest(version):
                client = self.server(version="")
                said = client.initialize(version)
                self.assertEqual(said["protocolVersion"], version)
                self.assertEqual(said["capabilities"], {"tools": {}})
                self.assertEqual(said["serverInfo"]["name"], "csg")
                self.assertEqual("title" in said["serverInfo"], version >= "2025-06-18")
                self.assertEqual(said["instructions"].count(". ") + 1, 2)
                tools = client.request("tools/list")["result"]["tools"]
                self.assertEqual({tool["name"] for tool in tools}, TOOLS)
                for tool in tools:
                    self.assertEqual(tool["inputSchema"]["type"], "object")
                    self.assertEqual("annotations" in tool, version >= "2025-03-26")
                    for field in ("title", "outputSchema"):
                        self.assertEqual(field in tool, version >= "2025-06-18")
                result = client.call("list_sessions")
                self.assertEqual("structuredContent" in result, version >= "2025-06-18")
                self.assertTrue(result["content"][0]["text"].startswith("0 live sessions"))

    def test_an_unknown_one_is_answered_with_the_latest(self) -> None:
        for version in ("2024-10-07", "2026-07-28", "", "x" * 1000):
            self.assertEqual(self.server(version="").initialize(version)["protocolVersion"], VERSIONS[-1])

    def test_what_a_newer_client_asks_first(self) -> None:
        client = self.server(version="")
        asked = client.request("server/discover", _meta={"io.modelcontextprotocol/protocolVersion": "2026-07-28"})
        self.assertEqual(asked["error"]["code"], -32601)
        self.assertEqual(client.initialize()["protocolVersion"], VERSIONS[-1])

    def test_reading_and_writing_tools_are_told_apart(self) -> None:
        tools = self.server().request("tools/list")["result"]["tools"]
        reading = {tool["name"] for tool in tools if tool["annotations"]["readOnlyHint"]}
        self.assertEqual(reading, {"list_sessions", "check_files"})

    def test_a_client_that_leaves_initialize_out_is_served(self) -> None:
        self.assertEqual(len(self.server(version="").request("tools/list")["result"]["tools"]), len(TOOLS))


class Messages(ServerCase):
    def error(self, line: bytes, code: int, identifier: Any = None, client: Optional[Client] = None) -> None:
        found = (client or self.client).silence(line)
        self.assertEqual(len(found), 1, line[:200])
        self.assertEqual((found[0]["jsonrpc"], found[0]["id"]), ("2.0", identifier), line[:200])
        self.assertEqual(found[0]["error"]["code"], code, line[:200])
        self.assertTrue(found[0]["error"]["message"])

    def setUp(self) -> None:
        super().setUp()
        self.client = self.server()

    def test_ping(self) -> None:
        self.assertEqual(self.client.request("ping")["result"], {})

    def test_what_is_not_json(self) -> None:
        for line in (
            b"{",
            b'{"jsonrpc": "2.0", "id": 1, "method": "ping"',
            b'{"jsonrpc": "2.0", "id": 1, "method": "ping"} {}',
            b"hello",
            b"\xff\xfe{}",
            b'{"id": "\xe9"}',
            b'{"id": NaN}',
            b'{"id": 1, "x": "a\x01b"}',
            b"[" * 100000,
            b'{"a":' * 50000,
            b'{"jsonrpc": "2.0", "id": %s, "method": "ping"}' % (b"9" * 500000),
            b"\x00",
            b"\xef\xbb\xbf{}",
        ):
            self.error(line, -32700)

    def test_invalid_requests(self) -> None:
        for line in (
            b"1",
            b"null",
            b'"ping"',
            b"{}",
            b'{"jsonrpc": "2.0"}',
            b'{"jsonrpc": "2.0", "method": 1}',
            b'{"jsonrpc": "2.0", "id": null, "method": "ping"}',
            b'{"jsonrpc": "2.0", "id": true, "method": "ping"}',
            b'{"jsonrpc": "2.0", "id": 1.5, "method": "ping"}',
            b'{"jsonrpc": "2.0", "id": {}, "method": "ping"}',
            b'{"jsonrpc": "2.0", "id": [1], "method": "ping"}',
            b'{"jsonrpc": "1.0", "method": "ping"}',
            b'{"method": "ping"}',
        ):
            self.error(line, -32600)
        self.error(b'{"id": 7, "method": "ping"}', -32600, 7)
        self.error(b'{"jsonrpc": "2.0", "id": "a", "method": null}', -32600, "a")

    def test_methods_and_parameters(self) -> None:
        for method, params, code in (
            ("no/such", {}, -32601),
            ("resources/list", {}, -32601),
            ("tools/list\n", {}, -32601),
            ("notifications/initialized", {}, -32601),  # with an id it is a request
            ("tools/list", {"cursor": "x"}, -32602),
            ("tools/list", [], -32602),
            ("ping", "x", -32602),
            ("initialize", {}, -32602),
            ("initialize", {"protocolVersion": 1}, -32602),
            ("tools/call", {}, -32602),
            ("tools/call", {"name": ["list_sessions"]}, -32602),
            ("tools/call", {"name": "no_such"}, -32602),
            ("tools/call", {"name": "list_sessions", "arguments": [1]}, -32602),
        ):
            message: Dict[str, Any] = {"jsonrpc": "2.0", "id": "m", "method": method, "params": params}
            self.error(json.dumps(message).encode(), code, "m")

    def test_ids_come_back_as_they_were(self) -> None:
        for identifier in (0, -1, 1 << 60, "", "0", "\u00e9\u2028\U0001f600", "\ud800", "x" * 5000):
            self.client.send({"jsonrpc": "2.0", "id": identifier, "method": "ping"})
            self.assertEqual(self.client.read(), {"jsonrpc": "2.0", "id": identifier, "result": {}})

    def test_no_answer_to_notifications_responses_and_blank_lines(self) -> None:
        for line in (
            b'{"jsonrpc": "2.0", "method": "notifications/initialized"}',
            b'{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1, "reason": "x"}}',
            b'{"jsonrpc": "2.0", "method": "notifications/no-such", "params": 3}',
            b'{"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "set_intent"}}',
            b'{"jsonrpc": "2.0", "id": 1, "result": {}}',
            b'{"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "x"}}',
            b"",
            b" \r",
        ):
            self.assertEqual(self.client.silence(line), [], line)

    def test_windows_line_ends(self) -> None:
        found = self.client.silence(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\r')
        self.assertEqual(found, [{"jsonrpc": "2.0", "id": 1, "result": {}}])

    def test_batches_where_the_version_has_them(self) -> None:
        batch = (
            b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}, {"jsonrpc": "2.0", "method": "notifications/x"}, 5,'
            b' {"jsonrpc": "2.0", "id": 2, "method": "initialize", "params": {"protocolVersion": "2025-03-26"}}]'
        )
        for version in VERSIONS:
            client = self.server(version=version)
            if version >= "2025-06-18":
                self.error(batch, -32600, client=client)
                continue
            (answers,) = client.silence(batch)
            self.assertEqual([answer["id"] for answer in answers], [1, None, 2])
            self.assertEqual(answers[0]["result"], {})
            self.assertEqual([answer["error"]["code"] for answer in answers[1:]], [-32600, -32600])
            self.assertEqual(client.silence(b'[{"jsonrpc": "2.0", "method": "notifications/x"}]'), [])
            self.error(b"[]", -32600, client=client)
            self.error(b"[%s]" % b",".join([b"1"] * 1000), -32600, client=client)

    def test_a_message_in_pieces(self) -> None:
        for byte in b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n':
            self.client.write(bytes([byte]))
        self.assertEqual(self.client.read()["id"], 1)

    def test_a_huge_line_is_refused_and_not_kept(self) -> None:
        before = self.client.memory("VmHWM") if os.path.exists("/proc/self/status") else 0
        piece = b"x" * (1 << 20)

        def write() -> None:
            self.client.write(b'{"jsonrpc": "2.0", "id": 1, "method": "')
            for _ in range(100):
                self.client.write(piece)
            self.client.write(b'"}\n{"jsonrpc": "2.0", "id": 2, "method": "ping"}\n')

        writer = threading.Thread(target=write)
        writer.start()
        refused, answered = self.client.read(), self.client.read()
        writer.join()
        self.assertEqual((refused["id"], refused["error"]["code"]), (None, -32600))
        self.assertEqual(answered, {"jsonrpc": "2.0", "id": 2, "result": {}})
        if before:
            self.assertLess(self.client.memory("VmHWM") - before, 10 * 1024)


class Ends(ServerCase):
    def test_end_of_input(self) -> None:
        self.assertEqual(self.server().close(), 0)
        self.assertEqual(self.server(version="").close(), 0)

    def test_a_last_line_without_its_end_is_answered(self) -> None:
        client = self.server()
        client.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}')
        client.stdin.close()
        self.assertEqual(client.read()["id"], 1)
        self.assertEqual(client.close(), 0)

    def test_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            client = self.server()
            client.process.send_signal(number)
            self.assertEqual(client.process.wait(timeout=30), 0)

    def test_a_client_that_is_gone(self) -> None:
        client = self.server()
        client.stdout.close()
        client.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        self.assertEqual(client.process.wait(timeout=30), 0)

    def test_without_a_home_it_still_speaks(self) -> None:
        client = self.server(HOME=None, CLAUDE_SESSION_GUARD_HOME="relative")
        self.assertIn("absolute", client.failure("list_sessions"))


class Self(ServerCase):
    """Whose server it is."""

    def writes(self, client: Client) -> str:
        return str(client.value("set_intent", text="x")["session"])

    def test_the_session_of_the_parent_process(self) -> None:
        self.box.start("other", CLAUDE_PID="1")
        self.box.start("mine")
        client = self.server(CLAUDE_CODE_SESSION_ID="other")
        self.assertEqual(self.writes(client), "mine")
        value = client.value("list_sessions")
        self.assertEqual(value["self"], "mine")
        self.assertEqual([(s["id"], s["self"]) for s in value["sessions"]], [("mine", True), ("other", False)])

    def test_after_clear_the_new_one(self) -> None:
        self.box.start("before")
        client = self.server(CLAUDE_CODE_SESSION_ID="before")
        self.assertEqual(self.writes(client), "before")
        self.box.end("before")
        self.box.start("after", source="clear")
        self.assertEqual(self.writes(client), "after")

    def test_of_several_of_one_process_the_latest_active(self) -> None:
        self.box.start("one")
        self.box.start("two")
        client = self.server()
        self.assertEqual(self.writes(client), "two")
        self.box.edit("one", self.box.write("a.py"))
        self.assertEqual(self.writes(client), "one")

    def test_else_what_the_environment_says(self) -> None:
        self.box.start("stated", CLAUDE_PID="1")
        self.assertEqual(self.writes(self.server(CLAUDE_CODE_SESSION_ID="stated")), "stated")

    def test_one_without_a_record_is_attached_by_writing_only(self) -> None:
        client = self.server(CLAUDE_CODE_SESSION_ID="unseen")
        self.assertEqual(client.value("list_sessions")["self"], "")
        self.assertEqual(self.box.sessions(), [])
        self.assertEqual(self.writes(client), "unseen")
        self.assertEqual(self.box.sessions(), ["unseen"])

    def test_nobody_may_read_but_not_write(self) -> None:
        self.box.start("other", CLAUDE_PID="1")
        path = self.box.write("a.py")
        self.box.edit("other", path, CLAUDE_PID="1")
        client = self.server()
        self.assertEqual(client.value("list_sessions")["self"], "")
        self.assertEqual(client.value("check_files", paths=["a.py"])["files"][0]["status"], "held")
        for tool, arguments in (
            ("claim_files", {"paths": ["a.py"], "intent": "x"}),
            ("release_files", {"paths": ["a.py"]}),
            ("set_intent", {"text": "x"}),
            ("tell_session", {"session": "other", "text": "x"}),
        ):
            said = client.failure(tool, **arguments)
            self.assertIn("cannot tell which session it serves", said)
            self.assertIn("hooks", said)

    def test_an_ended_one_may_not_write(self) -> None:
        self.box.start("s")
        self.box.end("s")
        said = self.server(CLAUDE_CODE_SESSION_ID="s").failure("set_intent", text="x")
        self.assertIn("session s has ended", said)


class Tools(ServerCase):
    """Two sessions in one repository; the server is the first's."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository("shop")
        self.box.start("mine", cwd=self.top)
        self.box.start("other", cwd=self.top, CLAUDE_PID="1")
        self.box.start("far", CLAUDE_PID="1")
        self.client = self.server(cwd=self.top)

    def edit_other(self, name: str) -> str:
        path = self.box.write(os.path.join("shop", name))
        self.box.edit("other", path, cwd=self.top, CLAUDE_PID="1")
        return path

    def test_list_sessions(self) -> None:
        path = self.edit_other("src/a.py")
        self.box.csg("claim", "move the \x1b[31m`parser`", "--session", "other")
        value = self.client.value("list_sessions")
        self.assertEqual([s["id"] for s in value["sessions"]], ["mine", "other"])
        other = value["sessions"][1]
        self.assertEqual((other["repository"], other["branch"], other["cwd"]), ("shop", "main", self.top))
        self.assertEqual(other["intent"], "move the \\x1b[31m'parser'")
        self.assertEqual((other["state"], other["edits"]), ("editing", 1))
        self.assertEqual([f["path"] for f in other["files"]], [path])
        self.assertLess(other["files"][0]["age_seconds"], 60)
        self.assertEqual((value["sessions"][0]["state"], value["other_places"]), ("idle", 1))
        everyone = self.client.value("list_sessions", scope="all")
        self.assertEqual({s["id"] for s in everyone["sessions"]}, {"mine", "other", "far"})
        text = self.client.call("list_sessions")["content"][0]["text"]
        for part in ("session `mine` (this is you)", "session `other`", "src/a.py", "1 more live session in other"):
            self.assertIn(part, text)

    def test_check_files(self) -> None:
        self.edit_other("src/a.py")
        self.edit_other("src/deep/b.py")
        asked = ["src/a.py", "src/c.py", "src", "src/*.py", "src/**/*.py", "**/b.py", "lib/", "src/?.md", "/"]
        rows = self.client.value("check_files", paths=asked)["files"]
        found = {row["path"]: (row["kind"], row["status"], len(row["holders"])) for row in rows}
        self.assertEqual(
            found,
            {
                "src/a.py": ("file", "held", 1),
                "src/c.py": ("file", "free", 0),
                "src": ("directory", "held", 2),
                "src/*.py": ("pattern", "held", 1),
                "src/**/*.py": ("pattern", "held", 2),
                "**/b.py": ("pattern", "held", 1),
                "lib/": ("directory", "free", 0),
                "src/?.md": ("pattern", "free", 0),
                "/": ("directory", "held", 2),
            },
        )
        holder = rows[0]["holders"][0]
        self.assertEqual((holder["session"], holder["yours"], holder["worktree"]), ("other", False, ""))
        self.assertLess(holder["age_seconds"], 60)

    def test_a_file_whose_name_looks_like_a_pattern(self) -> None:
        self.edit_other("app/[id]/page.tsx")
        self.edit_other("app/*.py")
        rows = self.client.value("check_files", paths=["app/[id]/page.tsx", "app/*.py"])["files"]
        self.assertEqual([(row["kind"], row["status"]) for row in rows], [("file", "held")] * 2)

    def test_in_another_worktree(self) -> None:
        tree = self.box.make("work", "shop-fix")
        gitdir = os.path.join(self.top, ".git", "worktrees", "shop-fix")
        self.box.write(os.path.join(gitdir, "HEAD"), "ref: refs/heads/fix\n")
        self.box.write(os.path.join(gitdir, "commondir"), "../..\n")
        self.box.write(os.path.join(tree, ".git"), "gitdir: %s\n" % gitdir)
        self.box.write(os.path.join(self.top, "src", "a.py"))
        self.box.edit("other", self.box.write(os.path.join(tree, "src", "a.py")), cwd=tree, CLAUDE_PID="1")
        value = self.client.value("check_files", paths=["src/a.py", "src", "src/*.py"])
        self.assertEqual([row["status"] for row in value["files"]], ["elsewhere"] * 3)
        self.assertEqual({row["holders"][0]["worktree"] for row in value["files"]}, {tree})
        self.assertEqual(value["held"], 0)

    def test_claim_check_release(self) -> None:
        self.edit_other("a.py")
        value = self.client.value("claim_files", paths=["a.py", "b.py", "b.py", "new/c.py"], intent="split it")
        self.assertEqual(
            [(row["path"], row["status"]) for row in value["files"]],
            [("a.py", "held"), ("b.py", "claimed"), ("new/c.py", "claimed")],
        )
        self.assertEqual(value["files"][0]["holders"][0]["session"], "other")
        self.assertEqual({line["tool"] for line in self.box.claims("mine")}, {"claim"})
        rows = self.client.value("check_files", paths=["a.py", "b.py"])["files"]
        self.assertEqual([row["status"] for row in rows], ["held", "yours"])
        done = self.client.value("release_files", paths=["new", "b.p?", "zzz"])
        self.assertEqual(sorted(done["released"]), [os.path.join(self.top, n) for n in ("b.py", "new/c.py")])
        self.assertEqual(done["not_held"], ["zzz"])
        self.assertEqual(self.client.value("check_files", paths=["b.py"])["files"][0]["status"], "free")
        self.assertEqual(self.client.value("list_sessions")["sessions"][0]["intent"], "split it")

    def test_a_claim_warns_others_and_not_its_own_session(self) -> None:
        path = self.box.write("shop/a.py")
        self.client.value("claim_files", paths=[path], intent="x")
        self.assertEqual(self.box.edit("mine", path, cwd=self.top).stdout, b"")
        self.assertIn("CONCURRENCY WARNING", self.box.edit("other", path, cwd=self.top, CLAUDE_PID="1").context)

    def test_a_claim_alone_does_not_warn_the_own_subagent(self) -> None:
        path = self.box.write("shop/a.py")
        self.client.value("claim_files", paths=[path], intent="x")
        self.assertEqual(self.box.edit("mine", path, cwd=self.top, agent="sub").stdout, b"")

    def test_what_cannot_be_claimed(self) -> None:
        os.makedirs(os.path.join(self.top, "src"))
        self.assertIn("directory", self.client.failure("claim_files", paths=["b.py", "src"], intent="x"))
        self.assertIn("pattern", self.client.failure("claim_files", paths=["b.py", "*.py"], intent="x"))
        self.assertIn("cannot be a path", self.client.failure("claim_files", paths=["b\0.py"], intent="x"))
        self.assertEqual(self.box.claims("mine"), [])

    def test_arguments_are_checked(self) -> None:
        for tool, arguments, part in (
            ("list_sessions", {"scope": "x"}, "scope is one of"),
            ("list_sessions", {"verbose": True}, "`verbose` is unknown; known are: scope"),
            ("check_files", {}, "paths is missing"),
            ("check_files", {"paths": "a"}, "paths is wanted as an array, not a string"),
            ("check_files", {"paths": []}, "paths has 0 items; allowed are 1 to 500"),
            ("check_files", {"paths": ["a"] * 501}, "501 items"),
            ("check_files", {"paths": ["a", 3]}, "paths[1] is wanted as a string, not an integer"),
            ("claim_files", {"paths": ["a"]}, "intent is missing"),
            ("claim_files", {"paths": ["a"], "intent": "x" * 501}, "intent has 501 characters"),
            ("set_intent", {"text": None}, "text is wanted as a string, not null"),
            ("tell_session", {"session": "other", "text": ""}, "text has 0 characters"),
            ("tell_session", {"session": "other", "text": "x" * 1001}, "text has 1001 characters"),
            ("tell_session", {"session": "nobody", "text": "x"}, "no live session's id begins with"),
            ("tell_session", {"session": "mine", "text": "x"}, "session mine is this one"),
        ):
            self.assertIn(part, self.client.failure(tool, **arguments))

    def test_set_intent(self) -> None:
        self.assertEqual(self.client.value("set_intent", text=" a \n b ")["intent"], "a b")
        self.assertEqual(self.client.value("list_sessions")["sessions"][0]["intent"], "a b")
        self.client.value("set_intent", text="")
        self.assertEqual(self.client.value("list_sessions")["sessions"][0]["intent"], "")

    def test_many_paths_and_holders_are_counted(self) -> None:
        for number in range(8):
            self.edit_other("f%d.py" % number)
        listed = self.client.value("list_sessions")["sessions"][1]
        self.assertEqual(len(listed["files"]) + listed["more_files"], 8)
        value = self.client.value("check_files", paths=["./" * (n + 1) for n in range(60)])
        shown = sum(len(row["holders"]) for row in value["files"])
        self.assertEqual(shown, 200)
        self.assertEqual(shown + sum(row["more_holders"] for row in value["files"]), 480)

    def test_a_file_outside_utf8(self) -> None:
        raw = os.path.join(os.fsencode(self.top), b"caf\xe9.py")
        try:
            os.close(os.open(raw, os.O_CREAT | os.O_WRONLY))
        except OSError:
            self.skipTest("this file system takes only UTF-8 names")
        self.box.csg("claim", "x", os.fsdecode(raw), "--session", "other")
        row = self.client.value("check_files", paths=["caf\udce9.py"])["files"][0]
        self.assertEqual((row["status"], row["path"]), ("held", "caf\\xe9.py"))


CORPUS = [
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-03-26", "capabilities": {}},
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": "a", "method": "ping"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}},
    {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "list_sessions", "arguments": {}}},
    {
        "jsonrpc": "2.0",
        "id": 4,
        "method": "tools/call",
        "params": {"name": "check_files", "arguments": {"paths": ["*", "a"]}},
    },
    {
        "jsonrpc": "2.0",
        "id": 5,
        "method": "tools/call",
        "params": {"name": "claim_files", "arguments": {"paths": ["a.py"], "intent": "x"}},
    },
    {
        "jsonrpc": "2.0",
        "id": 6,
        "method": "tools/call",
        "params": {"name": "release_files", "arguments": {"paths": ["."]}},
    },
    {
        "jsonrpc": "2.0",
        "id": 7,
        "method": "tools/call",
        "params": {"name": "set_intent", "arguments": {"text": "\u00e9"}},
    },
    {
        "jsonrpc": "2.0",
        "id": 8,
        "method": "tools/call",
        "params": {"name": "tell_session", "arguments": {"session": "all", "text": "hi"}},
    },
    {"jsonrpc": "2.0", "id": 9, "result": {}},
    [{"jsonrpc": "2.0", "id": 10, "method": "ping"}, {"jsonrpc": "2.0", "method": "notifications/cancelled"}],
]
JUNK: List[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e300,
    10**30,
    "",
    "x",
    "\0",
    "\ud800",
    "\n",
    [],
    {},
    [[]],
    {"a": {"b": []}},
]
JUNK += [
    "2.0",
    "ping",
    "tools/call",
    "initialize",
    "paths",
    "..",
    "/",
    "*" * 50,
    "a" * 3000,
    "2024-11-05",
    "2025-11-25",
]


def mangled(value: Any, chance: random.Random) -> Any:
    """A JSON value like this one, with parts exchanged, missing or added."""
    if chance.random() < 0.08:
        return chance.choice(JUNK)
    if isinstance(value, dict):
        kept = {k: mangled(v, chance) for k, v in value.items() if chance.random() > 0.06}
        if chance.random() < 0.06:
            kept[chance.choice(["id", "method", "params", "result", "error", "name", "x", "arguments"])] = (
                chance.choice(JUNK)
            )
        return kept
    if isinstance(value, list):
        return [mangled(v, chance) for v in value for _ in range(chance.choice([1, 1, 1, 1, 0, 2]))]
    return value


def broken(data: bytes, chance: random.Random) -> bytes:
    """Bytes like these, with some changed."""
    line = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(line) + 1)
        what = chance.randrange(4)
        if what == 0:
            line[at:at] = bytes([chance.randrange(256)])
        elif what == 1:
            del line[at : at + chance.randint(1, 5)]
        elif what == 2:
            line[at : at + 1] = bytes([chance.choice(b'{}[]",:\\0eE+-.x\x00\xff')])
        else:
            line[at:at] = line[chance.randrange(len(line) + 1) :][:20]
    return bytes(line).replace(b"\n", b" ")


def expected(line: bytes, version: str) -> Any:
    """What the specification wants: None for silence, "any" for a result or an error with this id, or a code."""

    def no_constant(name: str) -> Any:
        raise ValueError(name)

    if not line.strip(b" \t\r"):
        return None
    try:
        message = json.loads(line.decode("utf-8"), parse_constant=no_constant)
    except (ValueError, RecursionError):
        return -32700
    if isinstance(message, list):
        if version not in ("2024-11-05", "2025-03-26") or not message:
            return -32600
        return [one for one in map(_expected_of, message) if one is not None] or None
    return _expected_of(message)


def _expected_of(message: Any) -> Any:
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return -32600
    if "method" not in message:
        return None if "id" in message and ("result" in message or "error" in message) else -32600
    if not isinstance(message["method"], str):
        return -32600
    if "id" not in message:
        return None
    identifier = message["id"]
    if isinstance(identifier, bool) or not isinstance(identifier, (str, int)):
        return -32600
    return ("any", identifier)


class Fuzz(ServerCase):
    COUNT = 10000

    def test_mutated_and_random_messages(self) -> None:
        chance = random.Random(20251125)
        self.box.start("mine")
        self.box.start("other", CLAUDE_PID="1")
        client = self.server(version="2025-03-26")
        version, early = "2025-03-26", 0
        for number in range(self.COUNT):
            kind = number % 5
            if kind < 3:
                line = json.dumps(mangled(chance.choice(CORPUS), chance), ensure_ascii=chance.random() < 0.9)
                data = line.encode("utf-8", "surrogatepass")
            elif kind == 3:
                data = broken(json.dumps(chance.choice(CORPUS)).encode(), chance)
            else:
                data = bytes(chance.randrange(256) for _ in range(chance.randrange(80))).replace(b"\n", b"")
            answers = client.silence(data)
            self.match(expected(data, version), answers, data)
            for answer in answers:
                if isinstance(answer, dict) and "protocolVersion" in answer.get("result", {}):
                    version = answer["result"]["protocolVersion"]
            if number == self.COUNT // 5 and os.path.exists("/proc/self/status"):
                early = client.memory()
        if early:
            self.assertLess(client.memory() - early, 3 * 1024)
        errors = [line for line in self.box.log() if line["event"] == "error"]
        self.assertEqual(errors, [])
        self.assertEqual(client.close(), 0)

    def match(self, wanted: Any, answers: List[Any], data: bytes) -> None:
        if wanted is None:
            self.assertEqual(answers, [], data)
            return
        self.assertEqual(len(answers), 1, data)
        if isinstance(wanted, list):
            self.assertEqual(len(answers[0]), len(wanted), data)
            for one, answer in zip(wanted, answers[0]):
                self.match(one, [answer], data)
            return
        answer = answers[0]
        self.assertEqual(answer["jsonrpc"], "2.0", data)
        self.assertEqual("result" in answer, "error" not in answer, data)
        if isinstance(wanted, int):
            self.assertEqual(answer["error"]["code"], wanted, data)
        else:
            self.assertEqual(answer["id"], wanted[1], data)
            self.assertIn(answer.get("error", {"code": 0})["code"], (0, -32600, -32601, -32602), data)


class Speed(ServerCase):
    """Ratios to the floor, which is a bare interpreter; the best of several, since others use the machine too."""

    def floor(self) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-IS", "-c", "pass"], check=True)
        return time.perf_counter() - start

    def test_initialize(self) -> None:
        floors, answers = [], []
        for _ in range(15):
            floors.append(self.floor())
            start = time.perf_counter()
            client = self.server()
            answers.append(time.perf_counter() - start)
            client.close()
        self.assertLess(min(answers), 3 * min(floors))

    def test_a_thousand_sessions(self) -> None:
        state = os.path.join(self.box.home, "state")
        now, path = time.time(), os.path.join(self.box.work, "f%d.py")
        record = '{"t": %r, "id": "i", "agent": "", "pid": 1, "tool": "Edit", "path": "%s", "root": "", "common": ""}\n'
        lines = [record % (now, path % number) for number in range(50)]
        self.box.start("s0")
        with open(os.path.join(state, "s0", "session.json"), encoding="ascii") as file:
            facts = json.load(file)
        for number in range(1, 1000):
            folder = os.path.join(state, "s%d" % number)
            os.makedirs(os.path.join(folder, "claims"))
            with open(os.path.join(folder, "session.json"), "w", encoding="ascii") as file:
                json.dump(dict(facts, session="s%d" % number, pid=1), file)
            for i, line in enumerate(lines):
                with open(os.path.join(folder, "claims", "f-%d" % i), "w", encoding="ascii") as file:
                    file.write(line)
        client = self.server()
        took = []
        for _ in range(12):
            start = time.perf_counter()
            value = client.value("list_sessions", scope="all")
            took.append(time.perf_counter() - start)
        self.assertEqual(len(value["sessions"]) + value["more_sessions"], 1000)
        self.assertEqual(value["sessions"][0]["id"], "s0")
        self.assertLess(min(took), 8 * min(self.floor() for _ in range(10)))


if __name__ == "__main__":
    unittest.main()
