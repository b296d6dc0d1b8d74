"""The oracle itself: lines whose harm is known, and what is said of the lines as such."""

import itertools
import os
import re
import shutil
import tempfile
import unittest
from typing import Dict, List, Set, Tuple

from tests.oracle import claimed, generated, kit, limits, score
from tests.oracle.copies import Copy
from tests.oracle.harm import ADVANCED, AMENDED, HANDLED, UNSTAGED
from tests.oracle.kinds import KINDS
from tests.oracle.lines import Line, Pair, by_hand, choose
from tests.oracle.places import Places
from tests.oracle.run import HELD, SILENT, WARNED, Hall, Result
from tests.support import archive, sample

MISSING = [name for name in ("git", "bash", "cp", "tar") if shutil.which(name) is None]


@unittest.skipIf(MISSING, "skipped: not installed: %s" % ", ".join(MISSING))
class Known(unittest.TestCase):
    """(kind of holding, line) -> what it does to app.py, or to the checkout, and what is noted."""

    LINES: Dict[Tuple[str, str], Tuple[str, str]] = {
        ("dirty", "rm app.py"): ("lost", ""),
        ("dirty", "git checkout ."): ("replaced", ""),
        ("dirty", "cp README.md app.py"): ("replaced", ""),
        ("dirty", "mv app.py gone.py"): ("moved", ""),
        ("dirty", "git stash"): ("stashed", ""),
        ("dirty", "git stash && git stash pop"): ("", HANDLED),
        ("dirty", "echo x >> app.py"): ("altered", ""),
        ("dirty", "git add -A"): ("indexed", UNSTAGED),
        ("dirty", "git commit -qam x"): ("committed", UNSTAGED),
        ("dirty", "git checkout -qb x && git commit -qam x && git checkout -q main"): ("committed", ""),
        ("dirty", "git commit -qm x mine.py"): ("", ""),
        ("dirty", "git switch -qc x"): ("switched", ""),
        ("dirty", "git switch -qc x; git switch -q main"): ("", ""),
        ("dirty", "git reset -q --soft HEAD~1"): ("rewritten", ""),
        ("dirty", "git commit -q --amend -m x"): ("", AMENDED),
        ("dirty", "git merge -q feature"): ("", ADVANCED),
        ("dirty", "chmod +x app.py"): ("", HANDLED),
        ("dirty", "rm -rf .git"): ("gone", ""),
        ("dirty", "git clean -fdxq; git status; rm README.md"): ("", ""),
        ("staged and dirty", "git reset -q"): ("lost", UNSTAGED),
        ("staged and dirty", "git commit -qm x"): ("committed", ""),
        ("untracked", "git reset -q --hard"): ("", ""),
        ("untracked", "git clean -fq fresh.py"): ("lost", ""),
        ("untracked", "git stash -qu"): ("stashed", ""),
        ("clean", "rm app.py"): ("", HANDLED),
        ("committed", "rm app.py"): ("", ""),
        ("idle", "git checkout -q feature"): ("switched", ""),
        ("worktree", "git checkout -q feature"): ("", ""),
        ("worktree", "git worktree remove --force ../shop-fix"): ("gone lost", ""),
        ("submodule", "git submodule --quiet foreach git stash -q"): ("stashed", ""),
    }

    def test_harm(self) -> None:
        lines = sample(list(self.LINES), 9)
        pairs = [Pair(Line("", line), kind, KINDS[kind].places[0], 0) for kind, line in lines]
        with Hall(archive()) as hall:
            results = hall.run(pairs)
        self.assertEqual(len(results), len(lines))
        for result, (harm, note) in zip(results, (self.LINES[known] for known in lines)):
            about = (result.kind, result.line)
            self.assertEqual(" ".join(sorted({what for what, _ in result.harms})), harm, about)
            self.assertEqual(" ".join(result.notes), note, about)
            self.assertEqual(result.errors, [])


class Verdicts(unittest.TestCase):
    def check(self, said: str, harms: List[Tuple[str, str]], notes: List[str], expected: str, line: str = "x") -> None:
        result = Result("dirty", "", line, "shop", said, "", harms, notes, 0, [])
        self.assertEqual(score.verdict(result), expected, (said, harms, notes))

    def test_harmful(self) -> None:
        harms = [("lost", "shop/app.py")]
        self.check(HELD, harms, [], score.ANSWERED)
        self.check(WARNED, harms, [HANDLED], score.ANSWERED)
        self.check(SILENT, harms, [], score.FALSE_SILENCE)
        self.check(SILENT, harms, [], score.LIMIT, "make clean")
        self.check(HELD, harms, [], score.ANSWERED, "make clean")

    def test_harmless(self) -> None:
        self.check(HELD, [], [], score.NEEDLESS_HOLD)
        self.check(HELD, [], [ADVANCED], score.NEEDLESS_HOLD)
        self.check(WARNED, [], [], score.NEEDLESS_WARNING)
        self.check(WARNED, [], [ADVANCED], score.QUIET)
        self.check(SILENT, [], [], score.QUIET)
        self.check(HELD, [], [HANDLED], score.NEITHER)

    def test_limits(self) -> None:
        self.assertEqual(len({limit.name for limit in limits.LIMITS}), len(limits.LIMITS))
        self.assertIsNone(limits.fitting("git stash"))
        self.assertIsNone(limits.fitting("make clean; rm app.py"))

    def test_figures_of_claims(self) -> None:
        told = claimed.Told("x", "", claimed.WITH, {"a", "b", "c"}, {"a", "b", "d", "e"}, {"e"}, False)
        moved = claimed.Told("git switch x", "", claimed.WITH, {"a", "b"}, set(), set(), True)
        figures = claimed.figures([told, moved, told._replace(way=claimed.WITHOUT)], claimed.WITH)
        self.assertEqual(figures, (2, 1, 1))
        self.assertEqual((round(figures.precision, 2), round(figures.recall, 2)), (0.67, 0.67))


