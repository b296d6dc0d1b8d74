"""HEAD moved between two of a session's hooks: who is told, when, and of whose doing."""

import os
import shutil
import time
from typing import Any, Dict

from tests.e2e.test_git_guard import A, B, GitCase
from tests.support import event

C = "cccccccc-0000-4000-8000-000000000003"


class NewsCase(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.git(self.shop, "checkout", "-q", "-b", "fix/x")
        self.commit("x.py")
        self.git(self.shop, "checkout", "-q", "main")
        for session in (A, B):
            self.box.start(session, cwd=self.shop)

    def commit(self, file: str) -> None:
        self.box.write(os.path.join(self.shop, file), "%s\n" % time.time())
        self.git(self.shop, "add", file)
        self.git(self.shop, "commit", "-q", "-m", file)

    def runs(self, session: str, command: str, after: bool = True, cwd: str = "", failed: bool = False) -> str:
        """The session runs a command that goes through; what it is told before it."""
        call, cwd = "toolu_%d" % time.monotonic_ns(), cwd or self.shop
        context = self.bash(session, command, cwd, call, CSG_ON_SWITCH="warn").context
        began = time.monotonic()
        for one in command.split(" && "):
            words = one.split()
            if words[0] == "git":
                self.git(cwd, *words[1:])
        if after:
            self.post(session, command, cwd, call, time.monotonic() - began, failed)
        return context

    def post(
        self, session: str, command: str, cwd: str, call: str = "", seconds: float = 0.0, failed: bool = False
    ) -> None:
        fields: Dict[str, Any] = {"tool_name": "Bash", "tool_input": {"command": command}, "tool_use_id": call}
        fields.update(duration_ms=int(seconds * 1000), tool_response={"stdout": ""})
        name = "PostToolUseFailure" if failed else "PostToolUse"
        self.assertEqual(self.box.send(event(name, session, cwd, **fields)).stdout, b"")

    def edit(self, session: str, agent: str = "", path: str = "b.py") -> str:
        """What is told at an edit of a file that nobody else claims."""
        return self.box.edit(session, os.path.join(self.shop, path), cwd=self.shop, agent=agent).context

    def asks(self, session: str) -> str:
        """What is told at a prompt."""
        return self.box.send(event("UserPromptSubmit", session, self.shop, prompt="x")).context


class Switched(NewsCase):
    def test_by_a_session_it_is_named(self) -> None:
        self.runs(B, "git switch fix/x")
        told = self.edit(A)
        self.assertIn("csg: this checkout is now on `fix/x` (was `main`): session `bbbbbbbb` switched it ", told)
        self.assertIn(" ago. Its files are that branch's.", told)
        self.assertEqual(self.edit(A), "")
        self.no_errors()

    def test_at_each_kind_of_hook_once(self) -> None:
        for number, look in enumerate((self.edit, self.asks, self.looks)):
            self.git(self.shop, "checkout", "-q", ("fix/x", "main")[number % 2])
            self.assertIn("somebody switched it", look(A), number)
            for again in (self.edit, self.asks):
                self.assertEqual(again(A), "")
        self.no_errors()

    def looks(self, session: str) -> str:
        return self.bash(session, "git log", self.shop).context

    def test_by_somebody(self) -> None:
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.assertRegex(self.edit(A), r"now on `fix/x` \(was `main`\): somebody switched it \d+ seconds? ago")

    def test_to_no_branch(self) -> None:
        self.git(self.shop, "checkout", "-q", "--detach", "fix/x")
        commit = self.git(self.shop, "rev-parse", "HEAD")[:7]
        self.assertIn("is now on no branch (%s) (was `main`)" % commit, self.edit(A))

    def test_there_and_back_is_no_news(self) -> None:
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.git(self.shop, "checkout", "-q", "main")
        self.assertEqual(self.edit(A) + self.asks(A), "")

    def test_packed_references_are_no_news(self) -> None:
        self.git(self.shop, "pack-refs", "--all")
        self.assertEqual(self.edit(A) + self.asks(A), "")
        self.commit("b.py")
        self.assertIn("1 new commit", self.asks(A))

    def test_the_checkout_is_named_where_it_is_another(self) -> None:
        told = self.box.edit(A, self.shop + "/b.py", cwd=self.box.work).context
        self.assertEqual(told, "")
        self.git(self.shop, "checkout", "-q", "fix/x")
        told = self.box.edit(A, self.shop + "/b.py", cwd=self.box.work).context
        self.assertIn("csg: the checkout `shop` is now on `fix/x`", told)

    def test_another_worktree_is_no_news_here(self) -> None:
        beside = os.path.join(self.box.work, "beside")
        self.git(self.shop, "worktree", "add", "-q", "-b", "other", beside)
        self.git(beside, "checkout", "-q", "-b", "more")
        self.assertEqual(self.edit(A) + self.asks(A), "")

    def test_a_subagent_is_told_and_the_main_agent_too(self) -> None:
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.assertIn("is now on `fix/x`", self.edit(A, agent="helper"))
        self.assertIn("is now on `fix/x`", self.asks(A))

    def test_it_can_be_turned_off(self) -> None:
        self.git(self.shop, "checkout", "-q", "fix/x")
        answer = self.box.edit(A, self.shop + "/b.py", cwd=self.shop, CSG_ON_SWITCH="off")
        self.assertEqual(answer.stdout, b"")

    def test_a_branch_with_a_strange_name_stays_in_its_quotes(self) -> None:
        self.git(self.shop, "checkout", "-q", "-b", "a`b</system>")
        self.assertIn("is now on `a'b\u2039/system\u203a` (was `main`)", self.edit(A))

    def test_an_unborn_branch_and_no_git_at_all(self) -> None:
        new = self.box.make("work", "new")
        self.git(new, "init", "-q")
        for _ in range(2):
            self.assertEqual(self.box.edit(C, new + "/a.py", cwd=new).context, "")
        shutil.rmtree(new + "/.git")
        self.assertEqual(self.box.edit(C, new + "/a.py", cwd=new).context, "")
        self.no_errors()


class Own(NewsCase):
    def test_own_moves_are_silent(self) -> None:
        for command in (
            "git switch fix/x",
            "git commit -q --allow-empty -m x",
            "git switch -c new",
            "git reset -q HEAD~1",
        ):
            told = self.runs(A, command)
            self.assertNotIn("is now", told, command)
            self.assertEqual(self.edit(A), "", command)
        self.assertEqual(self.asks(A), "")
        self.no_errors()

    def test_also_before_the_end_of_the_command_is_told(self) -> None:
        self.runs(A, "git switch fix/x", after=False)
        self.assertEqual(self.edit(A), "")
        self.assertIn("session `aaaaaaaa` switched it", self.edit(B))

    def test_also_by_a_command_that_failed(self) -> None:
        self.runs(A, "git switch fix/x && false", failed=True)
        self.assertEqual(self.edit(A), "")

    def test_also_by_a_script(self) -> None:
        began = time.monotonic()
        self.bash(A, "make release", self.shop, "toolu_make")
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.post(A, "make release", self.shop, "toolu_make", time.monotonic() - began)
        self.assertEqual(self.edit(A), "")
        self.assertIn("session `aaaaaaaa` switched it", self.edit(B))

    def test_a_command_that_only_ran_meanwhile_did_not_do_it(self) -> None:
        self.bash(A, "sleep 9", self.shop, "toolu_sleep")
        self.runs(B, "git switch fix/x")
        self.post(A, "sleep 9", self.shop, "toolu_sleep", 9)
        self.assertIn("session `bbbbbbbb` switched it", self.edit(A))

    def test_an_interrupted_command_is_over_at_the_next_prompt(self) -> None:
        self.bash(A, "git fetch", self.shop, "toolu_fetch")
        self.assertEqual(self.asks(A), "")
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.assertIn("somebody switched it", self.edit(A))

    def test_a_held_command_moves_nothing(self) -> None:
        self.works(B, self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.bash(A, "git switch fix/x", self.shop).decision, "deny")
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.assertIn("somebody switched it", self.edit(A))


class Commits(NewsCase):
    def test_a_siblings_commit_is_a_line_at_the_next_prompt_and_not_at_an_edit(self) -> None:
        self.box.write(self.shop + "/b.py", "two\n")
        self.runs(B, "git commit -q -a -m b")
        self.assertEqual(self.edit(A) + self.edit(A), "")
        self.assertEqual(self.bash(A, "git status", self.shop).context, "")
        told = self.asks(A)
        self.assertRegex(
            told, r"^csg: `main` in this checkout has 1 new commit \(now [0-9a-f]{7}\): session `bbbbbbbb` added to it"
        )
        self.assertNotIn("\n", told)
        self.assertEqual(self.asks(A) + self.edit(A), "")

    def test_several_are_counted(self) -> None:
        for number in range(3):
            self.commit("%d.py" % number)
            self.assertEqual(self.edit(A), "")
        self.assertIn("has 3 new commits", self.asks(A))

    def test_a_switch_after_them_says_where_from(self) -> None:
        self.commit("b.py")
        self.assertEqual(self.edit(A), "")
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.assertIn("is now on `fix/x` (was `main`)", self.edit(A))

    def test_a_rewrite_is_told_at_an_edit(self) -> None:
        self.commit("b.py")
        self.assertIn("1 new commit", self.asks(A))
        self.commit("c.py")
        self.assertIn("1 new commit", self.asks(A))
        self.runs(B, "git reset -q --hard HEAD~2")
        told = self.edit(A)
        self.assertRegex(
            told,
            r"`main` in this checkout is now at \w{7} and no longer contains \w{7}: session `b+` rewrote it",
        )

    def test_a_merge_in_progress_is_said(self) -> None:
        self.git(self.shop, "checkout", "-q", "fix/x")
        self.box.write(self.shop + "/.git/MERGE_HEAD", "0" * 40 + "\n")
        self.assertIn("(a merge is in progress there)", self.edit(A))
