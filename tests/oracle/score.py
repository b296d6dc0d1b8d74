"""The figures: false silence and needless holds, for each kind of holding and overall."""

import collections
from typing import Any, Dict, Iterable, List, NamedTuple

from tests.oracle import limits
from tests.oracle.harm import ADVANCED
from tests.oracle.run import HELD, SILENT, WARNED, Result

#: What a result is, in the table's order.
FALSE_SILENCE, ANSWERED, LIMIT = "false silence", "answered", "limit"
NEEDLESS_HOLD, NEEDLESS_WARNING, QUIET, NEITHER = "needless hold", "needless warning", "quiet", "neither"


def verdict(result: Result) -> str:
    """One of the words above.

    A line that harmed a holder is to be answered, with a hold or a warning.  A line that did nothing to
    the holders is to be let through in silence; where commits came to their branch a warning is in place."""
    if result.harms:
        if result.said != SILENT:
            return ANSWERED
        return LIMIT if limits.fitting(result.line) else FALSE_SILENCE
    if any(note != ADVANCED for note in result.notes):
        return NEITHER
    if result.said == HELD:
        return NEEDLESS_HOLD
    return NEEDLESS_WARNING if result.said == WARNED and not result.notes else QUIET


class Score(NamedTuple):
    """Counts of some results' verdicts."""

    counts: "collections.Counter[str]"

    @property
    def harmful(self) -> int:
        """Lines that harmed a holder, without those under a documented limit."""
        return self.counts[FALSE_SILENCE] + self.counts[ANSWERED]

    @property
    def harmless(self) -> int:
        """Lines that did nothing to any holder."""
        return self.counts[NEEDLESS_HOLD] + self.counts[NEEDLESS_WARNING] + self.counts[QUIET]

    @property
    def silence(self) -> float:
        """False silence in per cent of the harmful lines."""
        return 100.0 * self.counts[FALSE_SILENCE] / self.harmful if self.harmful else 0.0

    @property
    def needless(self) -> float:
        """Needless holds in per cent of the harmless lines."""
        return 100.0 * self.counts[NEEDLESS_HOLD] / self.harmless if self.harmless else 0.0


def score(results: Iterable[Result]) -> Score:
    """The score of these."""
    return Score(collections.Counter(verdict(result) for result in results))


def by_kind(results: Iterable[Result]) -> Dict[str, Score]:
    """The score of each kind of holding."""
    grouped: Dict[str, List[Result]] = {}
    for result in results:
        grouped.setdefault(result.kind, []).append(result)
    return {kind: score(some) for kind, some in grouped.items()}


def table(results: List[Result]) -> str:
    """For people."""
    heads = ["", "lines", "harmful", "silent", "%", "harmless", "held", "%", "warned", "neither", "limits"]
    rows = [heads] + [_row(kind, one) for kind, one in by_kind(results).items()] + [_row("all", score(results))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    lines = [
        "  ".join(cell.rjust(width) if i else cell.ljust(width) for i, (cell, width) in enumerate(zip(row, widths)))
        for row in rows
    ]
    return "\n".join(lines)


def _row(name: str, one: Score) -> List[str]:
    counts = one.counts
    return [
        name,
        str(sum(counts.values())),
        str(one.harmful),
        str(counts[FALSE_SILENCE]),
        "%.1f" % one.silence,
        str(one.harmless),
        str(counts[NEEDLESS_HOLD]),
        "%.1f" % one.needless,
        str(counts[NEEDLESS_WARNING]),
        str(counts[NEITHER]),
        str(counts[LIMIT]),
    ]


def harms(results: List[Result]) -> str:
    """Each kind of harm: how many lines did it, and how csg answered those."""
    found: Dict[str, collections.Counter[str]] = {}
    for result in results:
        for what in {what for what, _ in result.harms}:
            found.setdefault(what, collections.Counter())[result.said] += 1
    lines = ["%-10s %5s %5s %7s %7s" % ("harm", "lines", HELD, WARNED, SILENT)]
    for what, said in sorted(found.items(), key=lambda item: -sum(item[1].values())):
        lines.append("%-10s %5d %5d %7d %7d" % (what, sum(said.values()), said[HELD], said[WARNED], said[SILENT]))
    return "\n".join(lines)


def offending(results: List[Result], which: str) -> str:
    """The lines with this verdict, by kind and group, each with what it did."""
    lines: List[str] = []
    for result in sorted(results, key=lambda one: (one.group, one.line)):
        if verdict(result) == which:
            done = ", ".join("%s %s" % harm for harm in result.harms) or ", ".join(result.notes) or "nothing"
            shown = result.line.replace("\n", "\\n").replace("\t", "\\t")
            lines.append("[%s | %s | %s] %s\n      -> %s" % (result.kind, result.group, result.place, shown, done))
    return "\n".join(lines)


def as_json(results: List[Result]) -> Dict[str, Any]:
    """All of it, for programs."""
    return {
        "version": 1,
        "kinds": {
            kind: {"counts": dict(one.counts), "silence": one.silence, "needless": one.needless}
            for kind, one in by_kind(results).items()
        },
        "results": [dict(result._asdict(), verdict=verdict(result)) for result in results],
    }
