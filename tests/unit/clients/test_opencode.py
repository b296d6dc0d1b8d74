"""The plugin for OpenCode, run by node as OpenCode would run it."""

import json
import os
import shutil
import subprocess
import time
import unittest
from typing import Any, Dict, List

from csg.clients import opencode
from tests.support import Sandbox

NODE = shutil.which("node")
#: Imports the plugin, does the steps that it is given, and says what came of each: [hook, its two arguments].
DRIVER = """
import { readFileSync } from "node:fs"
const { Csg } = await import(process.argv[2])
const hooks = await Csg({ directory: "/work/shop" })
const came = []
for (const [name, input, output] of JSON.parse(readFileSync(0, "utf8"))) {
  try { await hooks[name](input, output); came.push(output ?? null) } catch (error) { came.push(error.message) }
}
console.log(JSON.stringify(came))
"""
#: Stands in for csg: notes what it is given, and answers by the event.
STUB = """#!/bin/sh
read -r line
printf '%%s\\n' "$line" >>'%s'
case $line in *'"event":"%s"'*) %s ;; esac
"""
EDIT = {"filePath": "/work/shop/a.txt", "oldString": "one", "newString": "ONE"}


class Text(unittest.TestCase):
    def test_it_is_short_and_has_the_command(self) -> None:
        words = ['/opt/a "b"/csg', "hook", "--client", "opencode"]
        text = opencode.plugin(words)
        self.assertLessEqual(len(text.splitlines()), 60)
        self.assertIn("const HOOK = %s\n" % json.dumps(words), text)

    def test_its_place(self) -> None:
        self.assertEqual(opencode.place({b"HOME": b"/h"}), "/h/.config/opencode/plugins/csg.js")
        place = opencode.place({b"HOME": b"/h", b"XDG_CONFIG_HOME": b"/c"})
        self.assertEqual(place, "/c/opencode/plugins/csg.js")
        self.assertEqual(opencode.place({b"HOME": b"/h", b"XDG_CONFIG_HOME": b"c"}), opencode.place({b"HOME": b"/h"}))


