"""Claims end with the commit that contains the work."""

import json
import os
import time
import unittest
from typing import List

from tests.e2e.test_git_guard import GitCase
from tests.support import event

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"


class Settling(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.file = os.path.join(self.shop, "a.py")
        for session in (A, B):
            self.box.start(session, self.shop)

    def after(self, command: str, session: str = A, milliseconds: int = 0) -> None:
        """A PostToolUse of Bash."""
        fields = {"tool_name": "Bash", "tool_input": {"command": command}, "duration_ms": milliseconds}
        fields["tool_response"] = {"stdout": "", "stderr": "", "interrupted": False, "isImage": False}
        self.box.send(event("PostToolUse", session, self.shop, **fields))

    def aged(self) -> None:
        """Claims are older than what happens next, by more than clocks differ."""
        time.sleep(1.1)

    def held(self) -> List[str]:
        """What A holds."""
        shape = json.loads(self.box.csg("status", "--json").stdout)
        return [os.path.basename(f["path"]) for s in shape["sessions"] if s["id"] == A for f in s["files"]]

    def logged(self, kind: str) -> List[str]:
        return [line["path"] for line in self.box.log() if line["event"] == kind]

    def test_a_commit_by_the_holder(self) -> None:
        self.works(A, self.file, cwd=self.shop)
        self.works(A, self.shop + "/b.py", cwd=self.shop)
        self.aged()
        self.git(self.shop, "commit", "-q", "-m", "done", "a.py")
        self.after("git commit -m done a.py")
        self.assertEqual(self.held(), ["b.py"])
        self.assertEqual(self.logged("committed"), [self.file])
        self.assertEqual(self.box.edit(B, self.file, "Write", cwd=self.shop).stdout, b"")
        self.assertEqual(self.box.edit(B, self.shop + "/b.py", "Write", cwd=self.shop).decision, "deny")

    def test_what_is_taken_back(self) -> None:
        self.works(A, self.file, cwd=self.shop)
        self.aged()
        self.after("git status; git restore --staged a.py")
        self.assertEqual(self.held(), ["a.py"], "it is still changed")
        self.git(self.shop, "checkout", "--", "a.py")
        self.after("git checkout -- a.py")
        self.assertEqual(self.held(), [])
        self.assertEqual(self.logged("restored"), [self.file])

    def test_what_does_not_end_a_claim(self) -> None:
        self.works(A, self.file, cwd=self.shop)
        self.aged()
        self.git(self.shop, "stash", "-q")
        self.after("git stash && git checkout -q main")
        self.assertEqual(self.held(), ["a.py"], "it will come back")
        self.git(self.shop, "stash", "pop", "-q")
        self.git(self.shop, "commit", "-q", "-a", "-m", "done")
        self.after("git log")
        self.assertEqual(self.held(), ["a.py"])
        self.after("git commit -am done", milliseconds=60_000)
        self.assertEqual(self.held(), ["a.py"], "claimed while it ran: the edit may be about to happen")

    def test_a_commit_by_somebody(self) -> None:
        """It is noticed when the file is met."""
        self.works(A, self.file, cwd=self.shop)
        self.aged()
        self.git(self.shop, "commit", "-q", "-a", "-m", "by hand")
        self.assertEqual(self.box.edit(B, self.file, "Write", cwd=self.shop).stdout, b"")
        self.assertEqual(self.box.edit(B, self.file, cwd=self.shop).stdout, b"")
        self.works("c", self.file, cwd=self.shop)
        self.assertIn("`a.py`", self.box.edit(B, self.file, cwd=self.shop).context, "changed again")

    def test_a_claim_on_a_file_that_was_not_changed_yet(self) -> None:
        self.aged()
        self.box.edit(A, self.file, cwd=self.shop)
        self.assertIn("`a.py`", self.box.edit(B, self.file, cwd=self.shop).context)

    def test_a_repository_of_which_nothing_is_known(self) -> None:
        self.works(A, self.file, cwd=self.shop)
        self.aged()
        self.git(self.shop, "commit", "-q", "-a", "-m", "by hand")
        self.git(self.shop, "config", "core.repositoryFormatVersion", "7")
        self.assertEqual(self.box.edit(B, self.file, "Write", cwd=self.shop).decision, "deny")


if __name__ == "__main__":
    unittest.main()
