"""Who is at work, where, and on which files: every live Session's facts, and a table of them."""

from typing import Any, Callable, Dict, List, Optional, Sequence

from csg.base import config, paths, processes, wording
from csg.base.here import Here
from csg.state import holdings, names, notices, roster, sessions
from csg.views import terminal

#: The key of a Claims file -> its lines, see `holdings.records`.
Records = Callable[[bytes], List[Dict[str, Any]]]

#: The shape of --json.  It grows by new fields; one that changes its meaning raises this.
SHAPE = 1
_COLUMNS = ("ID", "REPOSITORY", "BRANCH", "AGE", "EDITS", "WARNED", "LAST FILE", "STATE", "CWD")
_SHRINKING = {"CWD": 12, "LAST FILE": 12, "BRANCH": 8, "REPOSITORY": 8, "ID": 8}  # to these widths, in this order
_COLOURS = {"editing": "32", "idle": "2", "gone": "31"}


def facts(here: Here) -> Dict[str, Any]:
    """What --json shows; `sessions` are the live ones, the latest active first."""
    window = config.load(here.environ, here.home).window
    found = []
    for name in roster.present(here.home):
        session = sessions.load(here.home, name)
        if session is not None:
            found.append(session_facts(here.home, session, here.now, window))
    everyone = sorted(found, key=lambda s: (-s["last_active"], s["id"]))
    contested = contested_files(everyone)
    return {"version": SHAPE, "now": here.now, "window": window, "sessions": everyone, "contested": contested}


def contested_files(everyone: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """The files that several Sessions hold, with the Sessions' ids, the latest edited first; marks them in theirs."""
    holders: Dict[str, List[Dict[str, Any]]] = {}
    for session in everyone:
        for file in session["files"]:
            if file["held"]:
                holders.setdefault(file["path"], []).append(session)
    last: Dict[str, float] = {}
    for session in everyone:
        for file in session["files"]:
            file["contested"] = file["held"] and len(holders[file["path"]]) > 1
            if file["contested"]:
                last[file["path"]] = max(last.get(file["path"], 0.0), file["last"])
    paths_by_last = sorted(last, key=lambda path: (-last[path], path))
    return [{"path": path, "last": last[path], "sessions": [s["id"] for s in holders[path]]} for path in paths_by_last]


def session_facts(
    home: bytes, session: sessions.Session, now: float, window: float, records: Optional[Records] = None
) -> Dict[str, Any]:
    """What --json shows of one Session, but for what is contested of its files.

    records  gives the lines of one of its Claims files, for whoever has read some before"""
    touched: Dict[str, Dict[str, Any]] = {}
    given = heeded = 0
    for key in holdings.keys(home, session.name):
        lines = records(key) if records else holdings.records(home, session.name, key, 0.0)
        counts = holdings.warnings(lines)
        given, heeded = given + counts[0], heeded + counts[1]
        claimed = holdings.standing(lines)
        held = {h.path: h for h in reversed(holdings.held_in(session.name, claimed, now, window))}
        for line in claimed:
            file = touched.setdefault(line["path"], {"path": line["path"], "edits": 0, "last": 0.0, "held": False})
            file["edits"] += 1
            file["last"] = max(file["last"], float(line["t"]))
            path = paths.from_text(line["path"])
            file["held"], file["lines"] = path in held, held[path].places if path in held else None
            if path in held and line["t"] >= now - window:
                file["since"] = min(file.get("since", now), float(line["t"]))
    editing = any(file["held"] for file in touched.values())
    process, intent, prompt = session.process(), names.intent(home, session.name), names.prompt(home, session.name)
    return {
        "id": session.id,
        "name": names.called(session, intent, prompt),
        "repository": paths.text(session.repository_name()),
        "root": paths.text(session.root),
        "branch": session.branch_now(),
        "cwd": paths.text(session.cwd),
        "host": session.host,
        "pid": session.pid,
        "process": process,
        "state": "gone" if process == processes.GONE else "editing" if editing else "idle",
        "started": session.started,
        "last_active": roster.last_active(home, session.name),
        "attached": session.attached,
        "intent": intent,
        "prompt": prompt,
        "waiting": notices.count(home, session.name),
        "edits": sum(file["edits"] for file in touched.values()),
        "warnings": {"given": given, "heeded": heeded},
        "files": sorted(touched.values(), key=lambda file: -file["last"]),
    }


def table(facts: Dict[str, Any], cwd: bytes, width: int, colour: bool) -> List[str]:
    """The facts as lines of at most `width` columns; paths as seen from `cwd`."""
    everyone: Sequence[Dict[str, Any]] = facts["sessions"]
    if not everyone:
        return ["no live sessions"]
    cwd = paths.canonical(cwd)
    rows = [list(_COLUMNS)]
    for s in everyone:
        last = paths.from_text(s["files"][0]["path"]) if s["files"] else b""
        base = paths.from_text(s["root"] or s["cwd"])
        rows.append(
            [
                wording.short(s["id"]),
                wording.name(s["repository"]),
                wording.name(s["branch"]),
                _age(facts["now"] - s["started"]),
                str(s["edits"]),
                "%d/%d" % (s["warnings"]["heeded"], s["warnings"]["given"]) if s["warnings"]["given"] else "",
                wording.name(paths.text(paths.relative(last, paths.canonical(base)))) if last else "",
                s["state"],
                wording.name(paths.text(paths.relative(paths.from_text(s["cwd"]), cwd)), 400),
            ]
        )
    if not any(row[_COLUMNS.index("WARNED")] for row in rows[1:]):
        rows = [[cell for cell, column in zip(row, _COLUMNS) if column != "WARNED"] for row in rows]
    columns = rows[0]
    state = columns.index("STATE")
    widths = [max(terminal.columns(row[i]) for row in rows) for i in range(len(columns))]
    _shrink(columns, widths, width)
    lines = []
    for number, row in enumerate(rows):
        cells = [terminal.fit(row[i], widths[i], right=name == "EDITS") for i, name in enumerate(columns)]
        if colour:
            cells[state] = "\033[%sm%s\033[0m" % (_COLOURS.get(row[state], "1"), cells[state])
        lines.append("  ".join(cells).rstrip())
        intent = everyone[number - 1]["intent"] if number else ""
        if intent:
            said = "          \u201c%s\u201d" % wording.name(intent, 500)
            lines.append(terminal.fit(said, width).rstrip())
    return lines


def _shrink(columns: List[str], widths: List[int], most: int) -> None:
    for column, least in _SHRINKING.items():
        over = sum(widths) + 2 * (len(widths) - 1) - most
        if over > 0:
            i = columns.index(column)
            widths[i] = max(min(least, widths[i]), widths[i] - over)


def _age(seconds: float) -> str:
    number, noun = wording.duration(seconds).split()
    return number + noun[0]
