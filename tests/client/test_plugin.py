"""csg as a plugin of the real client, alone and beside hooks in the settings."""

import os
import subprocess
import sys
import tempfile
from typing import Any, List, Sequence

from tests.client import case, wiring
from tests.client.calls import edit, read, write
from tests.client.case import ClientCase
from tests.client.driver import Client
from tests.client.model import Call, Hold, Turn
from tests.support import TOP

_TOOLS = "mcp__plugin_csg_csg__"
WARNING = case.WARNING + ":"  # the skill's description names the bare words


class Plugin(ClientCase):
    """Every client is started with --plugin-dir."""

    folder: str

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        top = tempfile.TemporaryDirectory(prefix="csg-plugin-")
        cls.addClassCleanup(top.cleanup)
        cls.folder = os.path.join(top.name, "made of csg")
        command = [sys.executable, os.path.join(TOP, "build.py"), "--output", top.name + "/csg.pyz"]
        command += ["--python", sys.executable, "--plugin", cls.folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)

    def setUp(self) -> None:
        super().setUp()
        self.file = self.box.write("shop/src/till.py", "one\ntwo\n")

    def wire(self, events: Sequence[str] = ()) -> None:
        """Nothing in the settings, unless a test says so."""
        super().wire(events)

    def started(self, turns: Sequence[Turn], **more: Any) -> Client:
        """A client with the plugin."""
        return self.client(turns, more=["--plugin-dir", self.folder], **more)

    def meeting(self, turns: Sequence[Turn]) -> "tuple[Client, Client]":
        """A holds the file while B does these turns; both have ended."""
        held = Hold("A is done.")
        a = self.started([read(self.file), edit(self.file, "one", "1"), held])
        a.reach(held)
        b = self.started(turns)
        self.ended_well(b)
        held.release()
        self.ended_well(a)
        return a, b

    def count(self, client: Client, text: str) -> List[int]:
        """How often each of the model's requests has a text."""
        return [request.text().count(text) for request in client.requests()]

    def conflicts(self) -> int:
        """How many conflicts were logged."""
        return len([line for line in self.box.log() if line["event"] == "conflict"])


class Alone(Plugin):
    def test_warned_once(self) -> None:
        turns: List[Turn] = [read(self.file), edit(self.file, "two", "2"), edit(self.file, "2", "3"), "B is done."]
        a, b = self.meeting(turns)
        self.assertEqual(self.count(b, WARNING), [0, 0, 1, 1], b.report())
        self.told(b, 0, "csg: 1 other session is at work in `shop`.")
        self.assertIn("session `%s`" % a.short, self.news(b, 2))
        self.assertEqual(self.read(self.file), "1\n3\n")
        self.assertEqual(self.box.sessions(), [])

    def test_its_mcp_tools_and_its_skill_are_there(self) -> None:
        a = self.started([Call(_TOOLS + "list_sessions", {}), "A is done."], allowed=[_TOOLS + "*"])
        self.ended_well(a)
        offered = a.requests()[0]
        self.assertIn("csg:csg", offered.text(), "the skill")
        results = a.requests()[-1].results()
        self.assertEqual([result.failed for result in results], [False], a.report())
        self.assertIn("shop", results[0].text)

    def test_the_clients_shell_finds_csg(self) -> None:
        a = self.started([Call("Bash", {"command": "csg status", "description": "test"}), "A is done."], mode="bypass")
        self.ended_well(a)
        (result,) = a.requests()[-1].results()
        self.assertIn(a.short, result.text)


class Both(Plugin):
    """The hooks stand in the settings too, with another command: the client runs both."""

    def wire(self, events: Sequence[str] = tuple(wiring.EVENTS)) -> None:
        """In the settings as well."""
        super().wire(events)

    def test_an_edit_is_warned_of_once(self) -> None:
        turns: List[Turn] = [read(self.file), edit(self.file, "two", "2"), edit(self.file, "2", "3"), "B is done."]
        a, b = self.meeting(turns)
        self.assertEqual(self.count(b, WARNING), [0, 0, 1, 1], b.report())
        self.assertEqual(self.count(b, "csg: 1 other session")[0], 1, "the brief")
        self.assertEqual(self.conflicts(), 1)
        self.assertEqual(self.count(a, WARNING), [0] * len(a.requests()))

    def test_a_write_is_held_once_and_then_goes_through(self) -> None:
        again = write(self.file, "mine\n")
        _, b = self.meeting([read(self.file), again, again, "B is done."])
        _, first, second = b.requests()[-1].results()
        self.assertTrue(first.failed)
        self.assertEqual(first.text.count(WARNING), 1, first.text)
        self.assertFalse(second.failed, second.text)
        self.assertEqual(self.count(b, WARNING)[-1], 1)
        self.assertEqual(self.read(self.file), "mine\n")
