"""What became of a holder's files: the holder is told it, as it was, and nothing that was not."""

import json
import os
import subprocess
import time
from typing import Any, Dict

from tests.e2e.test_git_guard import A, B, GitCase
from tests.support import event


class DeedCase(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        for session in (A, B):
            self.box.start(session, cwd=self.shop)
        self.file = os.path.join(self.shop, "a.py")
        self.works(A, self.file, cwd=self.shop)

    def runs(self, command: str, session: str = B, cwd: str = "", passes: bool = True) -> None:
        """The session runs the command for real, holds repeated; its hooks run before and after."""
        cwd = cwd or self.shop
        fields: Dict[str, Any] = {"tool_name": "Bash", "tool_input": {"command": command}}
        fields["tool_use_id"] = "toolu_%d" % time.monotonic_ns()
        for _ in range(2):
            answer = self.box.send(event("PreToolUse", session, cwd, **fields))
            if not answer.decision:
                break
            fields["tool_use_id"] += "x"
        self.assertEqual(answer.decision, "")
        done = subprocess.run(
            ["bash", "-c", command], cwd=cwd, env=self.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self.assertEqual(done.returncode == 0, passes)
        if passes:
            fields.update(tool_response={"stdout": ""}, duration_ms=10)
        self.box.send(event("PostToolUse" if passes else "PostToolUseFailure", session, cwd, **fields))

    def told(self, session: str = A) -> str:
        """At the next prompt, without what is told of HEAD, and of holds."""
        lines = self.prompt(session).split("\n")
        return "\n".join(line for line in lines if line.startswith("- session") and "wanted to run" not in line)

    def head(self) -> str:
        return self.git(self.shop, "rev-parse", "HEAD")[:7]


class ByGit(DeedCase):
    def test_stashed(self) -> None:
        self.runs("git stash push -q -m wip")
        told = self.told()
        self.assertTrue(told.startswith("- session `bbbbbbbb` put this session's changes to `a.py` into "), told)
        self.assertIn(" into `stash@{0} (On main: wip)` with `git stash` (", told)
        self.assertEqual(told.count("session `bbbbbbbb` put"), 1)
        self.assertEqual(self.told(), "")
        self.no_errors()

    def test_a_new_file_stashed(self) -> None:
        self.works(A, self.shop + "/new.py", cwd=self.shop)
        self.runs("git stash -q -u")
        self.assertIn("changes to `new.py`, `a.py` into `stash@{0} (WIP on main", self.told())

    def test_discarded(self) -> None:
        for command in ("git checkout -- a.py", "git restore .", "git reset -q --hard"):
            self.works(A, self.file, cwd=self.shop)
            self.runs(command)
            wanted = "discarded this session's changes to `a.py`: as in commit `%s` now; that was `git " % self.head()
            self.assertIn(wanted, self.told(), command)

    def test_committed(self) -> None:
        self.runs("git commit -q -a -m all")
        told = self.told()
        self.assertIn("committed this session's changes to `a.py`, in `%s`, with `git commit -a`" % self.head(), told)
        self.no_errors()

    def test_removed(self) -> None:
        self.works(A, self.shop + "/new.py", cwd=self.shop)
        self.runs("git clean -q -f")
        told = self.told()
        self.assertIn("removed `new.py`, which this session is at work on, with `git clean`", told)
        self.assertNotIn("a.py", told)

    def test_what_git_refused_is_not_told(self) -> None:
        self.git(self.shop, "branch", "other")
        self.box.write(self.shop + "/.git/index.lock", "")
        self.runs("git stash -q", passes=False)
        self.assertNotIn("stash", self.told())

    def test_what_came_back_is_not_told(self) -> None:
        self.runs("git stash -q && git stash pop -q")
        self.assertNotIn("stash@", self.told())

    def test_a_file_without_changes_has_lost_nothing(self) -> None:
        self.git(self.shop, "checkout", "-q", "--", "a.py")
        self.box.edit(A, self.file, cwd=self.shop)
        self.runs("git reset -q --hard")
        self.assertEqual(self.told(), "")

    def test_several_files_and_several_holders(self) -> None:
        for name in ("b.py", "src/c.py"):
            self.works("c", os.path.join(self.shop, name), cwd=self.shop)
        self.runs("git stash -q")
        self.assertIn("changes to `a.py` into", self.told())
        self.assertRegex(self.told("c"), "changes to `(b.py|src/c.py)`, `(b.py|src/c.py)` into")

    def test_the_own_session_is_not_told(self) -> None:
        self.works(B, self.shop + "/b.py", cwd=self.shop)
        self.runs("git stash -q")
        self.assertEqual(self.told(B), "")

    def test_it_stays_until_it_is_told(self) -> None:
        self.runs("git stash -q")
        folder = os.path.join(self.box.home, "state", A, "notices")
        for name in os.listdir(folder):
            path = os.path.join(folder, name)
            with open(path, encoding="ascii") as file:
                notice = json.load(file)
            notice["t"] -= 3600
            with open(path, "w", encoding="ascii") as file:
                json.dump(notice, file)
        self.assertIn("into `stash@{0}", self.told())

    def test_an_interrupted_command_is_told_at_the_next_prompt_of_who_ran_it(self) -> None:
        for _ in range(2):
            self.bash(B, "git stash -q", self.shop)
        self.git(self.shop, "stash", "-q")
        self.assertEqual(self.told(), "")
        self.prompt(B)
        self.assertIn("into `stash@{0}", self.told())

    def test_a_damaged_note_is_none(self) -> None:
        for _ in range(2):
            self.bash(B, "git stash -q", self.shop)
        folder = os.path.join(self.box.home, "state", B)
        for number, text in enumerate(
            ("{", "[]", '{"files": 1}', '{"files": [{"root": "/"}], "words": [], "heads": {}}')
        ):
            self.box.write(os.path.join(folder, "deed-%024d" % number), text)
        self.git(self.shop, "stash", "-q")
        self.prompt(B)
        self.assertEqual([name for name in os.listdir(folder) if name.startswith("deed-")], [])
        self.assertIn("into `stash@{0}", self.told())


class ByTheShell(DeedCase):
    def test_removed(self) -> None:
        self.runs("rm a.py")
        told = self.told()
        self.assertIn("removed `a.py`, which this session is at work on, with `rm`", told)
        self.assertEqual(told.count("a.py"), 1)
        self.no_errors()

    def test_moved(self) -> None:
        for command, there in (("mv a.py moved.py", "moved.py"), ("mkdir -p sub && mv a.py sub/", "sub/a.py")):
            self.works(A, self.file, cwd=self.shop)
            self.runs(command)
            self.assertIn("moved `a.py` to `%s` with `mv`" % there, self.told(), command)

    def test_moved_by_git(self) -> None:
        self.runs("git mv a.py moved.py")
        self.assertIn("moved `a.py` to `moved.py` with `git mv`", self.told())
