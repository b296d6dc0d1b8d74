"""Whatever csg starts is told no secrets: the client's command line, interpreters, ssh, the hooks of a rehearsal."""

import json
import os
import sys
from typing import Dict, List

from tests.support import SandboxCase

SECRETS = {"SLACK_BOT_TOKEN": "xoxb-secret-1", "ANTHROPIC_API_KEY": "secret-2", "MISE_GITHUB_TOKEN": "secret-3"}
HARMLESS = {"SSH_AUTH_SOCK": "/agent", "PYENV_ROOT": "/pyenv", "CLAUDE_CONFIG_DIR": "", "GIT_DIR": "/nonexistent"}
#: Notes its environment, then does what it is there for.
_TOOL = "#!/bin/sh\n{ echo \"ran: $*\"; env; } >>'%s'\n%s\n"


class Secrets(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.tools = self.box.make("tools")
        self.notes = self.box.make("notes")
        self.environ: Dict[str, str] = {**SECRETS, **HARMLESS, "CLAUDE_CONFIG_DIR": self.box.make("user", ".claude")}
        self.environ["PATH"] = self.tools + ":" + self.box.environ["PATH"]

    def tool(self, name: str, body: str) -> None:
        path = self.box.write(os.path.join(self.tools, name), _TOOL % (os.path.join(self.notes, name), body))
        os.chmod(path, 0o700)

    def told(self, name: str) -> List[str]:
        """The lines of a tool's notes: it did run, and with no secret."""
        with open(os.path.join(self.notes, name), encoding="utf-8") as file:
            text = file.read()
        self.assertIn("ran: ", text)
        for secret in SECRETS.values():
            self.assertNotIn(secret, text, name)
        self.assertNotIn("GIT_DIR", text, name)
        return text.splitlines()

    def test_the_client_and_interpreters(self) -> None:
        self.tool("claude", 'case $1 in --version) echo "2.1.330 (Claude Code)" ;; esac')
        self.tool("python3.9", "exec '%s' \"$@\"" % sys.executable)
        done = self.box.csg("install", environ={**self.environ, "CSG_PYTHON": None})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("CLAUDE_CONFIG_DIR=" + self.environ["CLAUDE_CONFIG_DIR"], self.told("claude"))
        self.assertIn("PYENV_ROOT=/pyenv", self.told("python3.9"))
        os.remove(self.notes + "/python3.9")
        self.box.csg("doctor", environ={**self.environ, "CSG_PYTHON": None})
        self.told("claude")
        self.told("python3.9")

    def test_the_hooks_of_a_rehearsal(self) -> None:
        self.tool("claude", 'case $1 in --version) echo "2.1.330 (Claude Code)" ;; esac')
        self.assertEqual(self.box.csg("install", environ=self.environ).returncode, 0)
        self.tool("python3.8", "exec '%s' \"$@\"" % sys.executable)
        path = os.path.join(self.environ["CLAUDE_CONFIG_DIR"], "settings.json")
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
        for groups in settings["hooks"].values():
            for group in groups:
                for hook in group["hooks"]:
                    hook["command"] = os.path.join(self.tools, "python3.8")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(settings, file)
        self.box.csg("doctor", environ=self.environ)
        self.assertIn("CLAUDE_PROJECT_DIR=", "".join(self.told("python3.8")))

    def test_ssh(self) -> None:
        self.tool("ssh", "exit 255")
        done = self.box.csg("deploy", "somewhere", environ=self.environ)
        self.assertEqual(done.returncode, 1)
        self.assertIn("SSH_AUTH_SOCK=/agent", self.told("ssh"))
