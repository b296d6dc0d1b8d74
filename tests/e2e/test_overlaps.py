"""`csg overlaps`: what is at work on in several working trees, and whether git would merge it."""

import json
import os
import subprocess
from typing import Any, Dict, List, Tuple

from tests.e2e.test_git_guard import A, B, GitCase
from tests.support import sampled

BASE = [b"%d\n" % n for n in range(1, 31)]


@sampled(4)
class Overlaps(GitCase):
    def setUp(self) -> None:
        super().setUp()
        self.shop = self.clone()
        for name in ("a.py", "b.py", "src/c.py"):
            self.put(self.shop, name)
        self.git(self.shop, "commit", "-q", "-a", "-m", "lines")
        self.there = os.path.join(self.box.work, "shop-fix")
        self.git(self.shop, "worktree", "add", "-q", "-b", "fix", self.there)
        self.box.start(A, self.shop)
        self.box.start(B, self.there)

    def put(self, root: str, name: str, *changed: int, text: bytes = b"") -> str:
        path = os.path.join(root, name)
        with open(path, "wb") as file:
            file.write(b"".join([text if n in changed else line for n, line in enumerate(BASE, 1)]))
        return path

    def edits(self, session: str, name: str, *changed: int, text: bytes = b"mine\n") -> None:
        root = self.shop if session == A else self.there
        self.box.edit(session, self.put(root, name, *changed, text=text), cwd=root)

    def overlaps(self, *words: str, code: int = 0, cwd: str = "", me: str = "") -> str:
        environ = {"CLAUDE_CODE_SESSION_ID": me or None}
        done = self.box.csg("overlaps", *words, cwd=cwd or self.shop, environ=environ)
        self.assertEqual((done.returncode, done.stderr), (code, b""), done.stdout)
        return done.stdout.decode()

    def facts(self, *words: str, code: int = 0, cwd: str = "", me: str = "") -> List[Dict[str, Any]]:
        value = json.loads(self.overlaps("--json", *words, code=code, cwd=cwd, me=me))
        self.assertEqual((value["version"], set(value)), (1, {"version", "now", "window", "scope", "pairs"}))
        pairs: List[Dict[str, Any]] = value["pairs"]
        return pairs

    def merge(self) -> List[str]:
        """Commit both and merge them: the files that conflict."""
        for root in (self.shop, self.there):
            self.git(root, "commit", "-q", "-a", "-m", "done")
        try:
            self.git(self.shop, "merge", "-q", "--no-edit", "fix")
        except subprocess.CalledProcessError:
            pass
        return self.git(self.shop, "diff", "--name-only", "--diff-filter=U").splitlines()

    def test_none(self) -> None:
        none = "no file is at work on in two working trees\n"
        self.assertEqual(self.overlaps(), none)
        self.edits(A, "a.py", 10)
        self.edits(B, "b.py", 10)
        self.assertEqual(self.overlaps(), none)
        self.box.edit("c", self.shop + "/a.py", cwd=self.shop)
        self.assertEqual(self.overlaps(), none, "in one working tree it is a Conflict")
        self.assertEqual(self.facts(), [])

    def test_as_git_merges(self) -> None:
        self.edits(A, "a.py", 10, 11)
        self.edits(B, "a.py", 10, text=b"theirs\n")
        self.edits(A, "b.py", 10)
        self.edits(B, "b.py", 20, text=b"theirs\n")
        self.edits(A, "src/c.py", 10)
        self.edits(B, "src/c.py", 10)
        (pair,) = self.facts(code=1)
        self.assertEqual([session["session"] for session in pair["sessions"]], [A, B])
        self.assertEqual([session["branch"] for session in pair["sessions"]], ["main", "fix"])
        found = {file["path"]: (file["merge"], file["lines"]) for file in pair["files"]}
        expected: Dict[str, Tuple[str, List[List[int]]]]
        expected = {"a.py": ("conflict", [[10, 11]]), "b.py": ("clean", []), "src/c.py": ("clean", [])}
        self.assertEqual(found, expected)
        for file in pair["files"]:
            self.assertEqual(file["worktrees"], [self.shop, self.there])
            self.assertEqual(file["edits"], [1, 1])
        said = self.overlaps(code=1)
        self.assertIn("session aaaaaaaa on main and session bbbbbbbb on fix\n", said)
        self.assertIn("  a.py: the versions conflict in lines 10 to 11 of the first\n    .: 1 edit, the last", said)
        self.assertIn("\n    ../shop-fix: 1 edit, the last", said)
        self.assertIn("  b.py: the versions merge cleanly\n", said)
        self.assertEqual(self.merge(), ["a.py"])

    def test_whose_lines(self) -> None:
        """The asker's, where it is one of the two."""
        self.edits(A, "a.py", 10)
        self.put(self.there, "a.py", 1, text=b"0\n1\n")
        self.git(self.there, "commit", "-q", "-a", "-m", "x")
        self.box.edit(B, self.there + "/a.py", cwd=self.there)
        with open(self.there + "/a.py", "wb") as file:
            file.write(b"0\n1\n" + b"".join(BASE[1:9]) + b"theirs\n" + b"".join(BASE[10:]))
        self.assertEqual(self.facts(code=1)[0]["files"][0]["lines"], [[10, 10]])
        pair = self.facts(code=1, me=B, cwd=self.there)[0]
        self.assertEqual([s["yours"] for s in pair["sessions"]], [True, False])
        self.assertEqual(pair["files"][0]["lines"], [[11, 11]])
        self.assertIn("this session on fix and session aaaaaaaa", self.overlaps("--session", "bbbb", code=1))

    def test_by_pairs(self) -> None:
        third = os.path.join(self.box.work, "third")
        self.git(self.shop, "worktree", "add", "-q", "-b", "third", third)
        self.edits(A, "a.py", 10)
        self.edits(B, "a.py", 20)
        self.box.edit("c", self.put(third, "a.py", 10, text=b"c\n"), cwd=third)
        pairs = self.facts(code=1)
        names = [tuple(session["session"][0] for session in pair["sessions"]) for pair in pairs]
        self.assertEqual(sorted(names), [("a", "b"), ("a", "c"), ("b", "c")])
        merges = {name: pair["files"][0]["merge"] for name, pair in zip(names, pairs)}
        self.assertEqual(merges, {("a", "b"): "clean", ("a", "c"): "conflict", ("b", "c"): "clean"})
        self.box.edit(A, third + "/b.py", cwd=third)
        self.box.edit(A, self.shop + "/b.py", cwd=self.shop)
        self.assertEqual(len(self.facts(code=1)), 3, "what one session does in two worktrees is its own affair")

    def test_here(self) -> None:
        self.edits(A, "a.py", 10)
        self.edits(B, "a.py", 20)
        other = self.clone("other")
        self.assertEqual(len(self.facts(cwd=other)), 1)
        self.assertEqual(self.facts("--here", cwd=other), [])
        self.assertEqual(len(self.facts("--here", cwd=self.there)), 1)

    def test_not_known(self) -> None:
        self.edits(A, "a.py", 10)
        self.edits(B, "a.py", 20)
        os.remove(self.there + "/a.py")
        (pair,) = self.facts()
        self.assertEqual((pair["files"][0]["merge"], pair["files"][0]["lines"]), ("unknown", []))
        self.assertIn("not known whether the versions merge", self.overlaps())

    def test_odd_names(self) -> None:
        name = "-q \x1b]0;x\x07\n`<b>"
        self.put(self.shop, name)
        self.git(self.shop, "add", "-A")
        self.git(self.shop, "commit", "-q", "-m", "odd")
        self.git(self.there, "merge", "-q", "main")
        self.edits(A, name, 10)
        self.edits(B, name, 20)
        said = self.overlaps()
        self.assertTrue(said.replace("\n", "").isprintable(), said)
        self.assertEqual(said.count("\n"), 4)
