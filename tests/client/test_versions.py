"""Older clients, where `csg install --resident` is asked for: each is guarded as far as it can be, by all hooks."""

import json
import os
import unittest
from typing import ClassVar, List

from tests.client import client
from tests.client.calls import bash, edit, read, write
from tests.client.case import WARNING
from tests.client.driver import Client
from tests.client.test_install import Installing


class _Version(Installing):
    """One version."""

    version: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        path = client.need_old(cls.version)
        super().setUpClass()
        cls.path = path

    def wired(self) -> List[str]:
        """The types of the handlers of PreToolUse."""
        settings = json.loads(self.read(os.path.join(self.config, "settings.json")))
        return [handler["type"] for group in settings["hooks"]["PreToolUse"] for handler in group["hooks"]]

    def meet(self) -> Client:
        """A session of somebody else's holds the file; B edits it, then writes it over, then writes it again."""
        self.box.write(self.file, "one\ntwo\n")
        self.box.start("a", cwd=self.repository)
        self.box.edit("a", self.file, cwd=self.repository)
        turns = [read(self.file), edit(self.file, "two", "2"), write(self.file, "B\n"), write(self.file, "B\n")]
        b = self.client([*turns, bash("true"), "B is done."], mode="bypass")
        self.assertEqual(b.finish(), 0, b.report())
        return b

    def guarded_as_it_can_be(self, b: Client) -> None:
        """Told with the edit, held with the first write, not with the second; every hook has run."""
        results = [result for request in b.requests()[-1:] for result in request.results()]
        self.assertEqual([result.failed for result in results], [False, False, True, False, False], b.report())
        self.assertIn("This call was held", results[2].text)
        self.assertEqual(self.read(self.file), "B\n")
        self.assertIn("csg: 1 other session is at work", b.requests()[0].text())
        self.assertIn(WARNING, b.requests()[2].text())
        happened = [line["event"] for line in self.box.log() if line.get("session") == b.id]
        self.assertEqual((happened[0], happened[-1]), ("start", "end"), happened)
        self.assertEqual([line for line in self.box.log() if line["event"] == "error"], [])
        self.assertEqual(self.box.sessions(), ["a"])


class Oldest(_Version):
    version = "1.0.128"

    def test_commands(self) -> None:
        said = self.csg("install", "--resident")
        self.assertIn("Claude Code %s" % self.version, said)
        self.assertIn("would run no hook at all", said)
        self.assertEqual(set(self.wired()), {"command"})
        self.guarded_as_it_can_be(self.meet())

    def test_what_it_would_lose_is_real(self) -> None:
        """With the handlers that are not written for it, no hook runs."""
        from csg.clients import resident

        self.csg("install")
        path = os.path.join(self.config, "settings.json")
        settings = json.loads(self.read(path))
        for group in settings["hooks"]["PreToolUse"]:
            group["hooks"] = [resident.handler(group["matcher"])]
        self.box.write(path, json.dumps(settings))
        b = self.meet()
        self.assertEqual([line for line in self.box.log() if line.get("session") == b.id], [])
        done = self.box.csg("doctor", cwd=self.repository)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("NO hook at all", done.stdout.decode())


class Old(Oldest):
    version = "2.1.100"


class New(_Version):
    version = "2.1.150"

    def test_resident(self) -> None:
        said = self.csg("install", "--resident")
        self.assertIn("resident: wired", said)
        self.assertEqual(set(self.wired()), {"mcp_tool"})
        b = self.meet()
        self.guarded_as_it_can_be(b)
        folder = os.path.join(self.box.home, "residents")
        (name,) = os.listdir(folder)
        self.assertEqual(len(self.read(os.path.join(folder, name)).split()), 4, "edits and commands, not what was read")

    def test_downgraded(self) -> None:
        """The newer one is wired resident; then only an older one is there: doctor says so, and installing mends it."""
        self.csg("install", "--resident")
        self.assertEqual(set(self.wired()), {"mcp_tool"})
        older = client.need_old("2.1.100")
        program = os.path.join(self.box.path, "bin", "claude")
        self.box.write(program, '#!/bin/sh\nexec %s "$@"\n' % " ".join(client.command(older)))
        done = self.box.csg("doctor", cwd=self.repository)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("NO hook at all", done.stdout.decode())
        self.assertIn("csg install", done.stdout.decode())
        self.csg("install")
        self.assertEqual(set(self.wired()), {"command"})
        type(self).path, kept = older, self.path
        self.addCleanup(setattr, type(self), "path", kept)
        self.guarded_as_it_can_be(self.meet())


del Installing

if __name__ == "__main__":
    unittest.main()
