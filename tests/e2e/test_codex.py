"""The hook as Codex calls it, beside a Claude session."""

import json
import os
from typing import Any, Dict, List

from tests.support import SandboxCase, event
from tests.unit.clients.dialects.codex_rules import problems

SESSION = "01a20b2a-99eb-7731-98c0-83e5edba9530"


class Codex(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.top = self.box.repository()
        for name in ("1", "2", "3", "4"):
            self.box.write("shop/" + name, "one\ntwo\n")
        self.count = 0

    def send(self, kind: str, **fields: Any) -> Dict[str, str]:
        """What is said inside the answer to an event of Codex's."""
        self.count += 1
        sent = {"session_id": SESSION, "turn_id": "t", "cwd": self.top, "hook_event_name": kind, "model": "gpt-5.5"}
        sent.update(fields)
        if "tool_name" in fields:
            sent["tool_use_id"] = "call_%d" % self.count
        done = self.box.csg("hook", "--client", "codex", stdin=json.dumps(sent).encode(), cwd=self.top)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(problems(done.stdout.decode(), kind), [])
        return dict(json.loads(done.stdout)["hookSpecificOutput"]) if done.stdout else {}

    def patch(self, *clauses: str, shell: bool = False, kind: str = "PreToolUse", **more: Any) -> Dict[str, str]:
        text = "*** Begin Patch\n%s\n*** End Patch" % "\n".join(clauses)
        given = {"command": "apply_patch <<'EOF'\n%s\nEOF\n" % text if shell else text}
        return self.send(kind, tool_name="Bash" if shell else "apply_patch", tool_input=given, **more)

    def news(self) -> List[str]:
        """What waits for the Claude session."""
        answer = self.box.send(event("UserPromptSubmit", "claude", self.top, prompt="x", prompt_id="p"))
        return sorted(line for line in answer.context.split("\n") if line.startswith("- "))

    def holds(self, *names: str) -> None:
        for name in names:
            self.box.edit("claude", os.path.join(self.top, name), "Edit", cwd=self.top)

    def test_of_five_files_two_are_held(self) -> None:
        self.holds("2", "4")
        self.assertIn("1 other session is at work", self.send("SessionStart", source="startup")["additionalContext"])
        five = (
            "*** Update File: 1\n@@\n-two\n+2",
            "*** Add File: 2\n+mine",
            "*** Add File: new\n+x",
            "*** Delete File: 4",
            "*** Update File: 3\n*** Move to: moved\n@@\n-one\n+1",
        )
        for shell in (False, True):
            held = self.patch(*five, shell=shell)
            self.assertEqual(held["permissionDecision"], "deny")
            self.assertEqual(held["permissionDecisionReason"].count("CONCURRENCY WARNING"), 2)
            for fact in ("at work on `2`", "at work on `4`"):
                self.assertIn(fact, held["permissionDecisionReason"])
            told = self.news()
            self.assertIn("meant to edit `2` and was held from replacing the whole file", told[0])
            self.assertIn("meant to remove `4` and was held, since", told[1])
            self.assertEqual(self.patch(*five, shell=shell), {})
            self.assertEqual(len(self.news()), 2)
        self.send("SessionEnd", reason="other")
        self.box.end("claude", self.top)
        self.assertEqual(self.box.sessions(), [])

    def test_an_edit_is_warned_of_with_its_lines(self) -> None:
        self.holds("1")
        said = self.patch("*** Update File: 1\n@@\n one\n-two\n+2")
        self.assertIn("at work on `1`", said["additionalContext"])
        self.assertIn("meant to edit `1` (line 2) and was told", self.news()[0])
        self.assertEqual(self.patch("*** Update File: 1\n@@\n one\n-two\n+2"), {})

    def test_what_the_client_will_refuse_is_no_claim(self) -> None:
        self.patch("*** Update File: 1\n@@\n-nine\n+9", "*** Add File: new\n+x")
        self.patch("*** Delete File: missing", "*** Add File: new\n+x")
        self.assertEqual(self.box.edit("claude", os.path.join(self.top, "1"), cwd=self.top).context, "")
        self.assertEqual(self.box.edit("claude", os.path.join(self.top, "new"), "Write", cwd=self.top).decision, "")

    def test_a_subagents_edits_end_with_it(self) -> None:
        self.patch("*** Add File: 1\n+mine", agent_id="child", agent_type="default")
        self.send("SubagentStop", agent_id="child", agent_type="default", stop_hook_active=False)
        self.assertEqual(self.box.edit("claude", os.path.join(self.top, "1"), cwd=self.top).context, "")

    def test_git_is_gated(self) -> None:
        self.holds("1")
        self.box.write("shop/.git/index", "")
        given = {"command": "git clean -fd && rm 1"}
        self.assertEqual(self.send("PreToolUse", tool_name="Bash", tool_input=given)["permissionDecision"], "deny")
        self.assertNotIn("permissionDecision", self.send("PreToolUse", tool_name="Bash", tool_input=given))
