"""What Codex itself makes of a patch and takes of a hook, beside what the guard takes it for."""

import glob
import json
import mmap
import os
import subprocess
import tempfile
import unittest
from typing import Any, Dict

from csg.clients.dialects import patch_input
from tests.agents import programs
from tests.unit.clients.dialects import codex_rules

LINES = ["one", "two", "three", "two", "  five", "say \u201cit\u2019s\u201d"]
CHANGE = "\n@@\n-one\n+ONE"
#: What stands between the first line of a patch and its last.
BODIES = (
    "*** Update File: a.txt" + CHANGE,
    "*** Update File: a.txt  " + CHANGE,
    "  *** Update File: a.txt" + CHANGE,
    "*** Environment ID: x\n*** Update File: a.txt" + CHANGE,
    "*** Update File: ./x/../a.txt" + CHANGE,
    "*** Update File: a.txt\n-one\n+ONE",
    "*** Update File: a.txt\n@@\n-  two  \n+2",
    '*** Update File: a.txt\n@@\n-say "it\'s"\n+said',
    "*** Update File: a.txt\n@@ three\n-two\n+2",
    "*** Update File: a.txt\n@@  three \n-two\n+2",
    "*** Update File: a.txt\n@@ five\n-two\n+2",
    "*** Update File: a.txt\n@@\n-two\n+2\n@@\n-two\n+22",
    "*** Update File: a.txt\n@@\n-five\n+5\n@@\n-one\n+1",
    '*** Update File: a.txt\n@@\n three\n-two\n five\n-say "it\'s"\n*** End of File',
    "*** Update File: a.txt\n@@\n-two\n+2\n*** End of File",
    "*** Update File: a.txt\n@@\n+new",
    "*** Update File: a.txt\n@@ two\n+new",
    "*** Update File: a.txt\n@@\n one\n+new\n two",
    "*** Update File: a.txt\n@@\n-nine\n+9",
    "*** Update File: a.txt\n@@\n-one\n+ONE\n\n*** Add File: b.txt\n+x",
    "*** Update File: a.txt\n@@\n-one\n+ONE\n  *** Add File: b.txt\n+x",
    "*** Update File: a.txt\n@@\n-one\n+ONE\nrubbish\n*** Add File: b.txt\n+x",
    "*** Update File: a.txt",
    "*** Update File: a.txt\n*** Move to: n/n.txt" + CHANGE,
    "*** Update File: a.txt\n*** Move to: c.txt" + CHANGE,
    "*** Update File: a.txt\n*** Move to: a.txt" + CHANGE,
    "*** Update File: a.txt\n*** Move to: n.txt",
    '*** Update File: "a.txt"' + CHANGE,
    "*** Update File: a.txt" + CHANGE + "\n*** Update File: missing" + CHANGE,
    "*** Update File: a.txt" + CHANGE + "\n*** Update File: a.txt\n@@\n-three\n+3",
    "*** Add File: b.txt",
    "*** Add File: c.txt\n+x\n+",
    "*** Add File: ~/b.txt\n+x",
    "*** Add File: ../b.txt\n+x",
    "*** Add File: a\x0bb.txt\n+x",
    "*** Add File: b.txt\n +x",
    "*** Add File: a.txt/b\n+x",
    "*** Add File: d\n+x",
    "*** Delete File: a.txt",
    "*** Delete File: d",
    "*** Delete File: missing",
    "*** Add File: b.txt\n+x\n*** Delete File: c.txt\n*** Update File: a.txt" + CHANGE,
    "*** update file: a.txt" + CHANGE,
    "*** Update File:a.txt" + CHANGE,
)


def binary() -> str:
    """The program that the npm package brings."""
    modules = os.path.join(os.path.dirname(programs.need("codex")), "..")
    return glob.glob(os.path.join(modules, "@openai", "codex-*", "vendor", "*", "bin", "codex"))[0]


