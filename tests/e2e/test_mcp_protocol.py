"""The MCP server as a client meets it: versions, messages, ends."""

import json
import os
import signal
import threading
import time
import unittest
from typing import Any, Dict, Optional

from tests.e2e.mcp_client import TOOLS, VERSIONS, Client, ServerCase


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

    def test_a_client_that_does_not_read(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            client = self.server()
            for _ in range(30):  # their answers are more than a pipe takes
                client.send({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
            time.sleep(0.5)
            self.assertIsNone(client.process.poll())
            client.process.send_signal(number)
            self.assertEqual(client.process.wait(timeout=30), 0, "the first is enough")

    def test_signals_one_after_the_other(self) -> None:
        """As Claude Code sends them: what is at work comes to its end."""
        client = self.server()
        for _ in range(30):
            client.send({"jsonrpc": "2.0", "id": 1, "method": "tools/list"})
        time.sleep(0.5)  # it waits in the middle of an answer
        for number in (signal.SIGINT, signal.SIGTERM):
            client.process.send_signal(number)
            time.sleep(0.1)
        last = client.stdout.read().split(b"\n")[-1]
        self.assertEqual((client.process.wait(timeout=30), last), (0, b""))

    def test_a_client_that_is_gone(self) -> None:
        client = self.server()
        client.stdout.close()
        client.write(b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n')
        self.assertEqual(client.process.wait(timeout=30), 0)

    def test_without_a_home_it_still_speaks(self) -> None:
        client = self.server(HOME=None, CLAUDE_SESSION_GUARD_HOME="relative")
        self.assertIn("absolute", client.failure("list_sessions"))


if __name__ == "__main__":
    unittest.main()
