"""transcript: which calls have ended well, from any place on, whatever else stands there."""

import json
import os
import tempfile
import unittest
from typing import Any, List

from csg.clients import transcript


def use(identifier: str, tool: str = "Write", **more: Any) -> bytes:
    block = {"type": "tool_use", "id": identifier, "name": tool, "input": {"file_path": "/x"}}
    return json.dumps({"cwd": "/w", **more, "message": {"content": [{"type": "text", "text": "é"}, block]}}).encode()


def result(identifier: str, **more: Any) -> bytes:
    block = {"type": "tool_result", "tool_use_id": identifier, **more}
    return json.dumps({"message": {"content": [block]}, "toolUseResult": {"a": identifier}}).encode()


class Read(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, "x.jsonl").encode()

    def write(self, *lines: bytes, end: bytes = b"\n") -> None:
        with open(self.path, "ab") as file:
            file.write(b"\n".join(lines) + end)

    def read(self, start: int = 0) -> transcript.Found:
        return transcript.read(self.path, start, ("Write", "Edit"))

    def ids(self, start: int = 0) -> List[str]:
        return [one.id for one in self.read(start).done]

    def test_what_ended_well(self) -> None:
        self.write(use("a"), use("b", "Bash"), use("c", agentId="s"), use("d"))
        self.write(result("c"), result("b"), result("d", is_error=True), result("a", is_error=False))
        found = self.read()
        self.assertEqual([(one.id, one.agent, one.cwd) for one in found.done], [("c", "s", "/w"), ("a", "", "/w")])
        self.assertEqual((found.done[0].response, found.done[0].given), ({"a": "c"}, {"file_path": "/x"}))
        self.assertEqual((found.kept, found.end), (os.path.getsize(self.path),) * 2)
        self.assertEqual(self.ids(found.kept), [])

    def test_what_is_under_way_is_found_later(self) -> None:
        self.write(use("a"), result("a"), b"{}")
        before = os.path.getsize(self.path)
        self.write(use("b"), use("c"), result("c"))
        found = self.read()
        self.assertEqual(([one.id for one in found.done], found.kept), (["a", "c"], before))
        self.write(result("b"))
        self.assertEqual(self.ids(found.kept), ["c", "b"], "in the order of their ends")

    def test_a_line_that_is_being_written(self) -> None:
        whole = result("a")
        self.write(use("a"), whole[:40], end=b"")
        found = self.read()
        self.assertEqual((found.done, found.kept), ([], 0))
        self.write(whole[40:])
        self.assertEqual(self.ids(found.kept), ["a"])

    def test_only_the_last_of_very_much(self) -> None:
        most = transcript._MOST
        self.addCleanup(setattr, transcript, "_MOST", most)
        transcript._MOST = 1000
        for number in range(20):
            self.write(use(str(number)), result(str(number)))
        ids = self.ids()
        self.assertEqual(ids[-1], "19")
        self.assertLess(len(ids), 5)

    def test_from_beyond_its_end(self) -> None:
        self.write(use("a"), result("a"))
        self.assertEqual(self.ids(1 << 40), [])

    def test_junk(self) -> None:
        for line in (b"\xff tool_use", b"[]", b"{}", b'{"message": []}', b'{"message": {"content": "x"}}'):
            self.write(line + b' "tool_use" "Write" "tool_result"', line)
        self.write(b'{"message": {"content": [1, {"type": "tool_use"}, {"type": "tool_use", "name": ["Write"]}]}}')
        self.write(use("a"), result("a"))
        self.assertEqual(self.ids(), ["a"])

    def test_the_last_words(self) -> None:
        self.assertFalse(transcript.ends_with(self.path, "x"))
        for words in ('Said "é".\n', "More."):
            text = {"role": "assistant", "content": [{"type": "thinking"}, {"type": "text", "text": words}]}
            self.write(json.dumps({"message": text}, ensure_ascii=False).encode(), b'{"type": "attachment"}')
            self.assertTrue(transcript.ends_with(self.path, words))
            self.assertFalse(transcript.ends_with(self.path, words + "x"))

    def test_subagents(self) -> None:
        self.assertEqual(transcript.all_of(self.path), [self.path])
        self.assertEqual(transcript.all_of(b"/dev/null"), [b"/dev/null"])
        folder = self.path[:-6] + b"/subagents"
        os.makedirs(folder)
        for name in (b"agent-1.jsonl", b"agent-1.meta.json"):
            with open(folder + b"/" + name, "wb"):
                pass
        self.assertEqual(transcript.all_of(self.path), [self.path, folder + b"/agent-1.jsonl"])
        self.assertEqual((transcript.size(folder), transcript.size(b"/none")), (0, 0))


if __name__ == "__main__":
    unittest.main()
