"""The ways a client's edits can be guarded that are measured against each other, and how each is wired."""

import json
import os
import shlex
import shutil
import subprocess
from typing import Any, Callable, Dict, List, Mapping

from tests.client import client, driver
from tests.client.network import Network
from tests.support import Sandbox

NONE, TRUE, COMMAND, RESIDENT = "no hook", "/bin/true", "csg command", "csg resident"
_EDITS = "Edit|Write|MultiEdit|NotebookEdit"
#: What the client says of the resident's hook in its transcript.
SERVED = "csg/hook"


class Worthless(Exception):
    """A call was not, or would not be, what it is to be measured as, so the figures say nothing."""


class Place:
    """A made-up user who has the client and csg.

    box   the user's      program   csg on PATH, a copy of `archive`      python   what it is wired with"""

    def __init__(self, archive: str, python: str, path: str, network: Network) -> None:
        self.box = Sandbox()
        self._network = network
        bin_folder = self.box.make("bin")
        words = " ".join(map(shlex.quote, client.command(path)))
        program = self.box.write(os.path.join(bin_folder, "claude"), '#!/bin/sh\nexec %s "$@"\n' % words)
        os.chmod(program, 0o755)
        self.program = shutil.copy(archive, os.path.join(bin_folder, "csg"))  # as a person has it; csg knows its name
        self.box.environ.update(CSG_PYTHON=python, PATH=bin_folder + os.pathsep + self.box.environ["PATH"])

    def csg(self, *words: str) -> str:
        """Run csg as the person does; what it says.  Worthless if it fails."""
        # csg runs the client, too: it is kept offline as in driver.py
        offline = {
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "HTTPS_PROXY": "http://127.0.0.1:9",
        }
        command = self._network.command([self.program, *words])
        environ = {**self.box.environ, **offline}
        done = subprocess.run(
            command,
            cwd=self.box.work,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            encoding="utf-8",
        )
        if done.returncode:
            raise Worthless("csg %s: %s" % (" ".join(words), done.stdout))
        return done.stdout

    def settings(self) -> Dict[str, Any]:
        """What the client's settings are now."""
        with open(os.path.join(self.box.user, ".claude", "settings.json"), encoding="utf-8") as file:
            found: Dict[str, Any] = json.load(file)
        return found

    def before_edits(self) -> Dict[str, Any]:
        """The one handler that the client has before edits."""
        groups = self.settings()["hooks"]["PreToolUse"]
        (found,) = [handler for group in groups if group["matcher"] == _EDITS for handler in group["hooks"]]
        return dict(found)


class Mode:
    """One way.

    wire      puts it into the user's settings
    guarded   csg is to have a Claim for every call      served   and is asked through its MCP server
    starts    every call starts a process"""

    def __init__(
        self,
        name: str,
        wire: Callable[[Place], None],
        guarded: bool = False,
        served: bool = False,
        starts: bool = True,
    ) -> None:
        self.name = name
        self.wire = wire
        self.guarded = guarded
        self.served = served
        self.starts = starts


def modes(rivals: Mapping[str, str]) -> List[Mode]:
    """All of them, the one without a hook first.  `rivals`: other commands, by name."""
    return [
        Mode(NONE, lambda place: None, starts=False),
        Mode(TRUE, lambda place: wire_command(place, ["/bin/true"])),
        *[Mode(name, _wiring(shlex.split(command))) for name, command in rivals.items()],
        Mode(COMMAND, _install, guarded=True),
        Mode(RESIDENT, _install_resident, guarded=True, served=True, starts=False),
    ]


def _wiring(words: List[str]) -> Callable[[Place], None]:
    return lambda place: wire_command(place, words)


def wire_command(place: Place, words: List[str]) -> None:
    """Wire a command before edits, in exec form as csg's is: no shell is started."""
    handler = {"type": "command", "command": words[0], "args": words[1:], "timeout": 10}
    driver.write_settings(place.box, {"hooks": {"PreToolUse": [{"matcher": _EDITS, "hooks": [handler]}]}})


def _install(place: Place) -> None:
    said = place.csg("install")
    if "args" not in place.before_edits():  # it asks the client, which may take too long on a busy machine
        raise Worthless("csg install did not wire the exec form: %s" % said)


def _install_resident(place: Place) -> None:
    said = place.csg("install", "--resident")
    if place.before_edits()["type"] != "mcp_tool":
        raise Worthless("csg install --resident wired commands: %s" % said)
