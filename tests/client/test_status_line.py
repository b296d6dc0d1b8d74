"""csg's status line as the real client shows it: alone, beside another session, behind the person's own line."""

import json
import os
from typing import Any, Dict, List

from tests import support
from tests.client import terminal
from tests.client.calls import edit, read
from tests.client.model import Hold, Turn
from tests.client.screen import Screen
from tests.client.test_install import Installing


class StatusLine(Installing):
    @classmethod
    def setUpClass(cls) -> None:
        support.need("tmux")
        super().setUpClass()

    def setUp(self) -> None:
        super().setUp()
        self.settings = os.path.join(self.config, "settings.json")
        self.box.write(self.file, "one\ntwo\n")

    def open(self) -> Screen:
        """A client on a screen, which is to read the file and edit it."""
        terminal.trust(self.box, self.repository)
        turns: List[Turn] = [read(self.file), edit(self.file, "two", "2"), "Edited."]
        started = Screen(self.path, self.network, self.box, turns, self.repository)
        self.addCleanup(started.close)
        started.ready()
        return started

    def scene(self, own: str = "") -> None:
        """A session comes, another one at the same file ends; what the line says meanwhile, behind `own`."""
        before = own + " \u00b7 " if own else ""
        b = self.open()
        if own:
            b.until(own)
        self.assertNotIn("here", b.screen().split("\u276f")[-1], "there is no line while it is alone")
        held = Hold("A is done.")
        a = self.client([read(self.file), edit(self.file, "one", "1"), held])
        a.reach(held)
        b.until("  %s2 here" % before)  # the client has heard of nothing: it looks by itself
        b.submit("teach the till")
        b.until("%s2 here \u00b7 `till.py` also held by *Please do the task.*" % before)
        self.box.csg("tell", a.id, "mind the till")
        self.box.csg("tell", b.id, "mind the till")
        b.until("*Please do the task.* \u00b7 1 message")
        held.release()
        self.ended_well(a)
        b.until("2 here", there=False)
        b.until("%s1 message" % before)
        if own:
            self.assertIn(own, b.screen())
        b.submit("/exit")
        self.ended_well(b)

    def test_alone(self) -> None:
        self.assertIn("status line: %s: set" % self.settings, self.csg("install", "--statusline"))
        self.scene()
        self.csg("uninstall")
        self.assertNotIn("statusLine", self.read(self.settings) if os.path.exists(self.settings) else "")

    def test_behind_the_persons_own(self) -> None:
        value: Dict[str, Any] = {
            "statusLine": {"type": "command", "command": "echo '[shop] mine'", "refreshInterval": 1}
        }
        self.box.write(self.settings, json.dumps(value))
        said = self.csg("install", "--statusline")
        value = json.loads(self.read(self.settings))
        self.assertEqual(value["statusLine"]["command"], "echo '[shop] mine'")
        (printed,) = [line for line in said.splitlines() if line[:1] == '"']
        value["statusLine"]["command"] = json.loads(printed)
        self.box.write(self.settings, json.dumps(value))
        self.scene("[shop] mine")
