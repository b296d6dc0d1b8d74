"""The MCP server's tools, and whose server it is."""

import os
import unittest

from tests.e2e.mcp_client import Client, ServerCase


class Self(ServerCase):
    """Whose server it is."""

    def writes(self, client: Client) -> str:
        return str(client.value("set_intent", text="x")["session"])

    def test_the_session_of_the_parent_process(self) -> None:
        self.box.start("other", CLAUDE_PID="1")
        self.box.start("mine")
        client = self.server(CLAUDE_CODE_SESSION_ID="other")
        self.assertEqual(self.writes(client), "mine")
        value = client.value("list_sessions")
        self.assertEqual(value["self"], "mine")
        self.assertEqual([(s["id"], s["self"]) for s in value["sessions"]], [("mine", True), ("other", False)])

    def test_after_clear_the_new_one(self) -> None:
        self.box.start("before")
        client = self.server(CLAUDE_CODE_SESSION_ID="before")
        self.assertEqual(self.writes(client), "before")
        self.box.end("before")
        self.box.start("after", source="clear")
        self.assertEqual(self.writes(client), "after")

    def test_of_several_of_one_process_the_latest_active(self) -> None:
        self.box.start("one")
        self.box.start("two")
        client = self.server()
        self.assertEqual(self.writes(client), "two")
        self.box.edit("one", self.box.write("a.py"))
        self.assertEqual(self.writes(client), "one")

    def test_else_what_the_environment_says(self) -> None:
        self.box.start("stated", CLAUDE_PID="1")
        self.assertEqual(self.writes(self.server(CLAUDE_CODE_SESSION_ID="stated")), "stated")

    def test_one_without_a_record_is_attached_by_writing_only(self) -> None:
        client = self.server(CLAUDE_CODE_SESSION_ID="unseen")
        self.assertEqual(client.value("list_sessions")["self"], "")
        self.assertEqual(self.box.sessions(), [])
        self.assertEqual(self.writes(client), "unseen")
        self.assertEqual(self.box.sessions(), ["unseen"])

    def test_nobody_may_read_but_not_write(self) -> None:
        self.box.start("other", CLAUDE_PID="1")
        path = self.box.write("a.py")
        self.box.edit("other", path, CLAUDE_PID="1")
        client = self.server()
        self.assertEqual(client.value("list_sessions")["self"], "")
        self.assertEqual(client.value("check_files", paths=["a.py"])["files"][0]["status"], "held")
        for tool, arguments in (
            ("claim_files", {"paths": ["a.py"], "intent": "x"}),
            ("release_files", {"paths": ["a.py"]}),
            ("set_intent", {"text": "x"}),
            ("tell_session", {"session": "other", "text": "x"}),
        ):
            said = client.failure(tool, **arguments)
            self.assertIn("cannot tell which session it serves", said)
            self.assertIn("hooks", said)

    def test_an_ended_one_may_not_write(self) -> None:
        self.box.start("s")
        self.box.end("s")
        said = self.server(CLAUDE_CODE_SESSION_ID="s").failure("set_intent", text="x")
        self.assertIn("session s has ended", said)


