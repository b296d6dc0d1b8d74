"""Commands that move HEAD while others are at work in the checkout; each is really run, and git is the judge."""

import os
import shutil
import subprocess
from typing import List, Tuple

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import Answer, sample, sampled

C = "cccccccc-0000-4000-8000-000000000003"
#: Run after `_build`; a.py is changed and not committed, and fix/x changes it too.
COMMANDS = [
    "git switch feature",
    "git switch -q feature",
    "git switch main",
    "git switch nowhere",
    "git switch fix/x",
    "git switch -m fix/x",
    "git switch v1",
    "git switch -d v1",
    "git switch -d",
    "git switch -",
    "git switch -c new",
    "git switch -c feature",
    "git switch -C feature",
    "git switch -c new feature",
    "git switch -c new nowhere",
    "git switch -c new -d",
    "git switch --help",
    "git switch -h",
    "git switch feature main",
    "git switch --orphan new",
    "git switch far",
    "git switch --no-guess far",
    "git switch --no-track feature",
    "git checkout --no-track feature",
    "git switch -f -m feature",
    "git switch --track feature",
    "git checkout -b --orphan=new feature",
    "git reset --hard ':/o'",
    "git reset --hard feature...main",
    "git rebase -p v1",
    "git rebase --exec true v1",
    "git rebase --exec false v1",
    "git rebase --whitespace=nowarn v1",
    "git rebase --apply --empty=drop feature",
    "git checkout feature",
    "git checkout feature --",
    "git checkout main",
    "git checkout fix/x",
    "git checkout nowhere",
    "git checkout HEAD",
    "git checkout @",
    "git checkout HEAD~1",
    "git checkout heads/feature",
    "git checkout origin/far",
    "git checkout -t origin/far",
    "git checkout far",
    "git checkout --detach",
    "git checkout -b new",
    "git checkout -b 'no name'",
    "git checkout -b new v1",
    "git checkout -b new fix/x",
    "git checkout -B main v1",
    "git checkout --orphan new",
    "git checkout -- b.py",
    "git checkout v1 -- b.py",
    "git checkout feature b.py",
    "git checkout b.py",
    "git checkout -p",
    "git checkout elsewhere",
    "git checkout --ignore-other-worktrees elsewhere",
    "git branch -m renamed",
    "git branch -m feature",
    "git branch -m feature other",
    "git branch -M feature",
    "git branch new",
    "git symbolic-ref HEAD refs/heads/feature",
    "git symbolic-ref HEAD",
    "git symbolic-ref HEAD refs/heads/main",
    "git update-ref HEAD v1",
    "git update-ref refs/heads/feature HEAD",
    "git update-ref HEAD HEAD",
    "git update-ref -z HEAD v1",
    "git reset --soft HEAD~1",
    "git reset HEAD~1",
    "git reset -q v1",
    "git reset HEAD",
    "git reset -N v1",
    "git reset -N --soft v1",
    "git reset --merge v1",
    "git reset",
    "git reset -- b.py",
    "git reset HEAD~1 b.py",
    "git reset HEAD~1 -- b.py",
    "git reset nowhere",
    "git reset b.py",
    "git reset --keep v1",
    "git reset --keep fix/x",
    "git rebase feature",
    "git rebase nowhere",
    "git rebase --autostash feature",
    "git rebase --autostash v1",
    "git rebase --autostash --onto HEAD~1 feature",
    "git rebase --autostash --onto v1 HEAD~1",
    "git rebase --onto",
    "git -c rebase.autoStash=true rebase feature",
    "git rebase main feature",
    "git bisect start HEAD v1",
    "git bisect start",
    "git bisect start HEAD HEAD~1",
    "git bisect start HEAD nowhere",
    "git bisect start HEAD~1 v1",
    "git bisect good",
    "git bisect reset",
    "git stash branch new",
    "git worktree list",
    "git log --oneline feature",
    "git diff main feature",
    "git fetch origin",
    "git fetch origin && git switch far",
    "git branch topic && git switch topic",
    "cd src && git switch feature",
    "git -C src switch feature",
    "(cd src; git checkout -q feature)",
    "echo git switch feature",
]
ADDING = ["git merge feature", "git cherry-pick feature", "git revert --no-edit HEAD", "git merge --no-edit -q feature"]
STAYING = [
    "git merge v1",
    "git merge --squash feature",
    "git cherry-pick -n feature",
    "git revert --no-commit HEAD",
    "git merge --abort",
    "git merge nowhere",
    "git merge --ff-only feature",
    "git cherry-pick nowhere",
]


