"""Files that shell commands change: Claims after the fact, told to both sides."""

import os
import shutil
import subprocess
import tempfile
import time
from typing import Any, Dict, List, Optional

from tests.e2e.test_git_guard import TITLE, A, B, GitCase
from tests.support import archive, event

#: Seconds after which nothing counts as changed by a command that starts then.
OLD = 2.1
_SINCE = "csg: since this session's last step:\n"


class ShellCase(GitCase):
    def setUp(self) -> None:
        super().setUp()
        archive()  # built before any command's time is taken
        self.shop = self.clone()
        self.file = os.path.join(self.shop, "a.py")

    def ran(
        self,
        session: str,
        command: Any,
        changed: Optional[List[Any]] = None,
        cwd: str = "",
        agent: str = "",
        call: str = "toolu_1",
        duration: Optional[int] = 0,
        background: bool = False,
        response: Optional[Dict[str, Any]] = None,
        diff: Optional[Dict[str, Any]] = None,
        **environ: str,
    ) -> None:
        """A command line is really run, from the shop; then its PostToolUse, which says that it ended in `cwd`.

        changed  what the client reports, None for no report: these files are written too
        duration of the command, in milliseconds, beyond what it really takes; None if the client says nothing"""
        began = time.time()
        if isinstance(command, str):
            subprocess.run(
                ["bash", "-c", command],
                cwd=self.shop,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        for path in changed or []:
            if isinstance(path, str) and path.startswith(self.shop) and not os.path.isdir(path):
                self.box.write(path, "changed\n")
        given: Dict[str, Any] = {"stdout": "", "stderr": "", "interrupted": False, **(response or {})}
        if changed is not None or diff:
            given["bashEditDiff"] = {"files": [], "moreFiles": 0, "changedFiles": changed or [], **(diff or {})}
        fields: Dict[str, Any] = {"tool_name": "Bash", "tool_use_id": call}
        if duration is not None:
            fields["duration_ms"] = duration + int((time.time() - began) * 1000)
        if agent:
            fields["agent_id"] = agent
        tool_input = {"command": command, **({"run_in_background": True} if background else {})}
        fields.update(tool_input=tool_input, tool_response=given)
        answer = self.box.send(event("PostToolUse", session, cwd or self.shop, **fields), **environ)
        self.assertEqual((answer.code, answer.stdout, answer.stderr), (0, b"", b""), "nobody waits for it")

    def claimed(self, session: str) -> List[str]:
        """The files that a session claimed, as seen from the work directory."""
        if session not in self.box.sessions():
            return []
        lines = [line for line in self.box.claims(session) if "id" in line and "tool" in line]
        return sorted(os.path.relpath(line["path"], self.box.work) for line in lines)


class Found(ShellCase):
    """Which files count as changed."""

    def check(self, command: Any, expected: str, *arguments: Any, **more: Any) -> None:
        session = "s" + os.urandom(4).hex()
        self.ran(session, command, *arguments, **more)
        self.assertEqual(" ".join(self.claimed(session)), expected, (command, arguments, more))
        self.box.end(session)

    def test_what_the_client_reports(self) -> None:
        self.check("make", "shop/a.py shop/new.py", [self.file, self.shop + "/new.py"])
        self.check("make", "", [])
        self.check("make", "shop/a.py", ["relative", 5, None, "", self.file, "/a\0b"])
        self.check("make", "", diff={"changedFiles": "junk"})

    def test_a_report_that_is_none(self) -> None:
        """What the command line surely says counts instead."""
        line = "sed -i s/x/y/ a.py && echo x >b.py"
        for reason in ("unavailable", "shared"):
            self.check(line, "shop/a.py shop/b.py", [self.shop + "/src/c.py"], diff={reason: True})
        self.check("git checkout topic", "", [self.file], diff={"skipped": True})

    def test_without_a_report(self) -> None:
        """What the line says, and what the disk shows in the checkout where it ran."""
        time.sleep(OLD)
        self.check("sed -i s/x/y/ a.py", "shop/a.py")
        time.sleep(OLD)
        self.check("cat >new.py <<'EOF'\nx >y\nEOF", "shop/new.py")
        time.sleep(OLD)
        self.check("ls; grep -r sed . | tee /dev/null", "")
        self.check("rm a.py && mv b.py src/d.py", "shop/a.py shop/b.py shop/src/d.py")
        time.sleep(OLD)
        self.check("sed -i s/x/y/ $(git ls-files | grep c.py)", "shop/src/c.py")
        time.sleep(OLD)
        self.git(self.shop, "checkout", "-q", ".")
        time.sleep(OLD)
        self.check("mv src there; echo x >../beside", "beside shop/src/c.py shop/there/c.py shop/there/d.py")
        self.no_errors()

    def test_what_a_line_says_and_does_not_come_to(self) -> None:
        time.sleep(OLD)
        self.check("false && echo x >a.py; test -f none && rm b.py; exit 0; sed -i s/x/y/ src/c.py", "")
        self.check("rm -f none.py; mv none.py a.py; echo x >passing && rm passing", "")
        self.check("true || echo x >a.py", "", [])

    def test_what_the_disk_shows(self) -> None:
        """Also what no word names; not what git ignores, nor what moving HEAD changed, nor where all only reads."""
        self.box.write("shop/.gitignore", "*.o\n")
        script = self.box.write("shop/.git/make", "echo x >>src/c.py; echo x >new.py; echo x >x.o; rm b.py\n")
        self.git(self.shop, "add", ".gitignore")
        self.git(self.shop, "commit", "-q", "-m", "ignored")
        time.sleep(OLD)
        self.check("sh %s # rm" % script, "shop/b.py shop/new.py shop/src/c.py")
        time.sleep(OLD)
        self.box.write(self.file, "by hand\n")
        self.check("sleep 0; ls -l | head -3; git status", "")
        self.check("git commit -qam x", "")
        time.sleep(OLD)
        self.check("ln -s a.py link", "shop/link")
        time.sleep(OLD)
        self.check("echo x >link", "shop/a.py")
        self.no_errors()

    def test_when_the_start_is_not_known(self) -> None:
        """And of what goes on in the background: what the line says counts."""
        time.sleep(OLD)
        for given in ({"duration": None}, {"background": True}, {"response": {"backgroundTaskId": "b1"}}):
            self.check("test -e nowhere && echo x >a.py", "shop/a.py", **given)

    def test_in_a_memory_file_system(self) -> None:
        if not os.path.isdir("/dev/shm"):
            self.skipTest("there is no /dev/shm")
        folder = tempfile.mkdtemp(prefix="csg-test-", dir="/dev/shm")
        try:
            self.ran(A, "echo x >%s/a.py" % folder)
            (line,) = self.box.claims(A)
            self.assertEqual(line["path"], folder + "/a.py")
        finally:
            shutil.rmtree(folder)

    def test_the_report_is_about_one_checkout(self) -> None:
        """What the line writes in others counts too; what it does not change in that one does not."""
        other = self.clone("other")
        line = "echo x >%s/a.py; echo x >%s/notes; touch b.py; make" % (other, self.box.work)
        self.check(line, "notes other/a.py shop/a.py", [self.file])

    def test_where_the_command_was_started(self) -> None:
        """The event's cwd is where it ended."""
        inside = self.shop + "/src"
        self.check("cd src && sed -i s/x/y/ c.py", "shop/src/c.py", cwd=inside)
        self.check("sed -i s/x/y/ c.py", "shop/src/c.py", cwd=inside)
        self.check("(cd src && echo x >c.py); echo x >a.py", "shop/a.py shop/src/c.py")
        time.sleep(OLD)
        self.check("cd %s && echo x >a.py" % self.shop, "shop/a.py")
        self.check("cd %s && echo x >a.py" % self.shop, "shop/a.py", cwd="/")
        self.check("cd ../other && echo x >a.py", "", cwd=self.shop)
        time.sleep(OLD)
        self.check("cd $THERE && echo x >a.py; echo x >%s" % self.file, "shop/a.py")

    def test_nothing(self) -> None:
        self.check("echo x >a.py", "", response={"interrupted": True})
        time.sleep(OLD)
        self.check("mkdir d; mv d e", "")
        self.check("make", "", [self.shop + "/src"])
        odd: List[Any] = [None, 5, "", [], {}]
        for command in odd:
            self.check(command, "", [self.file])
        self.no_errors()

    def test_odd_responses(self) -> None:
        odd: List[Any] = [None, 5, "x", []]
        for given in odd:
            fields: Dict[str, Any] = {"tool_name": "Bash", "tool_input": {"command": "echo x >a.py"}}
            answer = self.box.send(event("PostToolUse", A, self.shop, tool_response=given, **fields))
            self.assertEqual((answer.code, answer.stdout, answer.stderr), (0, b"", b""))
        self.assertEqual(set(self.claimed(A)), {"shop/a.py"})
        fields = {"tool_name": "Edit", "tool_input": {"file_path": self.file}}
        self.assertEqual(self.box.send(event("PostToolUse", B, self.shop, **fields)).stdout, b"")
        self.assertEqual(self.claimed(B), [])
        self.no_errors()


class Told(ShellCase):
    def test_the_next_editor_is_warned(self) -> None:
        self.ran(A, "sed -i s/x/y/ a.py")
        text = self.box.edit(B, self.file, cwd=self.shop).context
        self.assertIn(TITLE, text)
        self.assertIn("`aaaaaaaa`", text)
        self.assertEqual(self.box.edit(A, self.file, call="toolu_9").context.count("bbbbbbbb"), 1)

    def test_the_one_who_ran_it(self) -> None:
        """After the fact, as a Notice to its own session; once."""
        self.box.edit(A, self.file)
        self.ran(B, "sed -i s/x/y/ a.py")
        text = self.prompt(B)
        self.assertTrue(text.startswith(_SINCE), text)
        self.assertIn("a shell command of this session changed `shop/a.py`", text)
        self.assertIn("which session aaaaaaaa is at work on too, the last edit", text)
        self.assertEqual(self.prompt(B), "")
        self.ran(B, "sed -i s/x/y/ a.py", call="toolu_2")
        self.assertEqual(self.prompt(B), "")
        self.assertEqual(self.box.edit(B, self.file).stdout, b"", "told is told")

    def test_the_one_who_holds_it(self) -> None:
        self.box.edit(A, self.file)
        self.ran(B, "sed -i s/x/y/ a.py")
        text = self.prompt(A)
        self.assertIn("session `bbbbbbbb` meant to edit `shop/a.py`", text)
        self.assertIn("went ahead", text)
        self.assertEqual(self.box.edit(A, self.file).stdout, b"", "told is told")

    def test_with_the_next_edit_of_that_file(self) -> None:
        self.box.edit(A, self.file)
        self.ran(B, "sed -i s/x/y/ a.py")
        text = self.box.edit(B, self.file).context
        self.assertIn("a shell command of this session changed", text)
        self.assertEqual(text.count("aaaaaaaa"), 1)

    def test_agents_of_one_session(self) -> None:
        self.box.edit(A, self.file, agent="one")
        self.ran(A, "sed -i s/x/y/ a.py", agent="two")
        self.assertEqual(self.prompt(A), "", "it is for agent two")
        text = self.box.edit(A, self.box.write("g"), agent="two").context
        self.assertIn("which agent one of this session is at work on too", text)
        self.ran(A, "sed -i s/x/y/ b.py", agent="two")
        self.assertEqual(self.prompt(A, "two"), "", "nobody else's")

    def test_another_worktree(self) -> None:
        there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", "-b", "fix", there)
        self.box.edit(A, there + "/a.py", cwd=there)
        self.ran(B, "sed -i s/x/y/ a.py")
        text = self.prompt(B)
        self.assertIn("which session aaaaaaaa is at work on in another worktree", text)
        self.assertIn("the versions will meet at merge", text)
        text = self.prompt(A)
        self.assertIn("session `bbbbbbbb` edits `shop-fix/a.py` in the worktree `%s`" % self.shop, text)

    def test_many(self) -> None:
        for number in range(6):
            self.box.edit("session-%d" % number, self.file)
        self.ran(B, "sed -i s/x/y/ a.py")
        text = self.prompt(B)
        self.assertIn(" and 3 more are at work on too", text)
        self.assertEqual(text.count("session session-"), 3)

    def test_it_is_in_the_log(self) -> None:
        self.box.edit(A, self.file)
        self.ran(B, "sed -i s/x/y/ a.py")
        (line,) = [line for line in self.box.log() if line["event"] == "conflict"]
        self.assertEqual((line["tool"], line["decision"], line["others"]), ("Bash", "told afterwards", [A]))

    def test_a_hook_that_is_wired_twice(self) -> None:
        self.box.edit(A, self.file)
        for _ in range(2):
            self.ran(B, "sed -i s/x/y/ a.py")
        self.assertEqual(self.prompt(A).count("\n"), 1)
        self.assertEqual(self.prompt(B).count("\n"), 1)
        self.assertIn(": 1 edit,", self.box.edit("c", self.file).context.split("`bbbbbbbb`")[1])


class Whose(ShellCase):
    """The client compares the tree before and after: a sibling's edit meanwhile is in the report too."""

    def test_a_sibling_edits_meanwhile(self) -> None:
        self.box.edit(A, self.file)
        self.ran(B, "make test", [self.file, self.shop + "/b.py"], duration=5000)
        self.assertEqual(self.claimed(B), ["shop/b.py"])
        self.assertEqual((self.prompt(A), self.prompt(B)), ("", ""))

    def test_but_the_command_names_it(self) -> None:
        self.box.edit(A, self.file)
        self.ran(B, "python fix.py a.py", [self.file], duration=5000)
        self.assertEqual(self.claimed(B), ["shop/a.py"])
        self.assertTrue(self.prompt(A) and self.prompt(B))

    def test_an_edit_before_it_began(self) -> None:
        self.box.edit(A, self.file)
        folder = os.path.join(self.box.home, "state", A, "claims")
        (name,) = os.listdir(folder)
        with open(os.path.join(folder, name), encoding="ascii") as file:
            text = file.read()
        begun, _, rest = text.partition(",")
        with open(os.path.join(folder, name), "w", encoding="ascii") as file:
            file.write("%s%.3f,%s" % (begun[:6], float(begun[6:]) - 60, rest))
        self.ran(B, "make test", [self.file], duration=5000)
        self.assertEqual(self.claimed(B), ["shop/a.py"])
        self.assertIn("the last edit 1 minute ago", self.prompt(B))

    def test_another_agent_edits_meanwhile(self) -> None:
        self.box.edit(A, self.file, agent="one")
        self.ran(A, "make test", [self.file], duration=5000, agent="two")
        self.assertEqual(len(self.claimed(A)), 1)

    def test_an_edit_in_another_worktree_is_not_in_it(self) -> None:
        there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", there)
        self.box.edit(A, there + "/a.py", cwd=there)
        self.ran(B, "make", [self.file], duration=5000)
        self.assertEqual(self.claimed(B), ["shop/a.py"])


class Settings(ShellCase):
    def test_ignored_paths_cost_nothing(self) -> None:
        self.box.edit(A, self.file)
        self.ran(B, "sed -i s/x/y/ a.py b.py", CSG_RULES="a.py=off")
        self.assertEqual(self.claimed(B), ["shop/b.py"])
        self.assertEqual((self.prompt(A), self.prompt(B)), ("", ""))

    def test_warnings_turned_off(self) -> None:
        """The Claim counts all the same: it is the siblings' protection."""
        self.box.edit(A, self.file)
        self.ran(B, "sed -i s/x/y/ a.py", CSG_ON_EDIT="off")
        self.assertEqual((self.prompt(A), self.prompt(B)), ("", ""))
        self.assertIn("bbbbbbbb", self.box.edit(A, self.file).context)
        self.box.write("shop/.csg", "CSG_RULES='*.py=off'\n")
        self.ran("c", "sed -i s/x/y/ a.py")
        self.assertEqual(self.prompt("c"), "")

    def test_a_session_that_has_ended(self) -> None:
        self.box.start(A, self.shop)
        self.box.end(A, self.shop)
        self.ran(A, "sed -i s/x/y/ a.py")
        self.assertEqual(self.box.sessions(), [])
        self.no_errors()