class Tools(ServerCase):
    """Two sessions in one repository; the server is the first's."""

    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository("shop")
        self.box.start("mine", cwd=self.top)
        self.box.start("other", cwd=self.top, CLAUDE_PID="1")
        self.box.start("far", CLAUDE_PID="1")
        self.client = self.server(cwd=self.top)

    def edit_other(self, name: str) -> str:
        path = self.box.write(os.path.join("shop", name))
        self.box.edit("other", path, cwd=self.top, CLAUDE_PID="1")
        return path

    def test_list_sessions(self) -> None:
        path = self.edit_other("src/a.py")
        self.box.csg("claim", "move the \x1b[31m`parser`", "--session", "other")
        value = self.client.value("list_sessions")
        self.assertEqual([s["id"] for s in value["sessions"]], ["mine", "other"])
        other = value["sessions"][1]
        self.assertEqual((other["repository"], other["branch"], other["cwd"]), ("shop", "main", self.top))
        self.assertEqual(other["intent"], "move the \\x1b[31m'parser'")
        self.assertEqual((other["state"], other["edits"]), ("editing", 1))
        self.assertEqual([f["path"] for f in other["files"]], [path])
        self.assertLess(other["files"][0]["age_seconds"], 60)
        self.assertEqual((value["sessions"][0]["state"], value["other_places"]), ("idle", 1))
        everyone = self.client.value("list_sessions", scope="all")
        self.assertEqual({s["id"] for s in everyone["sessions"]}, {"mine", "other", "far"})
        text = self.client.call("list_sessions")["content"][0]["text"]
        for part in ("session `mine` (this is you)", "session `other`", "src/a.py", "1 more live session in other"):
            self.assertIn(part, text)

    def test_check_files(self) -> None:
        self.edit_other("src/a.py")
        self.edit_other("src/deep/b.py")
        asked = ["src/a.py", "src/c.py", "src", "src/*.py", "src/**/*.py", "**/b.py", "lib/", "src/?.md", "/"]
        rows = self.client.value("check_files", paths=asked)["files"]
        found = {row["path"]: (row["kind"], row["status"], len(row["holders"])) for row in rows}
        self.assertEqual(
            found,
            {
                "src/a.py": ("file", "held", 1),
                "src/c.py": ("file", "free", 0),
                "src": ("directory", "held", 2),
                "src/*.py": ("pattern", "held", 1),
                "src/**/*.py": ("pattern", "held", 2),
                "**/b.py": ("pattern", "held", 1),
                "lib/": ("directory", "free", 0),
                "src/?.md": ("pattern", "free", 0),
                "/": ("directory", "held", 2),
            },
        )
        holder = rows[0]["holders"][0]
        self.assertEqual((holder["session"], holder["yours"], holder["worktree"]), ("other", False, ""))
        self.assertLess(holder["age_seconds"], 60)

    def test_a_file_whose_name_looks_like_a_pattern(self) -> None:
        self.edit_other("app/[id]/page.tsx")
        self.edit_other("app/*.py")
        rows = self.client.value("check_files", paths=["app/[id]/page.tsx", "app/*.py"])["files"]
        self.assertEqual([(row["kind"], row["status"]) for row in rows], [("file", "held")] * 2)

    def test_in_another_worktree(self) -> None:
        tree = self.box.make("work", "shop-fix")
        gitdir = os.path.join(self.top, ".git", "worktrees", "shop-fix")
        self.box.write(os.path.join(gitdir, "HEAD"), "ref: refs/heads/fix\n")
        self.box.write(os.path.join(gitdir, "commondir"), "../..\n")
        self.box.write(os.path.join(tree, ".git"), "gitdir: %s\n" % gitdir)
        self.box.write(os.path.join(self.top, "src", "a.py"))
        self.box.edit("other", self.box.write(os.path.join(tree, "src", "a.py")), cwd=tree, CLAUDE_PID="1")
        value = self.client.value("check_files", paths=["src/a.py", "src", "src/*.py"])
        self.assertEqual([row["status"] for row in value["files"]], ["elsewhere"] * 3)
        self.assertEqual({row["holders"][0]["worktree"] for row in value["files"]}, {tree})
        self.assertEqual(value["held"], 0)

    def test_claim_check_release(self) -> None:
        self.edit_other("a.py")
        value = self.client.value("claim_files", paths=["a.py", "b.py", "b.py", "new/c.py"], intent="split it")
        self.assertEqual(
            [(row["path"], row["status"]) for row in value["files"]],
            [("a.py", "held"), ("b.py", "claimed"), ("new/c.py", "claimed")],
        )
        self.assertEqual(value["files"][0]["holders"][0]["session"], "other")
        self.assertEqual({line["tool"] for line in self.box.claims("mine")}, {"claim"})
        rows = self.client.value("check_files", paths=["a.py", "b.py"])["files"]
        self.assertEqual([row["status"] for row in rows], ["held", "yours"])
        done = self.client.value("release_files", paths=["new", "b.p?", "zzz"])
        self.assertEqual(sorted(done["released"]), [os.path.join(self.top, n) for n in ("b.py", "new/c.py")])
        self.assertEqual(done["not_held"], ["zzz"])
        self.assertEqual(self.client.value("check_files", paths=["b.py"])["files"][0]["status"], "free")
        self.assertEqual(self.client.value("list_sessions")["sessions"][0]["intent"], "split it")

    def test_a_claim_warns_others_and_not_its_own_session(self) -> None:
        path = self.box.write("shop/a.py")
        self.client.value("claim_files", paths=[path], intent="x")
        self.assertEqual(self.box.edit("mine", path, cwd=self.top).stdout, b"")
        self.assertIn("CONCURRENCY WARNING", self.box.edit("other", path, cwd=self.top, CLAUDE_PID="1").context)

    def test_a_claim_alone_does_not_warn_the_own_subagent(self) -> None:
        path = self.box.write("shop/a.py")
        self.client.value("claim_files", paths=[path], intent="x")
        self.assertEqual(self.box.edit("mine", path, cwd=self.top, agent="sub").stdout, b"")

    def test_what_cannot_be_claimed(self) -> None:
        os.makedirs(os.path.join(self.top, "src"))
        self.assertIn("directory", self.client.failure("claim_files", paths=["b.py", "src"], intent="x"))
        self.assertIn("pattern", self.client.failure("claim_files", paths=["b.py", "*.py"], intent="x"))
        self.assertIn("cannot be a path", self.client.failure("claim_files", paths=["b\0.py"], intent="x"))
        self.assertEqual(self.box.claims("mine"), [])

    def test_arguments_are_checked(self) -> None:
        for tool, arguments, part in (
            ("list_sessions", {"scope": "x"}, "scope is one of"),
            ("list_sessions", {"verbose": True}, "`verbose` is unknown; known are: scope"),
            ("check_files", {}, "paths is missing"),
            ("check_files", {"paths": "a"}, "paths is wanted as an array, not a string"),
            ("check_files", {"paths": []}, "paths has 0 items; allowed are 1 to 500"),
            ("check_files", {"paths": ["a"] * 501}, "501 items"),
            ("check_files", {"paths": ["a", 3]}, "paths[1] is wanted as a string, not an integer"),
            ("claim_files", {"paths": ["a"]}, "intent is missing"),
            ("claim_files", {"paths": ["a"], "intent": "x" * 501}, "intent has 501 characters"),
            ("set_intent", {"text": None}, "text is wanted as a string, not null"),
            ("tell_session", {"session": "other", "text": ""}, "text has 0 characters"),
            ("tell_session", {"session": "other", "text": "x" * 1001}, "text has 1001 characters"),
            ("tell_session", {"session": "nobody", "text": "x"}, "no live session's id begins with"),
            ("tell_session", {"session": "mine", "text": "x"}, "session mine is this one"),
        ):
            self.assertIn(part, self.client.failure(tool, **arguments))

    def test_set_intent(self) -> None:
        self.assertEqual(self.client.value("set_intent", text=" a \n b ")["intent"], "a b")
        self.assertEqual(self.client.value("list_sessions")["sessions"][0]["intent"], "a b")
        self.client.value("set_intent", text="")
        self.assertEqual(self.client.value("list_sessions")["sessions"][0]["intent"], "")

    def test_many_paths_and_holders_are_counted(self) -> None:
        for number in range(8):
            self.edit_other("f%d.py" % number)
        listed = self.client.value("list_sessions")["sessions"][1]
        self.assertEqual(len(listed["files"]) + listed["more_files"], 8)
        value = self.client.value("check_files", paths=["./" * (n + 1) for n in range(60)])
        shown = sum(len(row["holders"]) for row in value["files"])
        self.assertEqual(shown, 200)
        self.assertEqual(shown + sum(row["more_holders"] for row in value["files"]), 480)

    def test_a_file_outside_utf8(self) -> None:
        raw = os.path.join(os.fsencode(self.top), b"caf\xe9.py")
        try:
            os.close(os.open(raw, os.O_CREAT | os.O_WRONLY))
        except OSError:
            self.skipTest("this file system takes only UTF-8 names")
        self.box.csg("claim", "x", os.fsdecode(raw), "--session", "other")
        row = self.client.value("check_files", paths=["caf\udce9.py"])["files"][0]
        self.assertEqual((row["status"], row["path"]), ("held", "caf\\xe9.py"))


if __name__ == "__main__":
    unittest.main()
