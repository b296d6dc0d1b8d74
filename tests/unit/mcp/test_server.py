"""The protocol without a process: lines in, lines out."""

import json
import os
import unittest
from typing import Any, List
from unittest import mock

from csg.mcp import rpc, server
from csg.state import events


class Lines(unittest.TestCase):
    """`serve` over real pipes."""

    def talk(self, *chunks: bytes) -> List[Any]:
        source, write = os.pipe()
        read, out = os.pipe()
        pid = os.fork()
        if not pid:  # the client: writes in pieces, as pipes deliver them
            os.close(source)
            for chunk in chunks:
                while chunk:
                    chunk = chunk[os.write(write, chunk) :]
            os._exit(0)
        os.close(write)
        try:
            server.serve(server.Server(), source, out)
        finally:
            os.close(source)
            os.close(out)
            os.waitpid(pid, 0)
        with open(read, "rb") as file:
            return [json.loads(line) for line in file]

    def test_several_in_one_piece_and_one_in_several(self) -> None:
        ping = b'{"jsonrpc": "2.0", "id": %d, "method": "ping"}'
        answers = self.talk(ping % 1 + b"\n" + ping % 2 + b"\n" + (ping % 3)[:9], (ping % 3)[9:], b"\n\n" + ping % 4)
        self.assertEqual([answer["id"] for answer in answers], [1, 2, 3, 4])

    def test_the_longest_line_and_one_byte_more(self) -> None:
        ping = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}'
        fits = ping + b" " * (rpc.LINE - len(ping))
        answers = self.talk(fits + b"\n", fits + b" \n", ping + b"\n", fits + b" ")
        self.assertEqual(["result" in answer for answer in answers], [True, False, True, False])
        self.assertEqual(answers[1]["error"]["code"], rpc.INVALID_REQUEST)


class Answers(unittest.TestCase):
    def test_a_mistake_of_ours_is_an_answer_and_is_logged(self) -> None:
        with mock.patch.dict(server._METHODS, {"ping": lambda server, parameters: 1 / 0}), mock.patch.object(
            events, "record"
        ) as record:
            answer = server.Server().answer({"jsonrpc": "2.0", "id": 3, "method": "ping"})
        assert answer
        self.assertEqual((answer["id"], answer["error"]["code"]), (3, rpc.INTERNAL))
        self.assertIn("ZeroDivisionError", record.call_args[1]["what"])

    def test_all_versions_are_known_and_in_order(self) -> None:
        self.assertEqual(sorted(server.VERSIONS), list(server.VERSIONS))
        for version in server.VERSIONS:
            said = server.Server().initialize({"protocolVersion": version})
            self.assertEqual(said["protocolVersion"], version)


if __name__ == "__main__":
    unittest.main()
