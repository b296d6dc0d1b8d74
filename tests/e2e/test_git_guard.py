"""Git commands that step on siblings' work, with git itself as the judge of what is lost."""

import glob
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Any, ClassVar, Dict, Iterable, List

from tests.support import Answer, SandboxCase, event, need, sample, sampled

A = "aaaaaaaa-0000-4000-8000-000000000001"
B = "bbbbbbbb-0000-4000-8000-000000000002"
TITLE = "\u26a0\ufe0f CONCURRENCY WARNING:"
_CONFIG = """[user]
	name = Somebody
	email = somebody@example.invalid
[protocol "file"]
	allow = always
"""


class GitCase(SandboxCase):
    """A test with real repositories."""

    made: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        need("git")
        # what `clone` copies; without what git puts there for people to read, three files in four
        cls.made = tempfile.mkdtemp(prefix="csg-test-")
        cls.addClassCleanup(shutil.rmtree, cls.made, ignore_errors=True)

    def setUp(self) -> None:
        super().setUp()
        self.environ = {**self.box.environ, "GIT_CONFIG_NOSYSTEM": "1"}
        self.box.write(os.path.join(self.box.user, ".gitconfig"), _CONFIG)

    def git(self, cwd: str, *words: str) -> str:
        """Run git; its output."""
        done = subprocess.run(
            ["git", *words], cwd=cwd, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True
        )
        return done.stdout.decode()

    def clone(self, name: str = "shop", *files: str) -> str:
        """A real repository on branch main with these files committed."""
        files = files or ("a.py", "b.py", "src/c.py")
        made = os.path.join(self.made, hashlib.sha256("\0".join(files).encode()).hexdigest())
        if not os.path.exists(made):
            self._make(made, files)
        return self.copy(made, os.path.join(self.box.work, name))

    def copy(self, made: str, path: str) -> str:
        """A repository like another, all of it written now; `path`."""
        shutil.copytree(made, path, copy_function=shutil.copyfile)
        self.git(path, "update-index", "-q", "--refresh")
        return path

    def _make(self, path: str, files: Iterable[str]) -> None:
        """Make a repository with one commit."""
        self.git(self.box.work, "init", "--quiet", path)
        self.git(path, "symbolic-ref", "HEAD", "refs/heads/main")
        for sample_hook in glob.glob(os.path.join(glob.escape(path), ".git", "hooks", "*.sample")):
            os.unlink(sample_hook)
        for file in files:
            self.box.write(os.path.join(path, file), "one\n")
        self.git(path, "add", "-A")
        self.git(path, "commit", "--quiet", "-m", "start")

    def works(self, session: str, path: str, **more: str) -> None:
        """The session edits a file, and leaves it changed."""
        self.box.edit(session, path, **more)
        self.box.write(path, "half-done\n")

    def bash(self, session: str, command: Any, cwd: str, call: str = "", agent: str = "", **environ: str) -> Answer:
        """A PreToolUse of Bash."""
        fields: Dict[str, Any] = {"tool_name": "Bash", "tool_input": {"command": command}}
        if call:
            fields["tool_use_id"] = call
        if agent:
            fields["agent_id"] = agent
        return self.box.send(event("PreToolUse", session, cwd, **fields), **environ)

    def prompt(self, session: str, agent: str = "", **environ: str) -> str:
        """What a session is told at the person's next prompt."""
        more = {"agent_id": agent} if agent else {}
        return self.box.send(event("UserPromptSubmit", session, self.box.work, prompt="x", **more), **environ).context

    def stop_agent(self, session: str, agent: str) -> None:
        """The subagent is done."""
        self.assertEqual(self.box.send(event("SubagentStop", session, self.box.work, agent_id=agent)).stdout, b"")

    def no_errors(self) -> None:
        """No hook went wrong unseen."""
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])


