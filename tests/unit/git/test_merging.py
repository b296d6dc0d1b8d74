"""Would two versions merge?  What is said is held against the real `git merge` of both branches."""

import os
import random
import subprocess
import time
import unittest
from typing import List, Optional, Sequence, Tuple

from csg.git import merging, repository
from tests.support import sample
from tests.unit.git.case import GitCase

LINES = [b"{\n", b"}\n", b"\n", b"  return x\n", b"if a:\n", b"=======\n", b"<<<<<<< x\n", b">>>>>>> y\n"]
LINES += [b"line %d\n" % n for n in range(9)]


class MergingCase(GitCase):
    """Two worktrees, `mine` and `theirs`, off any branch."""

    def setUp(self) -> None:
        super().setUp()
        self.mine, self.theirs = self.top + "/mine", self.top + "/theirs"
        os.mkdir(self.mine)
        self.git(self.mine, "init", "-q")
        self.git(self.mine, "commit", "-q", "--allow-empty", "-m", "first")
        self.git(self.mine, "worktree", "add", "-q", "--detach", self.theirs)
        self.git(self.mine, "checkout", "-q", "--detach")

    def git(self, cwd: str, *words: str, may_fail: bool = False) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run(
            ["git", *words],
            cwd=cwd,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=not may_fail,
        )

    def write(self, root: str, data: bytes, name: str = "f") -> None:
        os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
        with open(os.path.join(root, name), "wb") as file:
            file.write(data)

    def commit(self, root: str) -> str:
        self.git(root, "add", "-A")
        self.git(root, "commit", "-q", "--allow-empty", "-m", "x")
        return self.git(root, "rev-parse", "HEAD").stdout.decode().strip()

    def base(self, data: bytes, name: str = "f") -> None:
        """Both are at a new commit with this content."""
        self.write(self.mine, data, name)
        self.git(self.theirs, "checkout", "-q", "-f", self.commit(self.mine))

    def verdict(self, name: str = "f", seconds: float = 20.0) -> Optional[merging.Verdict]:
        here, there = [repository.find(os.fsencode(root)) for root in (self.mine, self.theirs)]
        assert here and there
        environ = {os.fsencode(k): os.fsencode(v) for k, v in self.environ.items()}
        asked = merging.Merging(os.fsencode(self.top) + b"/csg", here, environ, seconds)
        versions = [merging.contents(root.root + b"/" + os.fsencode(name)) for root in (here, there)]
        if versions[0] is None or versions[1] is None:
            return None
        return asked.verdict(os.fsencode(name), versions[0], there, versions[1])

    def lines(self, name: str = "f") -> Optional[List[Tuple[int, int]]]:
        found = self.verdict(name)
        return None if found is None else found.lines

    def really(self) -> Optional[List[List[bytes]]]:
        """Commit both and merge: for each conflict, what stood on our side; None if git merges them."""
        self.commit(self.mine)
        if not self.git(self.mine, "merge", "-q", "--no-edit", self.commit(self.theirs), may_fail=True).returncode:
            return None
        index = self.git(self.mine, "ls-files", "-u").stdout
        if b" 2\t" not in index or b" 3\t" not in index:
            return []
        self.git(self.mine, "checkout", "--merge", "--conflict=merge", "f")
        with open(self.mine + "/f", "rb") as file:
            merged = file.read()
        found: List[List[bytes]] = []
        taking = False
        for line in merged.split(b"\n"):
            if line.rstrip(b"\r") == b"<<<<<<< ours":
                found.append([])
                taking = True
            elif line.rstrip(b"\r") == b"=======":
                taking = False
            elif taking:
                found[-1].append(line)
        self.git(self.mine, "merge", "--abort")
        return found


