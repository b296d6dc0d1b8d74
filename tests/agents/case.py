"""What a test with other real clients starts from: a user with the guard wired into them and into Claude Code."""

import os
from typing import Mapping, Optional, Sequence

from tests.agents import programs, wiring
from tests.agents.agent import Agent
from tests.client.case import ClientCase
from tests.client.model import Turn
from tests.support import archive


class AgentCase(ClientCase):
    """A test that runs real clients of several kinds, all of one user.

    CLIENTS  those that it needs beside Claude Code"""

    CLIENTS: Sequence[str] = ()

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        for name in cls.CLIENTS:
            programs.need(name)

    def wire(self, events: Sequence[str] = ()) -> None:
        """Wire the built file into Claude Code's settings and into those of CLIENTS."""
        super().wire(*([events] if events else []))
        for name in self.CLIENTS:
            self.wire_agent(name)

    def wire_agent(self, name: str) -> None:
        """Wire the built file into this client."""
        for path, text in wiring.hooks(name, archive()).items():
            self.box.make("user", os.path.dirname(path))
            with open(os.path.join(self.box.user, path), "w", encoding="utf-8") as file:
                file.write(text)

    def agent(
        self,
        name: str,
        turns: Sequence[Turn],
        cwd: str = "",
        environ: Optional[Mapping[str, Optional[str]]] = None,
        more: Sequence[str] = (),
        without: Sequence[str] = (),
    ) -> Agent:
        """Start this client in the repository, or in `cwd`; agent.Agent has the arguments."""
        path = programs.need(name)
        started = Agent(name, path, self.network, self.box, turns, cwd or self.repository, environ, more, without)
        self.addCleanup(started.close)
        return started
