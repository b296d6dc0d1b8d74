"""Which lines of a file each side is at work on."""

import glob
import json
import os
from typing import Any, Dict, List, Optional

from tests.support import Answer, SandboxCase, edit_event, event

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"


def numbered(first: int, last: int) -> str:
    return "".join("line %d\n" % number for number in range(first, last + 1))


class Lines(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.box.repository()
        self.file = self.box.write("shop/a.py", numbered(1, 300))

    def edits(self, session: str, first: int, last: int, **more: Any) -> Answer:
        """An Edit of these lines."""
        return self.sends(session, "Edit", {"old_string": numbered(first, last), "new_string": "x\n", **more})

    def sends(self, session: str, tool: str, given: Dict[str, Any]) -> Answer:
        fields = edit_event(session, self.file, tool, self.shop)
        fields["tool_input"] = {"file_path": self.file, **given}
        return self.box.send(fields)

    def at(self, session: str) -> List[Optional[List[int]]]:
        return [line.get("at") for line in self.box.claims(session) if "tool" in line]

    def test_a_warning_says_how_near(self) -> None:
        self.edits(A, 40, 52)
        text = self.edits(B, 210, 210).context
        self.assertIn(": 1 edit in lines 40 to 52 (yours: line 210), the last ", text)
        self.assertEqual((self.at(A), self.at(B)), ([[40, 52]], [[210, 210]]))
        text = self.box.send(event("UserPromptSubmit", A, self.shop, prompt="x")).context
        self.assertIn("session `bbbbbbbb` meant to edit `a.py` (line 210) and was told", text)

    def test_several_edits(self) -> None:
        for first, last in ((40, 52), (53, 54), (100, 100), (7, 8)):
            self.edits(A, first, last)
        self.assertIn(": 4 edits in lines 7 to 8, 40 to 54 and 100 (yours: lines 1 to 2)", self.edits(B, 1, 2).context)

    def test_several_places(self) -> None:
        edits = [{"old_string": numbered(n, n), "new_string": "x\n"} for n in (290, 20, 30, 40, 50)]
        self.sends(A, "MultiEdit", {"edits": edits})
        self.assertIn(
            "in lines 20, 30, 40 and 2 more places (yours: lines 1 to 300)",
            self.sends(B, "Edit", {"old_string": "line", "new_string": "row", "replace_all": True}).context,
        )

    def test_the_whole_file(self) -> None:
        self.sends(A, "Write", {"content": "x\n"})
        self.assertIn(": 1 edit in the whole file (yours: line 7), the last", self.edits(B, 7, 7).context)
        self.assertEqual(self.at(A), [None])

    def test_what_is_not_known(self) -> None:
        self.edits(A, 40, 52)
        self.box.edit(A, self.file)  # nothing of it says where
        self.assertIn(": 2 edits, the last ", self.edits(B, 7, 7).context)
        self.assertIn(": 1 edit in line 7, the last ", self.box.edit(A, self.file).context)
        odd: List[Any] = [{"old_string": 5}, {"old_string": ""}, {"old_string": "nowhere"}, {"edits": 5}, {}]
        for given in [*odd, {"old_string": "\ud800"}, {"old_string": "x", "replace_all": "y"}]:
            self.sends("odd", "Edit", given)
        self.assertEqual(self.at("odd"), [None] * 7)
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])

    def test_a_long_file(self) -> None:
        """The first 128 KB are looked through."""
        self.box.write(self.file, numbered(1, 100_000))
        self.edits(A, 10_000, 10_001)
        self.edits(A, 90_000, 90_000)
        self.assertEqual(self.at(A), [[10_000, 10_001], None])

    def test_odd_records(self) -> None:
        self.edits(A, 40, 52)
        (path,) = glob.glob(os.path.join(self.box.home, "state", A, "claims", "f-*"))
        with open(path, encoding="ascii") as file:
            text = file.read()
        for odd in ("[40]", "[]", "5", '["a", "b"]', "[0, 1]", "[true, true]", "null", "[1, 1e999]"):
            with open(path, "w", encoding="ascii") as file:
                file.write(text.replace("[40, 52]", odd))
            session = "s" + str(len(odd)) + odd[1:2].strip('"[')
            self.assertIn(": 1 edit, the last", self.edits(session, 7, 7).context, odd)
            self.box.end(session)

    def test_a_shell_command_by_the_clients_report(self) -> None:
        hunks = [
            {"oldStart": 98, "oldLines": 5, "newStart": 98, "newLines": 5, "lines": [" a", " b", "-c", "+d", " e"]}
        ]
        report = {"files": [{"filePath": self.file, "hunks": hunks}], "moreFiles": 0, "changedFiles": [self.file]}
        self.box.write(self.file, numbered(1, 300))
        self.box.send(
            event(
                "PostToolUse",
                A,
                self.shop,
                tool_name="Bash",
                tool_input={"command": "make fmt"},
                tool_use_id="1",
                duration_ms=5000,
                tool_response={"stdout": "", "bashEditDiff": report},
            )
        )
        self.assertIn(": 1 edit in line 100 (yours: line 7)", self.edits(B, 7, 7).context)

    def test_who_asks(self) -> None:
        self.edits(A, 40, 52)
        shape = json.loads(self.box.csg("status", "--json").stdout)
        self.assertEqual(shape["sessions"][0]["files"][0]["lines"], [[40, 52]])
        self.assertIn("lines 40 to 52", self.box.csg("check", self.file).stdout.decode())