class ByRealMerges(MergingCase):
    def test_by_chance(self) -> None:
        for seed in sample(range(60), 5):
            rng = random.Random(seed)
            base = [rng.choice(LINES) if rng.random() < 0.5 else b"uniq %d\n" % n for n in range(rng.randint(3, 60))]
            self.base(b"".join(base))
            for root in (self.mine, self.theirs):
                data = b"".join(self.changed(rng, base))
                self.write(root, data[: len(data) - (rng.random() < 0.1)])
                if rng.random() < 0.4:
                    self.commit(root)
            said = self.lines()
            really = self.really()
            self.assertIsNotNone(said, seed)
            self.assertEqual(bool(said), really is not None, "seed %d" % seed)

    def changed(self, rng: random.Random, base: Sequence[bytes]) -> List[bytes]:
        lines = list(base)
        for _ in range(rng.randint(0, 4)):
            place, what = rng.randrange(len(lines) + 1), rng.randrange(4)
            if what == 0:
                lines[place:place] = [rng.choice(LINES) for _ in range(rng.randint(1, 3))]
            elif what == 1:
                del lines[place : place + rng.randint(1, 3)]
            elif what == 2:
                lines[place : place + 1] = [b"new %d\n" % rng.randint(0, 3)]
            else:
                moved = lines[place : place + 2]
                del lines[place : place + 2]
                place = rng.randrange(len(lines) + 1)
                lines[place:place] = moved
        return lines

    def test_the_lines_are_those_of_this_side(self) -> None:
        """Each line of its own, and what theirs adds above moves the places in the merged file."""
        for seed in sample(range(30), 3):
            rng = random.Random(seed)
            base = [b"line %d\n" % n for n in range(40)]
            self.base(b"".join(base))
            mine, theirs = list(base), list(base)
            for place in rng.sample(range(0, 40, 8), 3):
                mine[place : place + rng.randint(1, 3)] = [b"mine %d\n" % n for n in range(rng.randint(0, 3))]
                theirs[place] = b"theirs\n"
            place = rng.randrange(4, 40, 8)
            theirs[place:place] = [b"theirs too\n"] * rng.randint(1, 4)
            mine = [line for n, line in enumerate(mine) if n != 5 or rng.random() < 0.5]
            self.write(self.mine, b"".join(mine))
            self.write(self.theirs, b"".join(theirs))
            said, really = self.lines(), self.really()
            self.assertEqual(bool(said), really is not None, seed)
            named = [mine[first - 1 : last] for first, last in said or []]
            for found, texts in zip(named, really or []):
                if texts:  # where this side has no line left, its neighbour is named
                    self.assertEqual([line.rstrip(b"\n") for line in found], texts, seed)
            self.assertEqual(len(named), len(really or []), seed)

    def test_in_words(self) -> None:
        base = [b"%d\n" % n for n in range(1, 101)]
        self.base(b"".join(base))
        changed = dict.fromkeys((10, 11, 12), b"mine\n")
        self.write(self.mine, b"".join([changed.get(n, line) for n, line in enumerate(base, 1)]))
        self.write(self.theirs, b"".join([b"theirs\n" if n == 30 else line for n, line in enumerate(base, 1)]))
        self.assertEqual(self.said(), "merge cleanly")
        self.write(
            self.theirs, b"0\n0\n" + b"".join([b"theirs\n" if 10 <= n <= 12 else x for n, x in enumerate(base, 1)])
        )
        self.assertEqual(self.said(), "conflict in lines 10 to 12")
        few, many = range(10, 71, 20), range(10, 91, 10)
        for root, word in ((self.mine, b"mine\n"), (self.theirs, b"theirs\n")):
            self.write(root, b"".join([word if n == 7 else line for n, line in enumerate(base, 1)]))
        self.assertEqual(self.said(), "conflict in line 7")
        for places, text in ((few, "lines 10, 30, 50 and 70"), (many, "lines 10, 20, 30, 40 and 5 more places")):
            for root, word in ((self.mine, b"mine\n"), (self.theirs, b"theirs\n")):
                self.write(root, b"".join([word if n in places else line for n, line in enumerate(base, 1)]))
            self.assertEqual(self.said(), "conflict in " + text)

    def said(self) -> str:
        found = self.verdict()
        assert found is not None
        return found.words()

    def test_the_base_is_where_the_two_part(self) -> None:
        """Not either's HEAD: with that the change of the other side would count as this side's."""
        self.base(b"1\n2\n3\n4\n5\n6\n7\n8\n9\n")
        self.write(self.theirs, b"one\n2\n3\n4\n5\n6\n7\n8\n9\n")
        self.commit(self.theirs)
        self.write(self.mine, b"1\n2\n3\n4\n5\n6\n7\n8\nnine\n")
        self.commit(self.mine)
        self.assertEqual(self.lines(), [])
        self.write(self.theirs, b"one\n2\n3\n4\n5\n6\n7\n8\nNINE\n")
        self.assertEqual(self.lines(), [(9, 9)])
        self.assertIsNotNone(self.really())


class LineEnds(MergingCase):
    """What is committed is compared, not what lies there."""

    def test_converted_ones_are_no_difference(self) -> None:
        for attributes, setting in (
            (b"", "true"),
            (b"", "input"),
            (b"* text=auto\n", ""),
            (b"f text\n", ""),
            (b"f eol=crlf\n", ""),
        ):
            self.git(self.mine, "config", "core.autocrlf", setting or "false")
            self.write(self.mine, attributes, ".gitattributes")
            self.base(b"1\n2\n3\n4\n5\n6\n")
            self.write(self.mine, b"one\r\n2\r\n3\r\n4\r\n5\r\n6\r\n")
            self.write(self.theirs, b"1\n2\n3\n4\n5\nsix\n")
            self.assertEqual(self.lines(), [], (attributes, setting))
            self.assertIsNone(self.really())

    def test_others_are_one(self) -> None:
        for attributes in (b"", b"f -text\n"):
            self.write(self.mine, attributes, ".gitattributes")
            self.base(b"1\n2\n3\n4\n5\n6\n")
            self.write(self.mine, b"one\r\n2\r\n3\r\n4\r\n5\r\n6\r\n")
            self.write(self.theirs, b"1\n2\n3\n4\n5\nsix\n")
            self.assertEqual(self.lines(), [(1, 6)], attributes)
            self.assertIsNotNone(self.really())


