"""Gemini CLI beside Claude Code.  What its tools take: 0.61.0."""

import os

from tests.agents import meeting
from tests.client.calls import edit, read
from tests.client.model import Call, Hold


class Gemini(meeting.Meets):
    NAME = "gemini"
    CLIENTS = (NAME,)

    def edits(self, path: str, old: str, new: str) -> Call:
        """It takes paths from its working directory, too."""
        given = {"file_path": os.path.relpath(path, self.repository), "old_string": old, "new_string": new}
        return Call("replace", {**given, "instruction": "change it"})

    def writes(self, path: str, text: str) -> Call:
        return Call("write_file", {"file_path": os.path.relpath(path, self.repository), "content": text})

    def runs(self, command: str, folder: str = "") -> Call:
        return Call("run_shell_command", {"command": command, **({"dir_path": folder} if folder else {})})

    def test_paths_as_it_takes_them(self) -> None:
        """A file that is somewhere below, an @ before a path, a command in another directory."""
        self.box.write(self.file, "one\ntwo\n")
        deep = self.box.write("shop/a/deep.txt", "one\ntwo\n")
        held = Hold("Done.")
        turns = [self.edits(os.path.join(self.repository, "till.py"), "one", "ONE")]
        turns += [Call("write_file", {"file_path": "@README", "content": "mine\n"})]
        turns += [self.runs("echo three >> deep.txt", "a")]
        b = self.other(*turns, held)
        b.reach(held)
        self.assertEqual(self.read(self.file), "ONE\ntwo\n", b.report())
        (session,) = self.box.sessions()
        claimed = [line["path"] for line in self.box.claims(session) if "path" in line]
        self.assertEqual(sorted(claimed), sorted([self.file, os.path.join(self.repository, "README"), deep]))
        a = self.client([read(self.file), edit(self.file, "two", "three"), "Done."])
        self.ended_well(a)
        self.assertEqual(self.warned(a), [2], a.report())
        held.release()
        self.ended_well(b)
        self.assertEqual(self.box.sessions(), [])