@unittest.skipUnless(NODE, "skipped: there is no node here")
class Runs(unittest.TestCase):
    def setUp(self) -> None:
        self.box = Sandbox()
        self.addCleanup(self.box.remove)
        self.given = os.path.join(self.box.work, "given")

    def run_steps(self, event: str, answer: str, *steps: List[Any], program: str = "") -> List[Any]:
        """What came of the steps, csg saying `answer` (shell) at this event."""
        stub = self.box.write("stub", STUB % (self.given, event, answer))
        os.chmod(stub, 0o755)
        plugin = self.box.write("csg.mjs", opencode.plugin([program or stub, "hook"]))
        driver = self.box.write("driver.mjs", DRIVER)
        done = subprocess.run(
            [str(NODE), driver, plugin],
            input=json.dumps(steps).encode(),
            stdout=subprocess.PIPE,
            timeout=120,
            check=True,
            env={**self.box.environ, "PATH": os.environ.get("PATH", os.defpath)},
        )
        came: List[Any] = json.loads(done.stdout)
        return came

    def heard(self) -> List[Dict[str, Any]]:
        with open(self.given, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def before(self, call: str = "c1", tool: str = "edit", session: str = "ses_1") -> List[Any]:
        return ["tool.execute.before", {"tool": tool, "sessionID": session, "callID": call}, {"args": EDIT}]

    def after(self, call: str = "c1", tool: str = "edit", session: str = "ses_1") -> List[Any]:
        given = {"tool": tool, "sessionID": session, "callID": call, "args": EDIT}
        return ["tool.execute.after", given, {"title": "", "output": "done", "metadata": {}}]

    def event(self, type: str, **properties: Any) -> List[Any]:
        return ["event", {"event": {"type": type, "properties": properties}}]

    def failed(self, call: str, session: str = "ses_1") -> List[Any]:
        part = {"type": "tool", "tool": "edit", "callID": call, "sessionID": session, "state": {"status": "error"}}
        return self.event("message.part.updated", part=part)

    def test_a_hold(self) -> None:
        came = self.run_steps(
            "before", """echo '{"hold": "not now", "tell": "and this"}'""", self.before(), self.failed("c1")
        )
        self.assertEqual(came[0], "not now\n\nand this")
        self.assertEqual([one["event"] for one in self.heard()], ["before"])  # what was held did not fail
        self.assertEqual(self.heard()[0]["args"], EDIT)

    def test_what_is_told_comes_with_the_result(self) -> None:
        came = self.run_steps(
            "before", """echo '{"tell": "a warning"}'""", self.before(), self.after(), self.after("c2")
        )
        self.assertEqual([one["output"] for one in came[1:]], ["done\n\na warning", "done"])

    def test_what_is_told_of_a_tool_that_failed_comes_with_the_next(self) -> None:
        steps = [self.before(), self.failed("c1"), self.failed("c1"), self.after("c2", "read")]
        came = self.run_steps("before", """echo '{"tell": "a warning"}'""", *steps)
        self.assertEqual(came[-1]["output"], "done\n\na warning")
        self.assertEqual([one["event"] for one in self.heard()], ["before", "failed"])

    def test_a_prompt_has_the_brief(self) -> None:
        part = {"id": "prt_1", "type": "text", "text": "do it"}
        said = ["chat.message", {"sessionID": "ses_1"}, {"message": {"id": "msg_1"}, "parts": [part]}]
        came = self.run_steps("start", """echo '{"tell": "a brief"}'""", said, said)
        added = {"messageID": "msg_1", "sessionID": "ses_1", "type": "text", "synthetic": True, "text": "a brief"}
        self.assertEqual(came[0]["parts"], [part, {"id": "prt_1c", **added}])
        self.assertEqual(came[1]["parts"], [part])
        kinds = [(one["event"], one["session"]) for one in self.heard()]
        self.assertEqual(kinds, [(kind, "ses_1") for kind in ("start", "prompt", "prompt", "end")])
        self.assertEqual(self.heard()[1]["prompt"], "do it")

    def test_a_subagent_is_one_of_its_session(self) -> None:
        child = {"id": "ses_2", "parentID": "ses_1"}
        prompt = ["chat.message", {"sessionID": "ses_2"}, {"message": {"id": "m"}, "parts": []}]
        steps = [self.event("session.created", info=child), prompt, self.before(session="ses_2")]
        came = self.run_steps(
            "",
            "",
            *steps,
            self.event("session.idle", sessionID="ses_2"),
            ["shell.env", {"sessionID": "ses_2"}, {"env": {}}],
        )
        told = [(one["event"], one["session"], one["agent"]) for one in self.heard()]
        self.assertEqual(told, [("before", "ses_1", "ses_2"), ("stop", "ses_1", "ses_2")])
        self.assertEqual(came[-1]["env"], {"CSG_SESSION_ID": "ses_1", "CSG_CLIENT": "opencode"})

    def test_other_tools_are_not_looked_at(self) -> None:
        self.run_steps("", "", self.before(tool="read"), self.after(tool="read"))
        self.assertFalse(os.path.exists(self.given))

    def test_whatever_fails_the_tool_runs(self) -> None:
        for answer in ("exit 3", "echo nonsense", "echo 5", "echo null", "echo '[]'", "kill -9 $$", "exec >&-; exit 0"):
            with self.subTest(answer):
                came = self.run_steps("before", answer, self.before(), self.after())
                self.assertEqual(came[1]["output"], "done")
        came = self.run_steps("before", "", self.before(), self.after(), program="/nonexistent/csg")
        self.assertEqual(came[1]["output"], "done")
        came = self.run_steps("before", "", self.before(), self.after(), program=self.box.work)
        self.assertEqual(came[1]["output"], "done")

    def test_a_hook_that_hangs_lets_the_tool_run(self) -> None:
        began = time.monotonic()
        came = self.run_steps("before", "exec sleep 60", self.before(), self.after())
        self.assertEqual(came[1]["output"], "done")
        self.assertLess(time.monotonic() - began, 55)
