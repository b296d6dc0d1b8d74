"""Repositories that would run programs of theirs: csg asks git about their files, and nothing runs.

Each set-up is first proven live: the git command that a person would type does run the program.
"""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
import uuid
from typing import Callable, Dict, List, NamedTuple, Tuple

from csg.git import facts, repository
from tests.e2e.test_git_guard import GitCase
from tests.support import FULL, Answer, archive, edit_event, sample

SECRETS = {"SLACK_BOT_TOKEN": "xoxb-secret-1", "ANTHROPIC_API_KEY": "secret-2", "MY_PASSWORD": "secret-3"}
PYTHONS = {os.path.basename(sys.executable), os.path.basename(os.path.realpath(sys.executable)), "python3"}
#: What runs, and what it leaves: its arguments and its environment.
_TRAP = "#!/bin/sh\n{ echo \"ran: $0 $*\"; env; } >>'%s'\n%s\n"


class Live(NamedTuple):
    """A set-up that stands.

    root     the checkout in question; a.py in it has changed
    words    the git command that runs the program
    where    and its directory
    since    the first git that does
    """

    root: str
    words: Tuple[str, ...]
    where: str
    since: Tuple[int, int] = (2, 11)


class Case(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.mark = os.path.join(self.box.user, "mark")
        self.environ.update(SECRETS, TERM="xterm", GIT_TERMINAL_PROMPT="0")
        child = subprocess.Popen([sys.executable, "-S", "-c", ""])
        self.gone = str(child.pid)
        child.wait()

    def trap(self, name: str, then: str = "exit 1") -> str:
        """A program that leaves its mark; its path."""
        path = self.box.write(os.path.join(self.box.user, "traps", name), _TRAP % (self.mark, then))
        os.chmod(path, 0o700)
        return path

    def marks(self) -> str:
        """What ran since the last time that this was asked."""
        try:
            with open(self.mark, encoding="utf-8", errors="replace") as file:
                text = file.read()
        except FileNotFoundError:
            return ""
        os.remove(self.mark)
        return text

    def config(self, root: str, *settings: str) -> None:
        for setting in settings:
            name, _, value = setting.partition("=")
            self.git(root, "config", name, value)

    def change(self, root: str) -> None:
        """As many bytes as before, so that git must look into the file."""
        self.box.write(root + "/a.py", "two\n")
        os.utime(root + "/b.py", (1, 1))

    def run_live(self, live: Live) -> str:
        """Type the command at a terminal; what it ran."""
        ours, theirs = pty.openpty()
        try:
            process = subprocess.Popen(
                ["git", *live.words],
                cwd=live.where,
                env=self.environ,
                stdin=subprocess.PIPE,
                stdout=theirs,
                stderr=theirs,
            )
            process.communicate(b"protocol=https\nhost=example.invalid\n\n", timeout=60)
        finally:
            os.close(theirs)
            os.close(ours)
        return self.marks()

    def meet(self, root: str, **environ: str) -> Answer:
        """A session is about to edit a file that one whose process is gone has left changed."""
        path = root + "/a.py"
        one, other = str(uuid.uuid4()), str(uuid.uuid4())
        self.box.edit(one, path, CLAUDE_PID=self.gone, **environ)
        return self.box.edit(other, path, **{**SECRETS, **environ})

    def facts(self, root: str) -> facts.File:
        """All that is asked of git, in this process."""
        repo = repository.find(os.fsencode(root))
        assert repo is not None
        path = os.fsencode(root + "/a.py")
        look = facts.Checkout(os.fsencode(self.box.home), repo, os.environb, 60.0)
        look.staged()
        look.selected([b"*.py"], os.fsencode(root), [path])
        return look.files([path, os.fsencode(root + "/b.py"), os.fsencode(root + "/new")])[path]


class Hostile(Case):
    def setups(self) -> "Dict[str, Callable[[str], Live]]":
        return {name[4:]: getattr(self, name) for name in dir(self) if name.startswith("make")}

    def test_nothing_of_the_repositorys_is_run(self) -> None:
        version = tuple(map(int, re.findall(r"\d+", self.git("/", "--version"))[:2]))
        for number, (name, make) in enumerate(sample(list(self.setups().items()), 5)):
            with self.subTest(name):
                live = make(self.clone("shop%d" % number))
                if version < live.since:
                    self.skipTest("git %d.%d does not know this yet" % version)
                ran = self.run_live(live)
                self.assertIn("ran: ", ran, "else this set-up proves nothing")
                self.assertIn("SLACK_BOT_TOKEN=", ran)
                self.change(live.root)
                answer = self.meet(live.root)
                self.assertIn("its process is gone", answer.context)
                file = self.facts(live.root)
                self.assertEqual(self.marks(), "")
                filtered = "filter" in name.lower()
                self.assertEqual("has uncommitted changes" in answer.context, not filtered, answer.context)
                self.assertIs(file.modified, None if filtered else True)
                self.assertIs(file.tracked, True)

    def test_nor_where_two_worktrees_meet(self) -> None:
        """Whether their versions merge is asked of git too: it is known where no filter and no object is missing."""
        known = []
        all_that_fit = [
            one for one in self.setups().items() if not re.search("submodule|git_file|of_a_worktree", one[0])
        ]
        for number, (name, make) in enumerate(sample(all_that_fit, 5, "two worktrees")):
            with self.subTest(name):
                shop, side = self.clone("shop%d" % number), self.box.work + "/side%d" % number
                self.git(shop, "worktree", "add", "-q", "-b", "side", side)
                live = make(shop)
                self.change(live.root)
                self.marks()
                self.box.write(side + "/a.py", "six\n")
                one, other = str(uuid.uuid4()), str(uuid.uuid4())
                self.box.edit(one, side + "/a.py", cwd=side)
                answer = self.box.edit(other, live.root + "/a.py", cwd=live.root, **SECRETS)
                self.assertIn("in another worktree of this repository", answer.context)
                done = self.box.csg("overlaps", cwd=live.root, environ=dict(SECRETS))
                self.assertEqual(self.marks(), "")
                self.assertEqual(done.stderr, b"")
                told = "the two versions conflict in line 1 of this one" in answer.context
                self.assertEqual(told, not re.search("filter|promisor", name), answer.context)
                known += [name] if told else []
        if FULL:  # else those that a day has may all be of the other kind
            self.assertGreater(len(known), 4)

    def test_what_the_system_sees(self) -> None:
        """Of a hook in a repository with everything bad at once: which programs, and no network."""
        strace = shutil.which("strace")
        if not strace:
            self.skipTest("skipped: there is no strace to look with")
        root = self.clone()
        for name, make in self.setups().items():
            if not re.search("submodule|git_file|worktree", name):
                try:
                    make(root)
                except (FileNotFoundError, subprocess.CalledProcessError):  # its part is broken by another's
                    pass
        self.marks()
        self.change(root)
        one, other = str(uuid.uuid4()), str(uuid.uuid4())
        self.box.edit(one, root + "/a.py", CLAUDE_PID=self.gone)
        event = json.dumps(edit_event(other, root + "/a.py", "Edit", root)).encode()
        seen = os.path.join(self.box.user, "calls")
        command = [strace, "-f", "-qq", "-o", seen, "-e", "trace=execve,socket,connect", archive(), "hook"]
        done = subprocess.run(command, input=event, env=self.box.environ, stdout=subprocess.PIPE, timeout=120)
        if done.returncode:
            self.skipTest("skipped: strace cannot trace here")
        self.assertIn(b"its process is gone", done.stdout)
        with open(seen, encoding="utf-8", errors="replace") as file:
            calls = [line for line in file if " ENOENT " not in line]
        ran = {os.path.basename(found) for found in re.findall(r'execve\("([^"]+)"', "".join(calls))}
        self.assertIn("git", ran)
        self.assertLessEqual(ran, {"csg.pyz", "git", os.path.basename(archive()), *PYTHONS}, calls)
        self.assertEqual([line for line in calls if "socket(" in line or "connect(" in line], [])
        self.assertEqual(self.marks(), "")

    def make_clean_filter_by_committed_attributes(self, root: str) -> Live:
        self.attributes(root, ".gitattributes")
        self.config(root, "filter.evil.clean=" + self.trap("clean", "cat"))
        return self.changed(root)

    def make_process_filter_by_committed_attributes(self, root: str) -> Live:
        self.attributes(root, ".gitattributes")
        self.config(root, "filter.evil.process=" + self.trap("process"))
        return self.changed(root)

    def make_filter_by_attributes_in_the_git_directory(self, root: str) -> Live:
        self.config(root, "filter.evil.clean=" + self.trap("clean", "cat"))
        self.box.write(root + "/.git/info/attributes", "* filter=evil\n")
        return self.changed(root)

    def make_filter_behind_a_git_file(self, root: str) -> Live:
        self.attributes(root, ".gitattributes")
        self.git(root, "init", "-q", "--separate-git-dir", self.box.work + "/elsewhere")
        self.assertTrue(os.path.isfile(root + "/.git"))
        self.config(root, "filter.evil.clean=" + self.trap("clean", "cat"))
        return self.changed(root)

    def make_filter_in_an_included_file(self, root: str) -> Live:
        self.attributes(root, ".gitattributes")
        self.box.write(root + "/evil.config", '[filter "evil"]\n\tclean = %s\n' % self.trap("clean", "cat"))
        self.config(root, "include.path=../evil.config")
        return self.changed(root)

    def make_filter_of_a_worktree(self, root: str) -> Live:
        self.attributes(root, ".gitattributes")
        linked = self.box.work + "/linked"
        self.git(root, "worktree", "add", "-q", linked)
        self.config(root, "extensions.worktreeConfig=true")
        self.git(linked, "config", "--worktree", "filter.evil.clean", self.trap("clean", "cat"))
        return self.changed(linked)._replace(since=(2, 20))

    def make_filter_and_fsmonitor_of_a_submodule(self, root: str) -> Live:
        """Git's status of the outer repository runs one in the inner."""
        self.attributes(root, ".gitattributes")
        outer = self.clone("outer")
        self.git(outer, "submodule", "--quiet", "add", root, "inner")
        self.git(outer, "commit", "-q", "-m", "inner")
        inner = outer + "/inner"
        self.config(inner, "filter.evil.clean=" + self.trap("clean", "cat"), "core.fsmonitor=" + self.trap("monitor"))
        self.change(inner)
        return Live(inner, ("status",), outer, (2, 16))

    def make_fsmonitor_of_a_submodule(self, root: str) -> Live:
        """And from the outer repository's side."""
        outer = self.clone("around")
        self.git(outer, "submodule", "--quiet", "add", root, "inner")
        self.git(outer, "commit", "-q", "-m", "inner")
        self.config(outer + "/inner", "core.fsmonitor=" + self.trap("monitor"))
        return self.changed(outer)._replace(since=(2, 16))

    def make_fsmonitor(self, root: str) -> Live:
        self.config(root, "core.fsmonitor=" + self.trap("monitor"))
        return self.changed(root)._replace(since=(2, 16))

    def make_hooks(self, root: str) -> Live:
        for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "pre-auto-gc"):
            self.trap(name)
        self.config(root, "core.hooksPath=" + os.path.dirname(self.trap("post-index-change")))
        return self.changed(root)._replace(since=(2, 22))

    def make_aliases(self, root: str) -> Live:
        trap = self.trap("alias")
        for name in ("st", "status", "ls-files", "diff-index", "diff-files", "check-attr", "cat-file", "merge-file"):
            self.config(root, "alias.%s=!%s" % (name, trap))
        return self.changed(root, "st")

    def make_pager(self, root: str) -> Live:
        trap = self.trap("pager")
        self.config(root, "core.pager=" + trap, "pager.status=" + trap, "pager.ls-files=" + trap)
        return self.changed(root, "-p", "status")

    def make_askpass(self, root: str) -> Live:
        self.config(root, "core.askPass=" + self.trap("askpass"))
        return self.changed(root, "credential", "fill")

    def make_external_diff(self, root: str) -> Live:
        self.config(root, "diff.external=" + self.trap("diff"))
        return self.changed(root, "diff")

    def make_promisor_by_ssh_command(self, root: str) -> Live:
        self.config(root, "core.sshCommand=" + self.trap("ssh"))
        return self.promised(root, "ssh://example.invalid/shop")

    def make_promisor_by_ext(self, root: str) -> Live:
        self.config(root, "protocol.ext.allow=always")
        return self.promised(root, "ext::" + self.trap("ext"))

    def make_promisor_by_upload_pack(self, root: str) -> Live:
        self.config(root, "remote.origin.uploadpack=" + self.trap("upload"))
        return self.promised(root, self.clone("other"))

    def attributes(self, root: str, name: str) -> None:
        self.box.write(os.path.join(root, name), "*.py filter=evil\n")
        self.git(root, "add", "-A")
        self.git(root, "commit", "-q", "-m", "attributes")

    def changed(self, root: str, *words: str) -> Live:
        self.change(root)
        return Live(root, words or ("status",), root)

    def promised(self, root: str, url: str) -> Live:
        """A partial clone that lacks the tree of its HEAD."""
        tree = self.git(root, "rev-parse", "HEAD^{tree}").strip()
        self.config(root, "remote.origin.url=" + url, "remote.origin.promisor=true")
        self.config(root, "core.repositoryFormatVersion=1", "extensions.partialClone=origin")
        os.remove(os.path.join(root, ".git", "objects", tree[:2], tree[2:]))
        return self.changed(root)._replace(since=(2, 24))


