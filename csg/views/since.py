"""From when on: what people write after --since."""

import argparse
import re
import time

from csg.base import errors, wording

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
_SPAN = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([smhdw])(?:ec(?:ond)?s?|in(?:ute)?s?|ours?|ays?|eeks?)?", re.ASCII)
_DAYS = {"today": 0, "yesterday": 1}
_CLOCK = ("%H:%M", "%H:%M:%S")
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
HELP = "2h, 30m, 3d; a time of day (14:30), a date (2026-01-31), both in one, today, yesterday"


def argument(parser: argparse.ArgumentParser, what: str, default: str = "") -> None:
    """Add --since; `what` happened since then is shown."""
    more = "; default %s" % default if default else ""
    parser.add_argument("--since", metavar="WHEN", default=default, help="%s since then: %s%s" % (what, HELP, more))


def parse(text: str, now: float) -> float:
    """Seconds since the epoch.  A time of day is its last one before now; times are local.

    UsageError for what says no time, or one that is yet to come."""
    wanted = text.strip().lower()
    try:
        found = _parse(wanted, now)
    except (ValueError, OverflowError):  # no such time, or one the system's calendar does not have
        found = None
    if found is None:
        raise errors.UsageError("%s is no time: write %s" % (wording.quoted(text, 60), HELP))
    if found > now:
        raise errors.UsageError("%s is yet to come" % wording.quoted(text, 60))
    return max(0.0, found)


def _parse(text: str, now: float) -> "float | None":
    span = _SPAN.fullmatch(text)
    if span:
        return now - float(span.group(1)) * _SECONDS[span.group(2)]
    if text in _DAYS:
        return _midnight(now, _DAYS[text])
    for form in _CLOCK:
        clock = _strptime(text, form)
        if clock:
            then = _at(time.localtime(now), clock, 0)
            return then if then <= now else _at(time.localtime(now), clock, 1)
    for form in _DATES:
        moment = _strptime(text.upper(), form)
        if moment:
            return time.mktime(moment)
    return None


def _strptime(text: str, form: str) -> "time.struct_time | None":
    try:
        return time.strptime(text, form)
    except ValueError:
        return None


def _at(day: time.struct_time, clock: time.struct_time, before: int) -> float:
    """That time on that day, or so many days before; -1: whether it is summer time, the calendar knows."""
    date = (day.tm_year, day.tm_mon, day.tm_mday - before)
    return time.mktime((*date, clock.tm_hour, clock.tm_min, clock.tm_sec, 0, 0, -1))


def _midnight(now: float, before: int) -> float:
    return _at(time.localtime(now), time.strptime("00:00", "%H:%M"), before)
