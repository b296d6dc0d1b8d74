"""What calls cost with a hook over what they cost with none, as a table for people and as JSON."""

import os
import statistics
from typing import Any, Dict, List, Sequence, Tuple

from tests.bench.modes import COMMAND, NONE
from tests.bench.rounds import KINDS, Seconds

Load = Tuple[float, float, float]
_HEAD = ["", "the call", "p90", "cost", "p10", "p90", "cost of p90", "cost x csg's command", "of p90 x"]


def as_json(seconds: Seconds) -> Dict[str, List[Dict[str, Any]]]:
    """Kind of call -> a row a mode, in milliseconds.

    cost      over the call without a hook of the same round: median, 10th and 90th percentile
    p90_over  the 90th percentile of the calls over that of the calls without a hook
    ratio, p90_ratio   cost and p90_over to those of csg's command; null where there is none"""
    found = {}
    for kind in KINDS:
        rows = [_row(name, calls[kind], seconds[NONE][kind]) for name, calls in seconds.items()]
        command = next((row for row in rows if row["name"] == COMMAND), None)
        for row in rows:
            row["ratio"] = _ratio(row["cost"]["median"], command["cost"]["median"]) if command else None
            row["p90_ratio"] = _ratio(row["p90_over"], command["p90_over"]) if command else None
        found[kind] = rows
    return found


def _row(name: str, calls: Sequence[float], bare: Sequence[float]) -> Dict[str, Any]:
    ms = [1000 * call for call in calls]
    bare_ms = [1000 * call for call in bare]
    costs = [with_hook - without for with_hook, without in zip(ms, bare_ms)]
    return {
        "name": name,
        "call": _spread(ms),
        "cost": _spread(costs),
        "p90_over": _at(ms, 0.9) - _at(bare_ms, 0.9),
        "calls": ms,
    }


def _spread(values: Sequence[float]) -> Dict[str, float]:
    return {"median": statistics.median(values), "p10": _at(values, 0.1), "p90": _at(values, 0.9)}


def _at(values: Sequence[float], part: float) -> float:
    return sorted(values)[round(part * (len(values) - 1))]


def _ratio(one: float, other: float) -> Any:
    return one / other if other > 0 else None


def table(found: Dict[str, List[Dict[str, Any]]]) -> str:
    """The same for people, a table a kind."""
    lines: List[str] = []
    for kind, rows in found.items():
        cells = [[kind, *_HEAD[1:]]]
        for row in rows:
            numbers = [row["call"]["median"], row["call"]["p90"]]
            if row["name"] != NONE:
                numbers += [row["cost"][part] for part in ("median", "p10", "p90")] + [row["p90_over"]]
            ratios = [row["ratio"], row["p90_ratio"]] if row["name"] != NONE else []
            texts = ["%.1f" % number for number in numbers] + ["" if r is None else "%.2f" % r for r in ratios]
            cells.append([row["name"], *texts, *[""] * (len(_HEAD) - 1 - len(texts))])
        widths = [max(len(row[i]) for row in cells) for i in range(len(_HEAD))]
        lines += ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in cells]
        lines.append("")
    return "\n".join(lines)


def load(before: Load, after: Load) -> str:
    """How busy the machine was."""
    texts = ["%.1f %.1f %.1f" % numbers for numbers in (before, after)]
    return "load average %s before, %s after; %s CPUs" % (*texts, os.cpu_count())