class Patience(Case):
    def test_a_program_that_hangs(self) -> None:
        root = self.clone()
        self.box.write(root + "/.gitattributes", "*.py filter=slow\n")
        self.config(root, "filter.slow.clean=" + self.trap("slow", "exec sleep 60"), "core.fsmonitor=" + self.trap("m"))
        self.change(root)
        with self.assertRaises(subprocess.TimeoutExpired):
            command, nothing = ["git", "status"], subprocess.DEVNULL  # what hangs outlives git
            subprocess.run(command, cwd=root, env=self.environ, stdout=nothing, stderr=nothing, timeout=2)
        self.assertIn("slow", self.marks(), "else this set-up proves nothing")
        began = time.monotonic()
        self.assertIn("its process is gone", self.meet(root).context)
        self.assertLess(time.monotonic() - began, 30.0)
        self.assertEqual(self.marks(), "")

    def test_a_file_that_hangs(self) -> None:
        """A FIFO in the place of what git reads, or csg."""
        for number, name in enumerate((".gitignore", ".git/HEAD", ".git/index", ".git/config", ".git/commondir")):
            with self.subTest(name):
                root = self.clone("shop%d" % number)
                self.change(root)
                path = os.path.join(root, name)
                if os.path.exists(path):
                    os.remove(path)
                os.mkfifo(path)
                began = time.monotonic()
                self.assertIn("its process is gone", self.meet(root).context)
                self.assertLess(time.monotonic() - began, 30.0)


