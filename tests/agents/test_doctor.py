"""`csg doctor` asks the real Codex which hooks it may run; what it says is what Codex does."""

import json
import os
import subprocess
from typing import Any, Dict, List

from tests.agents import programs
from tests.agents.case import AgentCase
from tests.client.model import Call, Turn


class Trust(AgentCase):
    """csg is put into Codex by `csg install`, as a person would."""

    def setUp(self) -> None:
        super().setUp()
        self.program = programs.need("codex")
        path = os.pathsep.join([os.path.dirname(self.program), self.box.environ["PATH"]])
        self.box.environ["PATH"] = path
        done = self.box.csg("install", "--client", "codex")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.folder = os.path.join(self.box.user, ".codex")

    def findings(self) -> List[Dict[str, Any]]:
        """Of Codex."""
        value = json.loads(self.box.csg("doctor", "--json").stdout)
        return [one for one in value["checks"] if one["name"] == "Codex"]

    def trust(self) -> None:
        """As the person's "Trust all and continue" is kept: the hash that Codex lists, by the place of each hook."""
        asked = [{"id": 1, "method": "initialize", "params": {"clientInfo": {"name": "test", "version": "1"}}}]
        asked += [{"method": "initialized"}, {"id": 2, "method": "hooks/list", "params": {"cwds": [self.repository]}}]
        environ = {**self.box.environ, "CODEX_HOME": self.folder}
        with subprocess.Popen(
            self.network.command([self.program, "app-server"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
        ) as process:
            assert process.stdin and process.stdout
            process.stdin.write("".join(json.dumps(one) + "\n" for one in asked).encode())
            process.stdin.flush()
            for line in process.stdout:
                answer = json.loads(line)
                if answer.get("id") == 2:
                    break
            process.stdin.close()
        hooks = answer["result"]["data"][0]["hooks"]
        self.assertTrue(hooks)
        with open(os.path.join(self.folder, "config.toml"), "a", encoding="utf-8") as file:
            for hook in hooks:
                file.write('[hooks.state."%s"]\ntrusted_hash = "%s"\n' % (hook["key"], hook["currentHash"]))

    def seen(self) -> bool:
        """Does Codex run the hooks, asked to run a command, without being told to trust them?"""
        turns: List[Turn] = [Call("exec_command", {"cmd": "true"}), "Done."]
        run = self.agent("codex", turns, without=["--dangerously-bypass-hook-trust"])
        self.assertEqual(run.finish(), 0, run.report())
        return any(line["event"] in ("start", "attach") for line in self.box.log())

    def test_before_and_after_its_review(self) -> None:
        before = sorted(os.listdir(self.folder))
        bad = [one for one in self.findings() if one["good"] is False]
        self.assertEqual(len(bad), 1, bad)
        self.assertIn("not reviewed yet: it skips them without a word", bad[0]["text"])
        self.assertIn("run codex once and choose *Trust all and continue*", bad[0]["mend"])
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        self.assertFalse(self.seen())
        self.trust()
        self.assertEqual({one["good"] for one in self.findings()}, {True}, self.findings())
        self.assertTrue(self.seen())

    def test_an_upgrade_asks_for_no_new_review(self) -> None:
        self.trust()
        self.assertEqual(self.box.csg("install", "--client", "codex").returncode, 0)
        self.assertEqual({one["good"] for one in self.findings()}, {True}, self.findings())

    def test_a_setting_that_it_does_not_know(self) -> None:
        path = os.path.join(self.folder, "hooks.json")
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
        self.box.write(path, json.dumps({**value, "odd": 1}))
        texts = [one["text"] for one in self.findings() if one["good"] is False]
        self.assertEqual(len(texts), 2, texts)
        self.assertIn("it does not know the setting `odd`, and drops all hooks in that file", texts[0])
        self.assertIn("codex says: failed to parse hooks config %s" % path, texts[1])