class Patches(unittest.TestCase):
    def test_each_is_taken_for_what_it_does(self) -> None:
        """Whatever it writes is named, and the lines; what is sure to fail does nothing."""
        program, applied, found, fails = binary(), 0, 0, 0
        whole = ["*** Begin Patch\n%s\n*** End Patch" % body for body in BODIES]
        whole += [whole[0].replace("\n", "\r\n"), "\n" + whole[0] + "\n\n", "<<'EOF'\n%s\nEOF" % whole[0]]
        whole += [whole[0] + "\nmore", whole[0][: -len("\n*** End Patch")]]
        for text in whole:
            with self.subTest(text), tempfile.TemporaryDirectory() as folder:
                top = os.path.join(os.path.realpath(folder), "w")
                os.makedirs(os.path.join(top, "d"))
                os.makedirs(os.path.join(top, "x"))
                for name, lines in (("a.txt", LINES), ("c.txt", ["see"])):
                    with open(os.path.join(top, name), "w", encoding="utf-8") as file:
                        file.write("".join([line + "\n" for line in lines]))
                given = patch_input.made(text, top) or {"files": []}
                before = contents(os.path.dirname(top))
                done = subprocess.run(
                    [program, "--codex-run-as-apply-patch", text],
                    cwd=top,
                    env={"PATH": os.defpath, "HOME": folder},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=60,
                )
                after = contents(os.path.dirname(top))
                written = {path for path in {*before, *after} if before.get(path) != after.get(path)}
                named = {os.path.realpath(one["file_path"]) for one in given["files"]}
                self.assertLessEqual(written, named)
                applied += not done.returncode
                if given.get("fails"):
                    fails += 1
                    self.assertTrue(done.returncode)
                elif not done.returncode:
                    self.assertEqual(written, named)
                for one in given["files"]:
                    if not done.returncode and "edits" in one and len(given["files"]) == 1:
                        found += 1
                        self.check(one, before[os.path.realpath(one["file_path"])], after)
        self.assertGreater(min(applied - 20, found - 10, fails - 3), 0, (applied, found, fails))

    def check(self, one: Dict[str, Any], before: str, after: Dict[str, str]) -> None:
        """The replacement makes of the file what the client made; the lines that are gone are those that are named."""
        made = after[os.path.realpath(one["file_path"])]
        if len(one["edits"]) == 1:
            (edit,) = one["edits"]
            at = place(before, edit["old_string"], one["at"][0]) if edit["old_string"] else len(before)
            text = before[:at] + edit["new_string"] + before[at + len(edit["old_string"]) :]
            self.assertEqual([line.strip() for line in text.split("\n")], [line.strip() for line in made.split("\n")])
        new = made.split("\n")
        for number, line in enumerate(before.split("\n"), 1):
            if line not in new:
                spans = zip(one["at"][::2], one["at"][1::2])
                self.assertTrue(any(first <= number <= last for first, last in spans), line)


def place(text: str, old: str, line: int) -> int:
    """Where the old text stands that has this line of the file."""
    at = text.find(old)
    while not text.count("\n", 0, at) < line <= text.count("\n", 0, at + len(old)):
        at = text.index(old, at + 1)
    return at


def contents(folder: str) -> Dict[str, str]:
    """Each file's text."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(where, name), encoding="utf-8") as file:
                found[os.path.join(where, name)] = file.read()
    return found


class Schemas(unittest.TestCase):
    def test_the_rules_are_the_clients(self) -> None:
        """codex_rules says what the schemas say that the client itself has."""
        for event, name in (
            ("PreToolUse", "pre-tool-use"),
            ("PostToolUse", "post-tool-use"),
            ("SessionStart", "session-start"),
            ("UserPromptSubmit", "user-prompt-submit"),
            ("SubagentStop", "subagent-stop"),
        ):
            schema = self.schema(name + ".command.output")
            fields, inside = codex_rules.FIELDS[event]
            self.assertEqual(sorted(schema["properties"]), sorted(fields), event)
            self.assertIs(schema["additionalProperties"], False)
            outputs = [
                one for key, one in schema.get("definitions", {}).items() if key.endswith("HookSpecificOutputWire")
            ]
            self.assertEqual([sorted(one["properties"]) for one in outputs], [sorted(inside)] if inside else [], event)

    def schema(self, title: str) -> Dict[str, Any]:
        with open(binary(), "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            at = data.find(b'"title": "%s"' % title.encode())
            self.assertGreater(at, 0, "the client has no schema " + title)
            start = data.rfind(b'{\n  "$schema"', 0, at)
            found, _ = json.JSONDecoder().raw_decode(data[start : at + 4096].decode("utf-8", "replace"))
            return dict(found)
