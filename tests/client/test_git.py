"""Git commands that would throw a sibling's work away."""

import os
import sys
from typing import Dict

from tests.client.calls import bash, read, write
from tests.client.case import WARNING, ClientCase
from tests.client.model import Hold, Request, Turn


class Git(ClientCase):
    def setUp(self) -> None:
        super().setUp()
        self.file = os.path.join(self.repository, "README")
        self.held = Hold("A is done.")
        self.a = self.client([read(self.file), write(self.file, "half-done\n"), self.held])
        self.a.reach(self.held)

    def test_a_stash_is_held_once(self) -> None:
        seen: Dict[str, str] = {}

        def again(_: Request) -> Turn:
            seen["after the first"] = self.read(self.file)
            return bash("git stash")

        b = self.client([bash("git stash"), again, "B is done."], mode="bypass")
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        self.assertTrue(first.failed, b.report())
        for fact in (WARNING, "`git stash`", "session `%s`" % self.a.short, "`README`", "nothing was run"):
            self.assertIn(fact, first.text)
        self.assertEqual(seen["after the first"], "half-done\n")
        self.assertFalse(second.failed, second.text)
        self.assertIn("Saved working directory", second.text)
        self.assertEqual(self.read(self.file), "shop\n")
        self.assertIn("half-done", self.git(self.repository, "stash", "show", "-p"))
        self.held.release()
        self.ended_well(self.a)
        self.assertEqual(self.warned(self.a), [])
        self.assertEqual(self.box.sessions(), [])

    def test_ways_to_write_it(self) -> None:
        lines = [
            "cd . && git reset -q --hard",
            "env X=1 git checkout README",
            "bash -c 'git stash'",
            "(git checkout .)",
        ]
        for line in lines:
            b = self.client([bash(line), "B is done."], mode="bypass")
            self.ended_well(b)
            (result,) = b.requests()[-1].results()
            self.assertTrue(result.failed and WARNING in result.text, (line, result.text))
        self.assertEqual(self.read(self.file), "half-done\n")

    def test_taking_along_only_warns(self) -> None:
        b = self.client([bash("git add -A"), "B is done."], mode="bypass")
        self.ended_well(b)
        self.assertEqual([result.failed for result in b.requests()[-1].results()], [False])
        self.told(b, 1, WARNING, "would take along uncommitted work of 1 other session", "was not held back")

    def test_a_commit_that_would_sweep_what_is_staged(self) -> None:
        self.git(self.repository, "add", "README")
        b = self.client([bash("git -c user.name=b -c user.email=b@c.d commit -q -m mine"), "B is done."], mode="bypass")
        self.ended_well(b)
        self.assertEqual([result.failed for result in b.requests()[-1].results()], [False])
        self.told(b, 1, WARNING, "`git commit`", "would take along", "`README`")

    def test_harmless_ones(self) -> None:
        line = "git status && git log --oneline && git stash list; echo git stash"
        b = self.client([bash(line), "B is done."], mode="bypass")
        self.ended_well(b)
        self.assertEqual([result.failed for result in b.requests()[-1].results()], [False])
        self.assertEqual(self.warned(b), [])

    def test_a_file_that_is_held_is_not_removed(self) -> None:
        seen = []

        def again(_: Request) -> Turn:
            seen.append(self.read(self.file))
            return bash("rm README")

        b = self.client([bash("rm README"), again, "B is done."], mode="bypass")
        self.ended_well(b)
        first, second = b.requests()[-1].results()
        for fact in (WARNING, "`rm` ", "session `%s`" % self.a.short, "`README`", "nothing was run"):
            self.assertIn(fact, first.text)
        self.assertEqual((first.failed, seen, second.failed), (True, ["half-done\n"], False))
        self.assertFalse(os.path.exists(self.file))

    def test_one_process_for_any_command(self) -> None:
        """Counted by the interpreter that each hook starts."""
        count = os.path.join(self.box.path, "count")
        python = self.box.write(os.path.join(self.box.path, "python3"), _COUNTING % (count, sys.executable))
        os.chmod(python, 0o700)
        self.wire(["PreToolUse"])
        for line, number in (("ls; sed -n 1p README", 1), ("git status", 1)):
            open(count, "w", encoding="ascii").close()
            b = self.client([bash(line), "B is done."], mode="bypass", environ={"CSG_PYTHON": python})
            self.ended_well(b)
            self.assertEqual(self.read(count), "started\n" * number, line)


_COUNTING = """#!/bin/sh
echo started >>'%s'
exec '%s' "$@"
"""
