"""What people and models see of sessions on other machines, and how they talk to them; through a real server."""

import json

from tests.machines.case import MachinesCase


class Views(MachinesCase):
    def test_seen_wherever_sessions_are(self) -> None:
        self.lap.start("b1")
        self.desk.start("a1")
        self.desk.edit("a1", "src/till.py")
        self.until(lambda: any(one["files"] for one in self.lap.remotes()))
        (there,) = self.lap.remotes()
        called = there["session"]

        def run(*words: str, cwd: str = "", code: int = 0) -> str:
            done = self.lap.box.csg(*words, cwd=cwd or self.lap.clone)
            self.assertEqual(done.returncode, code, done.stderr)
            return (done.stderr if code else done.stdout).decode()

        # status
        (one,) = json.loads(run("status", "--json"))["elsewhere"]
        self.assertEqual(
            (one["machine"], one["owner"], one["branch"], one["pushed"], one["files"], one["repository"]),
            ("desk", "alice", "main", False, ["src/till.py"], "example.com/shop"),
        )
        text = run("status", "--here")
        self.assertIn("on other machines:\n  `%s` (desk of alice) on `main` (not pushed)" % called, text)
        self.assertIn("holds `src/till.py`", text)
        self.assertNotIn("other machines", run("status", "--here", cwd=self.lap.box.home))

        self.lap.box.write(self.lap.path("src/mine.py"), "one\n")
        # check: free here; a directory too
        for asked in ("src/till.py", "src", "src/*.py"):
            (row,) = json.loads(run("check", asked, "--json"))["files"]
            (holder,) = row["holders"]
            self.assertEqual(
                (row["status"], holder["machine"], holder["owner"], holder["path"], holder["worktree"]),
                ("elsewhere", "desk", "alice", "src/till.py", ""),
            )
        text = run("check", "src/till.py")
        self.assertIn("free here, but held in a clone on another machine", text)
        self.assertIn("session `%s` on branch `main` on machine `desk` of `alice`" % called, text)

        # files: as they would be here
        (file,) = json.loads(run("files", "src/till.py", "--json"))["files"]
        (holder,) = file["sessions"]
        self.assertEqual((file["path"], file["contested"]), (self.lap.path("src/till.py"), False))
        self.assertEqual((holder["machine"], holder["owner"], holder["id"]), ("desk", "alice", called))
        self.assertIn("on desk", run("files"))

        # a session that starts is told in a line
        self.assertIn(
            "csg: on machine `desk`, 1 session of this repository, holding `src/till.py` (`csg status --here`).",
            self.lap.start("b2").context,
        )

        # and it can be told something, by its id, or by its machine
        self.assertIn("`%s` (on desk)" % called, run("tell", called, "prices are yours"))
        run("tell", "desk", "wait \U0001f600" + "\U0001f600" * 900, "--session", "b1")
        said = []

        def told() -> bool:
            said.append(self.desk.edit("a1", "src/other.py").context)
            return "wait" in "".join(said)

        self.until(told)
        heard = "\n".join(said)
        self.assertIn("message from somebody outside any session (bob, on lap)", heard)
        self.assertIn("prices are yours", heard)
        self.assertRegex(heard, "message from session `b1.*` \\(bob, on lap\\)")
        self.assertEqual(heard.count("prices are yours"), 1)

        # those that are not there
        self.assertEqual(len(run("tell", "nowhere", "hello", code=1).splitlines()), 1)
        said_so = run("tell", "desk", "hello", cwd=self.lap.box.home, code=1)
        self.assertIn("no session on `desk` works in this repository", said_so)
