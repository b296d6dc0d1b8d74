"""`csg hook --client NAME`: whose event it is."""

import json

from tests.support import SandboxCase, edit_event


class Named(SandboxCase):
    def send(self, *words: str) -> str:
        """What the hook says to an edit that meets another session's."""
        path = self.box.write("a.py")
        self.box.edit("s1", path)
        fields = edit_event("s-%d" % len(self.box.sessions()), path, "Edit", self.box.work)
        done = self.box.csg("hook", *words, stdin=json.dumps(fields).encode())
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def test_without_a_name_it_is_claude_codes(self) -> None:
        plain = self.send()
        self.assertIn("1 other session is at work", plain)
        for words in (("--client", "claude"), ("--client=claude",), ("PreToolUse",), ("--odd",)):
            self.assertIn("other session", self.send(*words), words)

    def test_another_name(self) -> None:
        for words in (("--client", "codex"), ("--client=codex",), ("--client", "codex", "PreToolUse")):
            self.send(*words)
        records = [name for name in self.box.sessions() if self.client(name) == "codex"]
        self.assertEqual(len(records), 3)

    def client(self, name: str) -> str:
        with open("%s/state/%s/session.json" % (self.box.home, name), encoding="ascii") as file:
            return str(json.load(file).get("client", ""))

    def test_a_name_that_nobody_knows_is_said_in_the_log(self) -> None:
        for words in (("--client", "clippy\n"), ("--client",), ("--client=",)):
            self.assertEqual(self.send(*words), "")
        said = [line["what"] for line in self.box.log() if line["event"] == "error"]
        self.assertEqual(len(said), 3)
        self.assertIn("csg knows no such client", said[0])
