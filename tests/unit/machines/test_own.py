"""What a machine says of its sessions: each file once, with all agents' lines; nothing the table would refuse."""

import json
import os
import subprocess
import time
from typing import Any, Dict, List

from csg.git import repository
from csg.machines.own import Own, pushed
from csg.machines.sharing import Settings
from csg.state import claims
from tests.support import SandboxCase

WINDOW = 600.0


class Said(SandboxCase):
    def setUp(self) -> None:
        super().setUp()
        self.home = os.fsencode(self.box.home)
        self.place = self.box.make("work", "shop")
        self.git("init", "--quiet")
        self.git("remote", "add", "origin", "git@example.com:shop.git")
        self.box.start("s1", self.place)
        self.now = time.time()

    def git(self, *words: str) -> None:
        named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.invalid"]
        subprocess.run(["git", *named, *words], cwd=self.place, env=self.box.environ, check=True)

    def claim(self, path: bytes, identifier: str, agent: str, *at: int) -> None:
        target = claims.Target(os.fsencode(self.place) + b"/" + path)
        claims.publish(self.home, b"s1", target, self.now - 5, identifier, agent, 0, "Edit", at)

    def news(self) -> List[Dict[str, Any]]:
        environ = {os.fsencode(name): os.fsencode(value) for name, value in self.box.environ.items()}
        own = Own(self.home, Settings("service=csg", ["example.com/*"], "desk"), environ)
        own.look(self.now, WINDOW)
        rows = [row for _, row, _ in own.news(self.now)]
        self.assertLess(max(len(row.body.encode()) for row in rows), 8192)
        return [body for body in (json.loads(row.body) for row in rows) if body["k"] == "claim"]

    def test_agents_of_one_session_are_one(self) -> None:
        self.claim(b"a.py", "c1", "", 4, 9)
        self.claim(b"a.py", "c2", "sub", 20, 22)
        (said,) = self.news()
        self.assertEqual((said["n"], said["at"]), (2, [4, 9, 20, 22]))

    def test_odd_bytes(self) -> None:
        self.claim(b"caf\xe9\xff.py", "c1", "")
        self.claim(b"/".join([b"\xff" * 200] * 6), "c2", "")  # encoded beyond what the table takes
        (said,) = self.news()
        self.assertEqual(os.fsencode(said["f"]), b"caf\xe9\xff.py")

    def test_pushed_is_read_from_packed_references_too(self) -> None:
        self.git("commit", "--quiet", "--allow-empty", "-m", "start")
        self.git("branch", "-M", "next")
        found = repository.find(os.fsencode(self.place))
        assert found is not None
        self.assertEqual(pushed(found, "next"), False)
        self.git("update-ref", "refs/remotes/origin/next", "HEAD")
        self.assertEqual(pushed(found, "next"), True)
        self.git("pack-refs", "--all")
        self.assertFalse(os.path.exists(self.place + "/.git/refs/heads/next"))
        self.assertEqual(pushed(found, "next"), True)
        self.git("commit", "--quiet", "--allow-empty", "-m", "more")
        self.assertEqual(pushed(found, "next"), False)
        self.assertIsNone(pushed(found, "another"))
        os.mkdir(self.place + "/.git/reftable")
        self.assertIsNone(pushed(found, "next"))
