"""claude-session-guard has the same home: while both are about, its claims are heeded, and nothing of it is lost."""

import json
import os
import time
from typing import Any, Dict, List, Sequence, Tuple

from tests import predecessor
from tests.e2e.test_doctor import DoctorCase
from tests.support import SandboxCase, event, sampled

OLD = "5f0c1de2-7a61-4b0a-9b0d-2f4f3c1a7e55"


class Migrating(SandboxCase):
    def go(self, claims: Sequence[Tuple[str, float]], session: str = OLD, idle: float = 0.0, **more: Any) -> str:
        """A session of claude-session-guard's in the work directory."""
        value = predecessor.state(session, self.box.work, claims, time.time(), zone=-240)
        return predecessor.put(self.box, {**value, **more}, idle)

    def kept(self) -> List[str]:
        return sorted(n for n in os.listdir(os.path.join(self.box.home, "state")) if n.endswith((".json", ".tmp")))


class Heeded(Migrating):
    def test_an_edit_is_warned(self) -> None:
        path = self.box.write("a & b/cart.py")
        self.go([(path, 180), (path, 240)])
        self.box.start("new")
        text = self.box.edit("new", path).context
        self.assertIn("1 other session is at work on `a & b/cart.py`", text)
        self.assertIn("session `5f0c1de2`", text)
        self.assertIn("2 edits, the last 3 minutes ago", text)
        self.assertEqual(self.box.edit("new", path).context, "", "the same news is told once")
        self.go([(path, 180), (path, 1)])
        self.assertIn("5f0c1de2", self.box.edit("new", path).context)

    def test_a_write_is_held(self) -> None:
        path = self.box.write("cart.py")
        self.go([(path, 60)])
        self.assertEqual(self.box.edit("new", path, "Write").decision, "deny")
        self.assertEqual(self.box.edit("new", path, "Write").decision, "")

    def test_a_claim_without_a_canonical_path(self) -> None:
        path = self.box.write("src/cart.py")
        os.symlink("src", os.path.join(self.box.work, "link"))
        value = predecessor.state(OLD, self.box.work, [], time.time())
        value["claims"] = [{"file": "link/cart.py", "at": predecessor.stamp(time.time() - 5, 90)}]
        predecessor.put(self.box, value)
        self.assertIn("5f0c1de2", self.box.edit("new", path).context)

    def test_the_twin_in_another_worktree(self) -> None:
        top = self.box.repository()
        gitdir = self.box.make("work", "shop", ".git", "worktrees", "two")
        for name, text in (("HEAD", "ref: refs/heads/two\n"), ("commondir", "../..\n")):
            self.box.write(os.path.join(gitdir, name), text)
        self.box.write("two/.git", "gitdir: %s\n" % gitdir)
        self.go([(self.box.write("two/cart.py"), 60)])
        text = self.box.edit("new", self.box.write(os.path.join(top, "cart.py")), cwd=top).context
        self.assertIn("in another worktree of this repository", text)

    def test_a_git_command_is_held(self) -> None:
        top = self.box.repository()
        self.go([(self.box.write(os.path.join(top, "cart.py")), 60)])
        self.box.start("new", cwd=top)
        fields = event("PreToolUse", "new", top, tool_name="Bash", tool_input={"command": "git reset --hard"})
        answer = self.box.send(dict(fields, tool_use_id="toolu_1"))
        self.assertEqual((answer.decision, "5f0c1de2" in answer.reason), ("deny", True), answer.stdout)

    def test_a_start_is_briefed_and_the_lists_have_it(self) -> None:
        top = self.box.repository()
        path = self.box.write(os.path.join(top, "cart.py"))
        self.go([(path, 60)], cwd=top)
        self.assertIn("- `5f0c1de2` on `main` holds `cart.py`", self.box.start("new", cwd=top).context)
        done = self.box.csg("check", path, "--session", "new")
        self.assertEqual((done.returncode, b"5f0c1de2" in done.stdout), (1, True), done.stdout)
        listed = json.loads(self.box.csg("status", "--json").stdout)["sessions"]
        self.assertEqual({s["id"]: s["state"] for s in listed}, {"new": "idle", OLD: "editing"})
        self.assertIn(b"no live session's id begins with", self.box.csg("tell", OLD, "hello").stderr)

    def test_what_is_not_heeded(self) -> None:
        path = self.box.write("cart.py")
        self.go([(path, 700)])
        self.assertEqual(self.box.edit("new", path).context, "", "out of the window")
        self.box.end("new")
        self.go([(path, 5)])
        self.assertEqual(self.box.edit(OLD, path).context, "", "its own")
        self.box.end(OLD)
        for junk in ("", "{", "[]", '{"session_id": 3}', '{"claims": {}}', "[" * 5000, "null"):
            self.box.write(os.path.join(self.box.home, "state", "junk.json"), junk)
            self.assertIn("5f0c1de2", self.box.edit("t" + str(len(junk)), path).context)
        self.assertNotIn("error", [line["event"] for line in self.box.log()])