class WhichGit(Case):
    """The git that runs, and what it is given."""

    def test_a_git_of_the_repositorys_own(self) -> None:
        """PATH may lead into the checkout: by a relative folder, by node_modules/.bin, by .venv/bin."""
        for number, form in enumerate(("bin", "./bin", "%s/bin", "")):
            root = self.clone("shop%d" % number)
            self.change(root)
            fake = self.box.write(root + ("/bin/git" if form else "/git"), _TRAP % (self.mark, "exit 0"))
            os.chmod(fake, 0o700)
            path = "%s:%s" % (form % root if "%" in form else form, self.box.environ["PATH"])
            with self.subTest(form):
                subprocess.run(["sh", "-c", "git status"], cwd=root, env={**self.environ, "PATH": path})
                self.assertIn("ran: ", self.marks(), "else this set-up proves nothing")
                answer = self.meet(root, PATH=path, cwd=root)
                self.assertIn("has uncommitted changes", answer.context)
                self.assertEqual(self.marks(), "")

    def test_what_git_is_given(self) -> None:
        root = self.clone()
        self.change(root)
        real = subprocess.run(["sh", "-c", "command -v git"], stdout=subprocess.PIPE).stdout.decode().strip()
        folder = os.path.dirname(self.trap("git", 'exec %s "$@"' % real))
        path = folder + ":" + self.box.environ["PATH"]
        inherited = {"GIT_DIR": "/nonexistent", "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor"}
        inherited.update(GIT_CONFIG_VALUE_0=self.trap("inherited"), GIT_TRACE="1", LD_PRELOAD_X="1", LC_ALL="C.UTF-8")
        answer = self.meet(root, PATH=path, **inherited)
        self.assertIn("has uncommitted changes", answer.context)
        ran = self.marks()
        self.assertIn("ran: ", ran)
        for secret in SECRETS.values():
            self.assertNotIn(secret, ran)
        names = {line.partition("=")[0] for line in ran.splitlines() if not line.startswith("ran: ")}
        self.assertIn("LC_ALL", names)
        unwanted = {name for name in names if name in inherited and name not in ("GIT_DIR", "LC_ALL")}
        self.assertEqual(unwanted, set())
        self.assertNotIn("/nonexistent", ran)
        self.assertNotIn("inherited", ran)

    def test_what_ran_leaves_nothing(self) -> None:
        """One small directory in csg's home is all, whatever the repository."""
        before: List[str] = []
        for number in range(2):
            root = self.clone("shop%d" % number)
            self.change(root)
            self.meet(root)
            kept = sorted(os.listdir(self.box.home + "/git")) + sorted(os.listdir(self.box.home + "/git/sha1"))
            self.assertIn(before, ([], kept))
            before = kept
        self.assertEqual(before, ["sha1", "HEAD", "config", "objects", "refs"])
        self.assertEqual(os.stat(self.box.home + "/git").st_mode & 0o777, 0o700)
