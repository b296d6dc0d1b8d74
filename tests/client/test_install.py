"""What `csg install` writes, in the real client: it is guarded, and after `csg uninstall` all is as before."""

import glob
import json
import os
import shlex
import stat
import subprocess
from typing import Any, Dict, List, Sequence

from tests.client import case, client, wiring
from tests.client.calls import edit, load, read
from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.client.model import Call, Hold, Turn
from tests.support import archive

WARNING = case.WARNING + ":"  # the skill's description names the bare words
_LIST = "mcp__csg__list_sessions"
#: What the person has in the settings already, written in a way of their own; a hook of theirs notes every edit.
_SETTINGS = """{
   "env": {"SHOP": "caf\\u00e9, Käse"},
   "hooks":  { "PreToolUse": [
      {"matcher": "Edit|Write", "hooks": [{"type": "command", "command": "echo edit >>%s"}]}
   ] },
   "spinnerTipsEnabled":false }

"""


class Installing(ClientCase):
    """A person with the client and csg on PATH; nothing is wired before the test says so."""

    def setUp(self) -> None:
        super().setUp()
        folder = self.box.make("bin")
        words = " ".join(map(shlex.quote, client.command(self.path)))
        program = self.box.write(os.path.join(folder, "claude"), '#!/bin/sh\nexec %s "$@"\n' % words)
        os.chmod(program, 0o755)
        os.symlink(archive(), os.path.join(folder, "csg"))
        self.box.environ["PATH"] = folder + os.pathsep + self.box.environ["PATH"]
        # csg runs the client, too: it is kept offline as in driver.py
        self.box.environ["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] = "1"
        self.box.environ["DISABLE_AUTOUPDATER"] = "1"
        self.box.environ["HTTPS_PROXY"] = "http://127.0.0.1:9"
        self.config = os.path.join(self.box.user, ".claude")
        self.file = os.path.join(self.repository, "till.py")

    def wire(self, events: Sequence[str] = tuple(wiring.EVENTS)) -> None:
        """Nothing: installing is the test's."""

    def csg(self, *words: str) -> str:
        """Run csg as the person does, with exit code 0; what it says."""
        done = subprocess.run(
            self.network.command(["csg", *words]),
            cwd=self.repository,
            env=self.box.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
        )
        said = done.stdout.decode()
        self.assertEqual(done.returncode, 0, said)
        return said

    def guarded(self, *first: Turn) -> Client:
        """A holds the file, and B, which takes these turns first, is warned of it; B, which has ended."""
        self.box.write(self.file, "one\ntwo\n")
        held = Hold("A is done.")
        a = self.client([read(self.file), edit(self.file, "one", "1"), held])
        a.reach(held)
        b = self.client([*first, read(self.file), edit(self.file, "two", "2"), "B is done."], allowed=["mcp__csg__*"])
        self.ended_well(b)
        self.told(b, 0, "csg: 1 other session is at work in `shop`.")
        news = self.news(b, len(first) + 2)
        self.assertEqual(news.count(WARNING), 1, news[-1500:])
        self.assertIn("session `%s`" % a.short, news)
        held.release()
        self.ended_well(a)
        self.assertFalse(WARNING in a.requests()[-1].text(), "A is told of a warning")
        self.assertEqual(self.read(self.file), "1\n2\n")
        self.assertEqual(self.box.sessions(), [])
        return b

    def unguarded(self) -> None:
        """A session edits and csg does not learn of it."""
        self.box.write(self.file, "one\ntwo\n")
        before = self.box.log()
        a = self.client([read(self.file), edit(self.file, "one", "1"), "A is done."])
        self.ended_well(a)
        self.assertEqual(self.read(self.file), "1\ntwo\n")
        self.assertEqual(self.box.log(), before)
        text = a.requests()[0].text()
        self.assertFalse("\n- csg: " in text, "the skill is there")
        self.assertFalse(_LIST in text, "the MCP server is there")

    def servers(self, registry: str) -> Dict[str, Any]:
        """The MCP servers that the client knows, from its .claude.json."""
        value = json.loads(self.read(registry))
        found: Dict[str, Any] = value.get("mcpServers", {})
        return found

    def listed(self, reader: Client) -> List[Dict[str, Any]]:
        """The sessions that list_sessions named: the second result."""
        result = reader.requests()[-1].results()[1]
        self.assertFalse(result.failed, result.text)
        found: List[Dict[str, Any]] = json.loads(result.text)["sessions"]
        return found


class Fresh(Installing):
    def test_from_nothing_and_back(self) -> None:
        self.assertFalse(os.path.exists(self.config))
        self.assertIn("hooks added", self.csg("install"))
        self.guarded()
        self.csg("uninstall")
        left = os.listdir(self.config) if os.path.isdir(self.config) else []
        self.assertEqual([name for name in left if name.startswith("settings")], [], "beside what the client made")
        self.unguarded()

    def test_another_config_directory(self) -> None:
        """$CLAUDE_CONFIG_DIR moves settings, skills and the register of MCP servers."""
        config = os.path.join(self.box.path, "a config")
        self.box.environ["CLAUDE_CONFIG_DIR"] = config
        self.csg("install", "--mcp", "--skill")
        self.assertEqual(list(self.servers(os.path.join(config, ".claude.json"))), ["csg"])
        b = self.guarded(load(_LIST), Call(_LIST, {}))
        self.assertEqual(self.listed(b)[0]["id"], b.id)
        self.told(b, 0, "\n- csg: Work beside other coding sessions")
        self.csg("uninstall")
        self.assertEqual(self.servers(os.path.join(config, ".claude.json")), {})
        self.assertEqual({"settings.json", "skills"} & set(os.listdir(config)), set())
        self.assertFalse(os.path.exists(self.config))


class Beside(Installing):
    """The person has settings already."""

    def test_everything_and_back(self) -> None:
        trace = os.path.join(self.box.path, "edits")
        settings = self.box.write(os.path.join(self.config, "settings.json"), _SETTINGS % trace)
        os.chmod(settings, 0o640)
        before = self.read(settings)
        said = self.csg("install", "--mcp", "--skill")
        for part in ("hooks added", "shell edits: ", "skill: ", "mcp: registered"):
            self.assertIn(part, said)
        again = self.csg("install", "--mcp", "--skill")
        self.assertEqual(again.count("already"), 3, again)

        marks = {line.split()[1]: line[0] for line in self.csg("doctor").splitlines()}
        self.assertNotIn("\u2717", marks.values())
        for name in ("hooks", "client", "MCP", "rehearsal"):
            self.assertEqual(marks[name], "\u2713", name)

        b = self.guarded(load(_LIST), Call(_LIST, {}))
        self.told(b, 0, "see who is here with list_sessions", "\n- csg: Work beside other coding sessions")
        self.assertEqual([s["self"] for s in self.listed(b)], [True, False])
        self.assertEqual(self.read(trace), "edit\n" * 2, "the person's own hook")

        self.csg("uninstall")
        self.assertEqual(self.read(settings), before)
        self.assertEqual(stat.S_IMODE(os.stat(settings).st_mode), 0o640)
        left = [name for name in os.listdir(self.config) if name.startswith(("settings", "skills"))]
        self.assertEqual(left, ["settings.json"])
        self.assertEqual(self.servers(os.path.join(self.box.user, ".claude.json")), {})
        self.unguarded()
        self.assertEqual(self.read(trace), "edit\n" * 3)


class Resident(Installing):
    def test_from_nothing_and_back(self) -> None:
        said = self.csg("install", "--resident")
        self.assertIn("resident: wired", said)
        self.assertIn("all 10 wired", self.csg("doctor"))
        self.guarded()
        self.csg("uninstall")
        self.assertEqual(self.servers(os.path.join(self.box.user, ".claude.json")), {})
        self.unguarded()

    def test_switched_off_in_a_project(self) -> None:
        """What `/mcp disable csg` leaves, in the main checkout's name: doctor sees it, and so does the client."""
        self.csg("install", "--resident")
        registry = os.path.join(self.box.user, ".claude.json")
        value = json.loads(self.read(registry))
        value["projects"] = {self.repository: {"disabledMcpServers": ["csg"]}}
        self.box.write(registry, json.dumps(value))
        done = self.box.csg("doctor", cwd=self.repository)
        self.assertEqual(done.returncode, 1)
        self.assertIn("csg's MCP server is switched off in this project", done.stdout.decode())
        self.box.write(self.file, "one\ntwo\n")
        held = Hold("A is done.")
        a = self.client([read(self.file), edit(self.file, "one", "1"), held, "A knows."])
        a.reach(held)
        self.assertFalse(glob.glob(os.path.join(self.box.home, "residents", "*")), "the server runs")
        held.release()
        self.assertEqual(a.finish(), 0, a.report())
        wrong = [line["what"] for line in self.box.log() if line["event"] == "error"]
        self.assertEqual(wrong, ["the resident hook did not answer: Edit was not guarded"])
