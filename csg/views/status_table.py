"""The facts of `status` as a table for a terminal, what is contested first.

Foreign text passes `wording.name` here."""

from typing import Any, Dict, List, Sequence

from csg.base import paths, wording
from csg.views import columns, event_text, known, machines, terminal

_RIGHT = ("AGE", "ACTIVE", "EDITS")
#: Where the lines are too short: to these widths, in this order …
_SHRINKING = {"CWD": 12, "LAST FILE": 12, "BRANCH": 8, "REPOSITORY": 10, "SESSION": 20}
#: … and then without these.
_DROPPING = ("CWD", "REPOSITORY", "BRANCH", "AGE", "EDITS", "ACTIVE", "LAST FILE", "STATE")
_SESSION = 36  # columns at most; what does not fit is said below
_CONTESTED = 10  # files listed
_ELSEWHERE, _FILES = 20, 3  # sessions on other machines, and files of each
_COLOURS = {"editing": "32", "idle": "2", "gone": "31"}
_RED = "31"


def table(facts: Dict[str, Any], cwd: bytes, width: int, colour: bool) -> List[str]:
    """The facts as lines of at most `width` columns; paths as seen from `cwd`."""
    everyone: Sequence[Dict[str, Any]] = facts["sessions"]
    beyond = elsewhere(facts.get("elsewhere") or [], width)
    if not everyone:
        return ["no live sessions" + (" here" if facts["scope"] == "repository" else ""), *beyond]
    places = known.Places(cwd)
    lines = _contested(facts, places, width, colour)
    rows = [_row(session, facts["now"], places, paths.canonical(cwd)) for session in everyone]
    widths = columns.widths(rows, _SHRINKING, _DROPPING, width)
    lines.append(columns.heading(widths, _RIGHT))
    called = names(everyone)
    for session, row in zip(everyone, rows):
        row["SESSION"] = event_text.cell(session["id"], called, widths["SESSION"])
        colours = {"STATE": _COLOURS.get(session["state"], "")}
        if _is_contested(session):
            colours["LAST FILE"] = _RED
            sign, size = mark(), widths.get("LAST FILE", 0)
            row["LAST FILE"] = sign + terminal.fit(row["LAST FILE"][len(sign) :], size - len(sign))
        lines.append(columns.line(row, widths, _RIGHT, colours if colour else {}))
        lines += ["    " + text for text in _below(session, widths["SESSION"], width - 4)]
    return lines + beyond


def elsewhere(some: Sequence[Dict[str, Any]], width: int) -> List[str]:
    """Those on other machines, below an empty line; nothing where there are none."""
    if not some:
        return []
    lines = ["", "on other machines:"]
    for one in some[:_ELSEWHERE]:
        first, *rest = terminal.wrap(machines.line(one, _FILES), max(1, width - 4))
        lines += ["  " + first, *["    " + text for text in rest]]
    if some[_ELSEWHERE:]:
        lines.append("  and %d more (csg machines status)" % len(some[_ELSEWHERE:]))
    return lines


def names(everyone: Sequence[Dict[str, Any]]) -> Dict[str, str]:
    """Ids -> what people call these Sessions, by their facts, with the client where it is another than Claude Code."""
    return {session["id"]: wording.titled(session["client"], session["name"]) for session in everyone}


def _contested(facts: Dict[str, Any], places: known.Places, width: int, colour: bool) -> List[str]:
    """Which files several hold, and who; an empty line after them."""
    called, lines = names(facts["sessions"]), []
    for file in facts["contested"][:_CONTESTED]:
        shown = wording.name(paths.text(places.shown(paths.from_text(file["path"]))), 400)
        who = ", ".join([event_text.who(identifier, called) for identifier in file["sessions"]])
        first, *rest = terminal.wrap("%s: %s" % (shown, who), max(1, width - 2))
        lines += [terminal.coloured(text, _RED, colour) for text in [mark() + first, *["  " + r for r in rest]]]
    more = len(facts["contested"]) - _CONTESTED
    if more > 0:
        lines.append(terminal.cut("  and %s (csg files)" % wording.count(more, "more file"), width))
    return [*lines, ""] if lines else []


def _row(s: Dict[str, Any], now: float, places: known.Places, cwd: bytes) -> columns.Row:
    last = ""
    if s["files"]:
        path = paths.from_text(s["files"][0]["path"])
        base = paths.from_text(s["root"] or s["cwd"])
        last = wording.name(paths.text(paths.relative(path, paths.canonical(base))))
        last = mark() * _is_contested(s) + last
    return {
        "SESSION": event_text.cell(s["id"], names([s]), _SESSION).rstrip(),
        "REPOSITORY": wording.name(s["repository"]),
        "BRANCH": wording.name(s["branch"]),
        "AGE": age(now - s["started"]),
        "ACTIVE": age(now - s["last_active"]),
        "EDITS": str(s["edits"]),
        "LAST FILE": last,
        "STATE": s["state"],
        "CWD": wording.name(paths.text(paths.relative(paths.from_text(s["cwd"]), cwd)), 400),
    }


def _is_contested(s: Dict[str, Any]) -> bool:
    """Does somebody else hold the file it edited last?"""
    return bool(s["files"] and s["files"][0]["contested"])


def mark() -> str:
    """What stands before a file that several hold."""
    return event_text.sign("conflict")[0] + " "


def _below(session: Dict[str, Any], room: int, width: int) -> List[str]:
    """What did not fit into the Session's line: its name, what became of its warnings, what waits for it."""
    lines = []
    title = session["intent"] or session["prompt"]
    title = wording.name(wording.titled(session["client"], title) if title else "", 500)
    if title and terminal.columns(title) + terminal.columns(" (%s)" % wording.short(session["id"])) > room:
        lines.append(terminal.cut("\u201c%s\u201d" % title, width))
    facts = [warned(session["warnings"])] if session["warnings"]["given"] else []
    if session["waiting"]:
        facts.append("%s waiting" % wording.count(session["waiting"], "notice"))
    return lines + ([terminal.cut("; ".join(facts), width)] if facts else [])


def warned(warnings: Dict[str, int]) -> str:
    """`warned 2, went ahead 1, open 1`."""
    parts = ["warned %d" % warnings["given"]]
    parts += ["%s %d" % (word, warnings[name]) for name, word in _BECAME.items() if warnings[name]]
    return ", ".join(parts)


_BECAME = {"went_ahead": "went ahead", "open": "open"}


def age(seconds: float) -> str:
    """`2h`, `3m`."""
    number, noun = wording.duration(seconds).split()
    return number + noun[0]
