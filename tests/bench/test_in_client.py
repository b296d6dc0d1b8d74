"""The bench in the real client: each mode is what it is called, and where a hook did nothing there are no figures."""

import json
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, List
from unittest import mock

from tests.bench import costs, modes, rounds
from tests.bench.modes import COMMAND, NONE, Mode, Place
from tests.client import client
from tests.support import TOP, SandboxCase, archive


class Command(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.path = client.need()

    def bench(self, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run it for two rounds."""
        command = [sys.executable, "-m", "tests.bench", "--client", "--rounds", "2", "--python", sys.executable, *words]
        merged = {**os.environ, "CSG_PYZ": archive(), **environ}
        return subprocess.run(
            command,
            cwd=TOP,
            env=merged,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=600,
            encoding="utf-8",
        )

    def test_every_mode_and_a_rival(self) -> None:
        asked = self.box.write("asked", "")
        rival = self.box.write("rival", "#!/bin/sh\ncat >/dev/null\necho $1 >>%s\n" % asked)
        os.chmod(rival, 0o755)
        figures = os.path.join(self.box.work, "figures.json")
        done = self.bench("--vs", "sh=%s pre-edit" % rival, "--json", figures)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(asked, encoding="ascii") as file:
            self.assertEqual(file.read().split(), ["pre-edit"] * 2 * (2 + 2))
        with open(figures, encoding="utf-8") as file:
            kinds: Dict[str, List[Dict[str, Any]]] = json.load(file)["kinds"]
        names = [mode.name for mode in modes.modes({"sh": ""})]
        self.assertEqual(list(kinds), ["Write", "Edit"])
        for rows in kinds.values():
            self.assertEqual([row["name"] for row in rows], names)
            for row in rows:
                self.assertEqual(len(row["calls"]), 2)
                self.assertGreater(min(row["calls"]), 0)
                self.assertIn(row["name"] + "  ", done.stdout)

    def test_a_rival_that_cannot_be_started(self) -> None:
        done = self.bench("--only", "csg command", "--vs", "nothing=%s/nothing" % self.box.work)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("not measured: nothing: ", done.stderr)

    def test_without_a_client(self) -> None:
        done = self.bench(CSG_TEST_CLAUDE=self.box.work + "/none")
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (1, "", 1))
        self.assertIn("there is no real client to measure in", done.stderr)


class Worthless(unittest.TestCase):
    def refused(self, mode: Mode, why: str) -> None:
        """There are no figures of this mode."""
        with self.assertRaisesRegex(modes.Worthless, why):
            rounds.measure([mode], client.need(), archive(), sys.executable, 1)

    def test_csg_is_wired_to_nothing(self) -> None:
        self.refused(Mode("idle", lambda place: modes.wire_command(place, ["/bin/true"]), guarded=True), "no Claim on")

    def test_nothing_is_wired(self) -> None:
        self.refused(Mode("idle", lambda place: None), "no process was started")

    def test_the_server_is_not_asked(self) -> None:
        def wire(place: Place) -> None:
            place.csg("install")

        self.refused(Mode("idle", wire, guarded=True, served=True), "the server was not asked")


class Conversations(unittest.TestCase):
    def test_a_new_one_is_measured_as_the_first(self) -> None:
        rival = Mode("true", lambda place: modes.wire_command(place, ["/bin/true"]))
        resident = modes.modes({})[-1]
        with mock.patch.object(rounds, "CONVERSATION", 1):
            found = rounds.measure([rival, resident], client.need(), archive(), sys.executable, 3)
        for seconds in found.values():
            self.assertEqual([len(calls) for calls in seconds.values()], [3, 3])


class Costs(unittest.TestCase):
    def test_over_the_same_rounds_calls_without_a_hook(self) -> None:
        calls = {
            NONE: [0.010, 0.030, 0.020],
            COMMAND: [0.030, 0.050, 0.040],
            "half": [0.020, 0.040, 0.030],
        }
        seconds = {name: dict.fromkeys(rounds.KINDS, calls[name]) for name in calls}
        for rows in costs.as_json(seconds).values():
            by_name = {row["name"]: row for row in rows}
            self.assertAlmostEqual(by_name[COMMAND]["cost"]["median"], 20)
            self.assertAlmostEqual(by_name["half"]["cost"]["p90"], 10)
            self.assertAlmostEqual(by_name["half"]["p90_over"], 10)
            self.assertAlmostEqual(by_name["half"]["ratio"], 0.5)
            self.assertAlmostEqual(by_name["half"]["p90_ratio"], 0.5)
            self.assertAlmostEqual(by_name[COMMAND]["ratio"], 1)
        self.assertIn("half", costs.table(costs.as_json(seconds)))


if __name__ == "__main__":
    unittest.main()
