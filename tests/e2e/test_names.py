"""What people and siblings call a session: its intent, else its latest prompt, else its branch."""

import json
import os
import unittest
from typing import Any, Dict, Optional

from tests.support import Sandbox, event

A, B = "aaaaaaaa-1111-4222-8333-444444444444", "bbbbbbbb-1111-4222-8333-444444444444"


class Names(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.shop = self.box.repository()
        self.file = self.box.write("shop/cart.py", "a\n")
        for session in (A, B):
            self.box.start(session, self.shop)

    def prompts(self, session: str, text: str, **environ: Optional[str]) -> None:
        self.box.send(event("UserPromptSubmit", session, self.shop, prompt=text), **environ)

    def facts(self, session: str = A) -> Dict[str, Any]:
        done = self.box.csg("status", "--json")
        (found,) = [s for s in json.loads(done.stdout)["sessions"] if s["id"] == session]
        return dict(found)

    def test_intent_prompt_branch(self) -> None:
        self.assertEqual(self.facts()["name"], "main")
        self.prompts(A, "\n fix the prices\nthen the rest\n")
        self.assertEqual((self.facts()["name"], self.facts()["prompt"]), ("fix the prices",) * 2)
        self.prompts(A, "/compact")
        self.assertEqual(self.facts()["name"], "fix the prices")
        self.box.csg("claim", "round up", "--session", A)
        self.assertEqual((self.facts()["name"], self.facts()["prompt"]), ("round up", "fix the prices"))

    def test_a_sibling_is_told_it_as_data(self) -> None:
        self.prompts(A, "fix `the` <b>prices</b> " + "x" * 200)
        self.box.edit(A, self.file, cwd=self.shop)
        said = "fix 'the' \u2039b\u203aprices\u2039/b\u203a xxx"
        self.assertIn("Latest prompt: `%s" % said, self.box.edit(B, self.file, cwd=self.shop).context)
        brief = self.box.start("cccccccc-1111-4222-8333-444444444444", self.shop).context
        self.assertIn("latest prompt: `%s" % said, brief)
        self.box.csg("claim", "round up", "--session", A)
        self.assertNotIn("prompt: `fix", self.box.start("dddddddd-1111-4222-8333-444444444444", self.shop).context)

    def test_off(self) -> None:
        self.prompts(A, "secret plans", CSG_PROMPTS="off")
        self.box.write(os.path.join(self.box.home, "config.env"), "CSG_PROMPTS=off\n")
        os.chmod(os.path.join(self.box.home, "config.env"), 0o600)
        self.prompts(A, "secret plans")
        self.assertEqual(self.facts()["name"], "main")
        self.prompts(A, "open plans", CSG_PROMPTS="on")
        self.assertEqual(self.facts()["name"], "open plans")

    def test_it_goes_to_no_mirror(self) -> None:
        self.box.environ.update(SLACK_BOT_TOKEN="xoxb-1", SLACK_CHANNEL_ID="C1", SLACK_API_URL="http://127.0.0.1:9/")
        self.prompts(A, "secret plans")
        self.box.edit(A, self.file, cwd=self.shop)
        self.box.edit(B, self.file, cwd=self.shop)
        self.box.end(A)
        for folder, _, names in os.walk(self.box.home):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    if name != "prompt.json":
                        self.assertNotIn(b"secret plans", file.read(), name)

    def test_a_session_is_addressed_by_it(self) -> None:
        self.prompts(A, "Fix the prices")
        self.prompts(B, "tidy the readme")
        self.assertIn(b"aaaaaaaa", self.box.csg("tell", "prices", "hello").stdout)
        self.assertIn(b"aaaaaaaa", self.box.csg("claim", "x", "--session", "fix THE").stdout)
        self.assertEqual(self.box.csg("tell", "the", "hello").returncode, 0)  # only one is called so now
        self.prompts(A, "x the")
        done = self.box.csg("release", "--all", "--session", "nobody's")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"nor is one called so", done.stderr)


if __name__ == "__main__":
    unittest.main()
