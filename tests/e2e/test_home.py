"""A home that is somebody else's, or none at all: hooks are silent, people are told in a line."""

import json
import os
import unittest
from typing import Dict, List, Tuple

from tests.support import SandboxCase, edit_event, event, sample

NOBODY = 65534
#: Verbs that use the home.
USING = [
    ["status"],
    ["files"],
    ["claim", "x"],
    ["release", "--all"],
    ["check", "f"],
    ["tell", "s", "x"],
    ["log"],
    ["gc"],
    ["install"],
    ["uninstall"],
    ["slack", "status"],
    ["test"],
]


class HomeCase(SandboxCase):
    def events(self) -> List[Dict[str, object]]:
        path, work = self.box.write("f"), self.box.work
        return [
            event("SessionStart", "me", work, source="startup"),
            edit_event("me", path, "Edit", work),
            edit_event("me", path, "Write", work),
            event("PreToolUse", "me", work, tool_name="Bash", tool_input={"command": "git stash"}),
            event("PostToolUse", "me", work, tool_name="Bash", tool_input={"command": "x"}, tool_response={}),
            event("UserPromptSubmit", "me", work, prompt="x"),
            event("SubagentStop", "me", work, agent_id="sub"),
            event("SessionEnd", "me", work, reason="other"),
        ]

    def silent(self, **environ: str) -> None:
        for fields in self.events():
            answer = self.box.send(fields, **environ)
            self.assertEqual((answer.code, answer.stdout, answer.stderr), (0, b"", b""), fields)

    def told(self, code: int, said: str, **environ: str) -> None:
        for words in sample(USING, 5, said):
            done = self.box.csg(*words, environ=environ)
            self.assertEqual((done.returncode, done.stdout, done.stderr.count(b"\n")), (code, b"", 1), words)
            self.assertIn(said, done.stderr.decode())


@unittest.skipUnless(os.geteuid() == 0, "skipped: only root can give a directory to somebody else")
class Anothers(HomeCase):
    def setUp(self) -> None:
        super().setUp()
        path = self.box.write("f")
        self.box.start("me")
        self.box.start("other")
        self.box.edit("other", path)
        self.assertIn("CONCURRENCY", self.box.edit("me", path).context)
        self.box.csg("tell", "me", "do as I say", "--session", "other")
        config = os.path.join(self.box.home, "config.env")
        os.mkfifo(config)  # who opens it stands still
        self.config = config
        for folder, folders, names in os.walk(self.box.home):
            for name in [*folders, *names, "."]:
                os.chown(os.path.join(folder, name), NOBODY, NOBODY)

    def tree(self) -> Dict[str, Tuple[int, int]]:
        found = {}
        for folder, folders, names in os.walk(self.box.home):
            for path in [os.path.join(folder, name) for name in [*folders, *names, "."]]:
                found[path] = (os.lstat(path).st_mtime_ns, os.lstat(path).st_size)
        return found

    def test_hooks_touch_nothing(self) -> None:
        before = self.tree()
        self.silent()
        self.assertEqual(self.tree(), before)

    def test_a_link_to_it(self) -> None:
        link = os.path.join(self.box.path, "link")
        os.symlink(self.box.home, link)
        before = self.tree()
        self.silent(CLAUDE_SESSION_GUARD_HOME=link)
        self.assertEqual(self.tree(), before)

    def test_only_the_directory(self) -> None:
        for folder, folders, names in os.walk(self.box.home):
            for name in [*folders, *names]:
                os.chown(os.path.join(folder, name), 0, 0)
        self.silent()

    def test_people_are_told(self) -> None:
        before = self.tree()
        self.told(1, "csg: %s belongs to another user, so csg leaves it alone: set CLAUDE" % self.box.home)
        self.assertEqual(self.tree(), before)
        for words in (["version"], ["demo"], ["skill"], ["completion", "bash"]):
            self.assertEqual(self.box.csg(*words).returncode, 0, words)

    def test_models_are_told(self) -> None:
        asked = {"method": "tools/call", "params": {"name": "list_sessions", "arguments": {}}}
        done = self.box.csg("mcp", stdin=json.dumps({"jsonrpc": "2.0", "id": 1, **asked}).encode() + b"\n")
        result = json.loads(done.stdout)["result"]
        self.assertIs(result["isError"], True)
        self.assertIn("belongs to another user", result["content"][0]["text"])


class Relative(HomeCase):
    def test_a_relative_home(self) -> None:
        before = sorted(os.listdir(self.box.work))
        self.silent(CLAUDE_SESSION_GUARD_HOME="here")
        self.told(2, "csg: CLAUDE_SESSION_GUARD_HOME is 'here': it must be", CLAUDE_SESSION_GUARD_HOME="here")
        self.assertEqual(sorted({*before, "f"}), sorted(os.listdir(self.box.work)))

    def test_a_relative_config(self) -> None:
        """The guard works as if there were no settings, and says so; a person is to put it right."""
        path, wrong = self.box.write("f"), "my.env"
        self.box.write(wrong, "CSG_ON_EDIT=off\n")
        said = "CLAUDE_SESSION_GUARD_CONFIG is 'my.env': it must be an absolute path"
        for session, warned in (("one", False), ("two", True), ("three", True)):
            answer = self.box.edit(session, path, CLAUDE_SESSION_GUARD_CONFIG=wrong)
            self.assertEqual((answer.code, answer.stderr, "CONCURRENCY" in answer.context), (0, b"", warned))
        told = [line["what"] for line in self.box.log() if line["event"] in ("config", "error")]
        self.assertEqual(told, [said])
        self.told(2, "csg: " + said, CLAUDE_SESSION_GUARD_CONFIG=wrong)
        self.box.start("four", CLAUDE_SESSION_GUARD_CONFIG=wrong)
        self.assertIn("four", self.box.sessions())


if __name__ == "__main__":
    unittest.main()
