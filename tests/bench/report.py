"""What was measured, as a table for people and as JSON."""

import statistics
from typing import Any, Dict, List, Sequence

from tests.bench.timing import Result


def table(results: Sequence[Result]) -> str:
    """The results, of which the first is the floor; ratios are of medians."""
    rows = [["", "CPU x floor", "wall x floor", "CPU ms", "wall ms", "wall min", "wall p90", "peak KiB over"]]
    compared = []
    for row, result in zip(as_json(results), results):
        cells = [result.name, "%.2f" % row["cpu_ratio"], "%.2f" % row["wall_ratio"], "%.1f" % row["cpu_ms"]["median"]]
        cells += ["%.1f" % row["wall_ms"][part] for part in ("median", "min", "p90")]
        rows.append([*cells, "%+d" % (result.peak - results[0].peak) if result.peak >= 0 else ""])
        if "against" in row:
            there = row["against"]
            words = (result.name, there["cpu_ratio"], there["wall_ratio"], there["name"])
            compared.append("%s: CPU %.2f, wall %.2f x %s" % words)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
    return "\n".join([*lines, *compared])


def as_json(results: Sequence[Result]) -> List[Dict[str, Any]]:
    """A row a result: min, median and 90th percentile in milliseconds, and ratios of medians to the first result's.

    `against` has the same ratios to another result, where there is one to compare with."""
    by_name = {result.name: result for result in results}
    rows = []
    for result in results:
        row: Dict[str, Any] = {
            "name": result.name,
            **_ratios(result, results[0]),
            "cpu_ms": _spread(result.cpu),
            "wall_ms": _spread(result.wall),
            "peak_kib": result.peak,
        }
        if result.against in by_name:
            row["against"] = {"name": result.against, **_ratios(result, by_name[result.against])}
        rows.append(row)
    return rows


def _ratios(one: Result, other: Result) -> Dict[str, float]:
    return {
        "cpu_ratio": statistics.median(one.cpu) / statistics.median(other.cpu),
        "wall_ratio": statistics.median(one.wall) / statistics.median(other.wall),
    }


def _spread(seconds: Sequence[float]) -> Dict[str, float]:
    ordered = sorted(seconds)
    return {
        "min": 1000 * ordered[0],
        "median": 1000 * statistics.median(ordered),
        "p90": 1000 * ordered[int(0.9 * (len(ordered) - 1))],
    }
