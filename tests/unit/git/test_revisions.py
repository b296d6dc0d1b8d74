"""What a commit or a stash has of files, as git itself says."""

import os
import subprocess
import unittest
from typing import List, Optional, Tuple

from csg.git import facts, repository
from csg.git.revisions import Revisions
from tests.unit.git.case import GitCase


class InHistory(GitCase):
    """a.py is in both commits and changed in the second, b.py is new there; the stashes change a.py and c.py."""

    def setUp(self) -> None:
        super().setUp()
        self.root = self.top + "/shop"
        os.mkdir(self.root)
        self.git("init", "-q")
        self.commit(a="one", c="one", **{"sub/d": "one"})
        self.git("branch", "old")
        self.commit(a="two", b="one")
        for name in ("a", "c"):
            self.write(name, "put away")
            self.git("stash")

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.root, env=self.environ, check=True, stdout=subprocess.DEVNULL)

    def write(self, name: str, text: str) -> None:
        path = "%s/%s.py" % (self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def commit(self, **files: str) -> None:
        for name, text in files.items():
            self.write(name, text)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")

    def history(self) -> Revisions:
        repo = repository.find(self.root.encode())
        assert repo is not None
        environ = {name.encode(): value.encode() for name, value in self.environ.items()}
        found = facts.Checkout(self.top.encode() + b"/csg", repo, environ).history()
        assert found is not None
        return found

    def paths(self, *names: str) -> List[bytes]:
        return [("%s/%s.py" % (self.root, name)).encode() for name in names]

    def test_which_exist(self) -> None:
        history = self.history()
        wanted: List[Tuple[bytes, Optional[bool]]] = [(b"old", True), (b"HEAD~1", True), (b"nothing", False)]
        wanted += [(b":/x", None), (b"old...HEAD", None), (b"v1-2-g0123abcd", None), (b"0123abcd", None)]
        wanted += [(b"stash@{1}", True), (b"stash@{2}", False), (b"HEAD:a.py", None), (b"HEAD@{yesterday}", None)]
        for revision, there in wanted:
            with self.subTest(revision):
                self.assertEqual(history.exists(revision), there)

    def test_what_a_commit_has(self) -> None:
        history, every = self.history(), self.paths("a", "b", "c", "sub/d")
        self.assertEqual(history.having(b"old", every), set(self.paths("a", "c", "sub/d")))
        self.assertEqual(history.having(b"HEAD", every), set(every))
        self.assertIsNone(history.having(b"nothing", every))
        below = self.root.encode()
        for name, there in [(b"", True), (b"/sub", True), (b"/b.py", False), (b"/a.py", True), (b"/su", False)]:
            with self.subTest(name):
                self.assertEqual(history.holds(b"old", below + name), there)

    def test_what_a_commit_changes(self) -> None:
        history, every = self.history(), self.paths("a", "b", "c", "sub/d")
        self.assertEqual(history.changing(b"HEAD", every), set(self.paths("a", "b")))
        self.assertEqual(history.changing(b"stash@{1}", every), set(self.paths("a")))
        self.assertEqual(history.changing(b"stash@{0}", every), set(self.paths("c")))
        self.assertIsNone(history.changing(b"old", every))  # it has no parent

    def test_what_head_has(self) -> None:
        history = self.history()
        self.assertEqual([history.is_in_head(one) for one in (b"old", b"HEAD", b"stash")], [True, True, False])
        self.assertIsNone(history.is_in_head(b"nothing"))


if __name__ == "__main__":
    unittest.main()
