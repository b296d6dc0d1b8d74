"""What a test with several machines starts from: a server, and homes with clones of one repository."""

import functools
import os
import subprocess
import time
import unittest
from typing import Any, Callable, Dict, List, Optional

from tests.machines.server import Server
from tests.support import Answer, Sandbox

REPOSITORY = "example.com/shop"


class Machine:
    """A made-up user on a machine of his own, with a clone of the repository."""

    def __init__(self, server: Server, person: str, name: str) -> None:
        self.box = Sandbox()
        self.person = person
        self.name = name
        self.clone = self.box.make("work", "shop")
        self.git("init", "--quiet", "-b", "main")
        self.git("commit", "--quiet", "--allow-empty", "-m", "start")
        self.git("remote", "add", "origin", "git@example.com:shop.git")
        self.box.environ.update(server.environ(person, self.box.user))
        self.box.environ.update(CSG_SHARE="example.com/*", CSG_MACHINE=name)

    def git(self, *words: str) -> str:
        """Run git in the clone; its output."""
        named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.invalid"]
        environ = {**self.box.environ, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["git", *named, *words], cwd=self.clone, env=environ, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def path(self, name: str) -> str:
        """A file of the clone."""
        return os.path.join(self.clone, name)

    def edit(self, session: str, name: str, **environ: Optional[str]) -> Answer:
        """A session edits a file of the clone."""
        path = self.path(name)
        if not os.path.exists(path):
            self.box.write(path, "one\n")
        return self.box.edit(session, path, "Edit", cwd=self.clone, **environ)

    def start(self, session: str) -> Answer:
        """A session starts in the clone."""
        return self.box.start(session, self.clone)

    def remotes(self) -> List[Dict[str, Any]]:
        """The sessions elsewhere that it knows of."""
        import json

        return list(json.loads(self.box.csg("machines", "status", "--json").stdout)["sessions"])

    def end(self) -> None:
        """No carrier of it goes on, and its home is gone."""
        self.box.remove()


@functools.lru_cache(maxsize=None)
def _server() -> Server:
    """One for all classes of a module: to start and stop it takes longer than most tests."""
    made = Server(["alice", "bob"], [REPOSITORY])
    unittest.addModuleCleanup(_server.cache_clear)
    unittest.addModuleCleanup(made.remove)
    return made


class MachinesCase(unittest.TestCase):
    """A server, and a machine each for alice ("desk") and bob ("lap")."""

    server: Server

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = _server()

    def setUp(self) -> None:
        self.server.admin("truncate csg.claim", "csg")
        self.desk = self.machine("alice", "desk")
        self.lap = self.machine("bob", "lap")

    def machine(self, person: str, name: str) -> Machine:
        """One more machine."""
        made = Machine(self.server, person, name)
        self.addCleanup(made.end)
        return made

    def until(self, happened: Callable[[], Any], seconds: float = 30.0) -> float:
        """Wait until it has happened; how long that took.  AssertionError."""
        began = asked = time.monotonic()
        while not happened():
            pause = max(
                0.02, 2 * (time.monotonic() - asked)
            )  # many ask a verb, and what is waited for wants to run too
            if time.monotonic() - began > seconds:
                logs = [line for one in (self.desk, self.lap) for line in one.box.log() if line["event"] != "edit"]
                raise AssertionError("it does not happen; the logs: %s" % logs[-10:])
            time.sleep(pause)
            asked = time.monotonic()
        return time.monotonic() - began
