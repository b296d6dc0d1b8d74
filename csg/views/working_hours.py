"""When Sessions were at work, and for how long several of them at once.  Pure: Marks in, seconds out."""

import time
from typing import Dict, Iterable, List, Tuple

from csg.views import marks

#: From and to, in seconds.
Span = Tuple[float, float]


def at_work(some: Iterable[marks.Mark], window: float, now: float) -> Dict[bytes, List[Span]]:
    """For each Session, by directory name, when it was at work: from each of its steps on for the window's length at
    most, its end at the latest.  `some`: in the order of time."""
    found: Dict[bytes, List[Span]] = {}
    for mark in some:
        spans = found.setdefault(mark.name, [])
        if mark.kind == marks.END:
            if spans and spans[-1][1] > mark.t:
                spans[-1] = (spans[-1][0], mark.t)
        elif mark.was != marks.BY_HAND:  # what a person wrote is no step of the Session's
            end = min(mark.t + window, now)
            if spans and mark.t <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((mark.t, max(end, mark.t)))
    return found


class Together:
    """Of several Sessions' spans.

    any    seconds in which at least one was at work
    spans  when two or more were              most  how many there were at once"""

    def __init__(self, several: Iterable[List[Span]]) -> None:
        steps = sorted([step for spans in several for a, b in spans for step in ((a, 1), (b, -1))])
        self.any = 0.0
        self.most = count = 0
        self.spans: List[Span] = []
        before = 0.0
        for t, step in steps:
            if count and t > before:
                self.any += t - before
                if count > 1:
                    joined = self.spans and self.spans[-1][1] == before
                    self.spans[-1:] = [(self.spans[-1][0], t)] if joined else [*self.spans[-1:], (before, t)]
            count += step
            before = t
            self.most = max(self.most, count)

    def seconds(self) -> float:
        """How long two or more were at work."""
        return sum(b - a for a, b in self.spans)


def by_day(spans: Iterable[Span]) -> Dict[str, float]:
    """Seconds for each day of local time, as `2026-11-26`."""
    found: Dict[str, float] = {}
    for a, b in spans:
        while a < b:
            end = min(b, _next_midnight(a))
            found[date(a)] = found.get(date(a), 0.0) + end - a
            a = end
    return found


def date(t: float) -> str:
    """`2026-11-26`, local time."""
    return time.strftime("%Y-%m-%d", time.localtime(t))


def dates(since: float, now: float) -> List[str]:
    """All days from the one to the other."""
    found, t = [], since
    while t <= now:
        found.append(date(t))
        t = _next_midnight(t)
    return found


def _next_midnight(t: float) -> float:
    at = time.localtime(t)
    midnight = time.mktime((at.tm_year, at.tm_mon, at.tm_mday + 1, 0, 0, 0, 0, 0, -1))
    while midnight <= t:  # summer time begins at a midnight that is none, and the system may name the hour before
        midnight += 3600.0
    return midnight