class HeadCase(GitCase):
    """A checkout with branches and a remote, in which A is at work and B is too."""

    def setUp(self) -> None:
        super().setUp()
        self.shop = os.path.join(self.box.work, "shop")
        self._build()
        for session in (A, B):
            self.box.start(session, cwd=self.shop)

    def _build(self) -> None:
        git, shop = self.git, self.shop
        history = os.path.join(self.made, "history")
        if os.path.exists(history):
            self.copy(history, shop)
        else:
            self.clone()
            self._history()
            shutil.copytree(shop, history, copy_function=shutil.copyfile)
        git(self.box.work, "clone", "-q", "--bare", shop, "origin.git")
        git(shop, "remote", "add", "origin", self.box.work + "/origin.git")
        git(shop, "fetch", "-q", "origin")
        git(shop, "branch", "-q", "-D", "far", "old")
        git(shop, "worktree", "add", "-q", self.box.work + "/beside", "elsewhere")

    def _history(self) -> None:
        git, shop = self.git, self.shop
        git(shop, "tag", "v1")
        self._commit("second", "b.py")
        git(shop, "branch", "old")
        for branch, file in (("feature", "new.py"), ("fix/x", "a.py"), ("far", "far.py"), ("elsewhere", "e.py")):
            git(shop, "checkout", "-q", "-b", branch, "old")
            self._commit(branch, file)
        git(shop, "checkout", "-q", "main")
        self._commit("third", "d.py")
        git(shop, "checkout", "-q", "feature")
        git(shop, "checkout", "-q", "main")

    def _commit(self, text: str, file: str) -> None:
        self.box.write(os.path.join(self.shop, file), text + "\n")
        self.git(self.shop, "add", "-A")
        self.git(self.shop, "commit", "-q", "-m", text)

    def run_line(self, command: str) -> None:
        """As the client's shell would, whatever comes of it."""
        environ = dict(self.environ, GIT_EDITOR="true")
        subprocess.run(
            command, shell=True, cwd=self.shop, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def decided(self, command: str, session: str = B, **environ: str) -> str:
        answer = self.bash(session, command, self.shop, **environ)
        return self.word(answer)

    def word(self, answer: Answer) -> str:
        """held, warned, asked or silent."""
        if answer.decision:
            return {"deny": "held", "ask": "asked"}[answer.decision]
        return "warned" if answer.context else "silent"


class ByGitItself(HeadCase):
    def judged(self, commands: List[str], **environ: str) -> List[Tuple[str, str, bool]]:
        """Of each command what was said, and whether HEAD moved; the checkout is put back after each."""
        copy = self.box.make("copy")
        subprocess.run(["cp", "-a", self.shop, self.box.work + "/beside", copy], check=True)
        found = []
        for number, command in enumerate(commands):
            session = "b%07d-0000-4000-8000-000000000002" % number
            before = self._state()
            said = self.decided(command, session, CSG_ON_DISCARD="off", CSG_ON_TAKE="off", **environ)
            self.run_line(command)
            found.append((command, said, self._state() != before))
            subprocess.run(["rm", "-rf", self.shop, self.box.work + "/beside"], check=True)
            for name in ("shop", "beside"):
                subprocess.run(["cp", "-a", os.path.join(copy, name), self.box.work], check=True)
            self.git(self.shop, "status")  # a copy's times and inodes are new to the index
        return found

    def _state(self) -> str:
        with open(os.path.join(self.shop, ".git", "HEAD"), encoding="ascii") as file:
            head = file.read()
        done = subprocess.run(
            ["git", "rev-parse", "-q", "--verify", "HEAD"], cwd=self.shop, env=self.environ, stdout=subprocess.PIPE
        )
        return head + done.stdout.decode()

    def test_held_is_what_moves_it(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        for command, said, moved in self.judged(sample(COMMANDS, 5)):
            with self.subTest(command=command):
                self.assertEqual(said, "held" if moved else "silent")
        self.no_errors()

    def test_what_adds_is_warned_of(self) -> None:
        self.box.edit(A, self.shop + "/src/c.py", cwd=self.shop)
        for command, said, moved in self.judged(sample(ADDING, 2) + sample(STAYING, 3)):
            with self.subTest(command=command):
                self.assertEqual((said, moved), ("warned", True) if command in ADDING else ("silent", False))
        self.no_errors()

    def test_without_claims_it_is_only_warned_of(self) -> None:
        for command, said, moved in self.judged(["git switch feature", "git rebase feature", "git switch nowhere"]):
            with self.subTest(command=command):
                self.assertEqual(said, "warned" if moved else "silent")

    def test_while_something_is_unfinished(self) -> None:
        self.box.edit(A, self.shop + "/src/c.py", cwd=self.shop)
        self.git(self.shop, "merge", "-q", "--no-commit", "--no-ff", "feature")
        commands = [
            "git switch feature",
            "git switch -c new",
            "git checkout -b new",
            "git merge fix/x",
            "git rebase fix/x",
        ]
        for command, said, moved in self.judged(commands):
            with self.subTest(command=command):
                self.assertEqual(said, "held" if moved else "silent")


class Words(HeadCase):
    def test_a_hold_names_both_branches_and_who_holds_what(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        answer = self.bash(B, "git switch feature", self.shop)
        self.assertEqual(answer.decision, "deny")
        first = "%s `git switch` would switch from `main` to `feature` in the checkout `%s`, where 1 other session is "
        self.assertTrue(answer.reason.startswith(first % (TITLE, self.shop)), answer.reason)
        self.assertIn("- session `aaaaaaaa` (its process is running): holds `a.py`, the last edit ", answer.reason)
        self.assertIn("This command was held and nothing was run.", answer.reason)

    def test_a_warning_names_who_is_there(self) -> None:
        answer = self.bash(B, "git merge feature", self.shop)
        self.assertIn("`git merge` would bring other commits to `main` in", answer.context)
        self.assertIn("- session `aaaaaaaa` (its process is running): holds no file now, last active ", answer.context)
        self.assertEqual(answer.decision, "")

    def test_a_rewrite_says_so(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        self.assertIn("`git reset` would rewrite `main` in", self.bash(B, "git reset HEAD~1", self.shop).reason)

    def test_gh(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        for command in ("gh pr checkout 12", "gh co 12 -b mine", "gh pr checkout https://example.invalid/1"):
            self.assertEqual(self.decided(command), "held", command)
        for command in ("gh pr checkout --help", "gh pr view 12", "gh pr list"):
            self.assertEqual(self.decided(command), "silent", command)


@sampled(5)
class Once(HeadCase):
    def test_the_same_command_passes_when_it_is_repeated_once(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        said = [self.decided("git switch feature") for _ in range(3)]
        self.assertEqual(said, ["held", "silent", "held"])

    def test_another_command_is_held_for_itself(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.decided("git switch feature"), "held")
        for command in ("git switch -d v1", "git checkout feature", "git branch -m x"):
            self.assertEqual(self.decided(command), "held", command)
        self.assertEqual(self.decided("git switch feature"), "silent")

    def test_a_hold_of_a_switch_lets_no_loss_through(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.decided("git switch feature"), "held")
        self.assertEqual(self.decided("git checkout -f feature"), "held")

    def test_a_line_that_loses_and_switches_passes_when_it_is_repeated(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        said = [self.decided("git checkout -f feature") for _ in range(2)]
        self.assertEqual(said, ["held", "silent"])

    def test_a_warning_is_given_once_for_a_branch(self) -> None:
        self.assertEqual(self.decided("git merge feature"), "warned")
        self.assertEqual(self.decided("git cherry-pick feature"), "silent")
        self.git(self.shop, "checkout", "-q", "feature")
        self.assertEqual(self.decided("git merge fix/x"), "warned")

    def test_two_moves_in_a_line_are_one_text_each(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        answer = self.bash(B, "git switch feature && git switch -c topic", self.shop)
        self.assertEqual(answer.reason.count(TITLE), 2)
        self.assertIn("would switch from `feature` to `topic`", answer.reason)

    def test_there_and_back_at_once_is_warned_of(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.decided("git switch feature && git switch main"), "warned")
        self.assertEqual(self.decided("git switch feature && make && git switch main"), "held")

    def test_what_hangs_on_a_command_that_git_refuses_is_not_judged(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.decided("git switch nothing-like-it && git checkout ."), "silent")
        self.assertEqual(self.decided("git switch -f nothing-like-it"), "silent")
        self.assertEqual(self.decided("git switch -f -m feature; git reset --hard nothing-like-it"), "silent")
        self.assertEqual(self.decided("git status || git checkout ."), "silent")
        self.assertEqual(self.decided("git fetch || git checkout ."), "warned")
        self.assertEqual(self.decided("git switch nothing-like-it || git checkout ."), "held")


class Whom(HeadCase):
    def test_nobody_there(self) -> None:
        self.box.end(A, cwd=self.shop)
        self.assertEqual(self.decided("git switch feature"), "silent")

    def test_a_session_whose_process_is_gone_counts_by_its_claims_only(self) -> None:
        gone = subprocess.Popen(["true"])
        gone.wait()
        self.box.end(A, cwd=self.shop)
        self.box.start(C, cwd=self.shop, CLAUDE_PID=str(gone.pid))
        self.assertEqual(self.decided("git switch feature"), "silent")
        self.works(C, self.shop + "/a.py", cwd=self.shop, CLAUDE_PID=str(gone.pid))
        self.assertEqual(self.decided("git switch feature"), "held")

    def test_another_worktree_concerns_nobody_here(self) -> None:
        self.box.end(A, cwd=self.shop)
        beside = self.box.work + "/beside"
        self.box.start(C, cwd=beside)
        self.works(C, beside + "/a.py", cwd=beside)
        self.assertEqual(self.decided("git switch feature"), "silent")
        self.assertEqual(self.decided("git -C %s checkout -b new" % beside), "held")
        self.assertEqual(self.decided("git branch -m elsewhere other"), "held")
        self.assertEqual(self.decided("git update-ref refs/heads/elsewhere v1"), "held")
        self.assertEqual(self.decided("git branch -m feature other"), "silent")

    def test_another_agent_of_the_same_session(self) -> None:
        self.box.end(A, cwd=self.shop)
        self.works(B, self.shop + "/a.py", cwd=self.shop, agent="helper")
        answer = self.bash(B, "git switch feature", self.shop)
        self.assertIn("- agent `helper` of this session: holds `a.py`", answer.reason)

    def test_the_action(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        for action, expected in (("off", "silent"), ("warn", "warned"), ("ask", "asked"), ("deny", "held")):
            self.assertEqual(self.decided("git switch feature", CSG_ON_SWITCH=action), expected, action)
        self.assertEqual([self.decided("git switch feature", CSG_ON_SWITCH="deny") for _ in range(2)], ["held"] * 2)

    def test_a_rule_for_the_files_that_are_held(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.decided("git switch feature", CSG_RULES="a.py=off"), "warned")
        self.assertEqual(self.decided("git switch -d v1", CSG_RULES="a.py=deny"), "held")

    def test_without_git_it_is_believed_to_do_what_it_is_for(self) -> None:
        self.works(A, self.shop + "/a.py", cwd=self.shop)
        nowhere = self.box.make("nowhere")
        self.assertEqual(self.decided("git switch nowhere", PATH=nowhere), "held")
        self.no_errors()
