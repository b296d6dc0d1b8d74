"""What a test with real clients starts from: a user with the guard wired in, and a repository."""

import subprocess
from typing import Any, Dict, List, Mapping, Optional, Sequence

from tests.client import client, driver, hygiene, terminal, wiring
from tests.client.driver import Client
from tests.client.model import MAIN, Turn
from tests.client.network import Network
from tests.client.terminal import Terminal
from tests.support import SandboxCase, archive

WARNING = "CONCURRENCY WARNING"


class ClientCase(SandboxCase):
    """A test that runs real clients, all of one user."""

    path: str
    network: Network

    @classmethod
    def setUpClass(cls) -> None:
        cls.path = client.need()
        cls.network = Network()
        cls.addClassCleanup(cls.network.close)
        hygiene.adopt_orphans(True)
        cls.addClassCleanup(hygiene.adopt_orphans, False)

    def setUp(self) -> None:
        super().setUp()
        self.wire()
        self.repository = self.make_repository("shop")

    def wire(self, events: Sequence[str] = tuple(wiring.EVENTS)) -> None:
        """Wire the built file into the user's settings, for these events only."""
        driver.write_settings(self.box, self.wired_settings(events))

    def wired_settings(self, events: Sequence[str] = tuple(wiring.EVENTS)) -> Dict[str, Any]:
        """The settings that do so."""
        return wiring.settings(archive(), events)

    def make_repository(self, name: str) -> str:
        """A real git repository with one commit, on branch main."""
        path = self.box.make("work", name)
        self.git(path, "init", "--quiet")
        self.git(path, "symbolic-ref", "HEAD", "refs/heads/main")
        self.box.write(path + "/README", "shop\n")
        self.git(path, "add", "README")
        self.git(path, "commit", "--quiet", "-m", "start")
        return path

    def git(self, cwd: str, *words: str) -> str:
        """Run git as the user; its output."""
        named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.invalid"]
        done = subprocess.run(
            ["git", *named, *words],
            cwd=cwd,
            env={**self.box.environ, "GIT_CONFIG_NOSYSTEM": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=True,
            timeout=60,
        )
        return done.stdout.decode()

    def client(
        self,
        turns: Sequence[Turn],
        cwd: str = "",
        agents: Optional[Mapping[str, Sequence[Turn]]] = None,
        mode: str = "acceptEdits",
        allowed: Sequence[str] = (),
        mcp: Optional[Mapping[str, Any]] = None,
        environ: Optional[Mapping[str, Optional[str]]] = None,
        more: Sequence[str] = (),
    ) -> Client:
        """Start a client in the repository, or in `cwd`; driver.Client has the arguments."""
        place = cwd or self.repository
        started = Client(self.path, self.network, self.box, turns, place, agents, mode, allowed, mcp, environ, more)
        self.addCleanup(started.close)
        return started

    def terminal(self, turns: Sequence[Turn], mode: str = "acceptEdits", **environ: Optional[str]) -> Terminal:
        """Start a client at a terminal in the repository, and wait until it takes input."""
        terminal.trust(self.box, self.repository)
        place = self.repository
        started = Terminal(self.path, self.network, self.box, turns, place, mode=mode, environ=environ)
        self.addCleanup(started.close)
        started.ready()
        return started

    def ended_well(self, *clients: Client) -> None:
        """The clients end by themselves, with exit code 0, nothing outlives them, and no hook went wrong."""
        for each in clients:
            self.assertEqual(each.finish(), 0, each.report())
            self.assertEqual(hygiene.gone(each.mark, 5.0), [], "processes outlive the client")
        # a hook that goes wrong is silent but for this
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])

    def read(self, path: str) -> str:
        """A file's contents."""
        with open(path, encoding="utf-8") as file:
            return file.read()

    def warned(self, reader: Client, stream: str = MAIN) -> List[int]:
        """Which of a model's requests hold a warning, counted from 0."""
        return [n for n, request in enumerate(reader.requests(stream)) if WARNING in request.text()]

    def told(self, reader: Client, number: int, *texts: str, stream: str = MAIN) -> None:
        """Request `number` of a model, counted from 0, holds these texts."""
        requests = reader.requests(stream)
        self.assertGreater(len(requests), number, reader.report())
        text = requests[number].text()
        for wanted in texts:
            if wanted not in text:  # assertIn would print the client's whole system prompt
                self.fail("not in request %d: %r\nwhich ends: %s\n%s" % (number, wanted, text[-1500:], reader.report()))

    def news(self, reader: Client, number: int, stream: str = MAIN) -> str:
        """What request `number` holds more than the one before."""
        requests = reader.requests(stream)
        text, before = requests[number].text(), requests[number - 1].text() if number else ""
        return "\n".join(line for line in text.split("\n") if line not in before.split("\n"))