@unittest.skipIf(MISSING, "skipped: not installed: %s" % ", ".join(MISSING))
class Lines(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="csg-lines-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, ".git"))  # git lists options only in what may be a repository
        for name in ("objects", "refs"):
            os.mkdir(os.path.join(self.folder, ".git", name))
        with open(os.path.join(self.folder, ".git", "HEAD"), "w", encoding="ascii") as file:
            file.write("ref: refs/heads/main\n")

    def made(self, count: int, seed: int) -> List[Line]:
        return list(itertools.islice(generated.lines(self.folder, seed), count))

    def test_no_line_leaves_the_sandbox(self) -> None:
        for line in by_hand() + claimed.lines(1000, 1) + self.made(500, 1):
            self.assertFalse(line.leaves(), line.text)
        for text in ("rm /etc/passwd", "echo x >/tmp/x", "cat '/etc/passwd'", "rm ../../x"):
            self.assertTrue(Line("", text).leaves(), text)

    def test_every_name_is_filled_in(self) -> None:
        kind = KINDS["dirty"]
        names = dict.fromkeys(kit.names(Places(self.folder + "/places", ""), kind, kind.places[0], 0), "X")
        known = re.compile(r"(?<!\$)\{(?:%s)\}" % "|".join(names))
        for line in by_hand() + self.made(200, 1):
            self.assertIsNone(known.search(line.filled(names)), line.text)
        self.assertEqual(Line("", "a {f} ${f} {x} {b,{ext}}").filled(names), "a X ${f} {x} {b,X}")

    def test_a_seed_chooses(self) -> None:
        def chosen(seed: int) -> List[Pair]:
            return choose(by_hand(), iter(self.made(1500, seed)), 3000, seed)

        first = chosen(1)
        self.assertEqual(first, chosen(1))
        self.assertNotEqual(first, chosen(2))
        texts: Set[str] = {pair.line.text for pair in first}
        self.assertGreaterEqual(len(texts), 1000)
        made = sum(pair.line.group.startswith("made up") for pair in first)
        self.assertEqual((len(first), made), (3000, 1500))
        self.assertEqual({pair.kind for pair in first}, set(KINDS))

    def test_lines_for_some_kinds_only(self) -> None:
        for pair in choose(by_hand(), iter([]), 5000, 1):
            self.assertTrue(pair.kind.startswith(pair.line.prefix), pair)


@unittest.skipIf(MISSING, "skipped: not installed: %s" % ", ".join(MISSING))
class Copies(unittest.TestCase):
    def test_what_changed_is_put_right(self) -> None:
        top = tempfile.mkdtemp(prefix="csg-copies-")
        self.addCleanup(shutil.rmtree, top)
        source, path = os.path.join(top, "source"), os.path.join(top, "copy")
        os.makedirs(os.path.join(source, "d", "e"))
        for name in ("a", "b", "c", "d/f", "d/e/g"):
            with open(os.path.join(source, name), "w", encoding="ascii") as file:
                file.write(name)
        os.symlink("a", os.path.join(source, "link"))
        copy = Copy(source, path)
        os.unlink(os.path.join(path, "a"))
        shutil.rmtree(os.path.join(path, "d"))
        os.symlink("b", os.path.join(path, "d"))
        os.unlink(os.path.join(path, "link"))
        os.makedirs(os.path.join(path, "link", "x"))
        times = os.stat(os.path.join(path, "b"))
        with open(os.path.join(path, "b"), "w", encoding="ascii") as file:
            file.write("B")
        os.utime(os.path.join(path, "b"), ns=(times.st_atime_ns, times.st_mtime_ns))
        os.chmod(os.path.join(path, "c"), 0o600)
        copy.mend()
        self.assertEqual(_content(source), _content(path))
        mended = dict(copy.facts)
        copy.mend()
        self.assertEqual(copy.facts, mended, "nothing is left to do")


def _content(top: str) -> Dict[str, Tuple[int, int, str]]:
    found = {}
    for folder, folders, names in os.walk(top):
        for name in names + folders:
            path = os.path.join(folder, name)
            seen = os.lstat(path)
            text = ""
            if os.path.islink(path):
                text = os.readlink(path)
            elif os.path.isfile(path):
                with open(path, encoding="ascii") as file:
                    text = file.read()
            when = 0 if name in folders else int(seen.st_mtime)
            found[os.path.relpath(path, top)] = (seen.st_mode, when, text)
    return found