class ByGitItself(GitCase):
    """What is held back is what would lose the sibling's work: each command is run for real as well."""

    #: (directory, command); A holds a.py and src/c.py, both changed.
    COMMANDS = [
        ("", "git reset --hard"),
        ("", "git reset --hard HEAD"),
        ("", "git reset"),
        ("", "git reset --soft HEAD"),
        ("", "git stash"),
        ("", "git stash push -m x -- a.py"),
        ("", "git stash push -- b.py"),
        ("", "git stash list"),
        ("", "git stash create"),
        ("", "git checkout ."),
        ("", "git checkout -- a.py"),
        ("", "git checkout a.py"),
        ("", "git checkout -- b.py"),
        ("", "git checkout b.py"),
        ("", "git checkout -b new"),
        ("", "git checkout main"),
        ("", "git checkout -- src"),
        ("", "git checkout -- 'src/*'"),
        ("", "git checkout -- '*.py'"),
        ("", "git checkout -- '*/c.py'"),
        ("", "git checkout -- 'b?py'"),
        ("", "git checkout -- 'src?c.py'"),
        ("", "git checkout -- '[a-b].py'"),
        ("", "git checkout -- '[!a].py'"),
        ("", "git checkout -- '**/c.py'"),
        ("", "git checkout -- '**/b.py'"),
        ("src", "git checkout -- ."),
        ("src", "git checkout -- ../b.py"),
        ("src", "git checkout -- ../a.py"),
        ("src", "git checkout -- '../b*'"),
        ("src", "git checkout -- '../a*'"),
        ("src", "git checkout -- other.py"),
        ("src", "git checkout -- '*.txt' c.py"),
        ("src", "git checkout -- .. ../.."),
        ("", "git checkout -2 HEAD -- a.py"),
        ("", "git checkout -m -f a.py"),
        ("", "git checkout HEAD -- a.py nothing"),
        ("", "git checkout nothing -- a.py"),
        ("", "git restore -s nothing a.py"),
        ("", "git reset --hard nothing"),
        ("", "git switch -f nothing || git switch -f main"),
        ("", "git switch -f nothing && git stash"),
        ("", "git status || git stash"),
        ("", "git diff --quiet && git stash"),
        ("", "git -C nothing stash"),
        ("", "git stash -q --pathspec-from-file=nothing"),
        ("", "git read-tree -m -u HEAD"),
        ("", "git ls-files -m | xargs git checkout -q --"),
        ("src", "git diff --name-only | xargs git checkout -q --"),
        ("", "git diff | git apply -R"),
        ("", "git diff --cached | git apply -R"),
        ("", "git diff > p; git apply -R p"),
        ("", "case a in b) git stash;; esac"),
        ("", "case a in a) git stash;; esac"),
        ("", "(( 0 )) && git stash"),
        ("", ";git stash"),
        ("src", "git stash"),
        ("", "git restore b.py"),
        ("", "git restore a.py b.py"),
        ("", "git restore --staged ."),
        ("", "git switch -f main"),
        ("", "git switch -c topic"),
        ("", "git clean -n"),
        ("", "git rm -q -f a.py"),
        ("", "git rm -q --cached a.py"),
        ("", "git rm -q b.py"),
        ("", "git diff"),
        ("", "git commit -q --allow-empty -m x"),
        ("", "echo git stash"),
        ("", "cd src && git checkout ."),
        ("", "cd src; git checkout other.py; cd .."),
        ("", "git -C src checkout ."),
        ("", "bash -c 'git stash'"),
        ("", "env X=1 git reset -q --hard"),
        ("", "(cd src && git checkout -q -- .)"),
        ("", "git status | grep stash"),
        ("/", "git -C {} stash"),
        ("/", "git -C {} status"),
        ("/", "cd {} && git reset --hard"),
    ]

    def test_held_is_lost(self) -> None:
        shop = self.clone("shop", "a.py", "b.py", "src/c.py", "src/other.py")
        held = [os.path.join(shop, name) for name in ("a.py", "src/c.py")]
        answers = []
        commands = sample(self.COMMANDS, 6)
        least = 20 if len(commands) == len(self.COMMANDS) else 0
        for number, (place, command) in enumerate(commands):
            command = command.replace("{}", shlex.quote(shop))
            cwd = place if place == "/" else os.path.join(shop, place)
            for path in held:
                self.works(A, path, cwd=shop)  # a newer Claim is news again
            answer = self.bash("s%d" % number, command, cwd, CSG_ON_SWITCH="off")
            subprocess.run(
                ["bash", "-c", command],
                cwd=cwd,
                env=self.environ,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=60,
            )
            lost = any(_read(path) != "half-done\n" for path in held)
            with self.subTest(command=command, cwd=cwd):
                self.assertEqual(answer.decision == "deny", lost, answer.stdout)
            answers.append(answer)
            self.git(shop, "reset", "-q", "--hard", "main")
            self.git(shop, "checkout", "-q", "main")
        self.assertGreater(sum(answer.decision == "deny" for answer in answers), least)
        self.assertGreater(sum(answer.decision == "" for answer in answers), least)
        self.no_errors()

    def test_new_files_and_clean(self) -> None:
        shop = self.clone()
        path = os.path.join(shop, "new.py")
        for number, (place, command) in enumerate(
            [
                ("", "git clean -fd"),
                ("", "git clean -f new.py"),
                ("", "git clean -f b.py"),
                ("", "git clean -nd"),
                ("", "git clean -d"),
                ("src", "git clean -fdx"),
                ("src", "git clean -fdx .."),
                ("", "git -c clean.requireForce=false clean -q"),
                ("", "git stash -u"),
                ("", "git stash --include-untracked -- new.py"),
            ]
        ):
            self.works(A, path, cwd=shop)
            answer = self.bash("s%d" % number, command, os.path.join(shop, place))
            subprocess.run(
                ["bash", "-c", command], cwd=os.path.join(shop, place), env=self.environ, capture_output=True
            )
            with self.subTest(command=command, cwd=place):
                self.assertEqual(answer.decision == "deny", not os.path.exists(path), answer.stdout)

    def test_untracked_and_tracked(self) -> None:
        """Git spares what it does not know, and clean what it does."""
        shop = self.clone()
        self.works(A, shop + "/new.py")
        self.assertEqual(self.bash(B, "git stash", shop).stdout, b"")
        self.assertEqual(self.bash(B, "git reset --hard", shop).stdout, b"")
        self.assertEqual(self.bash(B, "git stash -u", shop).decision, "deny")
        self.assertEqual(self.bash(B, "git add . && git reset --hard", shop).decision, "deny", "now git knows it")
        self.works("c", shop + "/a.py")
        self.assertEqual(self.bash("d", "git clean -fd", shop).reason.count("`a.py`"), 0)
        self.assertEqual(self.bash("d", "git clean -fd src", shop).stdout, b"")

    def test_what_is_committed_or_was_not_changed_yet(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/a.py")
        self.box.edit(A, shop + "/b.py")
        self.assertIn("`a.py`", self.bash(B, "git reset --hard", shop).reason)
        self.git(shop, "commit", "-q", "-a", "-m", "done")
        for command in ("git reset --hard", "git stash -a", "git checkout HEAD -- .", "git commit -a", "git add -A"):
            self.assertEqual(self.bash("c", command, shop).stdout, b"", command)

    def test_what_the_pathspecs_exclude(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/src/c.py")
        for command in (
            "git stash push -- . ':!src'",
            "git checkout -- ':(exclude,glob)**/c.py'",
            "git checkout -- ':(glob)*.py'",
            "git restore :/b.py",
            "git checkout *.py",
            "git --literal-pathspecs checkout -- 'src/*'",
        ):
            self.assertEqual(self.bash(B, command, shop).stdout, b"", command)
        for command in ("git stash push -- ':!b.py'", "git restore ':(top)src'", "git checkout -- ':(glob)**/*.py'"):
            self.assertEqual(self.bash(B, command, shop + "/src").decision, "deny", command)

    def test_what_git_refuses(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/a.py")
        for command in (
            "git rebase main",
            "git pull --rebase",
            "git rm a.py",
            "git merge --abort",
            "git checkout -p",
            "git checkout -p",
        ):
            self.assertEqual(self.bash(B, command, shop).stdout, b"", command)
        self.git(shop, "config", "rebase.autoStash", "true")
        self.assertEqual(self.bash(B, "git rebase main", shop).decision, "deny", "now it puts them away")

    def test_repositories_of_which_nothing_is_known(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/new.py")
        self.git(shop, "config", "core.repositoryFormatVersion", "7")
        self.assertEqual(self.bash(B, "git stash", shop).decision, "deny")

    def test_worktrees_by_name(self) -> None:
        shop = self.clone()
        fix = self.box.work + "/fix"
        self.git(shop, "worktree", "add", "-q", fix)
        self.works(A, fix + "/a.py", cwd=fix)
        self.assertEqual(self.bash(B, "git worktree remove fix", shop).stdout, b"", "git refuses")
        self.assertEqual(self.bash(B, "git worktree remove -f fix", shop).decision, "deny")
        self.assertEqual(self.bash(B, "git worktree move fix ../x", shop).decision, "deny")

    def test_what_siblings_have_staged(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/a.py")
        self.works(A, shop + "/src/c.py")
        self.works(B, shop + "/b.py")
        self.git(shop, "add", "a.py", "b.py")
        for number, command in enumerate(
            (
                "git commit -m x",
                "git add b.py && git commit -qm x",
                "git commit --amend --no-edit",
                "git commit -i b.py",
            )
        ):
            answer = self.bash("s%d" % number, command, shop)
            self.assertEqual(answer.decision, "", command)
            self.assertIn("`git commit` in `%s` would take along uncommitted work" % shop, answer.context)
            self.assertIn("`a.py`", answer.context)
            self.assertNotIn("`src/c.py`", answer.context, "it is not in the index")
        for command in ("git commit -m x b.py", "git commit -o -m x -- b.py", "git commit --dry-run"):
            self.assertEqual(self.bash(B, command, shop).stdout, b"", command)
        self.assertEqual(self.bash(B, "git reset -q && git add b.py && git commit -m x", shop).stdout, b"")
        self.assertEqual(self.bash(B, "git commit -m x", shop, CSG_ON_TAKE="off").stdout, b"")
        self.assertEqual(self.bash(B, "git commit -m x", shop, CSG_ON_TAKE="ask").decision, "ask")
        self.assertIn("`a.py`", self.bash(B, "git stash push --staged", shop).reason)
        self.works(B, shop + "/a.py")
        self.assertEqual(self.bash(B, "git commit -m x", shop).stdout, b"", "it is at work on that file, too")
        self.git(shop, "reset", "-q", "a.py")
        self.assertEqual(self.bash("x", "git commit -m x", shop).context.count("`a.py`"), 0)

    def test_aliases_and_patches(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/a.py")
        self.box.write(self.box.work + "/p.patch", self.git(shop, "diff"))
        self.box.write(self.box.work + "/back.patch", self.git(shop, "diff", "-R"))
        self.box.write(self.box.work + "/b.patch", self.git(shop, "diff").replace("a.py", "b.py"))
        self.git(shop, "config", "alias.undo", "reset --hard")
        self.assertEqual(self.bash(B, "git undo", shop).decision, "deny")
        self.assertEqual(self.bash(B, "git apply -R ../p.patch", shop).decision, "deny")
        self.assertEqual(self.bash("c", "git apply -R < ../p.patch", shop).decision, "deny")
        for command in (
            "../b.patch",
            "../p.patch",
            "-R ../back.patch",
            "-R < ../back.patch",
            "--exclude='*.py' ../back.patch",
        ):
            self.assertEqual(self.bash(B, "git apply " + command, shop).stdout, b"", command)
        self.assertIn("`git apply` in `%s` would change" % shop, self.bash(B, "git apply ../back.patch", shop).context)

    def test_a_merge_that_has_nothing_to_do(self) -> None:
        shop = self.clone()
        self.git(shop, "branch", "old")
        self.git(shop, "commit", "-q", "--allow-empty", "-m", "more")
        self.git(shop, "branch", "new")
        self.git(shop, "reset", "-q", "--soft", "HEAD~1")
        self.works(A, shop + "/a.py")
        self.assertEqual(self.bash(B, "git merge --autostash -q old", shop).decision, "")
        self.assertEqual(self.bash(B, "git merge --autostash -q new", shop).decision, "deny")
        self.box.write(shop + "/.git/MERGE_HEAD", self.git(shop, "rev-parse", "new"))
        self.assertEqual(self.bash("c", "git merge --autostash -q new", shop).decision, "", "git refuses")

    def test_sparse_checkouts(self) -> None:
        shop = self.clone()
        self.works(A, shop + "/src/c.py")
        self.assertEqual(self.bash(B, "git sparse-checkout set docs", shop).decision, "", "git leaves what is modified")
        self.git(shop, "add", "src/c.py")
        self.assertEqual(self.bash(B, "git sparse-checkout set src", shop).decision, "")
        self.assertEqual(self.bash(B, "git sparse-checkout set docs", shop).decision, "deny")

    def test_where_a_listing_ends(self) -> None:
        shop = self.clone()
        inside = shop + "/inside"
        self.git(shop, "worktree", "add", "-q", inside)
        self.works(A, inside + "/a.py", cwd=inside)
        for command in ("rm -f $(git ls-files -m)", "git archive HEAD | tar x"):
            self.assertEqual(self.bash(B, command, shop).stdout, b"", command)
            self.assertEqual(self.bash(B, command, inside).decision, "deny", command)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


@sampled(12)
class Held(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.file = os.path.join(self.shop, "a.py")

    def test_who_and_what(self) -> None:
        self.box.start(A, self.shop)
        self.works(A, self.file, cwd=self.shop)
        self.works(A, self.shop + "/src/c.py", cwd=self.shop)
        answer = self.bash(B, "git status && git stash -u", self.shop + "/src")
        self.assertEqual(answer.decision, "deny")
        self.assertTrue(answer.reason.startswith(TITLE + " `git stash` in `%s`" % self.shop), answer.reason)
        for fact in ("1 other session", "`aaaaaaaa`", "`main`", "2 edits", "`a.py`", "`src/c.py`", "nothing was run"):
            self.assertIn(fact, answer.reason)
        self.assertEqual((answer.context, answer.code, answer.stderr), ("", 0, b""))

    def test_the_same_call_goes_through(self) -> None:
        self.works(A, self.file)
        self.assertEqual(self.bash(B, "git stash", self.shop).decision, "deny")
        self.assertEqual(self.bash(B, "git stash", self.shop).stdout, b"")
        self.assertEqual(self.bash("c", "git stash", self.shop).decision, "deny", "a third session was not told")
        self.works(A, self.file)
        self.assertEqual(self.bash(B, "git stash", self.shop).decision, "deny", "a newer Claim is news")
        self.works(A, self.shop + "/b.py")
        answer = self.bash(B, "git stash", self.shop)
        self.assertIn("`b.py`", answer.reason)
        self.assertNotIn("`a.py`", answer.reason, "that is no news")

    def decided(self, *commands: str, **environ: str) -> str:
        """What is decided about these, one after the other."""
        answers = [self.bash(B, command, self.shop, **environ) for command in commands]
        return " ".join(answer.decision or ("warned" if answer.context else "-") for answer in answers)

    def test_only_the_held_command_goes_through_and_once(self) -> None:
        self.works(A, self.file)
        self.assertEqual(self.decided("git rm -rf -q ."), "deny")
        others = (
            "git reset --hard",
            "git stash -u",
            "git checkout .",
            "git checkout-index -fa",
            "git checkout -f main",
        )
        for other in others:
            self.assertEqual(self.decided(other), "deny", other)
        self.assertEqual(self.decided("git rm -rf -q .", *others), "- - - - - -", "each was held")
        self.assertEqual(self.decided("git rm -rf -q .", *others), "deny deny deny deny deny deny", "and is spent")

    def test_having_been_warned_spends_no_hold(self) -> None:
        self.works(A, self.file)
        self.assertEqual(self.decided("git stash", CSG_ON_DISCARD="warn"), "warned")
        self.assertEqual(self.decided("git add -A"), "warned")
        self.assertEqual(self.box.edit(B, self.file).context[: len(TITLE)], TITLE)
        self.assertEqual(self.decided("git stash", "git stash"), "deny -")

    def test_the_same_effect_on_other_paths(self) -> None:
        self.works(A, self.file)
        self.works(A, self.shop + "/b.py")
        self.assertEqual(self.decided("git checkout -- a.py", "git checkout -- b.py"), "deny deny")
        self.assertEqual(self.decided("git checkout -- b.py", "git checkout -- a.py"), "- -")
        self.assertEqual(self.decided("git checkout -- a.py"), "deny")
        answer = self.bash(B, "git checkout -- a.py b.py", self.shop)
        self.assertEqual((answer.decision, "`b.py`" in answer.reason), ("deny", True))
        self.assertEqual(self.decided("git checkout -- a.py b.py", "git checkout -- a.py b.py"), "- deny")

    def test_commands_of_one_line(self) -> None:
        self.works(A, self.file)
        line = "git stash -q && git reset -q --hard"
        answer = self.bash(B, line, self.shop)
        self.assertEqual(answer.reason.count(TITLE), 1)
        self.assertIn("`git stash` and `git reset --hard` in `%s` would throw away" % self.shop, answer.reason)
        self.assertEqual(self.decided("git reset --hard"), "-", "it was held, in that line")
        answer = self.bash(B, line, self.shop)
        self.assertNotIn("`git stash`", answer.reason, "that may go through: but not without the other")
        self.assertIn("`git reset --hard`", answer.reason)
        self.assertEqual(self.decided(line, line), "- deny")

    def test_commands_of_one_line_that_reach_the_same_files(self) -> None:
        self.works(A, self.file)
        self.works(A, self.shop + "/b.py")
        line = "git checkout -- a.py; git checkout -- a.py b.py; git checkout -- b.py"
        self.assertEqual(self.decided(line, line, line), "deny - deny")

    def test_it_stays_held_for_as_long_as_the_claim_stands(self) -> None:
        self.works(A, self.file)
        self.assertEqual(self.decided("git stash"), "deny")
        self.box.csg("release", self.file, "--session", A)
        self.assertEqual(self.decided("git stash"), "-")

    def test_each_agent_has_a_context_of_its_own(self) -> None:
        self.works(A, self.file)
        for agent in ("", "one", "two"):
            self.assertEqual(self.bash(B, "git stash", self.shop, agent=agent).decision, "deny", agent)
            self.assertEqual(self.bash(B, "git stash", self.shop, agent=agent).stdout, b"", agent)

    def test_taking_along_only_warns(self) -> None:
        self.works(A, self.file)
        for command in ("git add -A", "git commit -am x", "git add a.py", "git add ."):
            answer = self.bash("of " + command, command, self.shop)
            self.assertEqual(answer.decision, "", command)
            self.assertIn("would take along uncommitted work of 1 other session", answer.context)
            self.assertIn("This command was not held back.", answer.context)
            self.assertEqual(self.bash("of " + command, command, self.shop).stdout, b"")
        for command in ("git add b.py", "git add -p", "git commit -m x", "git commit --amend --no-edit"):
            self.assertEqual(self.bash(B, command, self.shop).stdout, b"", command)

    def test_a_line_runs_as_a_whole_or_not_at_all(self) -> None:
        self.works(A, self.file)
        line = "git add -A && git stash && git reset --hard"
        answer = self.bash(B, line, self.shop)
        self.assertEqual((answer.decision, answer.context), ("deny", ""))
        self.assertIn("`git stash`", answer.reason)
        self.assertNotIn("not held back", answer.reason)
        self.assertEqual(answer.reason.count(TITLE), 1, "one holder, one kind: one warning")
        answer = self.bash(B, line, self.shop)
        self.assertEqual(answer.decision, "")
        self.assertIn("`git add -A`", answer.context)

    def test_two_repositories_in_one_line(self) -> None:
        other = self.clone("other")
        self.works(A, self.file)
        self.works("c", other + "/b.py")
        answer = self.bash(B, "git stash; git -C %s stash" % other, self.shop)
        self.assertEqual(answer.decision, "deny")
        self.assertIn("`%s`" % self.shop, answer.reason)
        self.assertIn("`%s`" % other, answer.reason)
        self.assertEqual(self.bash(B, "git stash; git -C %s stash" % other, self.shop).stdout, b"")

    def test_what_counts_is_where_git_works(self) -> None:
        other = self.clone("other")
        self.works(A, self.file)
        self.assertEqual(self.bash(B, "git stash", other).stdout, b"")
        self.assertEqual(self.bash(B, "cd %s; git stash" % other, self.shop).stdout, b"")
        self.assertEqual(self.bash(B, "git -C %s stash" % self.shop, other).decision, "deny")

    def test_one_session_alone_is_never_told(self) -> None:
        self.box.start(A, self.shop)
        self.works(A, self.file, cwd=self.shop)
        for command in ("git stash", "git add -A", "git reset --hard", "git checkout ."):
            self.assertEqual(self.bash(A, command, self.shop).stdout, b"", command)
        self.box.csg("claim", "tidy up", "b.py", "--session", A, cwd=self.shop)
        self.assertEqual(self.bash(A, "git stash", self.shop).stdout, b"", "what it said it would do is its own")
        self.assertEqual(self.bash(A, "git stash", self.shop, agent="one").decision, "deny", "its main agent's file")

    def test_what_is_over_is_over(self) -> None:
        self.works(A, self.file)
        self.box.end(A)
        self.assertEqual(self.bash(B, "git stash", self.shop).stdout, b"")
        self.works("c", self.file)
        self.box.csg("release", self.file, "--session", "c")
        self.assertEqual(self.bash(B, "git stash", self.shop).stdout, b"")
        self.works("d", self.file)
        time.sleep(0.1)
        self.assertEqual(self.bash(B, "git stash", self.shop, CSG_WINDOW_MINUTES="0.001").stdout, b"")
        self.assertEqual(self.bash(B, "git stash", self.shop).decision, "deny")

    def test_what_did_not_happen_is_not_at_stake(self) -> None:
        self.works("c", self.file)
        self.assertEqual(self.box.edit(A, self.file, "Write").decision, "deny")
        self.box.end("c")
        self.assertEqual(self.bash(B, "git stash", self.shop).stdout, b"")

    def test_a_process_that_is_gone(self) -> None:
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        self.works(A, self.file, CLAUDE_PID=str(child.pid))
        child.wait()
        answer = self.bash(B, "git stash", self.shop)
        self.assertIn("its process is gone, and the file has uncommitted changes", answer.reason)

    def test_agents_of_one_session(self) -> None:
        self.works(A, self.file, agent="one")
        answer = self.bash(A, "git stash", self.shop)
        self.assertEqual(answer.decision, "deny")
        self.assertIn("agent `one` of this session", answer.reason)
        self.assertEqual(self.bash(A, "git stash", self.shop, agent="one").stdout, b"", "its own")
        self.assertEqual(self.bash(A, "git stash", self.shop, agent="two").decision, "deny")
        self.stop_agent(A, "one")
        self.assertEqual(self.bash(A, "git stash", self.shop, agent="three").stdout, b"")

    def test_two_processes_of_one_session(self) -> None:
        other = subprocess.Popen([sys.executable, "-S", "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
        try:
            self.works(A, self.file, CLAUDE_PID=str(other.pid))
            answer = self.bash(A, "git stash", self.shop)
            self.assertEqual(answer.decision, "deny")
            self.assertIn("open in another process (pid %d)" % other.pid, answer.reason)
        finally:
            other.communicate(b"\n")
        self.works(A, self.file, CLAUDE_PID=str(other.pid))
        self.assertEqual(self.bash(A, "git stash", self.shop).stdout, b"", "resumed: the former process is gone")

    def test_a_hook_that_is_wired_twice(self) -> None:
        """One answers, and one Notice is left."""
        self.works(A, self.file)
        answers = [self.bash(B, "git stash", self.shop, call="toolu_1") for _ in range(2)]
        self.assertEqual([answer.decision for answer in answers], ["deny", ""])
        self.assertEqual(self.prompt(A).count("`git stash`"), 1)
        answers = [self.bash(B, "git stash", self.shop, call="toolu_2") for _ in range(2)]
        self.assertEqual([answer.stdout for answer in answers], [b"", b""])
        self.git(self.shop, "stash", "-q")
        done = {"tool_name": "Bash", "tool_input": {"command": "git stash"}, "tool_use_id": "toolu_2"}
        for _ in range(2):
            self.box.send(event("PostToolUse", B, self.shop, tool_response={}, **done))
        self.assertEqual(self.prompt(A).count("with `git stash`"), 1)
        self.works(A, self.file)
        self.assertEqual(self.bash(B, "git stash", self.shop, call="toolu_3").decision, "deny")

    def test_junk(self) -> None:
        self.works(A, self.file)
        odd: List[Any] = [None, "", 5, [], "git", "git\0stash", "git stash \ud800" + "x" * 100000, "'git stash"]
        for command in odd:
            answer = self.bash(B, command, self.shop)
            self.assertEqual((answer.code, answer.stderr), (0, b""), repr(command)[:80])
        self.assertEqual(self.bash(B, "git stash", "/").stdout, b"", "no repository")
        self.no_errors()


class Policy(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        self.works(A, self.shop + "/a.py")

    def decision(self, command: str = "git stash", **environ: str) -> str:
        """What is decided about a new session's command, and about the same again."""
        session = "s" + os.urandom(4).hex()
        answers = [self.bash(session, command, self.shop, **environ) for _ in range(2)]
        return " ".join(answer.decision or ("warned" if answer.context else "-") for answer in answers)

    def test_the_kinds(self) -> None:
        table = {"off": "- -", "warn": "warned -", "pause": "deny -", "ask": "ask ask", "deny": "deny deny"}
        for action, expected in table.items():
            self.assertEqual(self.decision(CSG_ON_DISCARD=action), expected, action)
            self.assertEqual(self.decision("git add -A", CSG_ON_TAKE=action), expected, action)
            self.assertEqual(self.decision(CSG_ON_TAKE=action, CSG_ON_EDIT=action), "deny -", action)

    def test_ask_tells_the_person(self) -> None:
        done = self.bash(B, "git stash", self.shop, CSG_ON_DISCARD="ask")
        self.assertIn(b'"systemMessage": ', done.stdout)
        self.assertIn("for the person to decide", done.reason)

    def test_rules_by_path(self) -> None:
        table = {
            "a.py=off": "- -",
            "*.py=warn": "warned -",
            "/a.py=deny": "deny deny",
            "src/**=off": "deny -",
            "b.py=deny": "deny -",
            "*.js=off a.py=ask a.py=off": "ask ask",
        }
        for rules, expected in table.items():
            self.assertEqual(self.decision(CSG_RULES=rules), expected, rules)

    def test_the_strictest_rule_of_the_files_concerned(self) -> None:
        self.works(A, self.shop + "/src/c.py")
        self.assertEqual(self.decision(CSG_RULES="src/**=deny a.py=off"), "deny deny")
        answer = self.bash(B, "git stash", self.shop, CSG_RULES="src/**=deny a.py=off")
        self.assertNotIn("`a.py`", answer.reason)
        self.assertEqual(self.decision("git checkout -- a.py", CSG_RULES="src/**=deny a.py=off"), "- -")

    def test_a_repository_cannot_turn_protection_off(self) -> None:
        table = {"*=off": "deny -", "*=warn": "deny -", "*=ask": "ask ask", "*=deny": "deny deny"}
        for rules, expected in table.items():
            self.box.write("shop/.csg", "CSG_RULES='%s'\nCSG_ON_DISCARD=off\n" % rules)
            self.assertEqual(self.decision(), expected, rules)
        self.assertEqual(self.decision(CSG_RULES="a.py=off"), "- -", "the person's own rule stands")
        self.box.write("shop/.csg", "CSG_RULES='*=off'\n")
        self.assertEqual(self.decision("git add -A"), "- -", "a warning can be made quieter")
        said = [line["what"] for line in self.box.log() if line["event"] == "config"]
        self.assertEqual(len(said), 1, said)
        self.assertIn("only CSG_RULES and CSG_REPOSITORY count here", said[0])


class Layouts(GitCase):
    """Which working tree a command works in: nothing else is at stake."""

    def test_worktrees(self) -> None:
        shop = self.clone()
        there = os.path.join(self.box.work, "shop-fix")
        self.git(shop, "worktree", "add", "-q", "-b", "fix", there)
        self.works(A, there + "/a.py")
        self.assertEqual(self.bash(B, "git stash", shop).stdout, b"", "only the main checkout's changes go")
        self.assertEqual(self.bash(B, "git stash", there).decision, "deny")
        for command in ("git worktree remove --force ../shop-fix", "git worktree remove %s --force" % there):
            answer = self.bash("of " + command, command, shop)
            self.assertEqual(answer.decision, "deny", command)
            self.assertIn("`git worktree remove` in `%s`" % there, answer.reason)
        self.works("c", shop + "/a.py")
        for command in (
            "git worktree remove nowhere",
            "git worktree remove",
            "git worktree list",
            "git worktree prune",
        ):
            self.assertEqual(self.bash(B, command, shop).stdout, b"", command)

    def test_a_worktree_inside_the_checkout(self) -> None:
        """As the client makes them for its subagents."""
        shop = self.clone()
        there = os.path.join(shop, ".claude", "worktrees", "agent-1")
        self.git(shop, "worktree", "add", "-q", there)
        self.works(A, there + "/a.py")
        for command in ("git stash", "git reset --hard", "git checkout ."):
            self.assertEqual(self.bash(B, command, shop).stdout, b"", command)
        self.assertEqual(self.bash(B, "git worktree remove -f .claude/worktrees/agent-1", shop).decision, "deny")

    def test_a_submodule(self) -> None:
        library = self.clone("library", "l.py")
        shop = self.clone()
        self.git(shop, "submodule", "--quiet", "add", library, "vendor/library")
        self.git(shop, "commit", "-q", "-m", "library")
        inside = os.path.join(shop, "vendor", "library")
        self.works(A, inside + "/l.py")
        self.assertEqual(self.bash(B, "git stash", shop).stdout, b"")
        self.git(shop, "stash")
        self.assertEqual(_read(inside + "/l.py"), "half-done\n")
        self.assertEqual(self.bash(B, "git stash", inside).decision, "deny")
        self.works("c", shop + "/a.py")
        self.assertEqual(self.bash("d", "git reset --hard", inside).reason.count("\n- "), 1)

    def test_a_nested_repository(self) -> None:
        shop = self.clone()
        inside = self.clone("shop/tools", "t.py")
        self.works(A, inside + "/t.py")
        self.assertEqual(self.bash(B, "git checkout . && git stash", shop).stdout, b"")
        self.assertEqual(self.bash(B, "git checkout .", inside).decision, "deny")

    def test_a_git_directory_elsewhere(self) -> None:
        place = self.box.make("work", "apart")
        self.git(place, "init", "-q", "--separate-git-dir", os.path.join(self.box.work, "apart.git"), place)
        self.works(A, self.box.write("apart/a.py"))
        self.assertEqual(self.bash(B, "git stash -u", place).decision, "deny")

    def test_no_repository_that_says_so(self) -> None:
        """Without a `.git` in the tree its files are in no repository: nothing is said."""
        bare = self.box.make("work", "dots.git")
        self.git(bare, "init", "-q", "--bare")
        tree = self.box.make("work", "tree")
        self.works(A, self.box.write("tree/rc"))
        self.assertEqual(self.bash(B, "git --git-dir=%s --work-tree=%s checkout ." % (bare, tree), tree).stdout, b"")
        self.assertEqual(self.bash(B, "git stash", bare).stdout, b"")
        self.no_errors()

    def test_odd_names(self) -> None:
        shop = self.clone("s h`o\np", "a b.py", "[x].py", "-rf", "x.py")
        for name in ("a b.py", "[x].py", "-rf"):
            self.works("of " + name, os.path.join(shop, name))
            answer = self.bash(B, "git checkout -- %s" % shlex.quote(name), shop)
            self.assertEqual(answer.decision, "deny", name)
            self.assertEqual(len(answer.reason.partition("\n\n")[0].split("\n")), 4, answer.reason)
        self.assertEqual(self.bash(B, "git checkout -- x.py", shop).stdout, b"")
