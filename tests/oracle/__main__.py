"""Judge csg by what command lines really do: `python3 -m tests.oracle`.

python3 -m tests.oracle [--seed N] [--lines N] [--kind K] [--pyz FILE] [--json FILE]
                        [--show silent|needless|warned|limits] [--try LINE]
python3 -m tests.oracle --claims [--seed N] [--lines N] [--pyz FILE] [--json FILE]
"""

import argparse
import json
import sys
import time

from tests import support
from tests.oracle import claimed, score
from tests.oracle.kinds import KINDS
from tests.oracle.lines import Line, Pair
from tests.oracle.run import Hall

LINES = 3000
CLAIMS = 300
_SHOWN = {
    "silent": score.FALSE_SILENCE,
    "needless": score.NEEDLESS_HOLD,
    "warned": score.NEEDLESS_WARNING,
    "limits": score.LIMIT,
}


def main() -> int:
    """Run, print, and perhaps write JSON."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.oracle", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--seed", type=int, default=1, help="which lines are made up, and what runs on what (default 1)"
    )
    parser.add_argument("--lines", type=int, default=0, help="how many (default %d, of Claims %d)" % (LINES, CLAIMS))
    parser.add_argument("--kind", choices=list(KINDS), help="one kind of holding only")
    parser.add_argument("--pyz", default="", metavar="FILE", help="the built file; default: one built now")
    parser.add_argument("--json", default="", metavar="FILE", help="write everything here too")
    parser.add_argument("--show", action="append", default=[], choices=list(_SHOWN), help="list the lines concerned")
    parser.add_argument("--try", dest="tried", default="", metavar="LINE", help="one line, on every kind")
    parser.add_argument("--claims", action="store_true", help="measure shell Claims instead")
    parser.add_argument("--workers", type=int, default=2, help="at the same time (default 2)")
    options = parser.parse_args()
    began = time.time()
    with Hall(options.pyz or support.archive()) as hall:
        if options.claims:
            return _claims(hall, options, began)
        if options.tried:
            kinds = [options.kind] if options.kind else list(KINDS)
            pairs = [Pair(Line("given", options.tried), kind, KINDS[kind].places[0], 0) for kind in kinds]
        else:
            pairs = hall.pairs(options.lines or LINES, options.seed, options.kind)
        results = hall.run(pairs, options.workers)
    if options.tried:
        for result in results:
            print("%-16s %-7s %s %s" % (result.kind, result.said, result.harms, result.notes))
        return 0
    print(score.table(results))
    print()
    print(score.harms(results))
    for shown in options.show:
        print("\n%s:\n%s" % (_SHOWN[shown], score.offending(results, _SHOWN[shown])))
    errors = sorted({error for result in results for error in result.errors})
    if errors:
        print("\nerrors inside csg: %s" % errors)
    distinct = len({pair.line.text for pair in pairs})
    print("\n%d lines of %d texts, seed %d, %.0f s" % (len(results), distinct, options.seed, time.time() - began))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(score.as_json(results), file, indent=1)
    return 0


def _claims(hall: Hall, options: argparse.Namespace, began: float) -> int:
    told = hall.record(claimed.lines(options.lines or CLAIMS, options.seed), options.workers)
    for way in (claimed.WITH, claimed.WITHOUT):
        some = [one for one in told if one.way == way]
        figures = claimed.figures(told, way)
        changing = sum(1 for one in some if one.changed)
        print("%s: precision %.3f, recall %.3f" % (way, figures.precision, figures.recall))
        print("    Claims right %d, false %d; files missed %d" % figures)
        print(
            "    %d lines, of which %d changed files and %d were git's"
            % (len(some), changing, sum(one.skipped for one in some))
        )
        for one in sorted(some, key=lambda one: (one.group, one.line)):
            if one.false or one.missed:
                words = ["+" + path for path in sorted(one.false)] + ["-" + path for path in sorted(one.missed)]
                print("      [%s] %s  %s" % (one.group, one.line.replace("\n", "\\n"), " ".join(words[:6])))
    print("%.0f s" % (time.time() - began))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(
                [
                    dict(
                        one._asdict(),
                        changed=sorted(one.changed),
                        claimed=sorted(one.claimed),
                        written=sorted(one.written),
                    )
                    for one in told
                ],
                file,
                indent=1,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
