"""The bench: each row is the situation that it is called after, round after round, and a rival disturbs none."""

import json
import os
import subprocess
import sys
import unittest
from typing import Any, Dict, List

from csg.base import loader
from csg.state import claims
from tests.bench import clients, report, stage, timing
from tests.support import TOP, SandboxCase, archive

WARNING = "CONCURRENCY WARNING"
#: What each row's hook says: all of these, each but once; "" is silence.
SAID: Dict[str, List[str]] = {
    stage.NOBODY: [],
    "the same through the file on PATH": [],
    "first edit of a file": [],
    "conflict": [WARNING, "1 other session is at work", "`s000001`"],
    "attach-and-conflict, 3 siblings": [WARNING, "3 other sessions are at work"],
    "SessionStart with a brief": ["3 other sessions"],
    "SessionStart, resumed": ["3 other sessions"],
    "SessionEnd": [],
    "UserPromptSubmit": [],
    "status line": ["3 here"],
    "status line, a file contested": ["3 here", "`a.py` also held by"],
    "edit that meets nobody, Slack not answering": [],
    **{"edit that meets nobody, by %s" % client: [] for client in clients.EVENTS},
    "edit that meets nobody, 100 sessions": [],
}


class Situations(unittest.TestCase):
    def test_each_is_what_it_is_called(self) -> None:
        made = stage.Stage(
            sys.executable, [sys.executable, *loader.OPTIONS, loader.LOADER, archive(), "hook"], archive()
        )
        self.addCleanup(made.remove)
        situations = made.situations()
        self.assertEqual(set(situations) - set(SAID), {"edit that meets nobody, 1000 sessions"})
        for name, texts in SAID.items():
            candidate = situations[name](name)
            for _ in range(3):
                said = self.run_once(candidate)
                self.assertEqual(bool(said), bool(texts), "%s: %s" % (name, said))
                for text in texts:
                    self.assertEqual(said.count(text), 1, "%s: %s" % (name, said))
            self.assertNotIn("error", self.log(candidate), name)
            if name.rpartition(" by ")[2] in clients.EVENTS:  # silent because it was seen, not because it was not
                self.assertEqual(self.claims(candidate, made.of_client(name.rpartition(" by ")[2])), 3, name)

    def run_once(self, candidate: timing.Candidate) -> str:
        """What the hook says to the model, the status line to a person."""
        candidate.before()
        done = subprocess.run(
            candidate.command,
            input=candidate.stdin(),
            env=dict(candidate.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=60,
        )
        self.assertEqual((done.returncode, done.stderr), (0, b""), candidate.name)
        if done.stdout[:1] != b"{":
            return done.stdout.decode()
        return str(json.loads(done.stdout)["hookSpecificOutput"]["additionalContext"])

    def claims(self, candidate: timing.Candidate, edited: str) -> int:
        """How often `me` has claimed the file."""
        home = os.fsencode(candidate.environ["CLAUDE_SESSION_GUARD_HOME"])
        path = claims.file(home, b"me", claims.Target(os.fsencode(edited)).key)
        with open(path, encoding="ascii") as file:
            return file.read().count('"id"')

    def log(self, candidate: timing.Candidate) -> List[str]:
        """The kinds of the events in its home."""
        path = os.path.join(candidate.environ["CLAUDE_SESSION_GUARD_HOME"], "events.log")
        if not os.path.exists(path):
            return []
        with open(path, encoding="ascii") as file:
            return [json.loads(line)["event"] for line in file]


class Command(SandboxCase):
    def bench(self, *words: str) -> str:
        """What it prints."""
        command = [sys.executable, "-m", "tests.bench", "--rounds", "2", "--python", sys.executable, *words]
        environ = {**os.environ, "CSG_PYZ": archive()}
        return subprocess.run(
            command, cwd=TOP, env=environ, stdout=subprocess.PIPE, check=True, timeout=120, encoding="utf-8"
        ).stdout

    def test_a_rival_that_leaves_files_of_its_own_in_its_home(self) -> None:
        rival = self.box.write(
            "rival",
            '#!/bin/sh\ncat >/dev/null\necho $1 >>%s\necho "{}" >"$CLAUDE_SESSION_GUARD_HOME/state/me.json"\n'
            % self.box.write("asked", ""),
        )
        os.chmod(rival, 0o755)
        figures = os.path.join(self.box.work, "figures.json")
        printed = self.bench(
            "--vs", "sh=%s pre-edit" % rival, "--only", "CONFLICT", "--only", "3 s*", "--json", figures
        )
        with open(self.box.work + "/asked", encoding="ascii") as file:
            self.assertEqual(set(file.read().split()), {"pre-edit"})
        with open(figures, encoding="utf-8") as file:
            (run,) = json.load(file)["runs"]
        names = [row["name"] for row in run["rows"]]
        wanted = ["floor: python3 -IS -c pass", stage.NOBODY, "conflict", "attach-and-conflict, 3 siblings", "sh"]
        self.assertEqual(names, wanted)
        for row in run["rows"]:
            self.assertGreater(row["cpu_ms"]["min"], 0)
            self.assertIn("%s  " % row["name"], printed)
        self.assertEqual((run["rows"][0]["cpu_ratio"], run["rows"][0]["wall_ratio"]), (1, 1))


class Report(unittest.TestCase):
    def test_ratios_are_of_medians(self) -> None:
        results: List[timing.Result] = []
        for name, against, cpu in (("floor", "", [1.0, 2.0, 9.0]), ("few", "", [3.0] * 3), ("many", "few", [6.0] * 3)):
            result = timing.Result(name, against)
            result.cpu, result.wall = cpu, [2 * seconds for seconds in cpu]
            results.append(result)
        rows: List[Dict[str, Any]] = report.as_json(results)
        self.assertEqual([row["cpu_ratio"] for row in rows], [1, 1.5, 3])
        self.assertEqual(rows[2]["against"], {"name": "few", "cpu_ratio": 2, "wall_ratio": 2})
        self.assertIn("many: CPU 2.00, wall 2.00 x few", report.table(results))
        self.assertNotIn("against", report.as_json([results[0], results[2]])[1])


if __name__ == "__main__":
    unittest.main()