class NotKnown(MergingCase):
    def test_no_text_or_too_long(self) -> None:
        for data in (b"\0%d\n", b"%d\n" + b"x" * merging.LONGEST):
            self.base(data % 1)
            self.write(self.mine, data % 2)
            self.write(self.theirs, data % 3)
            self.assertIsNone(self.lines())

    def test_no_base(self) -> None:
        self.write(self.mine, b"1\n", "new")
        self.write(self.theirs, b"2\n", "new")
        self.assertIsNone(self.lines("new"))
        self.write(self.theirs, b"1\n", "new")
        self.assertEqual(self.lines("new"), [], "the same in both")
        self.git(self.theirs, "checkout", "-q", "--orphan", "other")
        self.write(self.theirs, b"3\n", "new")
        self.assertIsNone(self.lines("new"), "no commit")
        self.commit(self.theirs)
        self.commit(self.mine)
        self.assertIsNone(self.lines("new"), "no history in common")

    def test_several_bases(self) -> None:
        self.base(b"1\n")
        self.write(self.mine, b"1\n", "mine")
        self.write(self.theirs, b"1\n", "theirs")
        first, second = self.commit(self.mine), self.commit(self.theirs)
        self.git(self.mine, "merge", "-q", "-s", "ours", "--no-edit", second)
        self.git(self.theirs, "merge", "-q", "-s", "ours", "--no-edit", first)
        self.write(self.mine, b"2\n")
        self.write(self.theirs, b"3\n")
        self.assertIsNone(self.lines())

    def test_who_else_has_a_say(self) -> None:
        for attributes in (b"f merge=ours\n", b"f -merge\n", b"f merge=union\n", b"f filter=x\n", b"f crlf\n"):
            self.git(self.mine, "config", "filter.x.clean", "cat")
            self.write(self.mine, attributes, ".gitattributes")
            self.base(b"1\n")
            self.write(self.mine, b"2\n")
            self.write(self.theirs, b"3\n")
            self.assertIsNone(self.lines(), attributes)
        self.write(self.mine, b"", ".gitattributes")
        self.write(self.mine, b"f filter=x\n", ".git/info/attributes")
        self.assertIsNone(self.lines())

    def test_what_is_no_file(self) -> None:
        self.base(b"1\n")
        os.remove(self.theirs + "/f")
        self.assertIsNone(self.lines())
        os.mkfifo(self.theirs + "/f")
        self.assertIsNone(self.lines(), "nor is it waited for")

    def test_the_time(self) -> None:
        self.base(b"1\n")
        self.write(self.mine, b"2\n")
        self.write(self.theirs, b"3\n")
        begin = time.monotonic()
        self.assertIsNone(self.verdict(seconds=0.0))
        self.assertLess(time.monotonic() - begin, 5.0)
        self.assertEqual(self.lines(), [(1, 1)])
        self.assertEqual([n for n in os.listdir(self.top + "/csg/git") if n[0] == "."], [], "nothing is left")


class Hostile(MergingCase):
    def test_nothing_is_run(self) -> None:
        ran = self.top + "/ran"
        program = self.top + "/program"
        with open(program, "w", encoding="ascii") as file:
            file.write("#!/bin/sh\ntouch %s\ncat\n" % ran)
        os.chmod(program, 0o755)
        self.base(b"1\n")
        self.write(self.mine, b"2\n")
        self.write(self.theirs, b"3\n")
        self.assertEqual(self.lines(), [(1, 1)])
        for name in ("merge.x.driver", "diff.x.command", "diff.x.textconv", "diff.external", "core.fsmonitor"):
            self.git(self.mine, "config", name, program)
        self.git(self.mine, "config", "filter.y.clean", program)
        self.git(self.mine, "config", "filter.y.smudge", program)
        for attributes in (b"* merge=x diff=x\n", b"* diff=x\n", b"* filter=y\n", b"* merge=x\n"):
            for root in (self.mine, self.theirs):
                self.write(root, attributes, ".gitattributes")
            self.write(self.mine, attributes, ".git/info/attributes")
            self.lines()
            self.write(self.mine, b"", ".git/info/attributes")
            self.lines()
        self.assertFalse(os.path.exists(ran))

    def test_a_missing_object_is_not_fetched(self) -> None:
        self.base(b"1\n")
        self.write(self.mine, b"2\n")
        self.write(self.theirs, b"3\n")
        blob = self.git(self.mine, "rev-parse", "HEAD:f").stdout.decode().strip()
        ran = self.top + "/ran"
        for name, value in (
            ("extensions.partialClone", "origin"),
            ("core.repositoryFormatVersion", "1"),
            ("remote.origin.promisor", "true"),
            ("remote.origin.url", "ext::sh -c 'touch %s'" % ran),
            ("protocol.ext.allow", "always"),
        ):
            self.git(self.mine, "config", name, value)
        os.remove(os.path.join(self.mine, ".git", "objects", blob[:2], blob[2:]))
        self.assertIsNone(self.lines())
        self.assertFalse(os.path.exists(ran))


if __name__ == "__main__":
    unittest.main()
