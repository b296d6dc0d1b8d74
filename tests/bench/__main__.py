"""Measure what hooks cost: `python3 -m tests.bench`.

Every figure is a ratio to the floor of the same run: bare `python3 -IS -c pass` of the same
interpreter.  The candidates are interleaved, so that what else the machine does falls on all alike.

    python3 -m tests.bench [--rounds N] [--python PATH]... [--vs 'NAME=COMMAND']... [--json FILE]
                           [--archive FILE] [--quick]
"""

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
from typing import Any, Dict, List, Optional

from csg.base import loader
from tests.bench.stage import Stage
from tests.bench.timing import Candidate, Result, measure
from tests.support import archive


def main() -> int:
    """Measure, print, and perhaps write JSON."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=40, help="runs of each candidate (default 40)")
    parser.add_argument("--python", action="append", help="an interpreter; default: the one hook-command chooses")
    parser.add_argument("--all-pythons", action="store_true", help="every interpreter that build.py finds")
    parser.add_argument("--vs", action="append", default=[], metavar="NAME=COMMAND", help="another command, same stdin")
    parser.add_argument("--archive", default="", help="a built file; default: one built now for these interpreters")
    parser.add_argument("--quick", action="store_true", help="only the everyday rows")
    parser.add_argument("--json", default="", metavar="FILE", help="write the figures here too")
    options = parser.parse_args()
    pythons = options.python or ["/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable]
    if options.all_pythons:
        import build

        pythons = [python for python in build.candidates() if build.compiled(python)[1]]
    rivals = dict(rival.partition("=")[::2] for rival in options.vs)
    report = []
    for python in pythons:
        results = _measure(python, options.archive or _built(pythons), options.rounds, rivals, options.quick)
        report.append({"python": python, "version": _version(python), "rows": [result.as_json() for result in results]})
        print("\n%s (%s), %d rounds" % (_version(python), python, options.rounds))
        print(_table(results))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump({"version": 1, "cpus": os.cpu_count(), "runs": report}, file, indent=1)
    return 0


_archive: Optional[str] = None


def _built(pythons: List[str]) -> str:
    global _archive  # noqa: PLW0603  one build for all interpreters of the run
    if _archive is None:
        if "CSG_PYZ" not in os.environ:
            from tests.support import build

            path = os.path.join(os.path.dirname(archive()), "bench.pyz")
            build(path, *[word for python in pythons for word in ("--python", python)])
            _archive = path
        else:
            _archive = archive()
    return _archive


def _measure(python: str, built: str, rounds: int, rivals: Dict[str, str], quick: bool) -> List[Result]:
    wired = [python, "-ISc", loader.LOADER, built, "hook"]
    stage = Stage(python, wired)
    try:
        floor = Candidate("floor: python3 -IS -c pass", [python, "-IS", "-c", "pass"], stage.environ)
        candidates = [floor, *stage.everyday()]
        candidates.append(stage.edit("edit, nobody there, the file itself", command=[built, "hook"]))
        candidates += [stage.edit(name, command=shlex.split(command)) for name, command in rivals.items()]
        if not quick:
            candidates += stage.crowds((100, 1000))
            candidates += stage.mirrored()
        return measure(candidates, rounds)
    finally:
        stage.remove()


def _version(python: str) -> str:
    return subprocess.run([python, "--version"], stdout=subprocess.PIPE, timeout=20).stdout.decode().strip()


def _table(results: List[Result]) -> str:
    floor = statistics.median(results[0].wall)
    rows = [["", "x floor", "min", "median", "p90 ms", "CPU ms", "peak KiB over"]]
    for result in results:
        row: Dict[str, Any] = result.as_json()
        rows.append(
            [
                result.name,
                "%.2f" % (row["wall_ms"]["median"] / 1000 / floor),
                "%.1f" % row["wall_ms"]["min"],
                "%.1f" % row["wall_ms"]["median"],
                "%.1f" % row["wall_ms"]["p90"],
                "%.1f" % row["cpu_ms"]["median"],
                "%+d" % (row["peak_kib"] - results[0].peak) if row["peak_kib"] >= 0 else "",
            ]
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row_ in rows:
        cells = [
            cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row_, widths))
        ]
        lines.append("  ".join(cells))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
