"""A span of time laid out on a terminal's columns, with marks of the clock on it.  Local time."""

import time
from typing import List, Tuple

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
#: Between two marks of the clock, in seconds.
_STEPS = (
    *(minutes * _MINUTE for minutes in (1, 2, 5, 10, 15, 30)),
    *(hours * _HOUR for hours in (1, 2, 3, 6, 12)),
    *(days * _DAY for days in (1, 2, 7, 14, 28)),
)
_APART = 9  # columns that a mark's text takes, with a gap


class Scale:
    """From `since` to `until` (seconds since the epoch) on `width` columns."""

    def __init__(self, since: float, until: float, width: int) -> None:
        self.since, self.until, self.width = since, max(until, since + 1.0), max(1, width)

    def column(self, t: float) -> int:
        """0 to width - 1; what lies outside, at its end."""
        part = (t - self.since) / (self.until - self.since)
        return min(self.width - 1, max(0, int(part * self.width)))

    def clock(self) -> List[Tuple[int, str]]:
        """(column, text) of each mark: `15:30`, or the day where one begins; none covers another."""
        span = self.until - self.since
        step = next((s for s in _STEPS if self.width * s / span >= _APART), _STEPS[-1])
        t, found, free = _midnight(self.since), [], 0
        while t <= self.until:
            column, text = self.column(t), moment(t, step)
            if t >= self.since and column >= free and column + len(text) <= self.width:
                found.append((column, text))
                free = column + len(text) + 1
            t += step
        return found


def moment(t: float, step: float = 0.0) -> str:
    """`15:30`; `Nov 26` at midnight, and wherever the step is a day or more."""
    at = time.localtime(t)
    if step and (step >= _DAY or (at.tm_hour == 0 and at.tm_min == 0)):
        return "%s %d" % (MONTHS[at.tm_mon - 1], at.tm_mday)
    return "%02d:%02d" % (at.tm_hour, at.tm_min)


def day(t: float) -> str:
    """`Nov 26`."""
    return moment(t, _DAY)


#: Not the locale's: the other words are English too.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _midnight(t: float) -> float:
    at = time.localtime(t)
    return time.mktime((at.tm_year, at.tm_mon, at.tm_mday, 0, 0, 0, 0, 0, -1))
