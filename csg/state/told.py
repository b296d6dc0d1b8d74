"""What an Agent was told, and which of its calls were held: lines among its Session's Claims (`claims` lists them).

"Who" is a subagent's id ("" for the main agent) and its client's pid: each has a context of its own.  News is
Holding.news: whose newest Claim on which file.

A call that was held goes through when it is repeated, once, within the Window, if there is no news since.  What makes
it the same call is a word for what it does (a tool's name, or a git command's effect) and the news that it was held
for: that says which files it concerns.  Lines are only added, so their order decides between calls at the same moment.
"""

import posix

from csg.base import files, paths, processes
from csg.state import claims, holdings, roster

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

    Line = dict[str, Any]
    News = tuple[str, str, str]
    Who = tuple[str, int]

_TOLD = b"told\n"


#: cold


def repeat(
    home: bytes,
    name: bytes,
    key: bytes,
    who: "Who",
    does: str,
    concerned: "Collection[News]",
    identifier: str,
    now: float,
    window: float,
) -> bool:
    """Let a held call through, now that it is repeated; False if another call at the same moment was first.

    This is noted at once: there is nothing to print.  Where the disk takes no note, it was held before all the same."""
    line = {"t": now, "passed": [list(one) for one in concerned], "held": does}
    try:
        if not claims.note(home, name, key, [dict(line, to=who[0], pid=who[1], **{"for": identifier})]):
            return True
    except OSError:
        return True
    _, passed = _replayed(holdings.records(home, name, key, 0.0), who, does, now, window)
    return identifier in passed


def answered(home: bytes, name: bytes, key: bytes, identifier: str) -> bool:
    """Does another hook answer for the call with this id (one wired twice, as by settings and a plugin), or has it?

    One that was killed before it could say anything does not."""
    lines = holdings.records(home, name, key, 0.0)
    by = next((line.get("by") for line in lines if line.get("id") == identifier), None)
    if not isinstance(by, int) or by == posix.getpid():
        return False
    return processes.runs(by) or any(line.get("for") == identifier for line in lines)


#: cold: meeting


def news(lines: "Iterable[Line]", who: "Who", now: float, about: str = "") -> "set[News]":
    """What was told.  `about`: only what was told of this kind of command."""
    found = set()
    for line in lines:
        one = _news(line.get("told"))
        if one is not None and line.get("about", "") == about and _is_for(line, who, now):
            found.add(one)
    return found


def records(
    now: float, who: "Who", identifier: str, told: "Iterable[News]", about: str = "", held: str = ""
) -> "list[Line]":
    """The lines that say: this was told at the call with this id; `held`: and that call, which does this, was held."""
    more = {"about": about} if about else {}
    if held:
        more["held"] = held
    return [{"t": now, "told": list(one), "to": who[0], "pid": who[1], "for": identifier, **more} for one in told]


def held(lines: "Iterable[Line]", who: "Who", does: str, now: float, window: float) -> "set[News]":
    """For what a call that does this was held, and has not been repeated since."""
    standing, _ = _replayed(lines, who, does, now, window)
    return {one for one, t in standing.items() if abs(now - t) <= window}


def _replayed(
    lines: "Iterable[Line]", who: "Who", does: str, now: float, window: float
) -> "tuple[dict[News, float], set[str]]":
    """(news that the call is held for -> since when, the ids of calls that went through)"""
    standing: dict[News, float] = {}
    passed = set()
    for line in lines:
        t = line.get("t")
        if (
            line.get("held") != does
            or not isinstance(t, (int, float))
            or not 0 <= t < 1e12
            or not _is_for(line, who, now)
        ):
            continue
        one, several = _news(line.get("told")), line.get("passed")
        if one is not None:
            standing[one] = t
        elif isinstance(several, list):
            concerned = [_news(item) for item in several]
            if all(item in standing and abs(t - standing[item]) <= window for item in concerned if item):
                for item in concerned:
                    if item:
                        standing.pop(item, None)
                passed.add(str(line.get("for")))
    return standing, passed


def _news(value: "Any") -> "News | None":
    if isinstance(value, list) and len(value) == 3 and all(isinstance(part, str) for part in value):
        return (value[0], value[1], value[2])
    return None


def _is_for(line: "Line", who: "Who", now: float) -> bool:
    """A client that is gone has had its context taken over, if somebody resumed the Session."""
    return line.get("to", "") == who[0] and not holdings.another_process(line, who[1], now)


#: cold: once


def begin(home: bytes, name: bytes, what: str) -> bool:
    """Is this to be told to the Session now: was it never told, and is no other hook about to?

    what  names it, in ASCII.  Whoever tells it says so afterwards (`finish`)."""
    path = _file(home, name, what)
    try:
        if files.create(path, b"%d" % posix.getpid()):
            return True
        teller = files.read(path, 100)
    except OSError:  # rather twice than never
        return True
    if teller.endswith(_TOLD):
        return False
    pid = int(teller) if 0 < len(teller) < 10 and teller.isdigit() else 0
    return pid == posix.getpid() or not processes.runs(pid)  # this one's own was another call's, which said nothing


def finish(home: bytes, name: bytes, what: str) -> None:
    """It was told.  OSError."""
    try:
        files.append_line(_file(home, name, what), _TOLD[:-1])  # a new file would cost six times as much
    except FileNotFoundError:  # the Session has ended meanwhile
        pass


def _file(home: bytes, name: bytes, what: str) -> bytes:
    return roster.directory(home, name) + b"/told-" + paths.from_text(what)