class Kept(Migrating):
    """What is nobody's business of csg's stays; what is over goes."""

    def test_gc(self) -> None:
        path = self.box.write("cart.py")
        self.go([(path, 5 * 3600)], idle=5 * 3600)
        self.go([(path, 90000)], "left-over", idle=90000)
        self.go([(path, 90000)], "by-its-claims", idle=5 * 3600, started_at=predecessor.stamp(time.time() - 3600))
        self.box.write(os.path.join(self.box.home, "state", "notes.json"), '{"mine": true}')
        self.box.write(os.path.join(self.box.home, "state", "README"), "mine")
        for name, age in (("x.json.4711.tmp", 7200), ("y.json.4712.tmp", 0)):
            half = self.box.write(os.path.join(self.box.home, "state", name), "{")
            os.utime(half, (time.time() - age, time.time() - age))
        done = self.box.csg("gc")
        self.assertEqual(done.stdout, b"dropped left-over: idle\n")
        self.assertEqual(self.kept(), [OLD + ".json", "by-its-claims.json", "notes.json", "y.json.4712.tmp"])
        self.assertEqual(self.box.csg("gc").stdout, b"nothing to drop\n")
        self.assertTrue(os.path.exists(os.path.join(self.box.home, "state", "README")))

    def test_a_session_that_csg_has_taken_over(self) -> None:
        path = self.box.write("cart.py")
        self.go([(path, 300)], idle=300)
        self.box.edit(OLD, path)
        self.assertEqual([s["id"] for s in json.loads(self.box.csg("status", "--json").stdout)["sessions"]], [OLD])
        self.assertEqual(self.box.csg("gc").stdout, b"nothing to drop\n")
        self.go([(path, 700)], idle=700)
        self.assertEqual(self.box.csg("gc").stdout, b"dropped %s: taken over\n" % OLD.encode())
        self.assertEqual(self.kept(), [])
        self.go([(path, 700)], idle=700)
        self.box.end(OLD)
        self.box.start("new")
        self.assertEqual(self.kept(), [], "a start sweeps too")


@sampled(1)
class Told(DoctorCase):
    """doctor says what is left to migrate; its mend mends."""

    def go(self, session: str, ago: float) -> None:
        value = predecessor.state(session, self.box.work, [(self.box.work + "/a", ago)], time.time())
        predecessor.put(self.box, value, ago)

    def migration(self) -> Dict[str, Any]:
        found = self.examine()[1]["migration"]
        self.assertEqual(len(found), 1, found)
        return found[0]

    def test_while_its_sessions_live(self) -> None:
        self.go(OLD, 120)
        self.go("other", 3600)
        self.run_csg("install")
        found = self.migration()
        self.assertIsNone(found["good"])
        self.assertIn("2 sessions on record with claude-session-guard, the last active 2 minutes ago", found["text"])
        self.assertTrue(self.examine()[0])

    def test_what_is_stale(self) -> None:
        self.run_csg("install")
        self.go(OLD, 90000)
        self.wrong("migration", "1 session of claude-session-guard's left over", "csg gc")
        self.run_csg("gc")
        self.assertNotIn("migration", self.examine()[1])

    def test_install_clears_it(self) -> None:
        self.go(OLD, 90000)
        path = os.path.join(self.box.home, "state", OLD + ".json")
        self.assertIn("would be removed", self.run_csg("install", "--dry-run"))
        self.assertTrue(os.path.exists(path))
        self.assertIn("claude-session-guard: 1 session that is over removed", self.run_csg("install"))
        self.assertFalse(os.path.exists(path))
        self.assertTrue(self.examine()[0])

    def test_a_home_that_its_log_made(self) -> None:
        os.makedirs(self.box.home, mode=0o755)
        os.chmod(self.box.home, 0o755)
        self.wrong("home", "others can look into", "chmod 700")
        self.assertIn("was open to others, and no longer is", self.run_csg("install"))
        self.assertTrue(self.examine()[0])

    def test_its_server_and_strangers(self) -> None:
        self.run_csg("install")
        self.put(
            '{"mcpServers": {"guard": {"command": "/go/claude-session-guard", "args": ["mcp"]}}}',
            self.box.user + "/.claude.json",
        )
        self.assertIn("MCP server is registered, as guard", self.migration()["text"])
        self.put("{}", self.box.user + "/.claude.json")
        self.put("x", os.path.join(self.box.home, "state", "notes.json"))
        self.put("x", os.path.join(self.box.home, "state", "README"))
        self.assertIn("not csg's: README, notes.json", self.migration()["text"])
        self.assertTrue(self.examine()[0])
