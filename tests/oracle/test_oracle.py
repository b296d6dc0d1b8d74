"""The figures of the oracle: how often csg is silent where it must not be, and holds where it need not.

A bounded set of lines by default; `CSG_ORACLE=full` runs the whole one, at least 1,000 lines (`.ci/run` does).
`python3 -m tests.oracle --show silent --show needless` lists the lines behind a figure.
"""

import os
import sys
import unittest
from typing import ClassVar, List, Tuple

from tests.oracle import claimed, score
from tests.oracle.kinds import KINDS
from tests.oracle.run import Hall, Result
from tests.oracle.test_harm import MISSING
from tests.support import archive

FULL = os.environ.get("CSG_ORACLE") == "full"
SEED = 1
LINES = 3000 if FULL else 20
CLAIMS = 300 if FULL else 4

#: Most that is allowed of every kind of holding: false silence in per cent of the harmful lines, needless holds in per
#: cent of the harmless ones.
MOST = (2, 3)
#: Harmful lines of which a percentage means something: with fewer than fifty, one line alone is more than two.
ENOUGH = 50
FEW = 1  # as many lines are allowed of fewer than that
#: Most that is allowed of all kinds together; of a bounded set, too.
MOST_OF_ALL = (1.5, 2.5)
#: Of shell Claims, with the client's report of what changed: precision and recall.  The goal is (0.98, 0.75).
LEAST = (0.98, 0.85)
#: And without the report, from the command line and a look at the disk.
LEAST_WITHOUT = (0.98, 0.75)


@unittest.skipUnless(sys.platform == "linux", "skipped: many lines are written for GNU's programs")
@unittest.skipIf(MISSING, "skipped: not installed: %s" % ", ".join(MISSING))
class Figures(unittest.TestCase):
    """What csg says before a line, against what the line did."""

    results: ClassVar[List[Result]]

    @classmethod
    def setUpClass(cls) -> None:
        with Hall(archive()) as hall:
            cls.results = hall.run(hall.pairs(LINES, SEED))

    def test_all(self) -> None:
        found = score.score(self.results)
        self.assertGreater(found.harmful, LINES // 10)
        self.assertGreater(found.harmless, LINES // 3)
        self.check(found, MOST_OF_ALL, "all")

    @unittest.skipUnless(FULL, "skipped: too few lines of each kind; CSG_ORACLE=full has enough")
    def test_each_kind_of_holding(self) -> None:
        """Kinds that are too seldom harmed (as what is untracked, committed, idle) are judged together as well."""
        found = score.by_kind(self.results)
        self.assertEqual(set(found), set(KINDS))
        seldom = {kind for kind, one in found.items() if one.harmful < ENOUGH}
        for kind, one in found.items():
            with self.subTest(kind):
                self.check(one, MOST, kind)
        together = [one for one in self.results if one.kind in seldom]
        self.check(score.score(together), MOST, ", ".join(sorted(seldom)))

    def test_no_hook_went_wrong(self) -> None:
        self.assertEqual([(one.line, one.errors) for one in self.results if one.errors], [])

    def test_every_line_ended(self) -> None:
        self.assertEqual([one.line for one in self.results if one.code == -1], [])

    def check(self, found: score.Score, most: Tuple[float, float], kind: str) -> None:
        about = "%s\n%s" % (kind, score.table(self.results))
        for verdict, share, of, allowed in (
            (score.FALSE_SILENCE, found.silence, found.harmful, most[0]),
            (score.NEEDLESS_HOLD, found.needless, found.harmless, most[1]),
        ):
            if not (of < ENOUGH and found.counts[verdict] <= FEW):
                self.assertLessEqual(share, allowed, "%s: %s" % (verdict, about))


@unittest.skipUnless(sys.platform == "linux", "skipped: many lines are written for GNU's programs")
@unittest.skipIf(MISSING, "skipped: not installed: %s" % ", ".join(MISSING))
class Claims(unittest.TestCase):
    """What csg says was changed after a line, against what was."""

    def test_precision_and_recall(self) -> None:
        with Hall(archive()) as hall:
            told = hall.record(claimed.lines(CLAIMS, SEED))
        self.assertEqual(len(told), 2 * CLAIMS)
        for way, least in ((claimed.WITH, LEAST), (claimed.WITHOUT, LEAST_WITHOUT)):
            found = claimed.figures(told, way)
            self.assertGreaterEqual(found.precision, least[0], (way, found))
            self.assertGreaterEqual(found.recall, least[1], (way, found))
